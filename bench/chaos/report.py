"""A run in figures: what is wrong by fault, the longest waits, and how soon others took over. Pure.

A wait or a finding is laid to the last fault that had begun a second after the event was published:
what a fault strikes was published shortly before it, or after it.
"""

import bisect
import statistics
from collections.abc import Iterable, Mapping, Sequence

from bench.chaos.crew import Ended
from bench.chaos.evidence import Leak
from bench.chaos.faults import Done
from bench.chaos.findings import Finding, Wrong
from bench.chaos.schedule import KINDS
from bench.chaos.traffic import number_of
from matchers.model import Struct
from streams.events.envelope import Record

CALM = "calm"
"""Stands for the time before the first fault."""

TOTAL = "all"

_SHORTLY_MS = 1_000


class Row(Struct, omit_defaults=False):
    """A kind of fault: how often it was done, and what went wrong. Waits are in seconds."""

    fault: str
    tried: int = 0
    lost: int = 0
    doubled: int = 0
    misrouted: int = 0
    other: int = 0
    longest_wait: float = 0.0


class Takeovers(Struct, omit_defaults=False):
    """How long, in seconds, the partitions of workers that went away lay idle, in order of time.

    `never` counts those that nobody held within `faults.TAKEOVER_PATIENCE_SECONDS`.
    """

    seconds: tuple[float, ...]
    never: int

    @property
    def spread(self) -> tuple[float, float, float] | None:
        """Least, median and most; None where nothing was measured."""
        if not self.seconds:
            return None
        return min(self.seconds), statistics.median(self.seconds), max(self.seconds)


class Report(Struct, omit_defaults=False):
    """Everything that a run showed."""

    seed: int
    events: int
    damaged: int
    outputs: int
    seconds: float
    rows: tuple[Row, ...]
    after_kill: Takeovers
    after_sigterm: Takeovers
    kills_with_work: int
    findings: tuple[Finding, ...]
    leaks: tuple[Leak, ...]
    ended: tuple[Ended, ...]
    faults: tuple[Done, ...]

    @property
    def sound(self) -> bool:
        """Whether everything holds. A worker that ended and was started again broke no promise."""
        return not self.findings and not self.leaks


def rows(
    done: Sequence[Done],
    findings: Iterable[Finding],
    inputs: Iterable[Record],
    arrived: Mapping[int, int],
) -> tuple[Row, ...]:
    """One row a kind of fault that was tried, one for the time before them, and one for all."""
    kinds = [kind for kind in KINDS if any(one.fault.kind == kind for one in done)]
    names = [CALM, *kinds, TOTAL]
    wrong: dict[str, dict[str, int]] = {name: {} for name in names}
    longest = dict.fromkeys(names, 0)
    for finding in findings:
        column = _COLUMNS.get(finding.wrong, "other")
        for name in (_laid_to(done, finding.since), TOTAL):
            wrong[name][column] = wrong[name].get(column, 0) + 1
    for record in inputs:
        readable = arrived.get(number_of(record) or 0)
        if readable is None:
            continue
        for name in (_laid_to(done, record.timestamp_ms), TOTAL):
            longest[name] = max(longest[name], readable - record.timestamp_ms)
    tried: dict[str, int] = {kind: sum(one.fault.kind == kind for one in done) for kind in kinds}
    tried[TOTAL] = len(done)
    return tuple(
        Row(fault=n, tried=tried.get(n, 0), longest_wait=longest[n] / 1000, **wrong[n])
        for n in names
    )


_COLUMNS: dict[Wrong, str] = {"lost": "lost", "doubled": "doubled", "misrouted": "misrouted"}


def _laid_to(done: Sequence[Done], published: int) -> str:
    """The kind of the fault to which what befalls an event is laid; `done` is in order of time."""
    at = bisect.bisect_right(done, published + _SHORTLY_MS, key=lambda one: one.began)
    return done[at - 1].fault.kind if at else CALM


def takeovers(
    done: Iterable[Done], inputs: Sequence[Record], arrived: Mapping[int, int]
) -> Takeovers:
    """How soon others consumed what a worker held that went away.

    The time ends with the first outcome of each of its partitions on which something waited when
    others had been given them; where nothing waited, when they had been given them.
    """
    seconds = []
    never = 0
    for one in done:
        if one.reassigned is None:
            never += 1
            continue
        first: dict[tuple[str, int], int] = {}
        for record in _waiting(one, inputs, arrived):
            place = (record.topic, record.partition)
            readable = arrived[number_of(record) or 0]
            first[place] = min(first.get(place, readable), readable)
        seconds.append((max(first.values(), default=one.reassigned.at) - one.struck) / 1000)
    return Takeovers(seconds=tuple(seconds), never=never)


def with_work(done: Iterable[Done], inputs: Sequence[Record], arrived: Mapping[int, int]) -> int:
    """How many of these faults struck a worker on whose partitions something waited."""
    return sum(any(_waiting(one, inputs, arrived, published_by=one.struck)) for one in done)


def _waiting(
    one: Done, inputs: Iterable[Record], arrived: Mapping[int, int], published_by: int | None = None
) -> list[Record]:
    """What was published on a departed worker's partitions, and answered by those after it."""
    if one.reassigned is None:
        return []
    by = one.reassigned.at if published_by is None else published_by
    return [
        record
        for record in inputs
        if (record.topic, record.partition) in one.reassigned.partitions
        and record.timestamp_ms <= by
        and arrived.get(number_of(record) or 0, 0) >= one.reassigned.at
    ]
