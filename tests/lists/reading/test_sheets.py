import datetime as dt
import zipfile
from io import BytesIO

import pytest

from lists.errors import LoadError
from lists.reading import archive as archives
from lists.reading import sheets
from lists.reading.files import SourceFile
from lists.reading.sheets import Cell, cell_text, sheet_rows
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
        (dt.datetime(1967, 6, 2, 12, 30), "1967-06-02T12:30:00"),  # noqa: DTZ001 - no zones there
        (True, "True"),
        (float("inf"), "inf"),
    ],
)
def test_a_cell_as_text(cell: Cell, text: str) -> None:
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
        pytest.param(archive(("a", b"b")), "it has no .*rels", id="other zip"),
        pytest.param(
            lying(archive(("a", bytes(1 << 20))), 1 << 31), "unpacks to more", id="declared large"
        ),
        pytest.param(
            lying(archive(("a", bytes(1 << 20))), 9), "not a spreadsheet", id="larger than declared"
        ),
        pytest.param(archive(*[(f"{n}", b"") for n in range(1001)]), "parts", id="many parts"),
        pytest.param(
            sheet('<row><c r="XFE1"><v>1</v></c></row>'), "more than 16,384 columns", id="far right"
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
    monkeypatch.setattr(archives, "MAX_UNPACKED", 1000)
    with pytest.raises(LoadError, match="unpacks to more"):
        rows(archive(("a", bytes(2000))))


def test_rows_of_many_cells_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MAX_CELLS", 5)
    with pytest.raises(LoadError, match="list row 2: more than 5 cells"):
        rows(workbook([["a", "b", "c"], ["d", "e", "f"]]))


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ('<c r="B7"><v>1</v></c><c><v>2</v></c>', ("", 1.0, 2.0)),
        ('<c r="XFD1"/><c r="A1"><v>1</v></c>', (1.0,)),
        ('<c r="C1"><v>3</v></c><c r="A1"><v>1</v></c>', (1.0, "", 3.0)),
        (
            '<c t="s"><v>0</v></c><c t="s"><v>1</v></c><c t="s"><v>9</v></c>',
            ("one two", "three", ""),
        ),
        ('<c t="str"><f>A1</f><v>said</v></c><c t="e"><v>#N/A</v></c>', ("said", "#N/A")),
        ('<c t="d"><v>2020-01-02</v></c><c><v>x</v></c>', ("2020-01-02", "x")),
        ('<c t="str"><v>a_x000D_b_x0041__xD800_c_x41_</v></c>', ("a bA c_x41_",)),
        ('<c t="inlineStr"><is><r><t>A </t></r><r><t>B</t></r></is></c>', ("A B",)),
        ('<c s="1"><v>24625.5</v></c>', (dt.datetime(1967, 6, 2, 12),)),  # noqa: DTZ001 - no zones
        ('<c s="1"><v>1e308</v></c><c s="9"><v>24625</v></c>', (1e308, 24625.0)),
        ('<c s="2"><v>24625</v></c><c s="3"><v>24625</v></c>', (dt.date(1967, 6, 2), 24625.0)),
    ],
)
def test_cells(cells: str, expected: tuple[Cell, ...]) -> None:
    assert rows(book(f'<row r="7">{cells}</row>')) == [("list row 7", expected)]


SHARED = "<si><r><t>one </t></r><r><t>two</t></r><rPh><t>spoken</t></rPh></si><si><t>three</t></si>"
STYLES = (
    '<numFmts><numFmt numFmtId="164" formatCode="dd.mm.yyyy"/>'
    '<numFmt numFmtId="165" formatCode="[Red]0.0&quot;days&quot;"/></numFmts><cellXfs>'
    '<xf numFmtId="0"/><xf numFmtId="22"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs>'
)


def book(inner: str, *, count: str = "2", properties: str = "") -> bytes:
    """A spreadsheet with shared texts, of which it says that there are `count`, and formats."""
    with zipfile.ZipFile(BytesIO(sheet(inner))) as sound:
        parts = {name: sound.read(name) for name in sound.namelist()}
    relations = "xl/_rels/workbook.xml.rels"
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    shared = f'<Relationship Id="r9" Type="{kind}" Target="/xl/sharedStrings.xml"/></Relationships>'
    parts[relations] = parts[relations].replace(b"</Relationships>", shared.encode())
    parts["xl/sharedStrings.xml"] = (
        f'<sst xmlns="{MAIN}" count="{count}" uniqueCount="{count}">{SHARED}</sst>'.encode()
    )
    parts["xl/styles.xml"] = f'<styleSheet xmlns="{MAIN}">{STYLES}</styleSheet>'.encode()
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(
        b"<sheets>", properties.encode() + b"<sheets>"
    )
    return archive(*parts.items())


def test_a_file_that_states_more_texts_than_it_holds_is_read() -> None:
    # Found by fuzzing: python-calamine made room for as many as stated, and the process ended.
    content = book('<row><c t="s"><v>1</v></c></row>', count="4294967296")
    assert rows(content) == [("list row 1", ("three",))]


def test_days_may_count_from_1904() -> None:
    content = book('<row><c s="2"><v>23163</v></c></row>', properties='<workbookPr date1904="1"/>')
    assert rows(content) == [("list row 1", (dt.date(1967, 6, 2),))]


@pytest.mark.parametrize("missing", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "_rels/.rels"])
def test_a_part_that_is_missing_is_named(missing: str) -> None:
    with zipfile.ZipFile(BytesIO(book(""))) as sound:
        parts = [(name, sound.read(name)) for name in sound.namelist() if name != missing]
    with pytest.raises(LoadError, match=f"list: not a spreadsheet: it has no '{missing}'"):
        rows(archive(*parts))
