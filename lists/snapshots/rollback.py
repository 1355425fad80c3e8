"""Going back: old content is published anew, under a new version, since versions only rise."""

import tempfile
from collections.abc import Mapping
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lists.errors import SnapshotError
from lists.snapshots.cache import SnapshotCache
from lists.snapshots.checking import authentic
from lists.snapshots.keys import PublicKey
from lists.snapshots.publishing import publish
from lists.snapshots.snapshot import Manifest, Rollback
from lists.snapshots.store import SnapshotStore


def find(store: SnapshotStore, version: int, trusted: Mapping[str, PublicKey]) -> Manifest:
    """The manifest of a version to go back to, expired or not.

    Raises SnapshotError where the store does not keep it, where it is what is current, or where no
    trusted key signed it.
    """
    kept = store.published()
    pointer = next((each for each in kept if each.version == version), None)
    if pointer is None:
        there = ", ".join(str(each.version) for each in kept) or "none"
        raise SnapshotError(f"version {version} is not kept in the store; kept are {there}")
    current = store.current()
    if current is not None and current.content_digest == pointer.content_digest:
        raise SnapshotError(
            f"version {version} has the content of version {current.version}, which is current"
        )
    return authentic(store.signed(pointer), pointer, trusted)


def roll_back(
    store: SnapshotStore,
    to: Manifest,
    key: Ed25519PrivateKey,
    record: Rollback,
    *,
    trusted: Mapping[str, PublicKey],
    memory: SnapshotCache,
) -> Manifest:
    """Publish the content of a version that `find` found under a new one, with `record` in it.

    Lists keep the age that they had then. Raises as `publish` does.
    """
    pointer = to.pointer
    with tempfile.TemporaryDirectory(prefix="portcullis-") as aside:
        signed = store.signed(pointer)
        manifest = authentic(signed, pointer, trusted)
        folder = SnapshotCache(Path(aside)).fetch(store, manifest, signed).folder
        recorded = msgspec.structs.replace(manifest, rollback=record)
        return publish(store, folder, recorded, key, memory=memory)
