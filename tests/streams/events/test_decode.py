import datetime as dt
import random
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.damage import DAMAGES, damaged
from bench.sample_events import records
from matchers import candidates, normalise, phrases
from streams.events import model
from streams.events.bad import BadEvent, Reason
from streams.events.decode import decode
from streams.events.envelope import Record
from streams.events.model import Event, EventType, Function, Shipment, Transaction

Build = Callable[..., Record]
Data = dict[str, Any]

PUBLISHER = "nordland"


def refused(record: Record, publisher: str = PUBLISHER) -> BadEvent:
    with pytest.raises(BadEvent) as caught:
        decode(record, publisher)
    return caught.value


def test_binary_mode(binary: Build, shipment: Data) -> None:
    event = decode(binary(shipment), PUBLISHER)
    assert (event.id, event.publisher, event.reference) == ("e-1", PUBLISHER, "LRN-1")
    assert event.type is EventType.SHIPMENT
    assert event.function is Function.ORIGINAL
    assert event.time == dt.datetime(2026, 5, 4, 8, tzinfo=dt.UTC)
    assert isinstance(event.data, Shipment)
    assert event.data.parties[2].birth_date == "1962-03"


def test_structured_mode_says_the_same(binary: Build, structured: Build, shipment: Data) -> None:
    time = "2026-05-04T10:00:00+02:00"
    assert decode(structured(shipment, time=time), PUBLISHER) == decode(binary(shipment), PUBLISHER)


def test_transaction(binary: Build, transaction: Data) -> None:
    event = decode(binary(transaction, event_type="transaction.v1"), PUBLISHER)
    assert event.reference == transaction["uetr"]
    assert isinstance(event.data, Transaction)
    assert str(event.data.amount) == "1000.1"


def test_time_of_the_record_stands_in(binary: Build, shipment: Data) -> None:
    event = decode(binary(shipment, ce_time=None), PUBLISHER)
    assert event.time == dt.datetime.fromtimestamp(1_700_000_000, dt.UTC)


def test_time_of_the_record_may_be_no_time(binary: Build, shipment: Data) -> None:
    record = msgspec.structs.replace(binary(shipment, ce_time=None), timestamp_ms=2**62)
    assert refused(record).path == "time"


def test_content_type_may_be_left_out(binary: Build, shipment: Data) -> None:
    assert decode(binary(shipment, content_type=None), PUBLISHER).id == "e-1"


@pytest.mark.parametrize(
    ("numbers", "headers", "reference"),
    [
        ({"lrn": "L", "mrn": "M", "itn": "I"}, {}, "L"),
        ({"mrn": "M", "itn": "I"}, {}, "M"),
        ({"lrn": None, "itn": "I"}, {}, "I"),
        ({"lrn": "L"}, {"ce_partitionkey": "P"}, "P"),
        ({}, {"ce_partitionkey": "P"}, "P"),
    ],
)
def test_reference(
    binary: Build, shipment: Data, numbers: Data, headers: dict[str, str], reference: str
) -> None:
    del shipment["lrn"]
    assert decode(binary(shipment | numbers, **headers), PUBLISHER).reference == reference


def test_transaction_without_uetr(binary: Build, transaction: Data) -> None:
    del transaction["uetr"]
    event = decode(binary(transaction, event_type="transaction.v1"), PUBLISHER)
    assert event.reference == "E2E-1"


@pytest.mark.parametrize(
    "source",
    ["urn:portcullis:partner:nordland", "urn:example-net:a:nordland", "URN:xy:nordland"],
)
def test_own_source(binary: Build, shipment: Data, source: str) -> None:
    assert decode(binary(shipment, ce_source=source), PUBLISHER).publisher == PUBLISHER


@pytest.mark.parametrize(
    "source",
    [
        "nordland",
        "urn:nordland",
        "urn:portcullis:partner:nordland:",
        "urn:portcullis:partner:southland",
        "urn:portcullis:partner:not-nordland",
        "urn:portcullis:partner:Nordland",
        "urn:portcullis:partner:nordl%61nd",
        "urn:portcullis:partner:southland#:nordland",
        "urn:portcullis:partner:nordland\n",
        "urn:portcullis partner:nordland",
        "",
    ],
)
def test_foreign_source(binary: Build, structured: Build, shipment: Data, source: str) -> None:
    bad = refused(binary(shipment, ce_source=source))
    assert (bad.reason, bad.path) == (Reason.FOREIGN_SOURCE, "ce_source")
    bad = refused(structured(shipment, source=source))
    assert (bad.reason, bad.path) == (Reason.FOREIGN_SOURCE, "source")


