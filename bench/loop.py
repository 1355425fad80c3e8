"""The screening loop with matching stubbed out: what everything around matching costs an event."""

import dataclasses
import random
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from prometheus_client import CollectorRegistry

from bench.broker import BrokerProcess
from bench.sample_events import records
from config.settings import Delivery, Settings
from matchers.model import Struct, Subject, Verdict
from matchers.screener import Screened
from streams import samples, topics
from streams.active import Active
from streams.broker.provisioning import create_topics
from streams.broker.publishing import Publisher
from streams.broker.transport import KafkaTransport
from streams.events.envelope import Record
from streams.local.setting_up import sample_snapshot
from streams.loop import BadShare, ScreeningLoop
from streams.metrics import Metrics
from streams.worker import open_watch

PUBLISHER = "nordland-customs"
_PATIENCE_SECONDS = 60.0


class Round(Struct):
    """One portion that waited on the broker, and how quickly it was screened."""

    events: int
    seconds: float
    cpu_seconds: float
    events_a_second: float


class NoMatching:
    """In the place of a screener: finds nothing, at no cost."""

    def screen(self, subjects: Sequence[Subject], *, limit: int) -> list[Screened]:  # noqa: ARG002
        """Nothing for every subject."""
        return [Screened(verdict=Verdict.CLEAR, matches=())] * len(subjects)


def measure_loop(rounds: int, events: int, seed: int, bootstrap: str | None = None) -> list[Round]:
    """Screen `rounds` portions of `events`, each published whole before the loop may read it.

    Without `bootstrap` on an embedded broker in a process of its own, at least once; it keeps about
    5 MB a partition, so that a portion of more than 30,000 events would lose some. With it, on that
    broker, exactly once. The figures hold for one worker process; its client library has threads of
    its own, so that it may use more than one core: `cpu_seconds` counts them all.
    """
    source = records(random.Random(seed), PUBLISHER)
    with tempfile.TemporaryDirectory() as folder:
        if bootstrap is not None:
            return _measure(Path(folder), bootstrap, "exactly-once", source, rounds, events)
        with BrokerProcess() as broker:
            return _measure(Path(folder), broker.bootstrap, "at-least-once", source, rounds, events)


def _measure(
    folder: Path,
    bootstrap: str,
    delivery: Delivery,
    source: Iterator[Record],
    rounds: int,
    events: int,
) -> list[Round]:
    metrics = Metrics(CollectorRegistry())
    settings = Settings(bootstrap=bootstrap, delivery=delivery, group=f"bench-{time.time_ns()}")
    active = _without_matching(folder, metrics)
    create_topics(settings, topics.all_topics(active.policy.partners))
    gate = Gate()
    loop = ScreeningLoop(
        lambda: KafkaTransport(settings),
        lambda: gate.active,
        metrics,
        batch_events=settings.batch_events,
        bad_share=BadShare(1.0, 1_000_000),
    )
    thread = threading.Thread(target=loop.run, daemon=True)
    thread.start()
    gate.active = active
    loop.consuming.wait(_PATIENCE_SECONDS)
    done: list[Round] = []
    for number in range(rounds):
        gate.active = None
        portion = list(islice(source, events))
        _publish(settings, portion)
        started, cpu = time.perf_counter(), time.process_time()
        gate.active = active
        _wait_for(metrics, (number + 1) * events)
        seconds = time.perf_counter() - started
        done.append(
            Round(
                events=events,
                seconds=seconds,
                cpu_seconds=time.process_time() - cpu,
                events_a_second=events / seconds,
            )
        )
    loop.stop()
    thread.join()
    return done


@dataclasses.dataclass
class Gate:
    """Lets the loop read, or holds it: without something active it consumes nothing."""

    active: Active | None = None


def _without_matching(folder: Path, metrics: Metrics) -> Active:
    watch = open_watch(
        Settings(
            snapshot=sample_snapshot(folder),
            partners=str(samples.policy_folder()),
            sources=str(samples.sources_path()),
            secret_file=str(folder / "secret"),
            allow_unsigned=True,
        ),
        metrics,
    )
    watch.start()
    if watch.current is None:
        raise RuntimeError("the sample lists could not be loaded")
    return dataclasses.replace(watch.current, screener=NoMatching())


def _publish(settings: Settings, portion: Sequence[Record]) -> None:
    publisher = Publisher(settings)
    for record in portion:
        publisher.send(record)
    publisher.flush()
    if publisher.failures:
        raise RuntimeError(f"the broker refused {len(publisher.failures)} events")


def _wait_for(metrics: Metrics, screened: int) -> None:
    """Until so many events are acknowledged."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while _screened(metrics) < screened:
        if time.monotonic() > deadline:
            raise TimeoutError(
                f"only {_screened(metrics):,.0f} of {screened:,} events were screened"
            )
        time.sleep(0.005)


def _screened(metrics: Metrics) -> float:
    return sum(
        sample.value
        for family in metrics.events.collect()
        for sample in family.samples
        if sample.name.endswith("_total")
    )
