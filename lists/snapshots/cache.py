"""What a host keeps of a store: the snapshots that it fetched, and the highest version ever used.

    FOLDER/highest                {"version": N}: no older one is used, whatever a store says
    FOLDER/published              {"version": N}: whoever publishes here gives higher ones
    FOLDER/versions/VERSION/      a fetched snapshot with its signature, mapped into memory
    FOLDER/.fetch.lock            held by the one worker of the host that fetches

All workers of a host share it. Files are verified while they are written, and a folder gets its
name once all of it is right.
"""

import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import msgspec

from lists.errors import SnapshotError
from lists.snapshots.files import move_into, sync
from lists.snapshots.pointer import Pointer
from lists.snapshots.signing import SignedManifest
from lists.snapshots.snapshot import INDEX, MANIFEST, SIGNATURE, Manifest, read_manifest
from lists.snapshots.store import SnapshotStore
from matchers.model import Struct

_HIGHEST = "highest"
_PUBLISHED = "published"
_VERSIONS = "versions"
_FETCH = "fetch"
_FETCHING = ".fetching-"
_KEPT = 3


class Highest(Struct, frozen=True):
    """The highest version that was ever used, or published."""

    version: int


class Fetched(NamedTuple):
    """Where a snapshot lies, and whether it was written, and so verified, just now."""

    folder: Path
    verified: bool


class Busy(SnapshotError):
    """Another process of this host fetches or remembers; look again in a moment."""