def test_a_cancellation_needs_no_party(binary: Build) -> None:
    event = decode(binary({"lrn": "L", "function": "cancel"}), PUBLISHER)
    assert event.function is Function.CANCEL
    assert refused(binary({"lrn": "L", "function": "change"})).path == "parties"


def test_unknown_fields_are_ignored(binary: Build, shipment: Data) -> None:
    shipment["parties"][0]["shoeSize"] = shipment["weather"] = {"x": [1, {"y": None}]}
    assert decode(binary(shipment, ce_colour="red"), PUBLISHER).id == "e-1"


def test_free_values_stop_nothing(binary: Build, shipment: Data) -> None:
    shipment |= {"route": ["not a port"], "containers": ["??"]}
    shipment["items"][0] |= {"hsCode": "84.82 10", "currency": "euro"}
    shipment["transport"][0] |= {"mode": "by boat", "imo": "12"}
    assert decode(binary(shipment), PUBLISHER).id == "e-1"


def set_at(data: Any, path: tuple[str | int, ...], value: object) -> None:
    for step in path[:-1]:
        data = data[step]
    data[path[-1]] = value


@pytest.mark.parametrize(
    ("path", "value", "reason", "where"),
    [
        (("function",), "amend", Reason.BAD_CODE, "function"),
        (("lrn",), "", Reason.WRONG_FIELD, "lrn"),
        (("lrn",), None, Reason.MISSING_FIELD, "lrn"),
        (("parties", 1, "kind"), "firm", Reason.BAD_CODE, "parties[1].kind"),
        (("parties", 1, "role"), "debtor", Reason.BAD_CODE, "parties[1].role"),
        (
            ("parties", 2, "identifiers", 0, "scheme"),
            "phone",
            Reason.BAD_CODE,
            "parties[2].identifiers[0].scheme",
        ),
        (("parties", 2, "names", 0), {}, Reason.MISSING_FIELD, "parties[2].names[0].value"),
        (("parties", 2, "names", 0, "value"), 7, Reason.WRONG_FIELD, "parties[2].names[0].value"),
        (("parties", 2, "birthDate"), "1962-13", Reason.WRONG_FIELD, "parties[2].birthDate"),
        (("parties", 2, "birthDate"), "1962-2-3", Reason.WRONG_FIELD, "parties[2].birthDate"),
        (("parties", 0, "names", 0, "value"), " ", Reason.MISSING_FIELD, "parties[0]"),
        (("items", 0, "value"), "Infinity", Reason.WRONG_FIELD, "items[0].value"),
        (("licences",), [1], Reason.WRONG_FIELD, "licences[0]"),
        (("items", 0, "value"), 10**31, Reason.WRONG_FIELD, "items[0].value"),
        (
            ("parties", 0, "names", 0, "value"),
            "x" * 1001,
            Reason.WRONG_FIELD,
            "parties[0].names[0].value",
        ),
        (("parties", 0, "names"), [{"value": "x"}] * 21, Reason.WRONG_FIELD, "parties[0].names"),
        (("transport", 0, "name"), "x" * 1001, Reason.WRONG_FIELD, "transport[0].name"),
        (("items", 0, "description"), "x" * 10_001, Reason.WRONG_FIELD, "items[0].description"),
        (("items",), [{}] * 2001, Reason.WRONG_FIELD, "items"),
    ],
)
def test_where_it_is(
    binary: Build,
    shipment: Data,
    path: tuple[str | int, ...],
    value: object,
    reason: Reason,
    where: str,
) -> None:
    set_at(shipment, path, value)
    bad = refused(binary(shipment))
    assert (bad.reason, bad.path) == (reason, where)


def test_agents_must_be_named(binary: Build, transaction: Data) -> None:
    transaction["agents"].append({"role": "creditorAgent"})
    bad = refused(binary(transaction, event_type="transaction.v1"))
    assert (bad.reason, bad.path) == (Reason.MISSING_FIELD, "agents[1]")


def test_a_bad_code_is_told_with_the_accepted_ones(binary: Build, shipment: Data) -> None:
    shipment["parties"][0]["kind"] = "firm"
    accepted = "person, organization, vessel, aircraft, unknown"
    assert refused(binary(shipment)).detail == f"'firm' is not one of: {accepted}"


