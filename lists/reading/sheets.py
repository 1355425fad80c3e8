"""Spreadsheets (.xlsx): the rows of the first sheet, within bounds on size and extent.

An .xlsx file is a ZIP archive of XML. It is unpacked here, measured, and packed anew without
compression for the reader of spreadsheets, so that what is read is what was measured.
"""

import datetime as dt
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from lists.errors import LoadError
from lists.reading.files import SourceFile
from lists.reading.xml import attribute, children, records

MAX_UNPACKED = 128 << 20
"""The most bytes that all parts of a spreadsheet may hold together once unpacked."""

MAX_PARTS = 1000
MAX_CELLS = 8_000_000
"""Rows by columns of a sheet: the reader makes room for all of them, filled or not."""

_CHUNK = 1 << 20
_SHEETS = "xl/worksheets/"

Cell = Any
"""Text, number (float), bool, or date, datetime, time, timedelta; empty text for an empty cell."""


def sheet_rows(file: SourceFile) -> Iterator[tuple[str, tuple[Cell, ...]]]:
    """The rows of the first sheet with their places; wholly empty ones left out.

    Raises LoadError for what is no spreadsheet, is damaged, encrypted, or larger than the bounds.
    """
    parts = _parts(file)
    for name, content in parts.items():
        if name.lower().startswith(_SHEETS) and name.lower().endswith(".xml"):
            _check_extent(SourceFile(path=f"{file.path} {name}", content=content))
    try:
        workbook = CalamineWorkbook.from_filelike(BytesIO(_packed(parts)))
        sheet = workbook.get_sheet_by_index(0)
        rows = sheet.to_python(skip_empty_area=False)
    except (CalamineError, OSError, ValueError, IndexError) as error:
        raise LoadError(f"{file.path}: not a spreadsheet that can be read ({error})") from error
    for number, row in enumerate(rows, start=1):
        if any(cell != "" for cell in row):
            yield f"{file.path} row {number}", tuple(row)


def cell_text(cell: Cell) -> str:
    """A cell as text, spaces collapsed: whole numbers without a fraction, dates as ISO 8601."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, dt.datetime) and cell.time() == dt.time():
        return cell.date().isoformat()
    return " ".join(str(cell).split())


def _parts(file: SourceFile) -> dict[str, bytes]:
    """The parts of the archive by name, unpacked; raises LoadError."""
    try:
        with zipfile.ZipFile(BytesIO(file.content)) as archive:
            entries = archive.infolist()
            if len(entries) > MAX_PARTS or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
                raise LoadError(f"{file.path}: {_TOO_LARGE}")
            parts: dict[str, bytes] = {}
            left = MAX_UNPACKED
            for entry in entries:
                with archive.open(entry) as member:
                    content = bytearray()
                    while chunk := member.read(_CHUNK):
                        content += chunk
                        left -= len(chunk)
                        if left < 0:
                            raise LoadError(f"{file.path}: {_TOO_LARGE}")
                if entry.filename in parts:
                    raise LoadError(f"{file.path}: holds {entry.filename} twice; it is damaged")
                parts[entry.filename] = bytes(content)
    except (
        *(zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError),
        *(RuntimeError, OSError, ValueError),
    ) as error:
        raise LoadError(f"{file.path}: not a spreadsheet in the form .xlsx ({error})") from error
    return parts


_TOO_LARGE = f"unpacks to more than {MAX_UNPACKED:,} bytes or {MAX_PARTS:,} parts; no list does"


def _packed(parts: dict[str, bytes]) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return packed.getvalue()


def _check_extent(sheet: SourceFile) -> None:
    """Raise LoadError for a sheet whose furthest row and column span too many cells."""
    last_row = last_column = 0
    for place, row in records(sheet, roots={"worksheet"}, tags={"row"}):
        stated = attribute(row, "r")
        last_row = max(last_row + 1, int(stated) if _is_number(stated) else 0)
        column = 0
        for cell in children(row, "c"):
            column = max(column + 1, _column(attribute(cell, "r")))
        last_column = max(last_column, column)
        if last_row * last_column > MAX_CELLS:
            raise LoadError(f"{place}: the sheet spans more than {MAX_CELLS:,} cells; no list does")


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10  # noqa: PLR2004 - Excel ends at 7


def _column(reference: str) -> int:
    """The number of a cell's column from `AB12`, counted from 1; 0 where it is none."""
    column = 0
    for letter in reference.rstrip("0123456789").upper()[:8]:
        column = column * 26 + max(0, ord(letter) - ord("A") + 1)
    return column
