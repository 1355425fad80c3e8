"""The US Treasury's OFAC SDN list in its legacy CSV files.

A folder with SDN.CSV and, where present, ALT.CSV, ADD.CSV and SDN_COMMENTS.CSV, each plain or .gz;
columns as in OFAC's data specification (DAT_SPEC.TXT): no header, `-0-` stands for nothing, and a
last line of one 0x1A byte. SDN_COMMENTS.CSV continues remarks where SDN.CSV breaks off.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from lists.errors import LoadError, Unparsable
from lists.loaders.loader import Loader
from lists.loaders.ofac_remarks import parse_remarks
from lists.reading.files import SourceFile
from lists.reading.rows import Row, decoded, rows
from lists.reading.territories import country_codes
from matchers.model import (
    Address,
    Identifier,
    Kind,
    ListedEntity,
    ListedName,
    ListedNameType,
    Scheme,
    Struct,
)

SOURCE = "us-ofac-sdn"
_COLUMNS = {"sdn": 12, "alt": 5, "add": 6, "sdn_comments": 2}
"""The files by name without `.csv`, and how many columns each has."""
_NOTHING = "-0-"
_END_OF_FILE = ("\x1a",)

_KINDS = {
    "": Kind.ORGANIZATION,
    "individual": Kind.PERSON,
    "vessel": Kind.VESSEL,
    "aircraft": Kind.AIRCRAFT,
}
_ALIAS_TYPES = {
    "aka": ListedNameType.STRONG,
    "nka": ListedNameType.STRONG,
    "fka": ListedNameType.FORMER,
}
_BETWEEN_PROGRAMMES = re.compile(r"[\[\]]\s*[\[\]]?\s*")
_TAIL_NUMBER = re.compile(r"(?=.*[-\d])[A-Z0-9][A-Z0-9-]{3,7}")

_VESSEL_COLUMNS = ("Vessel type", "Tonnage", "Gross registered tonnage", "Flag", "Vessel owner")
_FLAG = _VESSEL_COLUMNS.index("Flag")

Table = dict[str, list[tuple[str, Row]]]
"""Rows with their places, by the number of the entry that they belong to."""


class SdnRecord(Struct, frozen=True):
    """One row of SDN.CSV with the rows of the other files that continue it."""

    row: Row
    aliases: tuple[Row, ...] = ()
    addresses: tuple[Row, ...] = ()
    comments: tuple[Row, ...] = ()


class BadRow(Struct, frozen=True):
    """A row of any of the files that cannot be used, and why."""

    reason: str


def files(folder: Path) -> Sequence[Path]:
    """The files of the set in `folder`, SDN.CSV first; letter case does not matter.

    Raises LoadError where there is no SDN.CSV, or one file comes both plain and gzipped.
    """
    if not folder.is_dir():
        raise LoadError(f"{folder}: no such folder; this kind of list is a folder with sdn.csv")
    found: dict[str, Path] = {}
    for path in sorted(folder.iterdir()):
        name = _file_name(path)
        if name in found:
            raise LoadError(f"{folder}: has both {found[name].name} and {path.name}; keep one")
        if name in _COLUMNS:
            found[name] = path
    if "sdn" not in found:
        raise LoadError(f"{folder}: has no sdn.csv or sdn.csv.gz")
    return tuple(found[name] for name in _COLUMNS if name in found)


def _file_name(path: Path) -> str:
    name = path.name.lower().removesuffix(".gz")
    return name.removesuffix(".csv") if name.endswith(".csv") else ""


def parse(files: Sequence[SourceFile]) -> Iterator[tuple[str, SdnRecord | BadRow]]:
    """Each row of SDN.CSV joined with its aliases, addresses and comments, and each bad row.

    Bad are rows with a wrong number of columns, a second row with a number already used (whose
    aliases and addresses could not be told apart), and rows that belong to no row of SDN.CSV.
    Raises LoadError for what is not UTF-8 CSV text.
    """
    tables: dict[str, Table] = {name: {} for name in _COLUMNS}
    for file in files:
        name = _file_name(Path(file.path))
        for place, row in _rows(file):
            if len(row) == _COLUMNS[name]:
                tables[name].setdefault(row[0], []).append((place, row))
            else:
                yield (
                    place,
                    BadRow(reason=f"{name}.csv has {_COLUMNS[name]} columns, not {len(row)}"),
                )
    for number, ((place, row), *repeated) in tables["sdn"].items():
        yield (
            place,
            SdnRecord(
                row=row,
                aliases=_of(number, tables["alt"]),
                addresses=_of(number, tables["add"]),
                comments=_of(number, tables["sdn_comments"]),
            ),
        )
        for another_place, _ in repeated:
            yield another_place, BadRow(reason=f"number {number} is already used at {place}")
    for name in ("alt", "add", "sdn_comments"):
        for number, orphans in tables[name].items():
            if number not in tables["sdn"]:
                for place, _ in orphans:
                    yield place, BadRow(reason=f"{name}.csv row for a number that sdn.csv lacks")


def _of(number: str, table: Table) -> tuple[Row, ...]:
    return tuple(row for _, row in table.get(number, ()))


def _rows(file: SourceFile) -> Iterator[tuple[str, Row]]:
    """The rows of one file with their places; `-0-` read as an empty cell."""
    for place, row in rows(file, decoded(file)):
        if row != _END_OF_FILE:
            yield place, tuple("" if cell == _NOTHING else cell for cell in row)


def to_entity(record: SdnRecord | BadRow) -> ListedEntity:
    """The listed entity of one record; raises Unparsable."""
    if isinstance(record, BadRow):
        raise Unparsable(record.reason, SOURCE)
    number, name, kind_text, programmes, title, call_sign, *vessel, remarks_text = record.row
    if not number.isascii() or not number.isdigit():
        raise Unparsable("the number of the entry is not a number", SOURCE)
    if not name:
        raise Unparsable("no name", SOURCE)
    kind = _KINDS.get(kind_text, Kind.UNKNOWN)
    # Comments go on where remarks break off, in the middle of a word where need be.
    remarks = parse_remarks(remarks_text + "".join(row[1] for row in record.comments))
    addresses = tuple(_address(row) for row in record.addresses)
    flag = country_codes(vessel[_FLAG])
    return ListedEntity(
        id=f"{SOURCE}-{number}",
        source=SOURCE,
        kind=kind,
        names=_names(name, record.aliases, remarks.weak_aliases),
        identifiers=(*_row_identifiers(kind, name, call_sign), *remarks.identifiers),
        birth_dates=remarks.birth_dates,
        birth_places=remarks.birth_places,
        gender=remarks.gender,
        built=remarks.built,
        countries=tuple(dict.fromkeys((*remarks.countries, *flag))),
        addresses=tuple(address for address in addresses if address != Address()),
        programmes=tuple(filter(None, _BETWEEN_PROGRAMMES.split(programmes))),
        remarks=(
            *([] if kind_text in _KINDS else [f"Type: {kind_text}"]),
            *([f"Title: {title}"] if title else []),
            *(
                f"{label}: {text}"
                for position, (label, text) in enumerate(zip(_VESSEL_COLUMNS, vessel, strict=True))
                if text and not (position == _FLAG and flag)
            ),
            *remarks.rest,
            *(f"Address: {row[5]}" for row in record.addresses if row[5]),
            *(f"Alias {row[3]}: {row[4]}" for row in record.aliases if row[4]),
        ),
        relations=remarks.relations,
    )


def _names(
    primary: str, aliases: Sequence[Row], weak_aliases: Sequence[str]
) -> tuple[ListedName, ...]:
    return (
        ListedName(value=primary),
        *(
            ListedName(value=row[3], type=_ALIAS_TYPES.get(row[2].lower(), ListedNameType.STRONG))
            for row in aliases
            if row[3]
        ),
        *(ListedName(value=value, type=ListedNameType.WEAK) for value in weak_aliases),
    )


def _row_identifiers(kind: Kind, name: str, call_sign: str) -> Iterator[Identifier]:
    """A vessel's call sign has a column; an aircraft is listed under its tail number."""
    if call_sign:
        yield Identifier(scheme=Scheme.CALL_SIGN, value=call_sign)
    if kind is Kind.AIRCRAFT and _TAIL_NUMBER.fullmatch(name):
        yield Identifier(scheme=Scheme.AIRCRAFT_TAIL, value=name)


def _address(row: Row) -> Address:
    """The address of a row of ADD.CSV; a country not understood stays as its last line."""
    _, _, street, town, country, _ = row
    codes = country_codes(country)
    return Address(
        lines=tuple(filter(None, (street, "" if codes else country))),
        town=town or None,
        country=codes[0] if codes else None,
    )


OFAC_SDN_CSV = Loader(kind="ofac-sdn-csv", files=files, parse=parse, to_entity=to_entity)
"""The `ofac-sdn-csv` loader: a folder with the legacy CSV files of the SDN list."""