def test_a_hostile_code_is_cut_and_made_harmless(binary: Build, shipment: Data) -> None:
    shipment["function"] = "\x1b[31m\u202e" + "x` - at `$.parties" + "y" * 500_000
    bad = refused(binary(shipment))
    assert (bad.reason, bad.path) == (Reason.BAD_CODE, "function")
    assert bad.detail.isprintable()
    assert len(bad.detail) < 200


def test_details_quote_no_personal_data(binary: Build, shipment: Data) -> None:
    shipment["parties"][2]["names"] = "Secret Person"
    shipment["parties"][0]["birthDate"] = "12.12.1912"
    assert "Secret" not in str(refused(binary(shipment)))
    shipment["parties"][2]["names"] = []
    assert "1912" not in str(refused(binary(shipment)))


@pytest.mark.parametrize("event_type", ["shipment.v2", "shipment.v1.1", "transaction.v99"])
def test_unknown_version(binary: Build, shipment: Data, event_type: str) -> None:
    assert refused(binary(shipment, event_type=event_type)).reason is Reason.UNKNOWN_VERSION


@pytest.mark.parametrize("event_type", ["", "shipment", "Shipment.v1", "shipment.vv", "x.v1"])
def test_unknown_type(binary: Build, shipment: Data, event_type: str) -> None:
    assert refused(binary(shipment, event_type=event_type)).reason is Reason.UNKNOWN_TYPE


@pytest.fixture(scope="module")
def good() -> list[Record]:
    return list(islice(records(random.Random(7), PUBLISHER), 40))


def test_sample_events_are_good(good: list[Record]) -> None:
    assert len({decode(record, PUBLISHER).id for record in good}) == len(good)


@pytest.mark.parametrize("kind", DAMAGES)
def test_damage_is_refused_for_its_reason(kind: str, good: list[Record]) -> None:
    rng = random.Random(kind)
    for record in good[:8]:
        bad = refused(damaged(kind, record, rng))
        assert bad.reason is DAMAGES[kind].reason
        assert bad.detail
        assert f"{bad.detail}{bad.path}".isprintable()


def outcome(record: Record) -> Event | BadEvent:
    try:
        return decode(record, PUBLISHER)
    except BadEvent as bad:
        return bad


headers = st.lists(
    st.tuples(
        st.sampled_from(["ce_id", "ce_source", "ce_type", "ce_time", "content-type"]) | st.text(),
        st.none() | st.binary(max_size=30),
    ),
    max_size=6,
).map(tuple)


@given(value=st.none() | st.binary(max_size=200), headers=headers, timestamp=st.integers())
def test_any_record_is_an_event_or_bad(
    value: bytes | None,
    headers: tuple[tuple[str, bytes | None], ...],
    timestamp: int,
) -> None:
    record = Record(topic="t", value=value, headers=headers, timestamp_ms=timestamp)
    assert isinstance(outcome(record), Event | BadEvent)


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)


def places(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Every place in a JSON document but its root."""
    steps: Any = ()
    if isinstance(value, dict):
        steps = value.items()
    elif isinstance(value, list):
        steps = enumerate(value)
    for step, inner in steps:
        yield (*path, step)
        yield from places(inner, (*path, step))


@given(data=st.data(), number=st.integers(0, 39), value=json_values)
def test_any_value_anywhere_is_met(
    data: st.DataObject, number: int, value: object, good: list[Record]
) -> None:
    record = good[number]
    document = msgspec.json.decode(record.value or b"")
    set_at(document, data.draw(st.sampled_from(list(places(document)))), value)
    changed = msgspec.structs.replace(record, value=msgspec.json.encode(document))
    met = outcome(changed)
    if isinstance(met, Event):
        msgspec.json.encode(met)  # what was let in can be written out


@given(data=st.data(), number=st.integers(0, 39), bits=st.integers(1, 255))
def test_any_flipped_byte_is_met(
    data: st.DataObject, number: int, bits: int, good: list[Record]
) -> None:
    value = bytearray(good[number].value or b"")
    value[data.draw(st.integers(0, len(value) - 1))] ^= bits
    met = outcome(msgspec.structs.replace(good[number], value=bytes(value)))
    if isinstance(met, Event):
        msgspec.json.encode(met)


def test_what_is_let_in_is_read_in_full() -> None:
    assert model.MAX_NAME <= normalise.MAX_CHARACTERS
    assert model.MAX_NAMES <= candidates.MAX_NAMES
    assert model.MAX_TEXT <= phrases.MAXIMUM_TEXT
