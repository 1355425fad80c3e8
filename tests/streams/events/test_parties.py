from collections.abc import Callable
from typing import Any

import pytest

from matchers.model import FreeText, Identifier, Kind, Party, PartyName, Scheme
from streams.events.decode import decode
from streams.events.envelope import Record
from streams.events.parties import Located, parties

Build = Callable[..., Record]


@pytest.fixture
def located(binary: Build) -> Callable[..., dict[str, Located]]:
    """Everyone named in an event with this data, by path."""

    def find(data: dict[str, Any], event_type: str = "shipment.v1") -> dict[str, Located]:
        found = parties(decode(binary(data, event_type=event_type), "nordland"))
        return {one.path: one for one in found}

    return find


def test_everyone_in_a_shipment(
    located: Callable[..., dict[str, Located]], shipment: dict[str, Any]
) -> None:
    shipment["licences"] = ["EX-1", {"number": "EX-2"}, {"number": "EX-3", "holder": "Brimlow Ltd"}]
    shipment["items"].append({"hsCode": "9002"})
    found = located(shipment)
    assert {path: one.role for path, one in found.items()} == {
        "parties[0]": "consignor",
        "parties[1]": "carrier",
        "parties[2]": "consignee",
        "transport[0]": "transport",
        "licences[2]": "licenceHolder",
        "items[0].description": "goods",
    }
    assert found["items[0].description"].subject == FreeText(text="lenses")
    assert found["licences[2]"].subject == Party(names=(PartyName(value="Brimlow Ltd"),))
    person = found["parties[2]"].subject
    assert isinstance(person, Party)
    assert person.birth_date == "1962-03"


def test_everyone_in_a_transaction(
    located: Callable[..., dict[str, Located]], transaction: dict[str, Any]
) -> None:
    found = located(transaction, "transaction.v1")
    assert {path: one.role for path, one in found.items()} == {
        "parties[0]": "debtor",
        "parties[1]": "creditor",
        "agents[0]": "debtorAgent",
        "remittanceText[0]": "remittance",
    }
    assert found["agents[0]"].subject == Party(
        kind=Kind.ORGANIZATION,
        names=(PartyName(value="Velmora Bank"),),
        identifiers=(Identifier(scheme=Scheme.BIC, value="VELMXA2A"),),
    )


@pytest.mark.parametrize(
    ("transport", "kind", "schemes"),
    [
        ({"mode": "sea", "name": "Grey Tern"}, Kind.VESSEL, set()),
        ({"mode": "8", "name": "Grey Tern"}, Kind.VESSEL, set()),
        ({"imo": "9000003"}, Kind.VESSEL, {Scheme.IMO}),
        ({"mode": "road", "imo": "9000003"}, Kind.VESSEL, {Scheme.IMO}),
        ({"mode": "air", "name": "Skylark"}, Kind.AIRCRAFT, set()),
        ({"tailNumber": "XA-1"}, Kind.AIRCRAFT, {Scheme.AIRCRAFT_TAIL}),
        ({"imo": "9", "tailNumber": "XA-1"}, Kind.UNKNOWN, {Scheme.IMO, Scheme.AIRCRAFT_TAIL}),
        ({"mode": "road", "name": "XA 17 TR"}, Kind.UNKNOWN, set()),
        ({"name": "Grey Tern", "callSign": "XAGT"}, Kind.UNKNOWN, {Scheme.CALL_SIGN}),
    ],
)
def test_means_of_transport(
    located: Callable[..., dict[str, Located]],
    shipment: dict[str, Any],
    transport: dict[str, str],
    kind: Kind,
    schemes: set[Scheme],
) -> None:
    subject = located(shipment | {"transport": [transport]})["transport[0]"].subject
    assert isinstance(subject, Party)
    assert subject.kind is kind
    assert {identifier.scheme for identifier in subject.identifiers} == schemes
    assert {name.value for name in subject.names} == {transport.get("name")} - {None}


def test_transport_that_names_nothing_is_left_out(
    located: Callable[..., dict[str, Located]], shipment: dict[str, Any]
) -> None:
    found = located(shipment | {"transport": [{"mode": "road"}, {"mode": "sea", "imo": "9"}]})
    assert [path for path in found if path.startswith("transport")] == ["transport[1]"]


def test_the_flag_is_a_country(
    located: Callable[..., dict[str, Located]], shipment: dict[str, Any]
) -> None:
    subject = located(shipment)["transport[0]"].subject
    assert isinstance(subject, Party)
    assert subject.countries == ("XA",)
