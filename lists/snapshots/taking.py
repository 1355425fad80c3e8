"""Take a published snapshot: verify it, have it on this host, load it."""

import tempfile
from datetime import UTC, datetime
from pathlib import Path

from config.settings import Settings
from lists.errors import SnapshotError
from lists.snapshots.cache import Fetched, SnapshotCache
from lists.snapshots.checking import authentic, checked
from lists.snapshots.keys import read_public_keys
from lists.snapshots.pointer import LOCAL_VERSION, Pointer
from lists.snapshots.snapshot import Manifest, Snapshot, load_snapshot
from lists.snapshots.store import SnapshotStore, open_folder, open_store


class Taken:
    """A published snapshot that may be used and lies on this host, and what loads it."""

    def __init__(self, manifest: Manifest, here: Fetched, cache: SnapshotCache) -> None:
        self.manifest = manifest
        self._here = here
        self._cache = cache

    def load(self) -> Snapshot:
        """Verify and load it. Raises SnapshotError; a damaged one is then fetched again."""
        try:
            return load_snapshot(self._here.folder, self.manifest, verified=self._here.verified)
        except SnapshotError:
            self._cache.forget(self._here.folder)
            raise


class Taker:
    """Takes snapshots from one store, by the keys that are trusted at that moment."""

    def __init__(self, store: SnapshotStore, cache: SnapshotCache, trusted: Path) -> None:
        self._store = store
        self._cache = cache
        self._trusted = trusted

    def take(self, pointer: Pointer) -> Taken:
        """A snapshot of the store; raises SnapshotError where it must not be used, KeyFileError."""
        self._cache.check_not_older(pointer.version)
        signed = self._store.signed(pointer)
        manifest = checked(signed, pointer, read_public_keys(self._trusted), datetime.now(UTC))
        here = self._cache.fetch(self._store, manifest, signed)
        return Taken(manifest, here, self._cache)

    def newest_here(self) -> tuple[Pointer, Taken] | None:
        """The newest snapshot that was fetched before, for when the store does not answer.

        None where there is none; raises as `take` does.
        """
        found = self._cache.newest()
        if found is None:
            return None
        pointer, signed, folder = found
        self._cache.check_not_older(pointer.version)
        manifest = checked(signed, pointer, read_public_keys(self._trusted), datetime.now(UTC))
        return pointer, Taken(manifest, Fetched(folder, verified=False), self._cache)

    def remember(self, manifest: Manifest) -> None:
        """That a snapshot is used from now on, so that no older one ever is."""
        self._cache.remember(manifest.version)


def taker(url: str, settings: Settings) -> Taker:
    """The taker of the store at `url`, with cache and keys of the settings."""
    cache = SnapshotCache(Path(settings.snapshot_cache).expanduser())
    return Taker(open_store(url, settings), cache, Path(settings.trusted_keys).expanduser())


def load_aside(url: str, settings: Settings, version: int | None = None) -> Snapshot | None:
    """The current snapshot at `url`, or a version kept there, to look at beside those in use.

    Verified as ever, but it may have expired, or be older than what this host has used. Nothing of
    it is kept here, where a worker could take it up. None where there is no current one. Raises
    SnapshotError, and what a store raises.
    """
    store = open_store(url, settings)
    pointer = store.current() if version is None else _kept(store, url, version)
    if pointer is None:
        return None
    if pointer.version == LOCAL_VERSION:
        return open_folder(url).load(pointer)
    signed = store.signed(pointer)
    trusted = read_public_keys(Path(settings.trusted_keys).expanduser())
    manifest = authentic(signed, pointer, trusted)
    with tempfile.TemporaryDirectory(prefix="portcullis-") as aside:
        # What is mapped from there stays readable after the folder is gone.
        folder = SnapshotCache(Path(aside)).fetch(store, manifest, signed).folder
        return load_snapshot(folder, manifest)


def _kept(store: SnapshotStore, url: str, version: int) -> Pointer:
    kept = store.published()
    for pointer in kept:
        if pointer.version == version:
            return pointer
    there = ", ".join(str(each.version) for each in kept) or "none"
    raise SnapshotError(f"version {version} is not kept in {url}; kept are {there}")


def load_current(url: str, settings: Settings) -> Snapshot | None:
    """The current snapshot at `url`, for a command; None where there is none.

    A local build is taken as it is. Raises SnapshotError, and what a store raises.
    """
    pointer = open_store(url, settings).current()
    if pointer is None:
        return None
    if pointer.version == LOCAL_VERSION:
        return open_folder(url).load(pointer)
    return taker(url, settings).take(pointer).load()
