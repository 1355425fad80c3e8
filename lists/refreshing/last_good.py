"""The folder in which a refresh keeps the last good version of each source, and what it made of it.

    STATE/sources/<source id>/current        names the version in use, replaced atomically
    STATE/sources/<source id>/<name>/        a version: kept.json, loaded.msgpack, files/
    STATE/snapshot/                          the content that was published last
    STATE/names.msgpack                      how the names in it were read, for the next index

Nothing here is needed twice: what is missing or damaged is fetched and built again.
"""

import fcntl
import functools
import hashlib
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

import msgspec

from lists.build import LoadedList
from lists.errors import BuildError
from lists.refreshing.fetch import Copy
from lists.refreshing.published import Published
from matchers.model import Struct
from matchers.reader import Reader, reading_version

_CURRENT = "current"
_KEPT = "kept.json"
_LOADED = "loaded.msgpack"
_FILES = "files"
_NAMES = "names.msgpack"


class Kept(Struct, frozen=True):
    """What is known of a version of a source that was taken.

    `digest` is of its files, `reader` tells the code that read them. Instants are ISO 8601:
    `fetched` is when the content came whole, `confirmed` when its publisher last said that it is
    what it has. `former` are the digests of versions that were in use before, the latest first.
    """

    digest: str
    reader: str
    copies: tuple[Copy, ...]
    fetched: str
    confirmed: str
    published: Published | None = None
    former: tuple[str, ...] = ()


class LastGood:
    """The folder of last good versions."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextmanager
    def lock(self) -> Iterator[None]:
        """One refresh at a time; raises BuildError where another runs or nothing can be written."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with (self._folder / ".lock").open("wb") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                yield
        except BlockingIOError as error:
            raise BuildError(f"{self._folder}: another refresh is running; wait for it") from error
        except OSError as error:
            raise BuildError(
                f"{error.filename or self._folder}: cannot be written ({error.strerror or error})"
            ) from error

    @contextmanager
    def aside(self) -> Iterator[Path]:
        """An empty folder to work in, gone afterwards."""
        with tempfile.TemporaryDirectory(prefix=".aside-", dir=self._folder) as folder:
            yield Path(folder)

    def kept(self, source_id: str) -> Kept | None:
        """What is known of the last good version; None where there is none, or it is damaged."""
        try:
            return msgspec.json.decode((self._version(source_id) / _KEPT).read_bytes(), type=Kept)
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
            return None

    def loaded(self, source_id: str) -> LoadedList | None:
        """What was read of the last good version; None where there is nothing sound."""
        try:
            content = (self._version(source_id) / _LOADED).read_bytes()
            return msgspec.msgpack.decode(content, type=LoadedList)
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
            return None

    def files(self, source_id: str) -> Path:
        """The folder with the files of the last good version."""
        return self._version(source_id) / _FILES

    def keep(self, source_id: str, kept: Kept, loaded: LoadedList, fetched: Path) -> None:
        """Make what lies in the folder `fetched` the last good version of a source."""
        folder = self._folder / "sources" / source_id
        folder.mkdir(parents=True, exist_ok=True)
        new = Path(tempfile.mkdtemp(prefix="v-", dir=folder))
        fetched.rename(new / _FILES)
        (new / _LOADED).write_bytes(msgspec.msgpack.encode(loaded))
        (new / _KEPT).write_bytes(msgspec.json.encode(kept))
        link = folder / f"{_CURRENT}.new"
        link.unlink(missing_ok=True)
        link.symlink_to(new.name)
        link.replace(folder / _CURRENT)
        for other in folder.iterdir():
            if other.name not in (_CURRENT, new.name):
                shutil.rmtree(other)

    def confirm(self, source_id: str, kept: Kept) -> None:
        """Write what is known anew, the content being the same."""
        path = self._version(source_id) / _KEPT
        aside = path.with_name(f"{_KEPT}.new")
        aside.write_bytes(msgspec.json.encode(kept))
        aside.replace(path)

    @property
    def content(self) -> Path:
        """The content that was published last, to be published again where nothing changed."""
        return self._folder / "snapshot"

    def keep_content(self, built: Path) -> None:
        """Keep what was built and published."""
        if built != self.content:
            shutil.rmtree(self.content, ignore_errors=True)
            built.rename(self.content)

    def names(self) -> Reader:
        """A reader of names that knows those of the content that was indexed last."""
        path = self._folder / _NAMES
        return Reader(path.read_bytes() if path.is_file() else b"")

    def keep_names(self, names: Reader) -> None:
        """Remember the names that were read."""
        aside = self._folder / f"{_NAMES}.new"
        aside.write_bytes(names.memory())
        aside.replace(self._folder / _NAMES)

    def _version(self, source_id: str) -> Path:
        return self._folder / "sources" / source_id / _CURRENT


@functools.cache
def reader() -> str:
    """What tells this code from other code that would read files or lay out an index otherwise."""
    sha256 = hashlib.sha256(reading_version().encode())
    for package in ("lists.loaders", "lists.reading"):
        for entry in sorted(files(package).iterdir(), key=lambda entry: entry.name):
            if entry.is_file() and not entry.name.endswith(".pyc"):
                sha256.update(entry.name.encode() + b"\0" + entry.read_bytes())
    return f"{version('portcullis')}-{sha256.hexdigest()[:12]}"
