"""OFAC's SDN list, and its consolidated list of the others, in the legacy CSV files.

A folder with SDN.CSV and, where present, ALT.CSV, ADD.CSV and SDN_COMMENTS.CSV; or with
CONS_PRIM.CSV, CONS_ALT.CSV, CONS_ADD.CSV and CONS_COMMENTS.CSV; each plain or .gz. Columns as in
OFAC's data specification (DAT_SPEC.TXT): no header, `-0-` stands for nothing, and a last line of
one 0x1A byte. The comments continue remarks where the first file breaks off.

A number that the first file uses for two parties (SDN, January 2022: 2677) loses neither: the
first keeps it, and with it the aliases and addresses; the second gets an id with a digest of its
name. Both say so in their remarks, since nobody can tell whose the aliases and addresses are.
"""

import re
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from lists.errors import LoadError, Unparsable
from lists.loaders.loader import Loader
from lists.loaders.ofac_remarks import parse_remarks
from lists.loaders.ofac_statements import tail_number
from lists.reading.files import SourceFile
from lists.reading.keys import digest_key, folded
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

_COLUMNS = (12, 5, 6, 2)
"""Of the files with entries, aliases, addresses and comments."""
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

_VESSEL_COLUMNS = ("Vessel type", "Tonnage", "Gross registered tonnage", "Flag", "Vessel owner")
_FLAG = _VESSEL_COLUMNS.index("Flag")

Table = dict[str, list[tuple[str, Row]]]
"""Rows with their places, by the number of the entry that they belong to."""


class FileSet(Struct, frozen=True):
    """One of the two lists: its source id, and its files without `.csv`, in the order above."""

    source: str
    names: tuple[str, str, str, str]


_SDN = FileSet(source="us-ofac-sdn", names=("sdn", "alt", "add", "sdn_comments"))
_CONS = FileSet(source="us-ofac-cons", names=("cons_prim", "cons_alt", "cons_add", "cons_comments"))


class OfacRecord(Struct, frozen=True):
    """One entry with the rows of the other files that continue it.

    `shared_with`: names of other entries under the same number; `first`: of them, this is the one
    that keeps the number and the joined rows.
    """

    source: str
    row: Row
    aliases: tuple[Row, ...] = ()
    addresses: tuple[Row, ...] = ()
    comments: tuple[Row, ...] = ()
    shared_with: tuple[str, ...] = ()
    first: bool = True


class BadRow(Struct, frozen=True):
    """A row of any of the files that cannot be used, and why."""

    source: str
    reason: str


def files(folder: Path, *, file_set: FileSet) -> Sequence[Path]:
    """The files of the set in `folder`, that of the entries first; letter case does not matter.

    Raises LoadError where there is none with entries, or one file comes both plain and gzipped.
    """
    main = file_set.names[0]
    if not folder.is_dir():
        raise LoadError(f"{folder}: no such folder; this kind of list is a folder with {main}.csv")
    found: dict[str, Path] = {}
    for path in sorted(folder.iterdir()):
        name = _file_name(path)
        if name in found:
            raise LoadError(f"{folder}: has both {found[name].name} and {path.name}; keep one")
        if name in file_set.names:
            found[name] = path
    if main not in found:
        raise LoadError(f"{folder}: has no {main}.csv or {main}.csv.gz")
    return tuple(found[name] for name in file_set.names if name in found)


def _file_name(path: Path) -> str:
    name = path.name.lower().removesuffix(".gz")
    return name.removesuffix(".csv") if name.endswith(".csv") else ""


def parse(
    files: Sequence[SourceFile], *, file_set: FileSet
) -> Iterator[tuple[str, OfacRecord | BadRow]]:
    """Each entry joined with its aliases, addresses and comments, and each bad row.

    Bad are rows with a wrong number of columns, a row that repeats another's number and name, and
    rows that belong to no entry. Raises LoadError for what is not UTF-8 CSV text.
    """
    tables: dict[str, Table] = {name: {} for name in file_set.names}
    columns = dict(zip(file_set.names, _COLUMNS, strict=True))
    for file in files:
        name = _file_name(Path(file.path))
        for place, row in _rows(file):
            if len(row) == columns[name]:
                tables[name].setdefault(row[0], []).append((place, row))
            else:
                reason = f"{name}.csv has {columns[name]} columns, not {len(row)}"
                yield place, BadRow(source=file_set.source, reason=reason)
    main, *others = file_set.names
    for number, placed in tables[main].items():
        joined = [tuple(row for _, row in tables[name].get(number, ())) for name in others]
        yield from _entries(file_set, placed, joined)
    for name in others:
        for number, orphans in tables[name].items():
            if number not in tables[main]:
                reason = f"{name}.csv row for a number that {main}.csv lacks"
                for place, _ in orphans:
                    yield place, BadRow(source=file_set.source, reason=reason)


