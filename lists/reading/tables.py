"""Tables as people keep them: CSV of any delimiter and Unicode encoding, or a spreadsheet."""

import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator

from lists.errors import LoadError
from lists.reading.files import SourceFile
from lists.reading.rows import Row, rows
from lists.reading.sheets import cell_text, sheet_rows

ENCODINGS = (
    *("utf-8", "utf-16", "utf-16-le", "utf-16-be", "iso-8859-1"),
    *("windows-1250", "windows-1251", "windows-1252", "windows-1253", "windows-1254"),
    *("windows-1255", "windows-1256"),
)
"""Encodings that a table may be said to have; without a word it is UTF-8 or UTF-16."""
DELIMITERS = (",", ";", "\t", "|")

_XLSX = b"PK\x03\x04"
_XLS = b"\xd0\xcf\x11\xe0"
_SEPARATOR = re.compile(r'\ufeff?"?sep=([,;\t|])"?(?=\r?\n|\r|$)', re.IGNORECASE)
_FORMULA = re.compile(r'="([^"]*)"')
"""`="007"`: how a spreadsheet is made to leave a number as it is."""
_LONGEST_HEADER = 20_000


def table_rows(
    file: SourceFile, *, encoding: str = "", delimiter: str = ""
) -> Iterator[tuple[str, Row]]:
    """The rows of a table with their places, cells as text, wholly empty rows left out.

    The encoding is the one that is stated, else that of a byte order mark, else UTF-16 where one
    of the first two bytes is NUL, else UTF-8. The delimiter is the one that is stated, else
    that of a first line `sep=;`, else the one that the first line holds most of. Raises LoadError.
    """
    if file.content.startswith(_XLSX):
        for place, found in sheet_rows(file):
            yield place, tuple(map(cell_text, found))
        return
    if file.content.startswith(_XLS):
        raise LoadError(f"{file.path}: is in Excel's old format; save it as .xlsx or as CSV")
    text = _text(file, encoding)
    separator = _SEPARATOR.match(text)
    if separator is not None:
        delimiter = delimiter or separator[1]
        text = text[separator.end() :]  # the end of its line stays, so that places are right
    for place, row in rows(file, text, delimiter=delimiter or _delimiter(text)):
        cells = tuple(_FORMULA.sub(r"\1", " ".join(cell.split())) for cell in row)
        if any(cells):
            yield place, cells


def _text(file: SourceFile, encoding: str) -> str:
    encoding = _encoding(file.content, encoding)
    try:
        text = file.content.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = file.content.count(b"\n", 0, error.start) + 1
        raise LoadError(
            f"{file.place(line)}: not {encoding.upper()} ({error.reason}); save the table as CSV "
            "UTF-8, or say what its encoding is in its mapping"
        ) from error
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise LoadError(f"{file.place(line)}: holds a NUL; the file is damaged or not text")
    return text


def _encoding(content: bytes, stated: str) -> str:
    if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return "utf-16"
    if stated or content.startswith(BOM_UTF8):
        return stated or "utf-8"
    if content[1:2] == b"\0":
        return "utf-16-le"
    return "utf-16-be" if content[:1] == b"\0" else "utf-8"


def _delimiter(text: str) -> str:
    """The delimiter that the first line with any text has most of; a comma where it has none."""
    header = text[:_LONGEST_HEADER].lstrip().partition("\n")[0]
    unquoted = re.sub(r'"[^"]*"', "", header)
    return max(DELIMITERS, key=unquoted.count)
