"""The UK's retired consolidated list of financial sanctions targets (ConList), CSV.

It ended on 2026-01-28. A line with the date, a header, a row for each name, address or date of
birth; all rows of one Group ID are one target. UN references, numbers of ships and names of low
quality stand in `Other Information`.
"""

import re
from collections.abc import Callable, Iterator, Sequence

from lists.errors import Unparsable
from lists.loaders.loader import Loader, single_file
from lists.loaders.uk_entity import SOURCE
from lists.reading.addresses import address
from lists.reading.dates import day_first_date
from lists.reading.enumerations import parts
from lists.reading.files import SourceFile
from lists.reading.numbers import says_more, stated_numbers
from lists.reading.prose import flag_state, is_ship, prose_numbers
from lists.reading.rows import cells, decoded, headed_rows
from lists.reading.territories import country_codes
from lists.reading.un_references import stated_un_entries
from matchers.model import (
    Address,
    BirthDate,
    Identifier,
    Kind,
    ListedEntity,
    ListedName,
    ListedNameType,
    Scheme,
    Struct,
)

_REQUIRED = ("Name 6", "Group Type", "Alias Type", "Regime", "Group ID")
_FIRST_LINE = "last updated,"
_NAME_PARTS = tuple(f"name {number}" for number in range(1, 7))
_ADDRESS_LINES = (*(f"address {number}" for number in range(1, 7)), "post/zip code")
_KINDS = {"Individual": Kind.PERSON, "Entity": Kind.ORGANIZATION, "Ship": Kind.VESSEL}
_TYPES = {"AKA": ListedNameType.STRONG, "FKA": ListedNameType.FORMER}
_DOCUMENTS = {
    "passport details": Scheme.PASSPORT,
    "passport number": Scheme.PASSPORT,
    "ni number": Scheme.NATIONAL_ID,
    "national identification number": Scheme.NATIONAL_ID,
}
_LOW_QUALITY = re.compile(
    r"\b(?:Also (?:referred to|known) as:?|Low quality A\.K\.A\.:?)\s+"
    r"((?:[^.]|\.(?=[A-Za-z])){2,300})",
    re.IGNORECASE,
)
_BETWEEN_NAMES = re.compile(r",\s*| and |\s*\([a-z]\)\s*")
_LONGEST_NAME_WORDS = 5
_LONGEST = 20_000
_REMARKS = {
    "title": "Title",
    "position": "Position",
    "other information": "Other information",
    "last updated": "Last updated",
    "national identification details": "National identification details",
    "": "More",
}

Row = dict[str, str]


class ConListRecord(Struct, frozen=True):
    """The rows of one Group ID."""

    rows: tuple[Row, ...]

    def cells(self, column: str) -> list[str]:
        """What the rows say in a column, each text once."""
        return cells(self.rows, column)

    def parts(self, column: str) -> list[str]:
        """The things that the cells of a column enumerate, each once."""
        return list(dict.fromkeys(part for cell in self.cells(column) for part in parts(cell)))


def parse(files: Sequence[SourceFile]) -> Iterator[tuple[str, ConListRecord]]:
    """Each target, with the place of its first row; raises LoadError for what is no such CSV.

    A row without a Group ID is a record of its own, that becomes none.
    """
    (file,) = files
    content = decoded(file, ("utf-8-sig", "cp1252", "latin-1"))
    skipped = 1 if content[: len(_FIRST_LINE)].lower() == _FIRST_LINE else 0
    found: dict[str, tuple[str, list[Row]]] = {}
    for place, row in headed_rows(file, content, _REQUIRED, skipped=skipped):
        group = row.get("group id", "")
        if group:
            found.setdefault(group, (place, []))[1].append(row)
        else:
            yield place, ConListRecord(rows=(row,))
    for place, rows in found.values():
        yield place, ConListRecord(rows=tuple(rows))


