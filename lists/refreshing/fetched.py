"""The files of one source: fetched, or copied from this machine, and what they seem to be."""

import re
import shutil
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from lists.reading.files import read_head
from lists.refreshing.checks import check_head
from lists.refreshing.fetch import Copy, Fetcher
from lists.refreshing.last_good import Kept
from lists.refreshing.published import Published, published
from lists.refreshing.refusal import Check, Refusal, SourceRefused
from lists.snapshots.snapshot import content_digest, file_digest
from matchers.model import Struct

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]")


class Fetched(Struct, frozen=True):
    """The files of a source in a folder, and whether all of them came whole just now."""

    folder: Path
    copies: tuple[Copy, ...]
    whole: bool

    @property
    def digest(self) -> str:
        """What tells this version of the files from others."""
        return content_digest({copy.name: copy.sha256 for copy in self.copies})

    @property
    def path(self) -> Path:
        """What a loader is given: the only file or folder there is, else the folder of all."""
        return self.folder / self.copies[0].name if len(self.copies) == 1 else self.folder

    def published(self) -> Published | None:
        """When they were published; raises LoadError for damaged gzip."""
        heads = [read_head(path) for path in self._files()]
        return published(heads, (copy.last_modified for copy in self.copies))

    def check_heads(self, loader: str) -> None:
        """Raise SourceRefused for files that do not begin as those of this kind do."""
        for path in self._files():
            refusal = check_head(loader, path.name, read_head(path))
            if refusal is not None:
                raise SourceRefused(refusal.check, refusal.reason)

    def other_content(self, before: Kept | None) -> Iterator[Refusal]:
        """Strong ETags under which other content came than last time: what else is not so?"""
        known = {copy.address: copy for copy in before.copies} if before is not None else {}
        for copy in self.copies:
            last = known.get(copy.address, copy)
            strong = copy.etag != "" and not copy.etag.startswith("W/")
            if strong and copy.etag == last.etag and copy.sha256 != last.sha256:
                yield Refusal(
                    check=Check.VALIDATOR,
                    reason=f"other content under the ETag {copy.etag} of the last version",
                )

    def _files(self) -> list[Path]:
        return sorted(path for path in self.folder.rglob("*") if path.is_file())


def fetch_files(
    addresses: Sequence[str],
    before: Kept | None,
    there: Path,
    folder: Path,
    fetcher: Fetcher,
    *,
    conditional: bool,
) -> Fetched:
    """Every file of a source in `folder`: addresses are fetched, paths of this machine copied.

    `there` is the folder with the files of the version `before`. With `conditional` publishers are
    asked for what is new only, and those files are taken where nothing is. Raises SourceRefused.
    """
    known = {copy.address: copy for copy in before.copies} if before is not None else {}
    copies = []
    whole = True
    for address, name in file_names(addresses):
        if "://" not in address:
            copies.append(_copied(Path(address), folder / name))
            continue
        last = known.get(address, Copy(address=address, name=name))
        usable = conditional and _is_whole(there / last.name, last)
        copy = fetcher.fetch(last, folder / name, conditional=usable)
        if copy is None:
            shutil.copyfile(there / last.name, folder / name)
            whole = False
        copies.append(copy or last)
    return Fetched(folder=folder, copies=tuple(copies), whole=whole)


def is_recent(before: Kept | None, now: datetime, max_age: timedelta) -> bool:
    """Whether a version came whole so lately that its publisher is believed to have no other."""
    return before is not None and now - datetime.fromisoformat(before.fetched) < max_age


def _is_whole(path: Path, copy: Copy) -> bool:
    return path.is_file() and file_digest(path) == copy.sha256


def file_names(addresses: Sequence[str]) -> list[tuple[str, str]]:
    """Each address with the name of its file here; names differ."""
    names: dict[str, str] = {}
    for number, address in enumerate(addresses):
        last = address.partition("?")[0].rstrip("/").rpartition("/")[2]
        name = _UNSAFE.sub("_", last).lstrip(".") or "file"
        names[f"{number}-{name}" if name in names else name] = address
    return [(address, name) for name, address in names.items()]


def _copied(path: Path, target: Path) -> Copy:
    """A file or folder of this machine, copied so that nobody changes it while it is read."""
    try:
        if path.is_dir():
            shutil.copytree(path, target)
            digests = {
                file.relative_to(target).as_posix(): file_digest(file)
                for file in target.rglob("*")
                if file.is_file()
            }
            return Copy(address=str(path), name=target.name, sha256=content_digest(digests))
        shutil.copyfile(path, target)
    except (OSError, shutil.Error) as error:
        reason = getattr(error, "strerror", None) or "some of it cannot be read"
        raise SourceRefused(Check.FETCH, f"{path}: {reason}") from error
    return Copy(address=str(path), name=target.name, sha256=file_digest(target))
