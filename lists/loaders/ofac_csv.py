"""OFAC's SDN list, and its consolidated list of the others, in the legacy CSV files.

A folder with SDN.CSV and, where present, ALT.CSV, ADD.CSV and SDN_COMMENTS.CSV; or with
CONS_PRIM.CSV, CONS_ALT.CSV, CONS_ADD.CSV and CONS_COMMENTS.CSV; each plain or .gz. Columns as in
OFAC's data specification (DAT_SPEC.TXT): no header, `-0-` stands for nothing, and a last line of
one 0x1A byte. The comments continue remarks where the first file breaks off.

A number that the first file uses for two parties (SDN, January 2022: 2677) loses neither: the
first keeps it, and with it the aliases and addresses; the second gets an id with a digest of its
name. Both say so in their remarks, since nobody can tell whose the aliases and addresses are.
"""

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from lists.errors import LoadError
from lists.loaders.loader import Loader
from lists.loaders.ofac_csv_entity import BadRow, OfacRecord, to_entity
from lists.reading.files import SourceFile
from lists.reading.keys import folded
from lists.reading.rows import Row, decoded, rows
from matchers.model import Struct

_COLUMNS = (12, 5, 6, 2)
"""Of the files with entries, aliases, addresses and comments."""
_NOTHING = "-0-"
_END_OF_FILE = ("\x1a",)

Table = dict[str, list[tuple[str, Row]]]
"""Rows with their places, by the number of the entry that they belong to."""


class FileSet(Struct, frozen=True):
    """One of the two lists: its source id, and its files without `.csv`, in the order above."""

    source: str
    names: tuple[str, str, str, str]


_SDN = FileSet(source="us-ofac-sdn", names=("sdn", "alt", "add", "sdn_comments"))
_CONS = FileSet(source="us-ofac-cons", names=("cons_prim", "cons_alt", "cons_add", "cons_comments"))


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
