import datetime as dt

import msgspec

from matchers.model import Verdict
from sharing.alert import Versions
from streams.amendments import OpenAlert, Standing
from streams.events.envelope import Record
from streams.findings import Delisted, read_finding
from streams.rescreen.delisting import delistings

VERSIONS = Versions(snapshot="8-abc", scorecard="1", policy="p")


def open_alert(entity: str) -> OpenAlert:
    return OpenAlert(
        internal_id=f"alert-{entity}",
        time=dt.datetime(2026, 3, 1, tzinfo=dt.UTC),
        sequence=1,
        partners=("nordland",),
        event_type="shipment.v1",
        corridor=(None, None),
        path="parties[0]",
        role="consignee",
        verdict=Verdict.HOLD,
        entity_id=entity,
        source="made-up",
        listed_name=entity,
        programmes=(),
        marking=None,
    )


def state(
    reference: str, *entities: str, topic: str = "alert-state.a", partition: int = 0
) -> Record:
    standing = Standing(open=tuple(map(open_alert, entities)))
    value = msgspec.msgpack.encode(standing)
    return Record(topic=topic, partition=partition, key=reference.encode(), value=value)


def told(*changes: Record, removed: frozenset[str] = frozenset({"e1", "e2"})) -> list[Record]:
    return delistings(changes, removed, VERSIONS, 8)


def test_whoever_keeps_what_stands_is_told_where_it_reads() -> None:
    found = told(
        state("L-1", "e1", "e3", partition=2),
        state("L-2", "e3"),
        state("P-1", "e2", "e1", topic="transaction-state.a", partition=1),
    )
    assert [(record.topic, record.partition, record.key) for record in found] == [
        ("found-shipments.a", 2, b"L-1"),
        ("found-transactions.a", 1, b"P-1"),
    ]
    first, second = map(read_finding, found)
    assert isinstance(first, Delisted)
    assert (first.reference, first.entities) == ("L-1", ("e1",))
    assert (first.versions, first.snapshot_version) == (VERSIONS, 8)
    assert isinstance(second, Delisted)
    assert second.entities == ("e1", "e2")


def test_the_last_that_stands_counts() -> None:
    assert told(state("L-1", "e1"), state("L-1", "e3")) == []
    assert len(told(state("L-1", "e3"), state("L-1", "e1"), state("L-1", "e1"))) == 1
    gone = Record(topic="alert-state.a", key=b"L-1", value=None)
    assert told(state("L-1", "e1"), gone) == []
    assert len(told(state("L-1", "e1"), state("L-1", "e3", partition=1))) == 1
