"""Where snapshots live: what workers and commands need of a store, and how one is opened.

A snapshot in a store never changes. `current` names the one to use, and is set last, all at once.
"""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Final, Protocol

from config.settings import Settings
from lists.errors import StoreUrlError
from lists.snapshots.folder_store import FolderStore
from lists.snapshots.pointer import Pointer
from lists.snapshots.redis_store import RedisStore
from lists.snapshots.signing import SignedManifest
from lists.snapshots.snapshot import Manifest

_FILE_SCHEME: Final = "file://"
_REDIS_SCHEMES: Final = ("redis://", "rediss://")


class Publication(Protocol):
    """The right to publish, which one publisher at a time has."""

    def put(self, folder: Path, manifest: Manifest, signed: SignedManifest) -> None:
        """Store the content in `folder` under its manifest, and then make it the current one.

        Older versions are forgotten but for those that `lists.snapshots.keeping` keeps. Raises
        Conflict where the right was lost meanwhile: nothing then points to what was stored.
        """


class SnapshotStore(Protocol):
    """A store of snapshots. All methods raise StoreUnreachable, StoreRefused or SnapshotError."""

    def current(self) -> Pointer | None:
        """The snapshot to use now; None where none was published."""

    def published(self) -> Sequence[Pointer]:
        """The published versions that are kept, oldest first."""

    def signed(self, pointer: Pointer) -> SignedManifest:
        """The manifest of a published snapshot with its signature, neither of them checked."""

    def read(self, pointer: Pointer, name: str) -> Iterator[bytes]:
        """The bytes of one file of a published snapshot, in parts, unchecked."""

    def publishing(self) -> AbstractContextManager[Publication]:
        """The right to publish while the context lasts; raises Conflict where another has it."""


def open_store(url: str, settings: Settings | None = None) -> SnapshotStore:
    """The store at `url`; `settings` have the login and certificates for Redis.

    `file://DIR`, or a path, absolute or relative; `redis://HOST:PORT/DB`, over TLS `rediss://`.
    Raises StoreUrlError.
    """
    if url.startswith(_REDIS_SCHEMES):
        return RedisStore(url, settings or Settings())
    return open_folder(url)


def open_folder(url: str) -> FolderStore:
    """The store in a folder: `file://DIR` or a path. Raises StoreUrlError."""
    if url and "://" not in url:
        return FolderStore(Path(url))
    if url.startswith(_FILE_SCHEME) and url != _FILE_SCHEME:
        return FolderStore(Path(url.removeprefix(_FILE_SCHEME)))
    raise StoreUrlError(
        f"{url!r} is no snapshot store that this version opens; it opens file://DIR, "
        "redis://HOST:PORT/DB and rediss://HOST:PORT/DB"
    )