def to_entity(record: ConListRecord) -> ListedEntity:
    """The listed entity of one target; raises Unparsable."""
    group = record.rows[0].get("group id", "")
    if not group:
        raise Unparsable("no Group ID", SOURCE)
    names = tuple(dict.fromkeys(_names(record)))
    if not names:
        raise Unparsable("no name", SOURCE)
    told = " ".join(record.cells("other information"))
    kind = next((_KINDS[text] for text in record.cells("group type") if text in _KINDS), None)
    flag = [flag_state(told)] if kind is not Kind.PERSON and is_ship(told) else []
    nationalities = (*record.parts("nationality"), *flag)
    return ListedEntity(
        id=f"{SOURCE}-{group}",
        source=SOURCE,
        kind=Kind.VESSEL if flag else kind or Kind.UNKNOWN,
        names=names,
        identifiers=tuple(
            dict.fromkeys((*_documents(record), *prose_numbers(told, kind or Kind.UNKNOWN)))
        ),
        birth_dates=tuple(
            BirthDate(start=date) for date in filter(None, map(day_first_date, record.cells("dob")))
        ),
        birth_places=tuple(dict.fromkeys(place for row in record.rows for place in _places(row))),
        countries=tuple(
            dict.fromkeys(code for text in nationalities for code in country_codes(text))
        ),
        addresses=tuple(dict.fromkeys(filter(Address().__ne__, map(_address, record.rows)))),
        programmes=tuple(record.cells("regime")),
        listed_on=min(
            filter(None, map(day_first_date, record.cells("listed on"))),
            default=None,
        ),
        references=tuple(
            dict.fromkeys(
                reference
                for text in record.cells("other information")
                for reference in stated_un_entries(text)
            )
        ),
        remarks=tuple(dict.fromkeys(_remarks(record))),
    )


def _names(record: ConListRecord) -> Iterator[ListedName]:
    """The prime alias, the others, and those that `Other Information` calls low quality."""
    ordered = sorted(record.rows, key=lambda row: not _is_prime(row))
    for row in ordered:
        value = " ".join(filter(None, (row.get(part, "") for part in _NAME_PARTS)))
        if value:
            yield ListedName(value=value, type=_name_type(row))
    for row in ordered:
        if value := row.get("name non-latin script", ""):
            yield ListedName(
                value=value,
                type=ListedNameType.ORIGINAL,
                script=row.get("non-latin script type") or None,
                language=row.get("non-latin script language") or None,
            )
    for text in record.cells("other information"):
        for match in _LOW_QUALITY.finditer(text[:_LONGEST]):
            for value in _BETWEEN_NAMES.split(match[1]):
                name = value.strip(" '‘’\"“”,;")
                closed = name.count("(") == name.count(")")
                if name and closed and len(name.split()) <= _LONGEST_NAME_WORDS:
                    yield ListedName(value=name, type=ListedNameType.WEAK)


def _is_prime(row: Row) -> bool:
    kind = row.get("alias type", "").lower()
    return kind.startswith(("prime", "primary")) and "variation" not in kind


def _name_type(row: Row) -> ListedNameType:
    if "low" in row.get("alias quality", "").lower():
        return ListedNameType.WEAK
    if _is_prime(row):
        return ListedNameType.PRIMARY
    return _TYPES.get(row.get("alias type", "").upper(), ListedNameType.STRONG)


def _documents(record: ConListRecord) -> Iterator[Identifier]:
    for column, scheme in _DOCUMENTS.items():
        for text in record.cells(column):
            for number in stated_numbers(text):
                yield number.identifier(scheme)


def _places(row: Row) -> Iterator[str]:
    """Places of birth: town and country, those that are enumerated paired where both are alike."""
    towns, countries = (parts(row.get(f"{each} of birth", "")) for each in ("town", "country"))
    if len(towns) == len(countries):
        yield from map(", ".join, zip(towns, countries, strict=True))
    elif len(towns) <= 1 and len(countries) <= 1:
        yield from (*towns, *countries)
    else:
        yield from (f"{town}, {countries[0]}" if len(countries) == 1 else town for town in towns)
        yield from countries if len(countries) > 1 else ()


def _address(row: Row) -> Address:
    return address((row.get(part, "") for part in _ADDRESS_LINES), "", row.get("country", ""))


def _remarks(record: ConListRecord) -> Iterator[str]:
    for column, label in _REMARKS.items():
        for text in record.cells(column):
            yield f"{label}: {text}"
    held: dict[str, Callable[[str], object]] = {
        **dict.fromkeys(_DOCUMENTS, lambda text: not says_more(text, stated_numbers(text))),
        "dob": day_first_date,
        "listed on": day_first_date,
        "nationality": lambda text: all(map(country_codes, parts(text))),
        "country": lambda text: len(country_codes(text)) <= 1,
        "group type": _KINDS.__contains__,
    }
    for column, whole in held.items():
        for text in record.cells(column):
            if not whole(text):
                yield f"{column.capitalize()}: {text}"


UK_CONLIST_CSV = Loader(kind="uk-conlist-csv", files=single_file, parse=parse, to_entity=to_entity)
"""The `uk-conlist-csv` loader: the retired consolidated list, one CSV file."""
