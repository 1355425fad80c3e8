"""The demonstration: sample lists and events through a broker and a real worker.

Effects only; what it shows is drawn by `streams.cli.demo`.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from config.resolve import Resolved
from config.settings import Settings
from sharing.policy import load_policy
from streams import samples, topics
from streams.broker.embedded import EmbeddedBroker
from streams.broker.provisioning import create_topics
from streams.broker.publishing import Publisher
from streams.broker.reading import TopicReader
from streams.errors import DemoFailed
from streams.events.envelope import Record
from streams.events.outputs import DEAD_LETTERS, DeadLetter, read_dead_letter
from streams.local.setting_up import IN_THE_CLEAR, sample_snapshot, worker_options
from streams.local.worker_process import WorkerProcess

EVENTS_A_SECOND = 100
_PATIENCE_SECONDS = 30.0
_SETTLE_SECONDS = 1.0


@dataclass(slots=True)
class Seen:
    """Everything that came out, as each reader saw it. Latencies are in seconds."""

    sent: int = 0
    screenings: list[dict[str, Any]] = field(default_factory=list)
    alerts: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    dead_letters: list[DeadLetter] = field(default_factory=list)
    latencies: list[float] = field(default_factory=list)
    metrics: str = ""

    @property
    def answered(self) -> int:
        """How many messages have an outcome: a screening or a dead letter."""
        return len(self.screenings) + len(self.dead_letters)


def run_demo(folder: Path, named: Resolved | None, tell: Callable[[str], None]) -> Seen:
    """Run the whole path once. `folder` takes the snapshot and the secret; `tell` says each step.

    The broker is the one of the settings `named`, or an embedded one.
    Raises DemoFailed where a message has no outcome, or the worker does not end cleanly.
    """
    partners = samples.policy_folder()
    tell("building a snapshot from the sample lists")
    snapshot = sample_snapshot(folder)
    with _broker(named) as settings:
        policy = load_policy(partners)
        create_topics(settings, topics.all_topics(policy.partners))
        tell(f"starting a worker on {settings.bootstrap}")
        options = worker_options(settings, snapshot, partners, folder, samples.sources_path())
        if named is not None and named.file:
            options.append(f"--settings={named.file}")
        quiet = {"PORTCULLIS_LOG_LEVEL": "error"}
        environment = quiet | IN_THE_CLEAR if named is None else quiet
        with WorkerProcess(options, environment) as worker:
            worker.wait_ready()
            reader = TopicReader(settings, topics.outputs(policy.partners))
            tell(f"publishing {len(samples.events())} events and some bad messages")
            seen = _publish_and_read(settings, reader, worker, list(policy.partners))
            seen.metrics = worker.metrics()
            status = worker.stop()
        if status != 0:
            raise DemoFailed(f"the worker ended with status {status}")
    return seen


@contextmanager
def _broker(named: Resolved | None) -> Iterator[Settings]:
    """How to reach the broker that was named, or an embedded one."""
    if named is not None:
        yield named.settings
        return
    broker = EmbeddedBroker()
    try:
        yield Settings(bootstrap=broker.bootstrap)
    finally:
        broker.close()


def _publish_and_read(
    settings: Settings, reader: TopicReader, worker: WorkerProcess, partners: list[str]
) -> Seen:
    """Publish at a steady pace and read meanwhile, until every message has its outcome."""
    seen = Seen(alerts={partner: [] for partner in partners})
    sent_at: dict[str, float] = {}
    publisher = Publisher(settings)
    records = samples.records()
    started = time.monotonic()
    deadline = started + len(records) / EVENTS_A_SECOND + _PATIENCE_SECONDS
    settled: float | None = None
    while settled is None or time.monotonic() - settled < _SETTLE_SECONDS:
        due = int((time.monotonic() - started) * EVENTS_A_SECOND) + 1
        for record in records[seen.sent : due]:
            publisher.send(record)
            sent_at.setdefault((record.key or b"").decode("utf-8", "replace"), time.time())
            seen.sent += 1
        for record in reader.poll(0.005):
            _note(record, seen, sent_at)
        if settled is None and seen.sent == len(records) <= seen.answered:
            settled = time.monotonic()
        worker.check_alive()
        if time.monotonic() > deadline:
            raise DemoFailed(f"{seen.sent} messages were sent, but only {seen.answered} answered")
    publisher.flush()
    reader.close()
    return seen


def _note(record: Record, seen: Seen, sent_at: dict[str, float]) -> None:
    if record.topic == DEAD_LETTERS:
        seen.dead_letters.append(read_dead_letter(record))
        return
    kind, _, partner = record.topic.partition(".")
    document = msgspec.json.decode(record.value or b"null")
    if kind == "screenings":
        seen.screenings.append(document)
        return
    seen.alerts[partner].append(document)
    reference = document.get("event", {}).get("reference")
    if reference in sent_at:
        seen.latencies.append(time.time() - sent_at[reference])
