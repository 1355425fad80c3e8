"""A partner's own list: one table, CSV as a spreadsheet writes it, or the spreadsheet itself.

`portcullis lists template` writes an empty one. A table with other columns has a mapping beside it.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from lists.errors import LoadError
from lists.loaders.loader import Loader, single_file
from lists.loaders.partner_entity import PartnerRecord, to_entity
from lists.loaders.partner_fields import COMMENT, FIELDS, NAMES
from lists.loaders.partner_mapping import (
    SUFFIX,
    Mapping,
    mapping_path,
    read_mapping,
    source_id,
)
from lists.reading.files import SourceFile
from lists.reading.keys import digest_key
from lists.reading.tables import table_rows

_SEPARATOR = re.compile(r"[\s_-]+")
_LONGEST_ID = 100


def files(path: Path) -> Sequence[Path]:
    """The table, and its mapping where there is one. Raises LoadError where there is no table."""
    table = single_file(path)
    mapping = mapping_path(path)
    return (*table, mapping) if mapping.is_file() else table


def parse(files: Sequence[SourceFile]) -> Iterator[tuple[str, PartnerRecord]]:
    """Each row below the header, comments left out; raises LoadError, for a bad mapping too."""
    table, *others = files
    mapping = read_mapping(next((file for file in others if file.path.endswith(SUFFIX)), None))
    source = source_id(table, mapping)
    lines = table_rows(table, encoding=mapping.encoding, delimiter=mapping.delimiter)
    place, first = next(lines, (table.place(1), ()))
    header = _header(place, first, mapping)
    seen: set[str] = set()
    for row_place, row in lines:
        if row[0] == COMMENT:
            continue
        record = _record(source, header, row, mapping)
        fault = record.fault
        if not fault and record.key in seen:
            fault = "its id, or its name and country without one, are those of an earlier row"
        seen.add(record.key)
        yield row_place, record if fault == record.fault else _faulty(record, fault)


def _header(place: str, first: Sequence[str], mapping: Mapping) -> list[str]:
    """The columns: by the mapping, else by the template's names, else as they are."""
    by_mapping = {column.strip(): field for column, field in mapping.columns.items()}
    if missing := [column for column in by_mapping if column not in first]:
        raise LoadError(f"{place}: lacks the columns {', '.join(missing)} of its mapping")
    header = []
    for cell in first:
        folded = _SEPARATOR.sub("_", cell.lower())
        header.append(by_mapping.get(cell) or (folded if folded in FIELDS else cell))
    if "name" not in header:
        raise LoadError(
            f"{place}: no column is called name; say which one it is in NAME{SUFFIX} beside the "
            f"table (columns: {{YOUR COLUMN: name}}). Its columns are {', '.join(first)[:500]}"
        )
    return header


def _record(
    source: str, header: Sequence[str], row: Sequence[str], mapping: Mapping
) -> PartnerRecord:
    cells = tuple((name, text) for name, text in zip(header, row, strict=False) if text)
    record = PartnerRecord(
        source=source, key="", cells=cells, month_first=mapping.dates == "month-first"
    )
    names = [name for name in NAMES if record.all(name)]
    stated = record.one("id")
    if any(row[len(header) :]):
        return _faulty(record, "more cells than the header has; put texts into quotation marks")
    if not names:
        return _faulty(record, "no name")
    if len(stated) > _LONGEST_ID:
        return _faulty(record, f"an id of more than {_LONGEST_ID} characters")
    key = stated or digest_key(source, record.all(names[0])[0], *record.all("country"))
    return PartnerRecord(source=source, key=key, cells=cells, month_first=record.month_first)


def _faulty(record: PartnerRecord, fault: str) -> PartnerRecord:
    return PartnerRecord(source=record.source, key="", cells=record.cells, fault=fault)


PARTNER_CSV = Loader(kind="partner-csv", files=files, parse=parse, to_entity=to_entity)
"""The `partner-csv` loader: one table of a partner's own, CSV or .xlsx, with its mapping."""
