"""FollowTheMoney JSON lines with the changes that came after them, as OpenSanctions publishes both.

A folder with `entities.ftm.json` and files of changes: lines of `{"op": …, "entity": {…}}`, where
`ADD` and `MOD` carry the whole entity and `DEL` its id only. Applied in the order of the names of
their versions, they make one list.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from lists.errors import LoadError, Unparsable
from lists.loaders import ftm
from lists.loaders.ftm import FtmEntry, entries, placed_lines, read_line
from lists.loaders.loader import Loader
from lists.reading.files import SourceFile
from matchers.model import ListedEntity, Struct

_BASE = "entities.ftm.json"
_CHANGES = "delta.json"


class _Id(msgspec.Struct, frozen=True):
    id: Annotated[str, Meta(min_length=1, max_length=255)]


class _Change(msgspec.Struct, frozen=True):
    op: Literal["ADD", "MOD", "DEL"]
    entity: msgspec.Raw


_id = msgspec.json.Decoder(_Id)
_change = msgspec.json.Decoder(_Change)


class Refused(Struct, frozen=True):
    """A change that was not applied, and why."""

    reason: str


def files(folder: Path) -> Sequence[Path]:
    """The base in `folder`, then the files of changes by their versions.

    A version is the name of the file (`20260801.delta.json`), or of the folder it is in
    (`20260801/entities.delta.json`). Raises LoadError where there is no base, or a file comes both
    plain and gzipped.
    """
    if not folder.is_dir():
        raise LoadError(f"{folder}: no such folder; this kind of list is a folder with {_BASE}")
    found: dict[str, Path] = {}
    for path in (*folder.glob("*"), *folder.glob(f"*/*{_CHANGES}*")):
        name = path.relative_to(folder).as_posix().removesuffix(".gz")
        if name == _BASE or (name.endswith(_CHANGES) and path.is_file()):
            if name in found:
                raise LoadError(f"{folder}: has {name} both plain and gzipped; keep one")
            found[name] = path
    if _BASE not in found:
        raise LoadError(f"{folder}: has no {_BASE} or {_BASE}.gz")
    return (found.pop(_BASE), *(found[name] for name in sorted(found)))


def parse(files: Sequence[SourceFile]) -> Iterator[tuple[str, FtmEntry | Refused]]:
    """What `ftm.entries` gives of the lines that stand after all changes, and what was refused.

    Refused are changes that do not fit what is there: a DEL or MOD of an id that is not, an ADD of
    one that is. Such a list is not what its publisher has; what was there stays as it was.
    """
    base, *deltas = files
    ids = {read.id for _, line in placed_lines(base) if (read := read_line(line, _id))}
    changed: dict[str, tuple[str, bytes] | None] = {}
    for delta in deltas:
        for place, line in placed_lines(delta):
            refused = _apply(place, line, ids, changed)
            if refused is not None:
                yield place, refused

    def lines() -> Iterator[tuple[str, bytes]]:
        for place, line in placed_lines(base):
            read = read_line(line, _id) if changed else None
            if read is None or read.id not in changed:
                yield place, line
        yield from (change for change in changed.values() if change is not None)

    yield from entries(lines)


def _apply(
    place: str, line: bytes, ids: set[str], changed: dict[str, tuple[str, bytes] | None]
) -> Refused | None:
    """Note one change in `changed`: by id, the line that replaces what was there, or None."""
    change = read_line(line, _change)
    entity = bytes(change.entity) if change else b""
    read = read_line(entity, _id)
    if change is None or read is None:
        return Refused(reason="not a change: an op (ADD, MOD or DEL) and an entity with an id")
    is_there = changed[read.id] is not None if read.id in changed else read.id in ids
    if is_there is (change.op == "ADD"):
        there = "that is there already" if is_there else "that is not there"
        return Refused(reason=f"{change.op} of an entity {there}")
    changed[read.id] = None if change.op == "DEL" else (place, entity)
    return None


def to_entity(record: FtmEntry | Refused) -> ListedEntity:
    """The listed entity of one line; raises Unparsable, also for a change that was refused."""
    if isinstance(record, Refused):
        raise Unparsable(record.reason)
    return ftm.to_entity(record)


FTM_DELTA = Loader(kind="ftm-delta", files=files, parse=parse, to_entity=to_entity)
"""The `ftm-delta` loader: a folder with an export and the changes since."""
