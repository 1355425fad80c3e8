import json
from typing import Any

import pytest

from streams import past_events, samples
from streams.events.bad import BadEvent
from streams.events.envelope import Record
from streams.past_events import BATCH, of_line, of_records

EVENT: dict[str, Any] = {
    "type": "shipment.v1",
    "id": "e1",
    "source": "urn:portcullis:partner:nordland-customs",
    "lrn": "L-1",
    "parties": [{"role": "buyer", "names": [{"value": "Jon Dorwen"}]}],
}


def test_events_and_what_is_none_are_told_apart() -> None:
    records = list(samples.records())
    (before,) = of_records(records)
    assert 0 < before.bad < len(records) == before.bad + len(before.events)
    records.append(Record(topic="shipments.nordland-customs", value=b"nothing", timestamp_ms=77))
    (batch,) = of_records(records)
    assert (batch.bad, batch.events, batch.until_ms) == (before.bad + 1, before.events, 77)
    assert {event.publisher for event in batch.events} <= {
        "nordland-customs",
        "southland-customs",
        "eastmark-customs",
    }
    assert sum(len(event.named) for event in batch.events) > len(batch.events)


def test_batches_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    (one,) = [r for r in samples.records() if r.topic.startswith("shipments.nordland")][:1]
    sizes = [len(batch.events) for batch in of_records(one for _ in range(2 * BATCH + 1))]
    assert sizes == [BATCH, BATCH, 1]
    monkeypatch.setattr(past_events, "BATCH_BYTES", 3 * len(one.value or b""))
    assert [len(batch.events) for batch in of_records([one] * 7)] == [3, 3, 1]
    assert list(of_records([])) == []


def test_lines() -> None:
    event = of_line(json.dumps(EVENT).encode(), 1)
    assert (event.publisher, event.reference) == ("nordland-customs", "L-1")
    assert [located.path for located in event.named] == ["parties[0]"]
    party = of_line(b'{"names": ["Jon Dorwen"]}', 7)
    assert (party.publisher, party.reference, len(party.named)) == ("", "line:7", 1)
    with pytest.raises(BadEvent):
        of_line(b"nothing", 1)
