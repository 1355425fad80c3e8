"""Where snapshots live: a store knows the current one, and loads one.

A folder store (`file://DIR`) is

    DIR/versions/CONTENT_DIGEST/    a snapshot, never changed once it is there
    DIR/current                     which of them is current; replaced atomically

and keeps the current snapshot and the one before it, which running workers may still load.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Protocol

import msgspec
from msgspec import Meta

from lists.errors import BuildError, SnapshotError, StoreUrlError
from lists.snapshot import MANIFEST, Manifest, Snapshot, load_snapshot, read_manifest
from matchers.model import Struct

_FILE_SCHEME = "file://"
_POINTER = "current"
_VERSIONS = "versions"
_BUILDING = ".building-"


class Pointer(Struct, frozen=True):
    """Which snapshot is meant: its version (0 for a local build) and its content digest."""

    version: int
    content_digest: Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]


class SnapshotStore(Protocol):
    """What workers and commands need of a store of snapshots."""

    def current(self) -> Pointer | None:
        """The snapshot to use now; None where none was published. Raises SnapshotError."""

    def manifest(self, pointer: Pointer) -> Manifest:
        """The manifest of a snapshot, without loading it. Raises SnapshotError."""

    def load(self, pointer: Pointer) -> Snapshot:
        """Load and verify a snapshot. Raises SnapshotError; never returns a damaged one."""


def open_store(url: str) -> SnapshotStore:
    """The store at `url`: `file://DIR` or a path, absolute or relative. Raises StoreUrlError."""
    if url and "://" not in url:
        return FolderStore(Path(url))
    if url.startswith(_FILE_SCHEME) and url != _FILE_SCHEME:
        return FolderStore(Path(url.removeprefix(_FILE_SCHEME)))
    raise StoreUrlError(
        f"{url!r} is no snapshot store that this version opens; it opens file://DIR "
        "(redis:// is not supported yet)"
    )


class FolderStore:
    """A store in a folder of the local file system."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def current(self) -> Pointer | None:
        """See SnapshotStore."""
        path = self._folder / _POINTER
        try:
            return msgspec.json.decode(path.read_bytes(), type=Pointer)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise SnapshotError(f"{path}: cannot be read ({error.strerror})") from error
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise SnapshotError(f"{path}: not a snapshot pointer ({error})") from error

    def manifest(self, pointer: Pointer) -> Manifest:
        """See SnapshotStore."""
        manifest = read_manifest(self._version(pointer.content_digest))
        if manifest.content_digest != pointer.content_digest:
            raise SnapshotError(
                f"{self._version(pointer.content_digest) / MANIFEST}: it is of the snapshot "
                f"{manifest.content_digest}, expected {pointer.content_digest}"
            )
        return manifest

    def load(self, pointer: Pointer) -> Snapshot:
        """See SnapshotStore."""
        self.manifest(pointer)
        return load_snapshot(self._version(pointer.content_digest))

    @contextmanager
    def building(self) -> Iterator[Path]:
        """An empty folder beside the versions to build a snapshot in; gone afterwards.

        One build at a time: raises BuildError where another one runs, or the folder cannot be
        written.
        """
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with (self._folder / ".lock").open("wb") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                for abandoned in self._folder.glob(f"{_BUILDING}*"):
                    shutil.rmtree(abandoned)
                with tempfile.TemporaryDirectory(prefix=_BUILDING, dir=self._folder) as aside:
                    folder = Path(aside) / "snapshot"  # Path(aside) itself is for its owner only
                    folder.mkdir()
                    yield folder
        except BlockingIOError as error:
            raise BuildError(
                f"{self._folder}: another build is writing there; wait for it"
            ) from error
        except OSError as error:
            raise BuildError(f"{self._folder}: cannot be written ({error.strerror})") from error

    def previous(self, digest: str) -> str | None:
        """The digest of the snapshot before one that is about to be published.

        None where there is none, or where it is damaged: publishing then mends the folder.
        """
        try:
            pointer = self.current()
            if pointer is not None and pointer.content_digest == digest:
                return self.manifest(pointer).previous
        except SnapshotError:
            return None
        return pointer.content_digest if pointer else None

    def publish(self, built: Path, manifest: Manifest) -> None:
        """Make the snapshot in `built` the current one, all at once, and forget the oldest.

        Everything is on the disk before the pointer names it.
        """
        target = self._version(manifest.content_digest)
        for path in built.rglob("*"):
            _sync(path)
        if target.exists():  # the same content: only the manifest can differ
            shutil.copytree(built, target, copy_function=os.replace, dirs_exist_ok=True)
        else:
            target.parent.mkdir(exist_ok=True)
            built.rename(target)
        _sync(target.parent)
        pointer = Pointer(version=manifest.version, content_digest=manifest.content_digest)
        aside = self._folder / f"{_POINTER}.new"
        aside.write_bytes(msgspec.json.encode(pointer) + b"\n")
        _sync(aside)
        aside.replace(self._folder / _POINTER)
        _sync(self._folder)
        kept = (manifest.content_digest, manifest.previous)
        for version in target.parent.iterdir():
            if version.name not in kept:
                shutil.rmtree(version)

    def _version(self, digest: str) -> Path:
        return self._folder / _VERSIONS / digest


def _sync(path: Path) -> None:
    """Have the system write a file, or the entries of a folder, to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
