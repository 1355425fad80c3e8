"""The screening loop with matching stubbed out: what everything around matching costs an event."""

import random
import tempfile
from collections.abc import Iterable, Sequence
from itertools import islice, pairwise
from pathlib import Path

import msgspec

from bench.installation import PUBLISHER, installed
from bench.kafka import cores_apart, kafka
from bench.loop_process import Batch, LoopProcess, task
from bench.sample_events import records
from config.settings import Settings
from matchers.model import Struct
from streams.broker.publishing import Publisher
from streams.events.envelope import Record


class Round(Struct, omit_defaults=False):
    """A stretch of whole batches, and what it took.

    `cpu_seconds` counts all threads of the loop's process, those of its Kafka client included.
    """

    events: int
    batches: int
    seconds: float
    cpu_seconds: float
    events_a_second: float
    cpu_seconds_a_thousand_events: float


def measure_loop(
    rounds: int,
    events: int,
    seed: int,
    bootstrap: str | None = None,
    batch_events: int | None = None,
) -> list[Round]:
    """Screen `rounds` times `events`, exactly once, in a process that has one core to itself.

    Everything waits on the broker before the loop begins, and as many events again come first and
    are not counted: by then batches have their size, and what the client has fetched ahead is
    replaced as it is used. Without `batch_events`, batches are as large as the settings have them.
    """
    total = (rounds + 1) * events
    with (
        cores_apart() as core,
        kafka(bootstrap) as address,
        tempfile.TemporaryDirectory() as folder,
    ):
        settings = installed(Path(folder), address)
        if batch_events is not None:
            settings = msgspec.structs.replace(settings, batch_events=batch_events)
        publish(settings, islice(records(random.Random(seed), PUBLISHER), total))
        with LoopProcess(task(settings, core, total)) as loop:
            return _rounds(loop.batches(), events)


def publish(settings: Settings, portion: Iterable[Record]) -> None:
    """Publish and wait until all is on the broker."""
    publisher = Publisher(settings)
    for record in portion:
        publisher.send(record)
    publisher.flush()
    if publisher.failures:
        raise RuntimeError(f"the broker refused {len(publisher.failures)} events")


def _rounds(batches: Sequence[Batch], events: int) -> list[Round]:
    """The batches by rounds of so many events; the first of these rounds warms up."""
    rounds: list[list[Batch]] = [[]]
    screened = 0
    for batch in batches:
        rounds[-1].append(batch)
        screened += batch.events
        if screened >= len(rounds) * events:
            rounds.append([])
    return [_round(before[-1], round_) for before, round_ in pairwise(rounds) if round_]


def _round(before: Batch, batches: Sequence[Batch]) -> Round:
    events = sum(batch.events for batch in batches)
    seconds, cpu = batches[-1].at - before.at, batches[-1].cpu - before.cpu
    return Round(
        events=events,
        batches=len(batches),
        seconds=seconds,
        cpu_seconds=cpu,
        events_a_second=events / seconds,
        cpu_seconds_a_thousand_events=1000 * cpu / events,
    )
