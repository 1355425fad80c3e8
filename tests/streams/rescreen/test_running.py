"""What is acknowledged of a rescreening, and when."""

from collections.abc import Sequence
from typing import Any, cast

import msgspec
import pytest

from lists.snapshots.pointer import Pointer
from streams.events.envelope import Record
from streams.rescreen import running
from streams.rescreen.job import Job
from streams.rescreen.past import Past
from streams.rescreen.preparing import Prepared
from streams.rescreen.running import Progress
from streams.rescreen.work import Work

JOB = Job(
    slot="hand",
    address="file://lists",
    snapshot=Pointer(version=2, content_digest="b" * 64),
    against=None,
    look_back="1d",
    since_ms=1,
    until_ms=1,
    began_ms=1,
)


class Events:
    """Two records at a time, for ever."""

    def set_ends(self) -> None:
        pass

    def read(self, most: int, _wait: float) -> list[Record]:
        return [Record(topic="shipments.nordland", value=b"{}") for _ in range(min(most, 2))]

    def left(self) -> int:
        return 7


class Kept:
    """An outlet that keeps the jobs it was given."""

    def __init__(self) -> None:
        self.jobs: list[Job] = []

    def start(self, past: Past, job: Job, *, anew: bool) -> None:
        raise NotImplementedError

    def put(self, _past: Past, job: Job, _findings: Sequence[Record]) -> None:
        self.jobs.append(job)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [100.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    return now


def test_what_names_nobody_is_acknowledged_once_a_second(clock: list[float]) -> None:
    prepared = Prepared(job=JOB, active=cast(Any, None), work=Work(), sieve=None)
    progress, outlet = Progress(JOB), Kept()
    for _ in range(10):
        running._read_some(prepared, cast(Past, Events()), outlet, progress, most=2)
        clock[0] += 0.25
    assert [job.read for job in outlet.jobs] == [2, 10, 18]
    assert progress.job == msgspec.structs.replace(JOB, read=20, left=7)
