"""Refresh the lists and announce it; once, or again and again as each source has it."""

import random
import threading
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from config.files import ConfigError
from config.settings import Settings
from lists.build import Progress
from lists.cache import SnapshotCache
from lists.delta import Counts
from lists.edition import Desk, Order
from lists.errors import Conflict, ListsError
from lists.fetch import Fetcher, Limits
from lists.in_use import InUse
from lists.keys import read_private_key
from lists.last_good import LastGood
from lists.outcome import Status
from lists.publishing import publish
from lists.refresh import Report, refresh
from lists.snapshot import Manifest
from lists.sources import Source, duration
from lists.store import open_store
from lists.versions import in_use
from matchers.index import Index
from matchers.model import ListedEntity
from streams.broker.publishing import Publisher
from streams.errors import StreamError, Unreachable
from streams.events.list_update import list_update
from streams.logs import get_logger
from streams.refresh_metrics import RefreshMetrics

log = get_logger(__name__)

SOONER = timedelta(hours=1)
"""A source that was refused, or a refresh that failed, is tried again after this at the latest."""

_EARLIEST = timedelta(minutes=1)
_SPREAD = 0.1


def now() -> datetime:
    """The instant, in UTC."""
    return datetime.now(UTC)


class Refresher:
    """Refreshes the sources, publishes what is sound, announces it, and keeps count.

    `trouble` is why the last publication was not announced, None where it was: it stands all the
    same, workers look for it themselves. Raises StoreUrlError.
    """

    def __init__(
        self,
        settings: Settings,
        sources: Mapping[str, Source],
        metrics: RefreshMetrics,
        progress: Progress,
        *,
        announce: bool,
        limits: Limits = Limits(),  # noqa: B008 - immutable
    ) -> None:
        self.trouble: StreamError | None = None
        self._settings = settings
        self._sources = {key: source for key, source in sources.items() if source.files}
        self._metrics = metrics
        self._progress = progress
        self._announce = announce
        self._seen = 0
        self._store = open_store(settings.snapshot, settings)
        self._memory = SnapshotCache(Path(settings.snapshot_cache).expanduser())
        self._state = LastGood(Path(settings.refresh_state).expanduser())
        self._fetcher = Fetcher(limits)

    def once(
        self,
        chosen: Collection[str] = (),
        accepted: Mapping[str, str] | None = None,
        who: str = "",
        *,
        dry_run: bool = False,
    ) -> Report:
        """Refresh the chosen sources, all of them where none is; see `lists.refresh.refresh`."""
        order = Order(
            sources=self._sources,
            chosen=frozenset(chosen or self._sources),
            accepted=accepted or {},
            who=who,
            dry_run=dry_run,
        )
        self.trouble = None
        began = time.monotonic()
        try:
            report = refresh(order, self._desk())
        except Exception:
            self._metrics.failed(now(), time.monotonic() - began)
            raise
        self._metrics.note(report, now(), time.monotonic() - began)
        return report

    def watch(self, stopping: threading.Event, clock: Callable[[], float] = time.monotonic) -> None:
        """Refresh each source when its time has come, until told to stop; log what comes of it.

        A source is asked anew after its `every`, or within the hour where it was refused or the
        refresh failed, more or less: so that not all installations ask at once.
        """
        due = dict.fromkeys(self._sources, clock())
        while due and not stopping.wait(max(0.0, min(due.values()) - clock())):
            chosen = [each for each, at in due.items() if at <= clock()]
            soon = self._round(chosen)
            for each in chosen:
                due[each] = clock() + _wait(self._sources[each], soon=each in soon)

    def _round(self, chosen: Collection[str]) -> Collection[str]:
        """One refresh of a watch; returns the sources that are to be asked again soon."""
        fault = ""
        try:
            report = self.once(chosen, who="watch")
        except (ListsError, StreamError, ConfigError, OSError) as error:
            fault = str(error)
        if fault:
            log.error("refresh failed", reason=fault, sources=chosen)
            return chosen
        _log(report, self.trouble)
        return {each.source for each in report.outcomes if each.refusals}

    def _desk(self) -> Desk:
        return Desk(
            state=self._state,
            fetcher=self._fetcher,
            in_use=self._look,
            publish=self._publish,
            announce=self._tell if self._announce else lambda _manifest, _counts: None,
            index=self._index,
            now=now,
            progress=self._progress,
        )

    def _index(self, entities: Sequence[ListedEntity]) -> Index:
        return Index.build(entities, lambda *done: self._progress("index", *done))

    def _look(self) -> InUse:
        trusted = Path(self._settings.trusted_keys).expanduser()
        found = in_use(self._store, self._memory, trusted)
        self._seen = found.manifest.version if found.manifest is not None else 0
        return found

    def _publish(self, folder: Path, manifest: Manifest) -> Manifest:
        current = self._store.current()
        if current is not None and current.version != self._seen:
            raise Conflict(f"version {current.version} was published meanwhile; refresh again")
        key = read_private_key(Path(self._settings.signing_key).expanduser())
        return publish(self._store, folder, manifest, key, memory=self._memory)

    def _tell(self, manifest: Manifest, counts: Mapping[str, Counts]) -> None:
        try:
            publisher = Publisher(self._settings)
            publisher.send(list_update(manifest, counts, self._settings.snapshot))
            publisher.flush()
        except StreamError as error:
            self.trouble = error
        else:
            if publisher.failures:
                self.trouble = Unreachable("; ".join(publisher.failures))


def _wait(source: Source, *, soon: bool) -> float:
    """Seconds until a source is asked again."""
    every = max(duration(source.every), _EARLIEST)
    wait = min(every, SOONER) if soon else every
    return wait.total_seconds() * random.uniform(1 - _SPREAD, 1 + _SPREAD)  # noqa: S311 - no secret


def _log(report: Report, trouble: StreamError | None) -> None:
    for outcome in report.outcomes:
        if outcome.status is not Status.LEFT:
            told = log.warning if outcome.refusals else log.info
            told(
                "source",
                source=outcome.source,
                status=outcome.status.value,
                entities=len(outcome.entities),
                refused=[f"{each.check}: {each.reason}" for each in outcome.refusals],
            )
    if report.published is not None:
        log.info("published", version=report.published.version, entities=report.published.entities)
    if trouble is not None:
        log.error("not announced", reason=str(trouble))
