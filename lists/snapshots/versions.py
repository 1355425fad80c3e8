"""The content of a version of lists, wherever it lies: a store, a folder, or publishers' files."""

import re
from collections.abc import Sequence
from pathlib import Path

from config.settings import Settings
from lists.build import SourceSpec, load, merge
from lists.errors import BuildError, SnapshotError
from lists.loaders import LOADERS
from lists.refreshing.in_use import InUse
from lists.snapshots.cache import SnapshotCache
from lists.snapshots.checking import authentic
from lists.snapshots.keys import read_public_keys
from lists.snapshots.pointer import LOCAL_VERSION, Pointer
from lists.snapshots.snapshot import MANIFEST, Snapshot, load_snapshot
from lists.snapshots.store import SnapshotStore, open_folder, open_store
from matchers.model import ListedEntity

_VERSION = re.compile(r"(.+)@(\d{1,18})", re.DOTALL)


def in_use(store: SnapshotStore, cache: SnapshotCache, trusted: Path) -> InUse:
    """The published snapshot that is current, signed by a trusted key, also where it has expired.

    Raises SnapshotError for one that is not sound, since what comes after it could not be compared
    with it; BuildError where the store holds local builds.
    """
    pointer = store.current()
    if pointer is None:
        return InUse()
    if pointer.version == LOCAL_VERSION:
        raise BuildError("the store holds what `lists build` made; publish to another one")
    snapshot = published(store, pointer, cache, trusted)
    return InUse(manifest=snapshot.manifest, entities=snapshot.entities)


def published(
    store: SnapshotStore, pointer: Pointer, cache: SnapshotCache, trusted: Path
) -> Snapshot:
    """A published snapshot, signed by a trusted key, expired or not; raises SnapshotError."""
    signed = store.signed(pointer)
    manifest = authentic(signed, pointer, read_public_keys(trusted))
    return load_snapshot(cache.fetch(store, manifest, signed).folder, manifest)


def pointed(where: str, settings: Settings) -> tuple[str, Pointer]:
    """The store that a user names, and of it the current snapshot or the one of `@VERSION`.

    Raises ListsError for what is not there.
    """
    numbered = _VERSION.fullmatch(where)
    url, version = (numbered[1], int(numbered[2])) if numbered else (where, None)
    return url, _pointer(open_store(url, settings), url, version)


def before(url: str, pointer: Pointer, settings: Settings) -> Pointer | None:
    """The newest older version in a store that has another content; None where there is none."""
    older = [
        each
        for each in open_store(url, settings).published()
        if each.version < pointer.version and each.content_digest != pointer.content_digest
    ]
    return older[-1] if older else None


def held(url: str, pointer: Pointer, settings: Settings) -> Snapshot:
    """A snapshot of the store at `url`, a local build or a published one; raises ListsError."""
    if pointer.version == LOCAL_VERSION:
        return open_folder(url).load(pointer)
    cache = SnapshotCache(Path(settings.snapshot_cache).expanduser())
    trusted = Path(settings.trusted_keys).expanduser()
    return published(open_store(url, settings), pointer, cache, trusted)


def entities_of(where: str, settings: Settings) -> Sequence[ListedEntity]:
    """The entities of a version of lists that a user names.

    `where` is `KIND=PATH`, the folder of one snapshot, or a store: its current snapshot, or the one
    of a number after `@`. Raises ListsError for what is not there or not sound.
    """
    kind, _, path = where.partition("=")
    if kind in LOADERS and path:
        return merge([load(SourceSpec.parse(where), lambda *_: None)])
    if (Path(where) / MANIFEST).is_file():
        return load_snapshot(Path(where)).entities
    return held(*pointed(where, settings), settings).entities


def _pointer(store: SnapshotStore, url: str, version: int | None) -> Pointer:
    if version is None:
        current = store.current()
        if current is None:
            raise SnapshotError(f"{url}: holds no snapshot")
        return current
    there = {pointer.version: pointer for pointer in store.published()}
    if version not in there:
        numbers = ", ".join(map(str, there)) or "none"
        raise SnapshotError(f"{url}: holds no version {version}; it holds {numbers}")
    return there[version]
