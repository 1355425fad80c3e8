import pytest

from lists.errors import LoadError
from lists.reading.files import SourceFile
from lists.reading.tables import table_rows
from tests.lists.workbook import SheetDate, workbook

ROWS = [("name", "town"), ("Ann Lé", "Cali; near it"), ("Бен", "")]


def text(delimiter: str = ",", end: str = "\r\n") -> str:
    return end.join(delimiter.join(f'"{cell}"' if cell else "" for cell in row) for row in ROWS)


def read(content: bytes, **stated: str) -> list[tuple[str, ...]]:
    return [row for _, row in table_rows(SourceFile(path="list", content=content), **stated)]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_any_delimiter_and_unicode_encoding(delimiter: str, encoding: str) -> None:
    assert read(text(delimiter).encode(encoding)) == ROWS


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
def test_any_end_of_line(end: str) -> None:
    assert read(text(end=end).encode()) == ROWS


@pytest.mark.parametrize("encoding", ["windows-1251", "iso-8859-1", "utf-8"])
def test_a_stated_encoding(encoding: str) -> None:
    row = "name\nБен" if encoding == "windows-1251" else "name\nAnn Lé"
    assert read(row.encode(encoding), encoding=encoding) == [(each,) for each in row.split("\n")]


def test_a_byte_order_mark_beats_what_is_stated() -> None:
    assert read(text().encode("utf-16"), encoding="windows-1252") == ROWS


def test_a_stated_delimiter_beats_the_one_found() -> None:
    assert read(b"a,b;c\n1,2;3", delimiter=";") == [("a,b", "c"), ("1,2", "3")]


@pytest.mark.parametrize("line", ["sep=;\r\n", '"sep=;"\n', "SEP=;\n"])
def test_a_first_line_may_name_the_delimiter(line: str) -> None:
    content = f"{line}a,b;c\n1,2;3\n".encode("utf-8-sig")
    rows = list(table_rows(SourceFile(path="list", content=content)))
    assert rows == [("list line 2", ("a,b", "c")), ("list line 3", ("1,2", "3"))]


def test_a_number_kept_as_text_by_a_formula() -> None:
    assert read(b'id,name\n"=""007""",A') == [("id", "name"), ("007", "A")]


def test_a_spreadsheet() -> None:
    assert read(workbook([["a", "b"], [SheetDate(24625), 7]])) == [("a", "b"), ("1967-06-02", "7")]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("name\nLé".encode("windows-1252"), "line 2: not UTF-8 .*say what its encoding is"),
        (b"\xff\xfea", "not UTF-16"),
        (b"\xff\xfe\x00\xd8", "not UTF-16"),
        (b"name\nA\0", "line 2: holds a NUL"),
        (b"\xd0\xcf\x11\xe0\xa1", "Excel's old format"),
        (b'a,b\n"x', "not CSV"),
        (b"a,b\n" + b"x" * 200_000, "not CSV"),
        (b"PK\x03\x04", "not a spreadsheet"),
    ],
)
def test_what_is_no_table_is_refused(content: bytes, message: str) -> None:
    with pytest.raises(LoadError, match=message):
        read(content)


@pytest.mark.parametrize("content", [b"", b"\n\n", b" , \n", b"\xef\xbb\xbf"])
def test_a_table_without_rows(content: bytes) -> None:
    assert read(content) == []
