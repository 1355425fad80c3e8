"""The loop under measurement, in a process of its own on one core."""

import dataclasses
import multiprocessing
import os
import time
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from typing import Any, Self

import msgspec
from prometheus_client import CollectorRegistry

from config.secret import Secret
from config.settings import Settings
from matchers.model import Struct, Subject, Verdict
from matchers.screener import Screened
from streams.active import Active
from streams.broker.transport import KafkaTransport
from streams.events.envelope import Record
from streams.loop import BadShare, ScreeningLoop
from streams.metrics import Metrics
from streams.process import spare_the_collector
from streams.worker import open_watch

_PATIENCE_SECONDS = 120.0


class Task(Struct):
    """What a loop is to do: screen so many events on the core.

    `settings` are keyed by name and hold no secret, which goes from process to process in no
    pickle: the broker of a benchmark knows no logins.
    """

    settings: dict[str, Any]
    core: int
    events: int


def task(settings: Settings, core: int, events: int) -> Task:
    """Have a loop with these settings screen so many events on the core."""
    given = msgspec.structs.asdict(settings)
    open_ = {name: value for name, value in given.items() if not isinstance(value, Secret)}
    return Task(settings=open_, core=core, events=events)


class Batch(Struct, omit_defaults=False):
    """One batch, acknowledged: how many messages it held, and the clocks at its end, in seconds."""

    events: int
    at: float
    cpu: float


class NoMatching:
    """In the place of a screener: finds nothing, at no cost."""

    def screen(self, subjects: Sequence[Subject], *, limit: int) -> list[Screened]:  # noqa: ARG002
        """Nothing for every subject."""
        return [Screened(verdict=Verdict.CLEAR, matches=())] * len(subjects)


class LoopProcess:
    """Starts at once; leaving the context ends it."""

    def __init__(self, task: Task) -> None:
        context = multiprocessing.get_context("spawn")  # librdkafka's threads survive no fork
        self._pipe, theirs = context.Pipe(duplex=False)
        self._process = context.Process(target=_run, args=(theirs, task), daemon=True)
        self._process.start()
        theirs.close()

    def batches(self) -> list[Batch]:
        """Every batch, once all events are screened; raises EOFError if the loop failed."""
        if not self._pipe.poll(_PATIENCE_SECONDS):
            raise TimeoutError(f"the events were not screened within {_PATIENCE_SECONDS:.0f} s")
        done: list[Batch] = self._pipe.recv()
        return done

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.join()


class _Noting(KafkaTransport):
    """The loop's transport, which also notes what each batch took, and says when all is done."""

    def __init__(self, settings: Settings, events: int) -> None:
        super().__init__(settings)
        self.batches: list[Batch] = []
        self.done: Callable[[], None] = lambda: None
        self._left = events

    def deliver(
        self, outputs: Sequence[Record], changes: Sequence[Record], batch: Sequence[Record]
    ) -> bool:
        """Deliver, and note it."""
        acknowledged = super().deliver(outputs, changes, batch)
        if acknowledged:
            now, cpu = time.perf_counter(), time.process_time()
            self.batches.append(Batch(events=len(batch), at=now, cpu=cpu))
            self._left -= len(batch)
            if self._left <= 0:
                self.done()
        return acknowledged


def _run(pipe: Connection, task: Task) -> None:
    os.sched_setaffinity(0, {task.core})  # first of all: the client's threads inherit it
    settings = Settings(**task.settings)
    metrics = Metrics(CollectorRegistry())
    active = _without_matching(settings, metrics)
    spare_the_collector()
    transport = _Noting(settings, task.events)
    loop = ScreeningLoop(
        lambda: transport,
        lambda: active,
        metrics,
        batch_events=settings.batch_events,
        bad_share=BadShare(1.0, 1_000_000),
    )
    transport.done = loop.stop
    loop.run()
    pipe.send(transport.batches)


def _without_matching(settings: Settings, metrics: Metrics) -> Active:
    watch = open_watch(settings, metrics)
    watch.start()
    if watch.current is None:
        raise RuntimeError("the sample lists could not be loaded")
    return dataclasses.replace(watch.current, screener=NoMatching())
