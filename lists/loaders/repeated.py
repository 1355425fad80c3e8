"""Records under a key that the same list has used before: nobody can tell which of them holds."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from lists.errors import Unparsable
from matchers.model import Struct

RecordT = TypeVar("RecordT")


class Repeated(Struct, frozen=True):
    """A record whose key is that of an earlier one."""

    source: str

    def unparsable(self) -> Unparsable:
        """The error that says so."""
        return Unparsable("its key is that of an earlier record", self.source)


def once(
    records: Iterable[tuple[str, RecordT]], key: Callable[[RecordT], str], source: str
) -> Iterator[tuple[str, RecordT | Repeated]]:
    """The records with their places; those after the first of one key as Repeated.

    An empty key is none.
    """
    seen: set[str] = set()
    for place, record in records:
        found = key(record)
        if found and found in seen:
            yield place, Repeated(source=source)
        else:
            seen.add(found)
            yield place, record
