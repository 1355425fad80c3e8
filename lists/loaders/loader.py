"""The parts that every loader has: which files, parse them to records, a record to an entity."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from lists.errors import LoadError, Unparsable
from lists.reading.files import SourceFile
from matchers.model import ListedEntity, Struct

RecordT = TypeVar("RecordT")

REPEATED = "its key is that of an earlier record"


class Unread(Struct, frozen=True):
    """A record that became no entity: where it stands, why, and its source id if known."""

    place: str
    reason: str
    source: str


@dataclass(frozen=True)
class Loader(Generic[RecordT]):
    """One publisher's format.

    `files` lists the files under the path that the user gave, or raises LoadError.
    `parse` yields each record of their contents with its place, or raises LoadError where the rest
    of a file cannot be trusted. `to_entity` is pure and raises Unparsable for a record it cannot
    turn into an entity. Neither raises anything else, whatever the bytes.
    """

    kind: str
    files: Callable[[Path], Sequence[Path]]
    parse: Callable[[Sequence[SourceFile]], Iterator[tuple[str, RecordT]]]
    to_entity: Callable[[RecordT], ListedEntity]

    def entities(self, files: Sequence[SourceFile]) -> Iterator[tuple[str, ListedEntity] | Unread]:
        """Each record of `files` as (place, entity), or as Unread with the reason.

        Of records with one id the first is the entity: nobody can tell which of them holds.
        """
        ids: set[str] = set()
        for place, record in self.parse(files):
            try:
                entity = self.to_entity(record)
            except Unparsable as unparsable:
                yield Unread(place=place, reason=unparsable.reason, source=unparsable.source)
                continue
            if entity.id in ids:
                yield Unread(place=place, reason=REPEATED, source=entity.source)
            else:
                ids.add(entity.id)
                yield place, entity


def single_file(path: Path) -> Sequence[Path]:
    """The `files` of a format that is one file."""
    if not path.is_file():
        raise LoadError(f"{path}: no such file; this kind of list is one file, plain or .gz")
    return (path,)
