"""A store in a folder of the file system (`file://DIR`).

    DIR/versions/CONTENT_DIGEST/    a local build (`lists build`), unsigned
    DIR/versions/VERSION/           a published snapshot, with its signature
    DIR/current                     which of them is current; replaced atomically

A folder holds either local builds, of which the one before is kept for workers that are about to
load it, or published snapshots.
"""

import fcntl
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec

from lists.errors import BuildError, Conflict, SnapshotError, StoreUnreachable
from lists.snapshots.files import move_into, sync
from lists.snapshots.keeping import kept
from lists.snapshots.pointer import LOCAL_VERSION, MAX_POINTER_BYTES, Pointer
from lists.snapshots.signing import MAX_MANIFEST_BYTES, MAX_SIGNATURE_BYTES, SignedManifest
from lists.snapshots.snapshot import (
    MANIFEST,
    SIGNATURE,
    Manifest,
    Snapshot,
    copy_content,
    load_snapshot,
    read_manifest,
)

_POINTER = "current"
_VERSIONS = "versions"
_BUILDING = ".building-"
_PART_BYTES = 1024 * 1024


class FolderStore:
    """See `lists.snapshots.store.SnapshotStore`; and local builds, which only a folder holds."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def current(self) -> Pointer | None:
        """See SnapshotStore."""
        path = self._folder / _POINTER
        try:
            content = _read(path, MAX_POINTER_BYTES)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StoreUnreachable(f"{path}: cannot be read ({error.strerror})") from error
        try:
            return msgspec.json.decode(content, type=Pointer)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise SnapshotError(f"{path}: not a snapshot pointer ({error})") from error

    def published(self) -> Sequence[Pointer]:
        """See SnapshotStore. A version whose manifest cannot be read is left out."""
        found = []
        for folder in (self._folder / _VERSIONS).glob("*"):
            if folder.name.isdecimal() and len(folder.name) < len("0" * 64):
                try:
                    digest = read_manifest(folder).content_digest
                except SnapshotError:
                    continue
                found.append(Pointer(version=int(folder.name), content_digest=digest))
        return sorted(found, key=lambda pointer: pointer.version)

    def signed(self, pointer: Pointer) -> SignedManifest:
        """See SnapshotStore."""
        folder = self._version(pointer)
        try:
            return SignedManifest(
                manifest=_read(folder / MANIFEST, MAX_MANIFEST_BYTES),
                signature=_read(folder / SIGNATURE, MAX_SIGNATURE_BYTES),
            )
        except OSError as error:
            raise SnapshotError(f"{error.filename}: cannot be read ({error.strerror})") from error

    def read(self, pointer: Pointer, name: str) -> Iterator[bytes]:
        """See SnapshotStore."""
        path = self._version(pointer) / name
        try:
            with path.open("rb") as file:
                while part := file.read(_PART_BYTES):
                    yield part
        except OSError as error:
            raise SnapshotError(f"{path}: cannot be read ({error.strerror})") from error

    @contextmanager
    def publishing(self) -> Iterator["FolderPublication"]:
        """See SnapshotStore."""
        with self._aside() as aside:
            yield FolderPublication(self, aside)

    def manifest(self, pointer: Pointer) -> Manifest:
        """The manifest of a snapshot, its signature unchecked; raises SnapshotError."""
        folder = self._version(pointer)
        manifest = read_manifest(folder)
        if manifest.content_digest != pointer.content_digest:
            raise SnapshotError(
                f"{folder / MANIFEST}: it is of the snapshot "
                f"{manifest.content_digest}, expected {pointer.content_digest}"
            )
        return manifest

    def load(self, pointer: Pointer) -> Snapshot:
        """Load a snapshot from where it lies, its signature unchecked; raises SnapshotError."""
        return load_snapshot(self._version(pointer), self.manifest(pointer))

    @contextmanager
    def building(self) -> Iterator[Path]:
        """An empty folder beside the versions to build a local snapshot in; gone afterwards.

        One build at a time: raises BuildError where another one runs, the folder cannot be written,
        or holds published snapshots.
        """
        try:
            with self._aside() as folder:
                if self._holds_published():
                    raise BuildError(
                        f"{self._folder} holds published snapshots; build into another folder"
                    )
                yield folder
        except Conflict as error:
            raise BuildError(str(error)) from error

    def previous(self, digest: str) -> str | None:
        """The digest of the local build before one that is about to become current.

        None where there is none, or where it is damaged: building then mends the folder.
        """
        try:
            pointer = self.current()
            if pointer is not None and pointer.content_digest == digest:
                return self.manifest(pointer).previous
        except SnapshotError:
            return None
        return pointer.content_digest if pointer else None

    def publish(self, built: Path, manifest: Manifest) -> None:
        """Make the local build in `built` the current one, all at once, and forget the oldest."""
        self._install(built, Pointer(version=LOCAL_VERSION, content_digest=manifest.content_digest))
        keeps = {manifest.content_digest, manifest.previous}
        for version in (self._folder / _VERSIONS).iterdir():
            if version.name not in keeps:
                shutil.rmtree(version)

    def publish_signed(self, built: Path, pointer: Pointer) -> None:
        """Make the published snapshot in `built` the current one, and forget the oldest."""
        self._install(built, pointer)
        versions = self.published()
        keeps = kept(versions)
        for version in versions:
            if version.version not in keeps:
                shutil.rmtree(self._version(version))

    def _install(self, built: Path, pointer: Pointer) -> None:
        """Everything is on the disk before the pointer names it."""
        move_into(built, self._version(pointer))
        aside = self._folder / f"{_POINTER}.new"
        aside.write_bytes(msgspec.json.encode(pointer) + b"\n")
        sync(aside)
        aside.replace(self._folder / _POINTER)
        sync(self._folder)

    @contextmanager
    def _aside(self) -> Iterator[Path]:
        """The right to write here, and an empty folder to do it in; Conflict, BuildError."""
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
            raise Conflict(
                f"{self._folder}: another build is writing there; wait for it"
            ) from error
        except OSError as error:
            raise BuildError(f"{self._folder}: cannot be written ({error.strerror})") from error

    def _holds_published(self) -> bool:
        try:
            pointer = self.current()
        except SnapshotError:
            return bool(self.published())
        return pointer is not None and pointer.version != LOCAL_VERSION

    def _version(self, pointer: Pointer) -> Path:
        return self._folder / _VERSIONS / pointer.name


class FolderPublication:
    """See `lists.snapshots.store.Publication`."""

    def __init__(self, store: FolderStore, aside: Path) -> None:
        self._store = store
        self._aside = aside

    def put(self, folder: Path, manifest: Manifest, signed: SignedManifest) -> None:
        """See Publication."""
        copy_content(folder, self._aside, manifest)
        (self._aside / MANIFEST).write_bytes(signed.manifest)
        (self._aside / SIGNATURE).write_bytes(signed.signature)
        self._store.publish_signed(self._aside, manifest.pointer)


def _read(path: Path, most: int) -> bytes:
    """The content of a file of at most `most` bytes; raises SnapshotError for a longer one."""
    with path.open("rb") as file:
        content = file.read(most + 1)
    if len(content) > most:
        raise SnapshotError(f"{path}: more than {most} bytes long, so not what it should be")
    return content
