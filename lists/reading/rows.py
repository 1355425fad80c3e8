"""Lists of rows: CSV text of a stated encoding, each row with its place."""

import csv
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import StringIO

from lists.errors import LoadError
from lists.reading.files import SourceFile

Row = tuple[str, ...]


def decoded(file: SourceFile, encodings: Sequence[str] = ("utf-8-sig",)) -> str:
    """The text of a file in the first of the encodings that fits; raises LoadError.

    A byte order mark is left out. A NUL byte is damage in every encoding that is tried.
    """
    nul = file.content.find(b"\0")
    if nul >= 0:
        line = file.content.count(b"\n", 0, nul) + 1
        raise LoadError(f"{file.place(line)}: holds a NUL byte; the file is damaged or not text")
    for encoding in encodings[:-1]:
        try:
            return file.content.decode(encoding)
        except UnicodeDecodeError:
            continue
    try:
        return file.content.decode(encodings[-1])
    except UnicodeDecodeError as error:
        line = file.content.count(b"\n", 0, error.start) + 1
        raise LoadError(
            f"{file.place(line)}: byte {error.object[error.start]:#04x} is not UTF-8; "
            "convert the file to UTF-8 first"
        ) from error


def rows(file: SourceFile, text: str, *, delimiter: str = ",") -> Iterator[tuple[str, Row]]:
    """The rows of CSV text with their places, cells without space around; empty ones left out.

    Raises LoadError for what is not CSV.
    """
    reader = csv.reader(StringIO(text, newline=""), strict=True, delimiter=delimiter)
    try:
        for row in reader:
            if row:
                yield file.place(reader.line_num), tuple(cell.strip() for cell in row)
    except csv.Error as error:
        raise LoadError(
            f"{file.place(reader.line_num)}: not CSV ({error}); the file is cut or damaged"
        ) from error


def cells(rows_of_one: Iterable[Mapping[str, str]], column: str) -> list[str]:
    """What the rows of one party say in a column, each text once, in their order."""
    return list(dict.fromkeys(filter(None, (row.get(column, "") for row in rows_of_one))))


def headed_rows(
    file: SourceFile,
    text: str,
    required: Sequence[str],
    *,
    delimiter: str = ",",
    skipped: int = 0,
) -> Iterator[tuple[str, dict[str, str]]]:
    """The rows after a header row, as column to cell; cells past the header's are left under ''.

    The names of columns are compared without regard to case. `skipped` rows stand before the
    header. Raises LoadError for what is not CSV or lacks a required column.
    """
    table = itertools.islice(rows(file, text, delimiter=delimiter), skipped, None)
    place, first = next(table, (file.place(1), ()))
    header = [name.lower() for name in first]
    missing = [name for name in required if name.lower() not in header]
    if missing:
        raise LoadError(f"{place}: lacks the columns {', '.join(missing)}")
    for row_place, row in table:
        cells = dict(zip(header, row, strict=False))
        if len(row) > len(header):
            cells[""] = " ".join(filter(None, row[len(header) :]))
        if any(row):
            yield row_place, cells
