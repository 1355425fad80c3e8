"""Australia's Consolidated List (DFAT, regulation 8), a spreadsheet.

One row a name: `2` is a party's primary name, `2a`, `2b` … are its other names. Every row repeats
what is known of the party, at times with more or less than the others.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from lists.errors import LoadError, Unparsable
from lists.loaders.au_information import identifiers, listed_on
from lists.loaders.loader import Loader, single_file
from lists.reading.addresses import address_of
from lists.reading.dates import birth_dates, day_first_date
from lists.reading.files import SourceFile
from lists.reading.sheets import Cell, cell_text, sheet_rows
from lists.reading.territories import country_codes
from lists.reading.un_references import leading_un_entry, stated_un_entries
from matchers.model import (
    BirthDate,
    Identifier,
    Kind,
    ListedEntity,
    ListedName,
    ListedNameType,
    Scheme,
    Struct,
)

SOURCE = "au-dfat"
_REFERENCE = "reference"
_NAME = "name of individual or entity"
_TYPE = "type"
_NAME_TYPE = "name type"
_STRENGTH = "alias strength"
_BIRTH = "date of birth"
_PLACE = "place of birth"
_CITIZENSHIP = "citizenship"
_ADDRESS = "address"
_INFORMATION = "additional information"
_LISTING = "listing information"
_IMO = "imo number"
_COMMITTEES = "committees"
_INSTRUMENT = "instrument of designation"
_REQUIRED = (_REFERENCE, _NAME, _TYPE, _NAME_TYPE)
_READ = frozenset(
    {*_REQUIRED, _STRENGTH, _BIRTH, _PLACE, _CITIZENSHIP}
    | {_ADDRESS, _IMO, _COMMITTEES, _INSTRUMENT}
)
"""Columns kept in fields; of dates and citizenships what is not understood is kept as a remark."""
_KINDS = {
    "individual": Kind.PERSON,
    "entity": Kind.ORGANIZATION,
    "vessel": Kind.VESSEL,
}
_NAME_TYPES = {
    "primary name": ListedNameType.PRIMARY,
    "original script": ListedNameType.ORIGINAL,
}
_NUMBERED = re.compile(r"(\d{1,12})\s*[a-z]*", re.ASCII | re.IGNORECASE)
_LETTERED = re.compile(r"(?:^|\s)\(?[a-z]\)\s")
_PREVIOUS = re.compile(r" ?\((?:previously|formerly) (?:listed|known) as\)$", re.IGNORECASE)
_BETWEEN_DATES = re.compile(r"[,;]| (?=\d{1,2}/)")
_LONGEST_LISTING = 2000
_NOTHING = {"", "na", "n/a"}

Row = Mapping[str, Cell]


class AuRecord(Struct, frozen=True):
    """The rows of one party, each as (column, text) with the cells that are not empty."""

    number: str
    rows: tuple[tuple[tuple[str, str], ...], ...] = ()
    fault: str = ""

    def all(self, column: str) -> list[str]:
        """The distinct texts of a column, in the order of the rows."""
        return list(
            dict.fromkeys(text for row in self.rows for name, text in row if name == column)
        )

    def text(self, column: str) -> str:
        """The first text of a column; empty where there is none."""
        return next(iter(self.all(column)), "")


def parse(files: Sequence[SourceFile]) -> Iterator[tuple[str, AuRecord]]:
    """Each party, at the place of its first row, and each row that belongs to none.

    Raises LoadError for what is no spreadsheet or lacks a column.
    """
    (file,) = files
    parties: dict[str, tuple[str, list[tuple[tuple[str, str], ...]]]] = {}
    used: set[str] = set()
    for place, row in _rows(file):
        reference = cell_text(row.get(_REFERENCE, ""))
        numbered = _NUMBERED.fullmatch(reference)
        if numbered is None:
            yield place, AuRecord(number="", fault="its reference is no number with letters")
        elif reference in used:
            yield place, AuRecord(number="", fault="its reference is that of an earlier row")
        else:
            used.add(reference)
            said = tuple((name, text) for name, cell in row.items() if (text := _said(cell)))
            parties.setdefault(numbered[1], (place, []))[1].append(said)
    for number, (place, rows) in parties.items():
        yield place, AuRecord(number=number, rows=tuple(rows))


def _rows(file: SourceFile) -> Iterator[tuple[str, Row]]:
    table = sheet_rows(file)
    place, first = next(table, (f"{file.path} row 1", ()))
    header = [cell_text(cell).lower() for cell in first]
    if missing := [name for name in _REQUIRED if name not in header]:
        raise LoadError(f"{place}: lacks the columns {', '.join(missing)}")
    for row_place, row in table:
        yield row_place, dict(zip(header, row, strict=False))


def _said(cell: Cell) -> str:
    """A cell as text; empty for what says nothing, and for a flag that is not set."""
    if isinstance(cell, bool):
        return "yes" if cell else ""
    text = cell_text(cell)
    return "" if text.lower() in _NOTHING else text


def to_entity(record: AuRecord) -> ListedEntity:
    """The listed entity of one party; raises Unparsable."""
    if record.fault:
        raise Unparsable(record.fault, SOURCE)
    names = tuple(_names(record))
    if not names:
        raise Unparsable("no name", SOURCE)
    kind = _KINDS.get(record.text(_TYPE).lower(), Kind.UNKNOWN)
    born = {text: _birth_dates(text) for text in record.all(_BIRTH)}
    citizenships = {
        country.strip(): country_codes(country.strip())
        for text in record.all(_CITIZENSHIP)
        for country in text.split(";")
    }
    imo = (Identifier(scheme=Scheme.IMO, value=text) for text in record.all(_IMO))
    said = (number for text in record.all(_INFORMATION) for number in identifiers(text))
    return ListedEntity(
        id=f"{SOURCE}-{record.number}",
        source=SOURCE,
        kind=kind,
        names=names,
        identifiers=tuple(dict.fromkeys((*imo, *said))),
        birth_dates=tuple(dict.fromkeys(date for dates in born.values() for date in dates)),
        birth_places=tuple(_items(record, _PLACE)),
        countries=tuple(dict.fromkeys(code for codes in citizenships.values() for code in codes)),
        addresses=tuple(address_of(text) for text in _items(record, _ADDRESS)),
        programmes=tuple(record.all(_COMMITTEES)),
        legal_basis=tuple(record.all(_INSTRUMENT)),
        listed_on=next(filter(None, map(listed_on, record.all(_LISTING))), None),
        references=tuple(dict.fromkeys(_references(record))),
        remarks=(
            *(f"date of birth: {text}" for text, dates in born.items() if not dates),
            *(f"citizenship: {text}" for text, codes in citizenships.items() if not codes),
            *([] if kind is not Kind.UNKNOWN else [f"type: {record.text(_TYPE)}"]),
            *_remarks(record),
        ),
    )


def _names(record: AuRecord) -> Iterator[ListedName]:
    for row in record.rows:
        cells = dict(row)
        stated = cells.get(_NAME, "")
        value = _PREVIOUS.sub("", stated) if len(stated) <= _LONGEST_LISTING else stated
        kind = _NAME_TYPES.get(cells.get(_NAME_TYPE, "").lower(), ListedNameType.STRONG)
        if kind is ListedNameType.STRONG and cells.get(_STRENGTH, "").lower() == "weak":
            kind = ListedNameType.WEAK
        elif value != stated:
            kind = ListedNameType.FORMER
        if value.strip(" ;,"):
            yield ListedName(value=value.strip(" ;,"), type=kind)


def _birth_dates(text: str) -> tuple[BirthDate, ...]:
    """Every date in a cell: `1966, 25/03/1966`, `Approximately 1963`; none if any is not one."""
    if len(text) > _LONGEST_LISTING:
        return ()
    parts = [part.strip() for part in _BETWEEN_DATES.split(text)]
    found = [_date(part) for part in parts if part]
    return () if () in found else tuple(date for dates in found for date in dates)


def _date(text: str) -> tuple[BirthDate, ...]:
    day = day_first_date(text)
    return (BirthDate(start=day),) if day else birth_dates(text)


def _items(record: AuRecord, column: str) -> Iterator[str]:
    """The texts of a column, those that number their parts `a) … b) …` in parts."""
    seen = dict.fromkeys(
        item.strip(" ;,")
        for text in record.all(column)
        for item in (_LETTERED.split(text) if _LETTERED.match(text) else [text])
    )
    return (item for item in seen if item.lower() not in _NOTHING)


def _references(record: AuRecord) -> Iterator[str]:
    """UN references: what is told of a party begins with its own, or says `UN Reference Number`."""
    for text in record.all(_INFORMATION):
        yield from leading_un_entry(text)
    for text in (*record.all(_INFORMATION), *record.all(_LISTING)):
        yield from stated_un_entries(text)


def _remarks(record: AuRecord) -> Iterator[str]:
    columns = dict.fromkeys(name for row in record.rows for name, _ in row if name not in _READ)
    for column in columns:
        for text in record.all(column):
            yield f"{column}: {text}"


AU_XLSX = Loader(kind="au-xlsx", files=single_file, parse=parse, to_entity=to_entity)
"""The `au-xlsx` loader: Australia's consolidated list, one spreadsheet."""
