"""What must hold of a published snapshot before anything of it is used."""

import re
from collections.abc import Mapping
from datetime import datetime

from lists.errors import SnapshotError
from lists.snapshots.keys import PublicKey
from lists.snapshots.pointer import Pointer
from lists.snapshots.signing import SignedManifest, verify
from lists.snapshots.snapshot import ENTITIES, Manifest, content_digest, decode_manifest

_FILE = re.compile(r"index/[a-z0-9_]{1,64}\.npy")
_DIGEST = re.compile(r"[0-9a-f]{64}")


def checked(
    signed: SignedManifest, pointer: Pointer, trusted: Mapping[str, PublicKey], now: datetime
) -> Manifest:
    """The manifest of a published snapshot, if it may be used.

    It is signed by a trusted key, is the one that the pointer means, names its files and their
    sizes, and has not expired at `now`. Its content is not looked at. Raises SnapshotError.
    """
    manifest = authentic(signed, pointer, trusted)
    if manifest.expires is None or now >= _instant(manifest.expires):
        raise SnapshotError(
            f"version {manifest.version} has expired ({manifest.expires}); refresh the lists"
        )
    return manifest


def authentic(
    signed: SignedManifest, pointer: Pointer, trusted: Mapping[str, PublicKey]
) -> Manifest:
    """The manifest that a trusted key signed, expired or not; raises SnapshotError."""
    verify(signed, trusted)
    manifest = decode_manifest(signed.manifest, f"version {pointer.version}")
    if (manifest.version, manifest.content_digest) != (pointer.version, pointer.content_digest):
        raise SnapshotError(
            f"wanted: version {pointer.version} of content {pointer.content_digest[:12]}; its "
            f"manifest is of version {manifest.version} and content {manifest.content_digest[:12]}"
        )
    if manifest.content_digest != content_digest(manifest.files):
        raise SnapshotError(f"version {manifest.version}: its files give another content digest")
    for name, digest in manifest.files.items():
        if not (name == ENTITIES or _FILE.fullmatch(name)) or not _DIGEST.fullmatch(digest):
            raise SnapshotError(f"version {manifest.version}: {name!r} is no file of a snapshot")
    if manifest.files.keys() != manifest.sizes.keys():
        raise SnapshotError(f"version {manifest.version}: it does not state the sizes of its files")
    for stated in (manifest.created, *(each.fetched_at for each in manifest.provenance)):
        _instant(stated)
    return manifest


def _instant(text: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        instant = None
    if instant is None or instant.utcoffset() is None:
        raise SnapshotError(f"{text!r} is no instant with a time zone")
    return instant
