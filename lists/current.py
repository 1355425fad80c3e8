"""What is current in a store, for whoever publishes to it."""

from pathlib import Path

from lists.cache import SnapshotCache
from lists.checking import authentic
from lists.edition import InUse
from lists.errors import BuildError
from lists.keys import read_public_keys
from lists.pointer import LOCAL_VERSION
from lists.snapshot import load_snapshot
from lists.store import SnapshotStore


def in_use(store: SnapshotStore, cache: SnapshotCache, trusted: Path) -> InUse:
    """The published snapshot that is current, signed by a trusted key, also where it has expired.

    Raises SnapshotError for one that is not sound: what comes after it could not be compared with
    it; BuildError where the store holds local builds.
    """
    pointer = store.current()
    if pointer is None:
        return InUse()
    if pointer.version == LOCAL_VERSION:
        raise BuildError("the store holds a local build of `lists build`; name another store")
    signed = store.signed(pointer)
    manifest = authentic(signed, pointer, read_public_keys(trusted))
    folder = cache.fetch(store, manifest, signed)
    return InUse(manifest=manifest, entities=load_snapshot(folder, manifest).entities)
