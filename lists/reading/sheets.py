"""Spreadsheets (.xlsx): the rows of the first sheet, as ECMA-376 lays them out.

Read here, row by row, and not by a library: python-calamine makes room for as many texts as a file
says that it holds, and for every cell up to the furthest; a file that lies ends the process.
"""

import datetime as dt
import re
from collections.abc import Iterator

from lxml import etree

from lists.errors import LoadError
from lists.reading.archive import Archive
from lists.reading.files import SourceFile
from lists.reading.xml import attribute, child, child_text, children, local, records
from matchers.model import Struct

MAX_CELLS = 8_000_000
"""Cells of all rows together, each row counted to its last filled one."""

MAX_COLUMNS = 16_384
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
_DATE_FORMATS = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
"""Numbers of the built-in formats that show dates or times."""
_NOT_FORMAT = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|General', re.IGNORECASE)
_DATE_LETTER = re.compile(r"[ymdhs]", re.IGNORECASE)
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
"""A character by its number, as `_x000D_`."""
_LAST_SERIAL = 2_958_466  # 31 December 9999
_NUMBER_LENGTH = 40

Cell = str | float | bool | dt.date
"""Text, a number, yes or no, or a date (with a time: a datetime); empty text for an empty cell."""


class _Book(Struct, frozen=True):
    """What cells refer to: texts, which formats are dates, and the day from which dates count."""

    texts: tuple[str, ...]
    dates: tuple[bool, ...]
    epoch: dt.datetime


def sheet_rows(file: SourceFile) -> Iterator[tuple[str, tuple[Cell, ...]]]:
    """The rows of the first sheet with their places; wholly empty ones left out.

    Raises LoadError for what is no spreadsheet, is damaged, encrypted, or larger than the bounds.
    """
    archive = Archive(file)
    workbook = archive.related_by_kind("", "officeDocument") or "xl/workbook.xml"
    sheet, book = _opened(archive, workbook)
    number = cells = 0
    for _, row in records(archive.part(sheet), roots={"worksheet"}, tags={"row"}):
        number = _count(attribute(row, "r")) or number + 1
        found = _row(row, book, f"{file.path} row {number}")
        cells += len(found)
        if cells > MAX_CELLS:
            raise LoadError(f"{file.path} row {number}: more than {MAX_CELLS:,} cells; no list has")
        if any(cell != "" for cell in found):
            yield f"{file.path} row {number}", found


def cell_text(cell: Cell) -> str:
    """A cell as text, spaces collapsed: whole numbers without a fraction, dates as ISO 8601."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, dt.date):
        return cell.isoformat()
    return " ".join(str(cell).split())


def _opened(archive: Archive, workbook: str) -> tuple[str, _Book]:
    """The name of the first sheet, and what its cells refer to."""
    first, epoch = "", dt.datetime(1899, 12, 30)  # noqa: DTZ001 - sheets know no zones
    for _, element in records(
        archive.part(workbook), roots={"workbook"}, tags={"workbookPr", "sheets"}
    ):
        if attribute(element, "date1904") in {"1", "true"}:
            epoch = dt.datetime(1904, 1, 1)  # noqa: DTZ001 - as above
        for sheet in children(element, "sheet"):
            first = first or str(sheet.get(_RELATION) or sheet.get(_STRICT_RELATION) or "")
    related = archive.related(workbook)
    _, name = related.get(first, ("", ""))
    texts = next((target for kind, target in related.values() if kind == "sharedStrings"), None)
    styles = next((target for kind, target in related.values() if kind == "styles"), None)
    return name, _Book(
        texts=tuple(_shared_texts(archive.part(texts))) if texts else (),
        dates=tuple(_are_dates(archive.part(styles))) if styles else (),
        epoch=epoch,
    )


def _shared_texts(file: SourceFile) -> Iterator[str]:
    for _, item in records(file, roots={"sst"}, tags={"si"}):
        yield _text_of(item)


def _text_of(item: etree._Element) -> str:
    """The text of an item: its own and that of its runs, without what says how it is spoken."""
    parts: list[str] = []
    for part in children(item, "t", "r"):
        shown = part if local(part) == "t" else child(part, "t")
        parts += [] if shown is None else map(str, shown.itertext())
    return _plain("".join(parts))


def _plain(text: str) -> str:
    """Text with its escaped characters in place, spaces collapsed."""
    return " ".join(_ESCAPED.sub(_unescaped, text).split())


def _unescaped(found: re.Match[str]) -> str:
    character = chr(int(found[1], 16))
    return character if character.isprintable() else " "


def _are_dates(file: SourceFile) -> Iterator[bool]:
    """For every cell format in its order, whether it shows a date."""
    own: dict[str, str] = {}
    for _, element in records(file, roots={"styleSheet"}, tags={"numFmts", "cellXfs"}):
        for each in children(element, "numFmt"):
            own[attribute(each, "numFmtId")] = attribute(each, "formatCode")
        for each in children(element, "xf"):
            number = attribute(each, "numFmtId")
            if number in own:
                yield bool(_DATE_LETTER.search(_NOT_FORMAT.sub("", own[number])))
            else:
                yield _count(number) in _DATE_FORMATS


def _row(row: etree._Element, book: _Book, place: str) -> tuple[Cell, ...]:
    cells: list[Cell] = []
    for cell in children(row, "c"):
        column = _column(attribute(cell, "r")) or len(cells) + 1
        if column > MAX_COLUMNS:
            raise LoadError(f"{place}: more than {MAX_COLUMNS:,} columns; the file is damaged")
        value = _value(cell, book)
        if value != "" or column == len(cells) + 1:
            cells += [""] * (column - len(cells))
            cells[column - 1] = value
    return tuple(cells)


def _value(cell: etree._Element, book: _Book) -> Cell:
    stated = child_text(cell, "v")
    match attribute(cell, "t"):
        case "s":
            position = _count(stated)
            return book.texts[position] if stated and position < len(book.texts) else ""
        case "inlineStr":
            inline = child(cell, "is")
            return "" if inline is None else _text_of(inline)
        case "b":
            return stated == "1"
        case "" | "n":
            return _number(stated, _count(attribute(cell, "s")), book)
        case _:  # what a formula gave, an error, a date as text
            return _plain(stated)


def _number(stated: str, style: int, book: _Book) -> Cell:
    """A number, or the date that its format makes of it; other text as it is."""
    try:
        number = float(stated) if len(stated) <= _NUMBER_LENGTH else None
    except ValueError:
        number = None
    if number is None:
        return stated
    is_date = style < len(book.dates) and book.dates[style] and 1 <= number < _LAST_SERIAL
    if not is_date:
        return number
    moment = book.epoch + dt.timedelta(days=number)
    return moment.date() if moment.time() == dt.time() else moment


def _count(stated: str) -> int:
    """A number as files count rows and formats; 0 for what is none."""
    return int(stated) if stated.isascii() and stated.isdigit() and len(stated) < 10 else 0  # noqa: PLR2004


def _column(reference: str) -> int:
    """The number of a cell's column from `AB12`, counted from 1; 0 where it is none."""
    column = 0
    for letter in reference.rstrip("0123456789")[:4]:
        column = column * 26 + max(0, ord(letter) - ord("A") + 1)
    return column
