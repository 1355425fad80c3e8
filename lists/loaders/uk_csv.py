"""The UK Sanctions List, CSV: a line with the date of the report, a header, a row for each name.

All rows of one Unique ID are one designation; addresses, dates and documents repeat or vary from
row to row.
"""

from collections.abc import Iterator, Sequence

from lists.loaders.loader import Loader, single_file
from lists.loaders.uk_entity import UkAddress, UkName, UkRecord, entity
from lists.reading.files import SourceFile
from lists.reading.rows import cells, decoded, headed_rows

_REQUIRED = ("Unique ID", "Name 6", "Name type", "Designation Type")
_FIRST_LINE = "report date"
_NAME_PARTS = tuple(f"name {number}" for number in range(1, 7))
_ADDRESS_LINES = (*(f"address line {number}" for number in range(1, 7)), "address postal code")
_DOCUMENTS = {
    "passport number": ("Passport", "passport additional information"),
    "national identifier number": (
        "National identifier",
        "national identifier additional information",
    ),
    "business registration number (s)": ("Business registration number", ""),
    "imo number": ("IMO number", ""),
    "hull identification number (hin)": ("Hull identification number", ""),
}
_OWNERS = {
    "current owner/operator (s)": "Owner or operator",
    "previous owner/operator (s)": "Former owner or operator",
    "parent company": "Parent company",
    "subsidiaries": "Subsidiary",
}
_IN_FIELDS = frozenset(
    {*_NAME_PARTS, *_ADDRESS_LINES, *_DOCUMENTS, *_OWNERS}
    | {information for _, information in _DOCUMENTS.values()}
    | {"unique id", "un reference number", "name type", "alias strength", "name non-latin script"}
    | {"non-latin script type", "non-latin script language", "regime name", "designation type"}
    | {"address country", "date designated", "d.o.b", "nationality(/ies)", "gender", "year built"}
    | {"town of birth", "country of birth", "current believed flag of ship"}
)
_LABELS = {
    "ofsi group id": "OFSI group",
    "uk statement of reasons": "UK statement of reasons",
    "previous flags": "Previous flag",
    "": "More",
}
"""Labels of remarks where they are not the name of the column."""

Row = dict[str, str]


def parse(files: Sequence[SourceFile]) -> Iterator[tuple[str, UkRecord]]:
    """Each designation, with the place of its first row; raises LoadError for what is no such CSV.

    A row without a Unique ID is a record of its own, that becomes none.
    """
    (file,) = files
    content = decoded(file, ("utf-8-sig", "cp1252"))
    skipped = 1 if content[: len(_FIRST_LINE)].lower() == _FIRST_LINE else 0
    found: dict[str, tuple[str, list[Row]]] = {}
    for place, row in headed_rows(file, content, _REQUIRED, skipped=skipped):
        unique_id = row.get("unique id", "")
        if unique_id:
            found.setdefault(unique_id, (place, []))[1].append(row)
        else:
            yield place, _record([row])
    for place, rows in found.values():
        yield place, _record(rows)


def _record(rows: Sequence[Row]) -> UkRecord:
    regimes = cells(rows, "regime name")
    return UkRecord(
        unique_id=rows[0].get("unique id", ""),
        kind=next(iter(cells(rows, "designation type")), ""),
        names=tuple(dict.fromkeys(filter(lambda name: name.value, map(_name, rows)))),
        non_latin=tuple(
            (value, script, language)
            for value, script, language in _tuples(
                rows, "name non-latin script", "non-latin script type", "non-latin script language"
            )
            if value
        ),
        un_reference="; ".join(cells(rows, "un reference number")),
        regimes=tuple(regimes),
        designated=next(iter(cells(rows, "date designated")), ""),
        addresses=tuple(dict.fromkeys(map(_address, rows))),
        births=tuple(cells(rows, "d.o.b")),
        birth_places=tuple(
            ", ".join(filter(None, place))
            for place in _tuples(rows, "town of birth", "country of birth")
            if any(place)
        ),
        genders=tuple(cells(rows, "gender")),
        countries=(
            *cells(rows, "nationality(/ies)"),
            *cells(rows, "current believed flag of ship"),
        ),
        built=tuple(cells(rows, "year built")),
        documents=tuple(
            (label, number, more)
            for column, (label, information) in _DOCUMENTS.items()
            for number, more in _tuples(rows, column, information)
            if number
        ),
        owners=tuple(
            (label, text) for column, label in _OWNERS.items() for text in cells(rows, column)
        ),
        others=tuple(
            (_LABELS.get(column, column.capitalize()), text)
            for column in rows[0]
            if column not in _IN_FIELDS
            for text in cells(rows, column)
        ),
    )


def _tuples(rows: Sequence[Row], *columns: str) -> list[tuple[str, ...]]:
    """What the rows say in columns that belong together, each once."""
    return list(dict.fromkeys(tuple(row.get(column, "") for column in columns) for row in rows))


def _name(row: Row) -> UkName:
    return UkName(
        value=" ".join(filter(None, (row.get(part, "") for part in _NAME_PARTS))),
        type=row.get("name type", ""),
        strength=row.get("alias strength", ""),
    )


def _address(row: Row) -> UkAddress:
    lines = (row.get(part, "") for part in _ADDRESS_LINES)
    return UkAddress(lines=tuple(filter(None, lines)), country=row.get("address country", ""))


UK_CSV = Loader(kind="uk-csv", files=single_file, parse=parse, to_entity=entity)
"""The `uk-csv` loader: the UK Sanctions List, one CSV file."""