class SnapshotCache:
    """The folder; raises SnapshotError where it cannot be read or written, Busy while in use."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._versions = folder / _VERSIONS

    @property
    def highest(self) -> int:
        """The highest version ever used; 0 for none."""
        return self._read(_HIGHEST)

    @property
    def published(self) -> int:
        """The highest version ever published from this host; 0 for none."""
        return self._read(_PUBLISHED)

    def _read(self, name: str) -> int:
        path = self._folder / name
        try:
            return msgspec.json.decode(path.read_bytes(), type=Highest).version
        except FileNotFoundError:
            return 0
        except OSError as error:
            raise SnapshotError(f"{path}: cannot be read ({error.strerror})") from error
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise SnapshotError(
                f"{path}: it should tell the highest version ever used ({error}); write "
                '{"version": N} into it, N being that of the newest lists that there were'
            ) from error

    def check_not_older(self, version: int) -> None:
        """Raise SnapshotError for a version below the highest one ever used."""
        highest = self.highest
        if version < highest:
            raise SnapshotError(
                f"version {version} is older than {highest}, the highest that was ever used here "
                f"(as {self._folder / _HIGHEST} says); publish anew: `lists rollback` if the old "
                "content is meant"
            )

    def remember(self, version: int) -> None:
        """Remember that a version was used, for good."""
        self._write(_HIGHEST, version)

    def remember_published(self, version: int) -> None:
        """Remember that a version was published, for good."""
        self._write(_PUBLISHED, version)

    def _write(self, name: str, version: int) -> None:
        if version <= self._read(name):
            return
        with self._locked(name, fcntl.LOCK_EX):  # held for a moment only, so waited for
            if version > self._read(name):
                aside = self._folder / f"{name}.new"
                aside.write_bytes(msgspec.json.encode(Highest(version=version)) + b"\n")
                sync(aside)
                aside.replace(self._folder / name)
                sync(self._folder)

    def newest(self) -> tuple[Pointer, SignedManifest, Path] | None:
        """The newest snapshot that was fetched, unchecked, and its folder; None for none."""
        for version in sorted(self._held(), reverse=True):
            folder = self._versions / str(version)
            try:
                digest = read_manifest(folder).content_digest
                signed = SignedManifest(
                    manifest=(folder / MANIFEST).read_bytes(),
                    signature=(folder / SIGNATURE).read_bytes(),
                )
                return Pointer(version=version, content_digest=digest), signed, folder
            except (SnapshotError, OSError):
                continue  # an older one may be whole
        return None

    def fetch(self, store: SnapshotStore, manifest: Manifest, signed: SignedManifest) -> Fetched:
        """Have a snapshot here whose manifest was checked.

        What is here already is not fetched again: the same version, or the same content under
        another version. Raises SnapshotError where what comes is not what the manifest says.
        """
        pointer = manifest.pointer
        with self._locked(_FETCH, fcntl.LOCK_EX | fcntl.LOCK_NB):
            target = self._versions / pointer.name
            if _is_of(target, signed):
                return Fetched(target, verified=False)
            for abandoned in self._folder.glob(f"{_FETCHING}*"):
                shutil.rmtree(abandoned)
            with tempfile.TemporaryDirectory(prefix=_FETCHING, dir=self._folder) as aside:
                folder = Path(aside) / pointer.name
                (folder / INDEX).mkdir(parents=True)
                same = self._of_content(manifest)
                for name in manifest.files:
                    if same is None or not _linked(same / name, folder / name, manifest, name):
                        _fetch_file(store, pointer, manifest, name, folder / name)
                (folder / MANIFEST).write_bytes(signed.manifest)
                (folder / SIGNATURE).write_bytes(signed.signature)
                if target.is_dir():
                    shutil.rmtree(target)
                move_into(folder, target)
            for version in sorted(self._held())[:-_KEPT]:
                shutil.rmtree(self._versions / str(version))
            return Fetched(target, verified=True)

    def forget(self, folder: Path) -> None:
        """Remove a snapshot that turned out to be damaged, so that it is fetched again."""
        with self._locked(_FETCH, fcntl.LOCK_EX | fcntl.LOCK_NB):
            shutil.rmtree(folder, ignore_errors=True)

    def _of_content(self, manifest: Manifest) -> Path | None:
        """A snapshot here with the content of that manifest."""
        for version in self._held():
            folder = self._versions / str(version)
            try:
                if read_manifest(folder).content_digest == manifest.content_digest:
                    return folder
            except SnapshotError:
                continue  # not one to take anything from
        return None

    def _held(self) -> list[int]:
        names = (path.name for path in self._versions.glob("*"))
        return [int(name) for name in names if name.isdecimal()]

    @contextmanager
    def _locked(self, what: str, how: int) -> Iterator[None]:
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            with (self._folder / f".{what}.lock").open("wb") as lock:
                fcntl.flock(lock, how)
                yield
        except BlockingIOError as error:
            raise Busy(f"{self._folder}: another process of this host fetches lists") from error
        except OSError as error:
            raise SnapshotError(
                f"{error.filename or self._folder}: cannot be written ({error.strerror}); what was "
                "used could not be remembered there: free some room, or mend its permissions"
            ) from error


def _is_of(folder: Path, signed: SignedManifest) -> bool:
    try:
        return (folder / MANIFEST).read_bytes() == signed.manifest
    except OSError:
        return False


def _linked(source: Path, target: Path, manifest: Manifest, name: str) -> bool:
    """Have a file of a fetched snapshot in another one too, if it is whole."""
    try:
        with source.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != manifest.files[name]:
                return False
        os.link(source, target)
    except OSError:
        return False  # it is fetched instead
    return True


def _fetch_file(
    store: SnapshotStore, pointer: Pointer, manifest: Manifest, name: str, target: Path
) -> None:
    """Write a file of a snapshot, verified on the way, and never more of it than it should have."""
    digest, size, left = hashlib.sha256(), manifest.sizes[name], manifest.sizes[name]
    with target.open("xb") as file:
        for part in store.read(pointer, name):
            left -= len(part)
            if left < 0:
                break
            digest.update(part)
            file.write(part)
    if left or digest.hexdigest() != manifest.files[name]:
        cut = f"{size - left} of {size} bytes came" if left > 0 else "its bytes are others"
        cut = f"more than its {size} bytes came" if left < 0 else cut
        raise SnapshotError(
            f"version {pointer.version}, {name}: it is not what its manifest says ({cut}); "
            "publish the lists again"
        )
