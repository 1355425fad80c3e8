import datetime as dt
from decimal import Decimal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchers.model import Verdict
from sharing.alert import Versions
from streams.events.bad import BadEvent, Reason
from streams.events.envelope import Record
from streams.events.model import EventType
from streams.events.outputs import (
    DEAD_LETTERS,
    MAX_SCREENING_BYTES,
    Screening,
    dead_letter,
    encode_screening,
    read_dead_letter,
)

NOW = dt.datetime(2026, 5, 4, 8, 0, 0, 250_000, tzinfo=dt.UTC)
BAD = BadEvent(Reason.BAD_CODE, "'firm' is not one of: person", "parties[0].kind")

records = st.builds(
    Record,
    topic=st.text(min_size=1),
    partition=st.integers(0, 2**31),
    offset=st.integers(0, 2**63),
    key=st.none() | st.binary(),
    value=st.none() | st.binary(),
    headers=st.lists(
        st.tuples(
            st.sampled_from(["reason", "topic", "original-", "original-topic"]) | st.text(),
            st.none() | st.binary(),
        )
    ).map(tuple),
)


@given(record=records)
def test_a_dead_letter_gives_back_its_original(record: Record) -> None:
    letter = dead_letter(record, BAD, NOW)
    assert (letter.topic, letter.key, letter.value) == (DEAD_LETTERS, record.key, record.value)
    read = read_dead_letter(letter)
    assert read.original == record
    assert (read.reason, read.detail, read.path) == (BAD.reason, BAD.detail, BAD.path)
    assert (read.topic, read.partition, read.offset) == (
        record.topic,
        record.partition,
        record.offset,
    )
    assert read.time == "2026-05-04T08:00:00.250+00:00"


def test_its_headers() -> None:
    record = Record(topic="shipments.a", offset=5, value=b"{", headers=(("reason", b"mine"),))
    assert dead_letter(record, BAD, NOW).headers == (
        ("reason", b"badCode"),
        ("detail", b"'firm' is not one of: person"),
        ("path", b"parties[0].kind"),
        ("topic", b"shipments.a"),
        ("partition", b"0"),
        ("offset", b"5"),
        ("time", b"2026-05-04T08:00:00.250+00:00"),
        ("original-reason", b"mine"),
    )


@pytest.mark.parametrize(
    "record",
    [
        Record(topic="t", value=b"[" * 50_000_000),
        Record(topic="t", value=b"{", key=b"k" * 9_000_000),
        Record(topic="t", value=None, headers=(("x", b"h" * 9_000_000), ("y", b""))),
        Record(topic="t", value=b"v" * 700_000, headers=(("", b""),) * 300_000),
    ],
)
def test_a_dead_letter_never_outgrows_its_topic(record: Record) -> None:
    letter = dead_letter(record, BAD, NOW)
    framed = sum(len(name) + len(value or b"") + 10 for name, value in letter.headers)
    assert len(letter.key or b"") + len(letter.value or b"") + framed < 2 * 1024 * 1024
    assert int(dict(letter.headers)["leftOut"] or b"0") > 0
    kept = read_dead_letter(letter).original
    assert (record.value or b"").startswith(kept.value or b"")
    assert len(kept.value or b"") == min(len(record.value or b""), 1280 * 1024)


@pytest.mark.parametrize(
    "drop", ["reason", "detail", "path", "topic", "partition", "offset", "time"]
)
def test_what_is_no_dead_letter(drop: str) -> None:
    letter = dead_letter(Record(topic="t", value=b""), BAD, NOW)
    kept = tuple(pair for pair in letter.headers if pair[0] != drop)
    with pytest.raises(ValueError, match=drop):
        read_dead_letter(msgspec.structs.replace(letter, headers=kept))


@pytest.fixture
def screening() -> Screening:
    return Screening(
        event_id="e-1",
        reference="LRN-1",
        type=EventType.SHIPMENT,
        verdict=Verdict.CLEAR,
        matches=(),
        suppressed=(),
        left_out=0,
        versions=Versions(snapshot="0-abc", scorecard="1", policy="p"),
        lists=msgspec.Raw(b'{"xa-list":3}'),
        stale_lists=("xa-list",),
        received_at=1_700_000_000_000,
        screened_at=NOW,
    )


def test_a_screening_as_it_is_written(screening: Screening) -> None:
    assert msgspec.json.decode(encode_screening(screening)) == {
        "eventId": "e-1",
        "reference": "LRN-1",
        "type": "shipment.v1",
        "verdict": "clear",
        "matches": [],
        "suppressed": [],
        "leftOut": 0,
        "versions": {"snapshot": "0-abc", "scorecard": "1", "policy": "p"},
        "lists": {"xa-list": 3},
        "staleLists": ["xa-list"],
        "receivedAt": 1_700_000_000_000,
        "screenedAt": "2026-05-04T08:00:00.250000Z",
    }


@pytest.mark.parametrize("size", [10, 9_000, 40_000, 2_000_000])
def test_a_screening_never_outgrows_its_topic(screening: Screening, size: int) -> None:
    matches = [{"number": number, "name": "x" * size} for number in range(100)]
    full = msgspec.structs.replace(screening, matches=matches, left_out=5)
    encoded = encode_screening(full)
    assert len(encoded) <= MAX_SCREENING_BYTES
    written = msgspec.json.decode(encoded, type=Screening)
    kept = len(written.matches)
    assert [match["number"] for match in written.matches] == list(range(kept))
    assert written.left_out == 5 + 100 - kept
    assert kept == 100 or (kept + 2) * size > MAX_SCREENING_BYTES  # no more gave way than had to


def test_money_is_written_as_it_was(screening: Screening) -> None:
    shown = msgspec.structs.replace(screening, matches=[{"value": Decimal("1000.10")}])
    assert b'"value":1000.10' in encode_screening(shown)
