"""One designation of an annex of the Official Journal: its rows, and the dates that cells hold."""

import re
from collections.abc import Iterator

from lists.reading.dates import birth_dates
from lists.reading.enumerations import parts
from lists.reading.rows import cells
from matchers.model import BirthDate, Struct

Row = dict[str, str]
"""The cells of a row by the lower-case names of their columns."""

_SPACED_DATE = re.compile(r"(?<=\d\.)\s(?=\d)")
_MONTH_STUCK = re.compile(r"(?<=[A-Za-z]\.)(?=\d)")
OTHER_FACT = re.compile(r"\s(?:POB|Gender|Nationality):")
"""Where a cell of dates goes on with another fact."""

_ALTERNATIVE = re.compile(r"\s?\(or ([^()]{4,40})\)|,\s(?=\d)|\s/\s")


class OjRecord(Struct, frozen=True):
    """One designation: its key in the source, and the rows that state it."""

    key: str
    rows: tuple[Row, ...]

    def cells(self, column: str) -> list[str]:
        """What the rows say in a column, each text once."""
        return cells(self.rows, column)


def birth_cells(record: OjRecord) -> Iterator[str]:
    """The parts of the cells of dates of birth."""
    for cell in record.cells("birthdate"):
        yield from parts(cell)


def spaced(text: str) -> str:
    """A date with the spaces that its form needs, and no others."""
    return _MONTH_STUCK.sub(" ", _SPACED_DATE.sub("", text))


def births(part: str) -> tuple[BirthDate, ...]:
    """The dates of a part: one, or alternatives, without the other facts stuck to them."""
    dates = OTHER_FACT.split(spaced(part), maxsplit=1)[0]
    dates = _ALTERNATIVE.sub(lambda match: f" or {match[1] or ''}", dates)
    return birth_dates(dates.strip(" .,"))
