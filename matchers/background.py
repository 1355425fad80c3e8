"""How common a word is in the names of the world's ordinary parties.

The table is counted by `python -m bench.background` (its header says from what), with words as
`matchers.names` gives them. A word that fewer than two names hold is absent.
"""

import functools
from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Final

from matchers.model import Kind, Struct
from matchers.names import AnalysedName

TABLE: Final = "background.tsv"
LEAST: Final = 2
"""Names that must hold a word for it to be in the table."""

_CLASSES: Final = (Kind.PERSON, Kind.ORGANIZATION, Kind.VESSEL)
"""The classes that are counted, in the order of the table's columns."""


class Counts(Struct):
    """How many names of a class were counted, and how many of them hold each word."""

    names: int
    holding: Mapping[str, int]


def background(kind: Kind) -> Mapping[str, float]:
    """The share of ordinary names of a kind that hold a word; an aircraft's are as a vessel's."""
    return _shares(_class(kind))


def shares_without(name: AnalysedName) -> Mapping[str, float]:
    """The shares of a name's words had that name not been counted, for measuring on counted cases.

    A word that is then held by fewer than two names is absent.
    """
    counted = counts(_class(name.kind))
    left = {word: counted.holding.get(word, 0) - 1 for word in name.words}
    return {word: count / (counted.names - 1) for word, count in left.items() if count >= LEAST}


def counts(kind: Kind) -> Counts:
    """The counts of one of the classes; raises KeyError for a kind that is none of them."""
    return _table()[kind]


def as_table(header: str, counted: Mapping[Kind, Counts]) -> str:
    """The text of the table: the header as comments, the number of names, a line for each word."""
    lines = [f"# {line}".rstrip() for line in header.splitlines()]
    lines.append("\t".join(["word", *_CLASSES]))
    lines.append("\t".join(["", *(str(counted[kind].names) for kind in _CLASSES)]))
    for word in sorted(set[str]().union(*(counted[kind].holding for kind in _CLASSES))):
        held = [counted[kind].holding.get(word, 0) for kind in _CLASSES]
        lines.append("\t".join([word, *(str(count) if count else "" for count in held)]).rstrip())
    return "\n".join(lines) + "\n"


def _class(kind: Kind) -> Kind:
    return Kind.VESSEL if kind is Kind.AIRCRAFT else kind


@functools.cache
def _shares(kind: Kind) -> Mapping[str, float]:
    counted = counts(kind)
    return {word: count / counted.names for word, count in counted.holding.items()}


@functools.cache
def _table() -> Mapping[Kind, Counts]:
    rows = list(_rows(files("matchers").joinpath(TABLE).read_text(encoding="utf-8")))
    names, words = rows[1], rows[2:]
    return {
        kind: Counts(
            names=int(names[column]),
            holding={row[0]: int(row[column]) for row in words if row[column:] and row[column]},
        )
        for column, kind in enumerate(_CLASSES, start=1)
    }


def _rows(text: str) -> Iterator[list[str]]:
    for line in text.splitlines():
        if not line.startswith("# ") and line != "#":
            yield line.split("\t")
