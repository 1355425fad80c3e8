"""Do one rescreening: `rescreen` tells the story."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol

import msgspec
from confluent_kafka import TopicPartition

from config.settings import Settings
from sharing.alert import Alert
from streams import topics
from streams.broker.delivery import Delivered, Delivery
from streams.broker.restoring import restored
from streams.errors import TransportError
from streams.events.envelope import Record
from streams.findings import found_record
from streams.logs import get_logger
from streams.process import spare_the_collector
from streams.rescreen.delisting import delistings
from streams.rescreen.job import Job, Slot, group
from streams.rescreen.past import Past
from streams.rescreen.preparing import Prepared
from streams.rescreen.throttle import Throttle, WorkersDelay
from streams.screening import alerts_of

log = get_logger(__name__)

_READ_WAIT_SECONDS = 0.2
_PORTION = 200
"""Events between two rests, at most: the more at once, the longer whoever shares the host waits."""

_PUT_SECONDS = 1.0
"""How often what is read is acknowledged where nothing was found: each time costs the brokers."""


class Interrupted(TransportError):
    """It is not certain what the broker has of the last batch: the job is to be taken up again."""


@dataclass(slots=True)
class Progress:
    """A job as it stands, and what it has found since this process took it up.

    `before` that it had taken so many seconds; since then it has `spent` some more on events. The
    brokers have it as it was at the instant `put_at` of the monotonic clock.
    """

    job: Job
    before: float = 0.0
    spent: float = 0.0
    waiting: bool = False
    put_at: float = 0.0
    of_source: Counter[str] = field(default_factory=Counter)
    sample: list[tuple[str, str, str]] = field(default_factory=list)


Tell = Callable[[Progress], None]

SAMPLE = 20
"""How many findings are kept to show: publisher, reference, listed entity."""


class Outlet(Protocol):
    """Where a rescreening's findings and its progress go."""

    def start(self, past: Past, job: Job, *, anew: bool) -> None:
        """Have `past` read from where the job begins, or where it has come to."""

    def put(self, past: Past, job: Job, findings: Sequence[Record]) -> None:
        """Publish findings, acknowledge what was read, remember the job; raises Interrupted."""


def rescreen(
    prepared: Prepared,
    settings: Settings,
    outlet: Outlet,
    tell: Tell,
    stopping: threading.Event,
    *,
    anew: bool,
) -> Progress:
    """Read the events of the job's time, and publish what they call for under the newer lists.

    Ends early when told to stop; the job says whether it is done. Raises TransportError.
    """
    spare_the_collector()
    names = topics.inputs(prepared.active.policy.publishers)
    progress = Progress(prepared.job, before=prepared.job.seconds)
    past = Past(group(settings, prepared.job.slot), names)
    delay = WorkersDelay(settings, past.places)
    throttle = Throttle(delay, settings.rescreen_max_delay_seconds, settings.rescreen_share)
    try:
        outlet.start(past, prepared.job, anew=anew)
        while not (stopping.is_set() or (prepared.sieve is None) or past.has_ended):
            throttle.wait(stopping)
            if stopping.is_set():
                break
            began = time.monotonic()
            _read_some(prepared, past, outlet, progress, min(_PORTION, settings.batch_events))
            progress.spent += time.monotonic() - began
            progress.waiting = throttle.waiting
            tell(progress)
        if not stopping.is_set():
            _close(prepared, settings, past, outlet, progress, stopping)
            tell(progress)
    finally:
        past.close()
        delay.close()
    return progress


def _read_some(
    prepared: Prepared, past: Past, outlet: Outlet, progress: Progress, most: int
) -> None:
    if time.time() * 1000 >= progress.job.until_ms:
        past.set_ends()
    records = past.read(most, _READ_WAIT_SECONDS)
    if not records:
        return
    found = _found(prepared, records)
    job = msgspec.structs.replace(
        progress.job,
        read=progress.job.read + len(records),
        found=progress.job.found + len(found),
        left=past.left(),
        seconds=progress.before + progress.spent,
    )
    now = time.monotonic()
    if found or now - progress.put_at >= _PUT_SECONDS:
        outlet.put(past, job, [found_record(alert, record) for alert, record in found])
        progress.put_at = now
    progress.job = job
    for alert, _ in found:
        progress.of_source[alert.match.source] += 1
        if len(progress.sample) < SAMPLE:
            told = (alert.event.publisher, alert.event.reference, alert.match.entity_id)
            progress.sample.append(told)


def _found(prepared: Prepared, records: Sequence[Record]) -> list[tuple[Alert, Record]]:
    """The alerts on entities that are looked for, each with the record of its event."""
    if prepared.sieve is None:
        return []
    passing = prepared.sieve.passing(records)
    if not passing:  # as of nearly all portions
        return []
    now = datetime.now(UTC)
    wanted = {entity.id for entity in prepared.work.wanted}
    return [
        (alert, record)
        for record in passing
        for alert in alerts_of(record, prepared.active, now)
        if alert.match.entity_id in wanted
    ]


def _close(
    prepared: Prepared,
    settings: Settings,
    past: Past,
    outlet: Outlet,
    progress: Progress,
    stopping: threading.Event,
) -> None:
    """Have alerts on removed entities closed, last of all: until then old lists may raise some."""
    findings: list[Record] = []
    if prepared.work.removed:
        if stopping.wait(max(0.0, progress.job.until_ms / 1000 - time.time())):
            return
        active = prepared.active
        names = topics.states(active.policy.publishers)
        places = [(name, number) for name in names for number in past.numbers(name)]
        changes = restored(settings, places)
        removed, version = prepared.work.removed, active.manifest.version
        findings = delistings(changes, removed, active.versions, version)
    job = msgspec.structs.replace(
        progress.job,
        delisted=len(findings),
        left=0,
        seconds=progress.before + progress.spent,
        ended_ms=int(time.time() * 1000),
    )
    outlet.put(past, job, findings)
    progress.job = job


class Publishing:
    """Findings, offsets and the job in one transaction, or in that order where there are none."""

    def __init__(self, settings: Settings, slot: Slot) -> None:
        self._in_order = settings.delivery == "at-least-once"
        self._delivery = Delivery(group(settings, slot))

    def start(self, past: Past, job: Job, *, anew: bool) -> None:
        """See Outlet. A new job is remembered together with the offsets it begins at."""
        if anew:
            places = past.begins(job.since_ms)
            if self._in_order:  # never a job with the offsets of an earlier one
                past.acknowledge(places)
            self._deliver(past, job, [], places)
        else:
            places = past.committed()
        past.start(places)

    def put(self, past: Past, job: Job, findings: Sequence[Record]) -> None:
        """See Outlet."""
        self._deliver(past, job, findings, past.here())

    def _deliver(
        self, past: Past, job: Job, findings: Sequence[Record], offsets: list[TopicPartition]
    ) -> None:
        outcome = self._delivery.deliver(
            [job.record()], findings, offsets, past.consumer, past.membership
        )
        if outcome is not Delivered.DONE:
            raise Interrupted(f"a batch of the rescreening was not delivered: {outcome.value}")


class DryRun:
    """Publishes nothing, and remembers nothing."""

    def start(self, past: Past, job: Job, *, anew: bool) -> None:  # noqa: ARG002 - as Outlet has it
        """See Outlet."""
        past.start(past.begins(job.since_ms))

    def put(self, past: Past, job: Job, findings: Sequence[Record]) -> None:
        """See Outlet."""
