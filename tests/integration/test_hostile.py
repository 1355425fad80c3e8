"""No bytes end a worker: each message has a screening or a dead letter, and the next is read."""

import random
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from bench.sample_events import shipment_record
from streams.events.envelope import Record
from streams.local.worker_process import WorkerProcess
from tests.integration.installation import (
    PUBLISHER,
    Installation,
    Outputs,
    listed,
    records,
    shipment,
)

PERSON = "Orlovan Brightkettle"


class Running:
    """An installation with its worker and all that it wrote."""

    def __init__(self, house: Installation, worker: WorkerProcess, outputs: Outputs) -> None:
        self.house = house
        self.worker = worker
        self.outputs = outputs

    def answers(self, *sent: Record) -> None:
        """Publish, and wait until there is one answer more for each record."""
        wanted = self._answered + len(sent)
        self.house.publish(*sent)
        self.outputs.wait(lambda _: self._answered >= wanted, self.worker, settle=0.3)
        assert self._answered == wanted

    @property
    def _answered(self) -> int:
        return len(self.outputs.screenings()) + len(self.outputs.dead_letters())


@pytest.fixture(scope="module")
def running(lasting: Installation) -> Iterator[Running]:
    house = lasting
    house.three_partners()
    house.lists(listed(PERSON))
    house.create_topics()
    with house.worker(max_bad_share=1.0) as worker, house.outputs() as outputs:
        worker.wait_ready()
        yield Running(house, worker, outputs)
        assert worker.stop() == 0


def mutated(rng: random.Random, number: int) -> Record:
    """Random bytes, or a good event with some of its bytes exchanged."""
    good = shipment_record(rng, PUBLISHER, number)
    if rng.random() < 0.3:
        return msgspec.structs.replace(good, value=rng.randbytes(rng.randrange(400)))
    value = bytearray(good.value or b"")
    for _ in range(rng.randrange(1, 6)):
        value[rng.randrange(len(value))] = rng.randrange(256)
    return msgspec.structs.replace(good, value=bytes(value))


def test_any_bytes_have_an_answer(running: Running) -> None:
    rng = random.Random(7)
    running.answers(*(mutated(rng, number) for number in range(300)))


ODD: dict[str, dict[str, Any]] = {
    "noZone": {"time": "2026-03-01T10:00:00"},
    "year1": {"time": "0001-01-01T00:00:00Z"},
    "year1East": {"time": "0001-01-01T00:00:00+14:00"},
    "year9999": {"time": "9999-12-31T23:59:59.999999Z"},
    "year9999West": {"time": "9999-12-31T23:59:59-12:00"},
    "hugeName": {"parties": [{"role": "buyer", "names": [{"value": "Orlovan " * 120_000}]}]},
    "manyParties": {"parties": [{"role": "buyer", "names": [{"value": PERSON}]}] * 1_000},
    "nul": {"parties": [{"role": "buyer", "names": [{"value": f"\0{PERSON}\0"}]}]},
    "turned": {"parties": [{"role": "buyer", "names": [{"value": f"\u202e{PERSON}\u2066"}]}]},
    "marks": {"parties": [{"role": "buyer", "names": [{"value": "a" + "\u0301" * 10_000}]}]},
}


@pytest.mark.parametrize("kind", ODD)
def test_odd_events_have_an_answer(running: Running, kind: str) -> None:
    event = shipment(f"odd-{kind}", PERSON) | ODD[kind]
    attributes = {"type", "id", "source", "time"}
    headers = {f"ce_{name}": event[name] for name in attributes & event.keys()}
    headers["ce_specversion"] = "1.0"
    running.answers(
        Record(
            topic=f"shipments.{PUBLISHER}",
            key=event["lrn"].encode(),
            value=msgspec.json.encode({k: v for k, v in event.items() if k not in attributes}),
            headers=tuple((name, text.encode()) for name, text in headers.items()),
        )
    )


def test_the_next_good_event_is_screened(running: Running) -> None:
    running.answers(*records(shipment("after", PERSON)))
    assert "after" in running.outputs.screened()
