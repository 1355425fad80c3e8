import datetime as dt
import zipfile
from io import BytesIO

import pytest

from lists.errors import LoadError
from lists.reading import sheets
from lists.reading.files import SourceFile
from lists.reading.sheets import cell_text, sheet_rows
from tests.lists.workbook import SheetDate, packed, workbook

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def rows(content: bytes) -> list[tuple[str, tuple[object, ...]]]:
    return list(sheet_rows(SourceFile(path="list", content=content)))


def test_rows_with_their_places() -> None:
    content = workbook([["A", "B"], ["", ""], ["x", 2.0], [SheetDate(24625), True]])
    assert rows(content) == [
        ("list row 1", ("A", "B")),
        ("list row 3", ("x", 2.0)),
        ("list row 4", (dt.date(1967, 6, 2), True)),
    ]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (2.0, "2"),
        (2.5, "2.5"),
        (" a\u00a0\n b ", "a b"),
        (dt.date(1967, 6, 2), "1967-06-02"),
        (dt.datetime(1967, 6, 2, tzinfo=None), "1967-06-02"),  # noqa: DTZ001 - sheets have no zones
        (True, "True"),
        (float("inf"), "inf"),
    ],
)
def test_a_cell_as_text(cell: object, text: str) -> None:
    assert cell_text(cell) == text


def archive(*parts: tuple[str, bytes]) -> bytes:
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as packing:
        for name, part in parts:
            packing.writestr(name, part)
    return content.getvalue()


def lying(content: bytes, size: int) -> bytes:
    """The archive with its first part declared to unpack to `size` bytes."""
    with zipfile.ZipFile(BytesIO(content)) as packing:
        true = packing.infolist()[0].file_size.to_bytes(4, "little")
    return content.replace(true, size.to_bytes(4, "little"))


def sheet(inner: str, before: str = "") -> bytes:
    return packed(f'{before}<worksheet xmlns="{MAIN}"><sheetData>{inner}</sheetData></worksheet>')


LAUGHS = '<!DOCTYPE worksheet [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(b"", "not a spreadsheet", id="empty"),
        pytest.param(b"PK\x03\x04", "not a spreadsheet", id="begins like one"),
        pytest.param(workbook([["a"]])[:-30], "not a spreadsheet", id="cut"),
        pytest.param(archive(("a", b"b")), "not a spreadsheet that can be read", id="other zip"),
        pytest.param(
            lying(archive(("a", bytes(1 << 20))), 1 << 31), "unpacks to more", id="declared large"
        ),
        pytest.param(
            lying(archive(("a", bytes(1 << 20))), 9), "not a spreadsheet", id="larger than declared"
        ),
        pytest.param(archive(*[(f"{n}", b"") for n in range(1001)]), "parts", id="many parts"),
        pytest.param(
            sheet('<row r="1"><c r="A1"><v>1</v></c><c r="XFD1"><v>1</v></c></row>'
                  '<row r="1048576"><c r="A1048576"><v>1</v></c></row>'),
            "spans more than", id="far apart",
        ),
        pytest.param(sheet("<row><c><v>&b;</v></c></row>", LAUGHS), "document type", id="laughs"),
        pytest.param(sheet("<row>" * 5000), "not well-formed", id="nesting bomb"),
    ],
)  # fmt: skip
def test_hostile_or_damaged_spreadsheets_are_refused(content: bytes, message: str) -> None:
    with pytest.raises(LoadError, match=message):
        rows(content)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_part_that_comes_twice_is_refused() -> None:
    with pytest.raises(LoadError, match="holds a twice"):
        rows(archive(("a", b"1"), ("a", b"2")))


def test_a_bomb_is_refused_while_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MAX_UNPACKED", 1000)
    with pytest.raises(LoadError, match="unpacks to more"):
        rows(archive(("a", bytes(2000))))
