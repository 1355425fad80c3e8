from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchers.model import Kind, PartyName, PartyNameType
from streams.events.bad import BadEvent, Reason
from streams.events.lines import PartyLine, read_line, read_pair
from streams.events.model import Event

CloudEvent = Callable[..., dict[str, Any]]


def read(document: object) -> Event | PartyLine:
    return read_line(msgspec.json.encode(document), "line:9")


def test_a_cloud_event(cloud_event: CloudEvent, shipment: dict[str, Any]) -> None:
    event = read(cloud_event(shipment))
    assert isinstance(event, Event)
    assert (event.id, event.publisher) == ("e-1", "nordland")


def test_data_with_type(shipment: dict[str, Any]) -> None:
    event = read(shipment | {"type": "shipment.v1", "id": "e-2"})
    assert isinstance(event, Event)
    assert (event.id, event.reference, event.publisher) == ("e-2", "LRN-1", "")


def test_data_without_id_take_the_line_as_theirs(shipment: dict[str, Any]) -> None:
    event = read(shipment | {"type": "shipment.v1"})
    assert event.id == "line:9"


@pytest.mark.parametrize(("given_id", "expected"), [("q1", "q1"), (17, 17), (None, "line:9")])
def test_a_bare_party(given_id: str | int | None, expected: str | int) -> None:
    line = read(
        {"id": given_id, "kind": "person", "names": ["Orlo", {"value": "O", "type": "alias"}]}
    )
    assert isinstance(line, PartyLine)
    assert line.id == expected
    assert line.party.kind is Kind.PERSON
    assert line.party.names == (
        PartyName(value="Orlo"),
        PartyName(value="O", type=PartyNameType.ALIAS),
    )


@pytest.mark.parametrize(
    ("document", "reason", "path"),
    [
        ([], Reason.WRONG_FIELD, ""),
        ({}, Reason.MISSING_FIELD, ""),
        ({"names": []}, Reason.MISSING_FIELD, ""),
        ({"names": [" "]}, Reason.MISSING_FIELD, ""),
        ({"names": "Orlo"}, Reason.WRONG_FIELD, "names"),
        ({"names": ["Orlo", {"type": "alias"}]}, Reason.MISSING_FIELD, "names[1].value"),
        ({"names": ["Orlo"], "kind": "firm"}, Reason.BAD_CODE, "kind"),
        ({"names": ["Orlo"], "birthDate": "1962-02-30"}, Reason.WRONG_FIELD, "birthDate"),
        ({"names": [{"value": "O", "type": "x"}]}, Reason.BAD_CODE, "names[0].type"),
        ({"names": ["Orlo"], "id": 1.5}, Reason.WRONG_FIELD, "id"),
        ({"type": "invoice.v1", "names": ["Orlo"]}, Reason.UNKNOWN_TYPE, "type"),
        ({"type": 5, "names": ["Orlo"]}, Reason.WRONG_FIELD, "type"),
        ({"specversion": "1.0"}, Reason.MISSING_FIELD, "id"),
    ],
)
def test_what_is_neither(document: object, reason: Reason, path: str) -> None:
    with pytest.raises(BadEvent) as caught:
        read(document)
    assert (caught.value.reason, caught.value.path) == (reason, path)


def test_a_pair() -> None:
    line = b'{"id": "p", "left": {"names": ["A"]}, "right": {"names": [{"value": "B"}]}}'
    pair = read_pair(line, "line:1")
    assert pair.id == "p"
    assert pair.left.names == (PartyName(value="A"),)
    assert pair.right.names == (PartyName(value="B"),)


@pytest.mark.parametrize(
    ("document", "path"),
    [
        ({"left": {"names": ["A"]}}, "right"),
        ({"left": {"names": ["A"]}, "right": {"names": []}}, "right"),
        ({"left": {"names": ["A"], "birthDate": "1999-99"}, "right": {}}, "left.birthDate"),
        ({"left": {"names": ["A"], "kind": "x"}, "right": {}}, "left.kind"),
    ],
)
def test_what_is_no_pair(document: object, path: str) -> None:
    with pytest.raises(BadEvent) as caught:
        read_pair(msgspec.json.encode(document), "line:1")
    assert caught.value.path == path


@given(line=st.binary(max_size=60))
def test_any_line_is_read_or_bad(line: bytes) -> None:
    for reader in (read_line, read_pair):
        try:
            reader(line, "line:1")
        except BadEvent as bad:
            assert bad.detail  # noqa: PT017 - either outcome is right; another exception is not
