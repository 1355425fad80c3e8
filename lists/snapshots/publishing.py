"""Publish a snapshot: give it the next version, sign it, store it, and make it the current one."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lists.snapshots.cache import SnapshotCache
from lists.snapshots.pointer import Pointer
from lists.snapshots.signing import sign
from lists.snapshots.snapshot import Manifest, encode_manifest
from lists.snapshots.store import SnapshotStore

LIFETIME: Final = timedelta(days=14)
"""How long a published snapshot may be taken up, unless the publisher says otherwise."""


def publish(
    store: SnapshotStore,
    folder: Path,
    manifest: Manifest,
    key: Ed25519PrivateKey,
    *,
    memory: SnapshotCache,
    lifetime: timedelta = LIFETIME,
) -> Manifest:
    """Publish the content in `folder`; returns the manifest as it was signed.

    `manifest` tells of what `folder` holds: what `lists.build.describe` says, with the provenance
    of its sources. Version, creation, expiry, predecessor and sizes are set here. The version is
    one more than the highest of those that the store has or `memory` remembers, so that none comes
    twice even where the store was put back.

    Raises Conflict where somebody else publishes meanwhile, and what the store raises; the
    current snapshot then stays what it was. A lock that is lost on the way may leave parts of the
    content behind, which the next publication removes.
    """
    with store.publishing() as publication:
        before = store.current()
        numbered = _numbered(manifest, folder, before, _next(store, before, memory), lifetime)
        publication.put(folder, numbered, sign(encode_manifest(numbered), key))
    memory.remember_published(numbered.version)
    return numbered


def _next(store: SnapshotStore, before: Pointer | None, memory: SnapshotCache) -> int:
    used = [each.version for each in store.published()]
    return max([memory.highest, memory.published, before.version if before else 0, *used]) + 1


def _numbered(
    manifest: Manifest, folder: Path, before: Pointer | None, version: int, lifetime: timedelta
) -> Manifest:
    now = datetime.now(UTC)
    return msgspec.structs.replace(
        manifest,
        version=version,
        created=now.isoformat(timespec="seconds"),
        expires=(now + lifetime).isoformat(timespec="seconds"),
        previous=before.content_digest if before else None,
        sizes={name: (folder / name).stat().st_size for name in sorted(manifest.files)},
    )