def _entries(
    file_set: FileSet, placed: Sequence[tuple[str, Row]], joined: Sequence[tuple[Row, ...]]
) -> Iterator[tuple[str, OfacRecord | BadRow]]:
    """The entries under one number: one, or the rare several, of which the first has the joined."""
    entries: dict[str, tuple[str, Row]] = {}
    for place, row in placed:
        kept_at, _ = entries.setdefault(folded(row[1]), (place, row))
        if kept_at != place:
            reason = "repeats the number and the name of an earlier row"
            yield place, BadRow(source=file_set.source, reason=reason)
    names = [row[1] for _, row in entries.values()]
    for position, (place, row) in enumerate(entries.values()):
        aliases, addresses, comments = joined if position == 0 else ((), (), ())
        yield (
            place,
            OfacRecord(
                source=file_set.source,
                row=row,
                aliases=aliases,
                addresses=addresses,
                comments=comments,
                shared_with=tuple(names[:position] + names[position + 1 :]),
                first=position == 0,
            ),
        )


def _rows(file: SourceFile) -> Iterator[tuple[str, Row]]:
    """The rows of one file with their places; `-0-` read as an empty cell."""
    for place, row in rows(file, decoded(file)):
        if row != _END_OF_FILE:
            yield place, tuple("" if cell == _NOTHING else cell for cell in row)


def to_entity(record: OfacRecord | BadRow) -> ListedEntity:
    """The listed entity of one record; raises Unparsable."""
    if isinstance(record, BadRow):
        raise Unparsable(record.reason, record.source)
    number, name, kind_text, programmes, title, call_sign, *vessel, remarks_text = record.row
    if not number.isascii() or not number.isdigit():
        raise Unparsable("the number of the entry is not a number", record.source)
    if not name:
        raise Unparsable("no name", record.source)
    kind = _KINDS.get(kind_text, Kind.UNKNOWN)
    # Comments go on where remarks break off, in the middle of a word where need be.
    remarks = parse_remarks(remarks_text + "".join(row[1] for row in record.comments))
    addresses = tuple(_address(row) for row in record.addresses)
    flag = country_codes(vessel[_FLAG])
    return ListedEntity(
        id=f"{record.source}-{number}" + ("" if record.first else f"-{digest_key(name)}"),
        source=record.source,
        kind=kind,
        names=_names(name, record.aliases, remarks.weak_aliases),
        identifiers=(
            *([Identifier(scheme=Scheme.CALL_SIGN, value=call_sign)] if call_sign else []),
            *tail_number(kind, name),
            *remarks.identifiers,
        ),
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
            *_shared(number, record),
        ),
        relations=remarks.relations,
    )


def _shared(number: str, record: OfacRecord) -> Iterator[str]:
    """What is said of a number that the publisher uses for several parties."""
    for other in record.shared_with:
        kept = "kept here" if record.first else "kept there"
        yield (
            f"Number {number} is also that of {other}: aliases and addresses under it are {kept} "
            "and may be of either"
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


def _address(row: Row) -> Address:
    """The address of a row of ADD.CSV; a country not understood stays as its last line."""
    _, _, street, town, country, _ = row
    codes = country_codes(country)
    return Address(
        lines=tuple(filter(None, (street, "" if codes else country))),
        town=town or None,
        country=codes[0] if codes else None,
    )


def _loader(kind: str, file_set: FileSet) -> Loader[OfacRecord | BadRow]:
    return Loader(
        kind=kind,
        files=partial(files, file_set=file_set),
        parse=partial(parse, file_set=file_set),
        to_entity=to_entity,
    )


OFAC_SDN_CSV = _loader("ofac-sdn-csv", _SDN)
"""The `ofac-sdn-csv` loader: a folder with the legacy CSV files of the SDN list."""

OFAC_CONS_CSV = _loader("ofac-cons-csv", _CONS)
"""The `ofac-cons-csv` loader: a folder with the legacy CSV files of the lists beside SDN."""
