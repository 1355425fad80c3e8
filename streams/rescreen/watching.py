"""Rescreen for each publication of lists by itself, one after the other."""

import threading
import time

from config.files import ConfigError
from config.settings import Settings
from lists.errors import ListsError, SnapshotError
from lists.snapshots.pointer import Pointer
from lists.snapshots.store import open_store
from sharing.policy import PolicyError
from streams.broker.publishing import Publisher
from streams.errors import StreamError, Unreachable
from streams.logs import get_logger
from streams.rescreen.job import Job, is_behind, jobs
from streams.rescreen.preparing import Prepared, prepare, take_up
from streams.rescreen.running import Interrupted, Publishing, rescreen
from streams.rescreen_metrics import RescreenMetrics

log = get_logger(__name__)

_AGAIN_SECONDS = 10.0


class Watching:
    """Looks for newer lists, and has past events screened again for what changed in them."""

    def __init__(self, settings: Settings, metrics: RescreenMetrics) -> None:
        self._settings = settings
        self._metrics = metrics
        self._store = open_store(settings.snapshot, settings)
        self._trouble = ""

    def run(self, stopping: threading.Event) -> None:
        """Watch until told to stop. A fault is logged, counted, and tried again.

        Raises Unreachable where no broker answers at the start.
        """
        last = jobs(self._settings).get("watch")
        while not stopping.is_set():
            wait = self._settings.poll_seconds
            try:
                last = self._look(last, stopping)
                self._trouble = ""
            except Interrupted as error:
                log.warning("taken up again", reason=str(error))
                last = jobs(self._settings).get("watch", last)
            except (ListsError, StreamError, PolicyError, ConfigError, OSError) as error:
                self._fail(error)
                wait = _AGAIN_SECONDS
            finally:
                self._metrics.end(last.snapshot.version if last and last.is_done else None)
            stopping.wait(wait)

    def _fail(self, error: Exception) -> None:
        self._metrics.failures.inc()
        if str(error) != self._trouble:  # it is tried again and again: told once
            self._trouble = str(error)
            log.error("not screened again yet", reason=str(error))

    def _look(self, last: Job | None, stopping: threading.Event) -> Job | None:
        """Do what there is to do, if anything; returns the last job there is then."""
        current = self._store.current()
        if last is not None and not last.is_done:
            return self._go_on(last, current, stopping)
        if current is None:
            return last
        if last is None:
            return self._note(current)
        if not is_behind(last, current):
            return last
        return self._do(self._prepared(current, last.snapshot), stopping, anew=True)

    def _go_on(self, last: Job, current: Pointer | None, stopping: threading.Event) -> Job:
        """Take up a job that was broken off; by the current lists where its own are gone."""
        try:
            prepared = take_up(self._settings, last)
        except SnapshotError as error:
            if current is None or not is_behind(last, current):
                raise
            log.warning("begun anew with the current lists", reason=str(error))
            return self._do(self._prepared(current, last.against), stopping, anew=True)
        return self._do(prepared, stopping, anew=False)

    def _prepared(self, current: Pointer, against: Pointer | None) -> Prepared:
        settings = self._settings
        settle = settings.rescreen_settle_seconds
        return prepare(
            settings, "watch", settings.snapshot, current, against, settle_seconds=settle
        )

    def _do(self, prepared: Prepared, stopping: threading.Event, *, anew: bool) -> Job:
        job = prepared.job
        log.info(
            "screening past events again",
            version=job.snapshot.version,
            look_back=job.look_back,
            wanted=job.wanted,
            removed=job.removed,
            anew=anew,
        )
        self._metrics.start(job.began_ms, job.read, job.found)
        outlet = Publishing(self._settings, "watch")
        progress = rescreen(
            prepared, self._settings, outlet, self._metrics.note, stopping, anew=anew
        )
        ended = progress.job
        if ended.is_done:
            log.info(
                "past events were screened again",
                version=ended.snapshot.version,
                events=ended.read,
                alerts=ended.found,
                delisted=ended.delisted,
                seconds=round(ended.seconds, 1),
            )
        return ended

    def _note(self, current: Pointer) -> Job:
        """At the very first start: what is current counts as known, whatever it took up."""
        now = int(time.time() * 1000)
        job = Job(
            slot="watch",
            address=self._settings.snapshot,
            snapshot=current,
            against=None,
            look_back=self._settings.look_back,
            since_ms=now,
            until_ms=now,
            began_ms=now,
            ended_ms=now,
        )
        publisher = Publisher(self._settings)
        publisher.send(job.record())
        publisher.flush()
        if publisher.failures:
            raise Unreachable("; ".join(publisher.failures))
        log.info("watching from here on", version=current.version)
        return job
