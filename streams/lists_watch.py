"""The worker's side of the snapshot store: what is in use, and taking up what is newer.

What is refused, and a store that does not answer, leave the last good lists in use.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from config.settings import Settings
from lists.errors import ListsError, SnapshotError, StoreRefused, StoreUnreachable
from lists.snapshots.cache import Busy
from lists.snapshots.keys import read_public_keys
from lists.snapshots.pointer import LOCAL_VERSION, Pointer
from lists.snapshots.snapshot import Manifest, Snapshot, rest_after
from lists.snapshots.store import open_folder, open_store
from lists.snapshots.taking import Taken, taker
from matchers.decide import Thresholds
from matchers.model import ListedEntity, Subject
from matchers.reader import reading_version
from matchers.screener import Screened, Screener
from streams.logs import get_logger
from streams.metrics import Metrics

log = get_logger(__name__)

_PREPARED = 5_000
"""Parties that are answered ahead of a swap, at most, and how long that may take."""

_PREPARING_SECONDS = 1.0
_TOGETHER = 4
_PORTION = 250
_TURN_SECONDS = 0.001
_LONGEST_REST = 30.0
"""Seconds until a refused snapshot is tried again, at most: fetching a damaged one costs."""


class Screens(Protocol):
    """What the loop needs of a screener."""

    def screen(self, subjects: Sequence[Subject], *, limit: int) -> list[Screened]:
        """What is found for each subject, at most `limit` matches."""


@dataclass(frozen=True, slots=True)
class Lists:
    """The lists of one snapshot, ready to be screened against."""

    screener: Screener
    entities: Mapping[str, ListedEntity]
    manifest: Manifest


class ListsWatch:
    """Holds the lists in use, and looks for newer ones.

    `admit` raises SnapshotError for a sound snapshot that must not be screened with here.
    """

    def __init__(
        self,
        settings: Settings,
        thresholds: Thresholds,
        metrics: Metrics,
        admit: Callable[[Manifest], None] = lambda _: None,
    ) -> None:
        self.current: Lists | None = None
        self.store_trouble = ""
        self._address = settings.snapshot
        self._store = open_store(settings.snapshot, settings)
        self._taker = taker(settings.snapshot, settings)
        self._allow_unsigned = settings.allow_unsigned
        self._trusted = Path(settings.trusted_keys).expanduser()
        self._thresholds = thresholds
        self._admit = admit
        self._metrics = metrics
        self._seen: Pointer | None = None
        self._said_missing = False
        self._refused_with = ""
        self._refusals = 0
        self._resting: tuple[Pointer, float] | None = None
        self._retired: list[Sequence[ListedEntity]] = []

    def require_trust(self) -> None:
        """Raise SnapshotError where no snapshot could be taken up, KeyFileError for bad keys."""
        if not self._allow_unsigned and not read_public_keys(self._trusted):
            raise SnapshotError(
                f"no key is trusted, so no snapshot can be taken up: {self._trusted} holds none; "
                "`portcullis lists keys trust` adds one. A snapshot that `lists build` made here "
                "is unsigned, and taken only with --allow-unsigned"
            )

    def look(self) -> bool:
        """Take up newer lists if there are any; returns whether there were.

        What cannot be used is refused: logged, counted, and tried again later.
        """
        self._forget_retired()
        return self._tried(self._look) or (self.current is None and self._tried(self._cached))

    def _tried(self, step: Callable[[], bool]) -> bool:
        try:
            return step()
        except Busy:
            return False  # another worker of this host is about to have it
        except (ListsError, OSError) as error:
            self._refuse(error)
            return False

    def _look(self) -> bool:
        pointer = self._pointer()
        if pointer is None or self._rests(pointer):
            return False
        if pointer == self._seen:
            self._not_refused()
            return False
        self._take(pointer)
        return True

    def _pointer(self) -> Pointer | None:
        """What the store says is current; None for nothing, or where it does not answer."""
        try:
            pointer = self._store.current()
        except (StoreUnreachable, StoreRefused) as error:
            if not self.store_trouble:
                log.warning("snapshot store does not answer", reason=str(error))
            self.store_trouble = str(error)
            self._metrics.store_up.set(0)
            return None
        if self.store_trouble:
            log.info("snapshot store answers again", store=self._address)
        self.store_trouble = ""
        self._metrics.store_up.set(1)
        if pointer is None and not self._said_missing:
            self._said_missing = True
            log.warning("the store holds no snapshot", store=self._address)
        return pointer

    def _take(self, pointer: Pointer) -> None:
        try:
            self._check_version(pointer)
            if pointer.version == LOCAL_VERSION:
                lists = self._ready(self._local(pointer))
            else:
                lists = self._published(self._taker.take(pointer))
        except Busy:
            raise
        except (ListsError, OSError):
            self._rest(pointer)
            raise
        self._use(pointer, lists)
        self._not_refused()

    def _cached(self) -> bool:
        """At a start, where the store gives nothing that can be used: what this host has."""
        if self._allow_unsigned:
            return False  # local builds lie in the store itself
        found = self._taker.newest_here()
        if found is None:
            return False
        pointer, taken = found
        lists = self._published(taken)
        log.warning("lists are those of the cache", store=self._address, version=pointer.version)
        self._use(pointer, lists)
        return True

    def _check_version(self, pointer: Pointer) -> None:
        if pointer.version == LOCAL_VERSION and not self._allow_unsigned:
            raise SnapshotError(
                "the current snapshot is a local build, unsigned; a worker takes one only with "
                "--allow-unsigned"
            )
        if self._seen is not None and pointer.version < self._seen.version:
            raise SnapshotError(
                f"version {pointer.version} is older than {self._seen.version}, in use"
            )

    def _local(self, pointer: Pointer) -> Snapshot:
        if not self._address.startswith(("redis://", "rediss://")):
            return open_folder(self._address).load(pointer)
        raise SnapshotError("an unsigned snapshot is taken from a folder only (file://DIR)")

    def _published(self, taken: Taken) -> Lists:
        """The lists of a snapshot; those in use go on where only its manifest is new."""
        now = self.current
        if now is not None and now.manifest.content_digest == taken.manifest.content_digest:
            lists = Lists(now.screener, now.entities, taken.manifest)
        else:
            lists = self._ready(taken.load())
        self._taker.remember(taken.manifest)
        return lists

    def _ready(self, snapshot: Snapshot) -> Lists:
        self._admit(snapshot.manifest)
        if snapshot.manifest.matcher != reading_version():
            log.warning("index laid out by another version of the matcher, so built anew here")
        screener = Screener(snapshot.index, self._thresholds).warmed()
        if self.current is not None:
            _prepare(screener, self.current.screener)
        return Lists(
            screener,
            {entity.id: entity for entity in snapshot.entities},
            snapshot.manifest,
        )

    def _use(self, pointer: Pointer, lists: Lists) -> None:
        if self.current is not None and self.current.screener is not lists.screener:
            self._retire(list(self.current.entities.values()))
        self.current, self._seen = lists, pointer
        self._resting, self._refusals = None, 0

    def _retire(self, entities: Sequence[ListedEntity]) -> None:
        """Keep the entities of lists that are no longer in use, until nobody screens with them.

        To free 50,000 at once holds Python's lock for 0.15 s, during which nothing is screened.
        """
        starts = range(0, len(entities), _PORTION)
        self._retired = [entities[start : start + _PORTION] for start in starts]

    def _forget_retired(self) -> None:
        while self._retired:
            self._retired.pop()
            time.sleep(_TURN_SECONDS)

    def _not_refused(self) -> None:
        self._refused_with = ""
        self._metrics.refusing.labels("snapshot").set(0)

    def _rest(self, pointer: Pointer) -> None:
        """Leave a published snapshot alone for a while; a local one costs little to look at."""
        if pointer.version == LOCAL_VERSION:
            return
        same = self._resting is not None and self._resting[0] == pointer
        self._refusals = self._refusals + 1 if same else 1
        rest = min(_LONGEST_REST, 2.0 ** (self._refusals - 1))
        self._resting = pointer, time.monotonic() + rest

    def _rests(self, pointer: Pointer) -> bool:
        return (
            self._resting is not None
            and self._resting[0] == pointer
            and time.monotonic() < self._resting[1]
        )

    def _refuse(self, error: Exception) -> None:
        if str(error) == self._refused_with:  # it is tried again and again: told once
            return
        self._refused_with = str(error)
        self._metrics.refused.labels("snapshot").inc()
        self._metrics.refusing.labels("snapshot").set(1)
        kept = "the last good one stays in use" if self.current else "nothing is screened"
        log.error("refused", what="snapshot", reason=str(error), consequence=kept)


def _prepare(screener: Screener, former: Screener) -> None:
    """Answer ahead what was asked last: else, after a swap, every party would be new at once.

    The thread that screens has its turn after each few, and most of the core.
    """
    end = time.monotonic() + _PREPARING_SECONDS
    questions = former.recent(_PREPARED)
    for start in range(0, len(questions), _TOGETHER):
        begun = time.monotonic()
        screener.prepare(questions[start : start + _TOGETHER])
        now = time.monotonic()
        if now > end:
            return
        rest_after(now - begun)
