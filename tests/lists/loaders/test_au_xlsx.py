import contextlib
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lists.errors import LoadError
from lists.loaders import au_information
from lists.loaders.au_xlsx import AU_XLSX
from lists.reading.files import SourceFile
from matchers.model import (
    Address,
    BirthDate,
    Identifier,
    Kind,
    ListedEntity,
    ListedName,
    ListedNameType,
    Scheme,
)
from tests.lists.seeds.au import AU, AU_HEADER
from tests.lists.workbook import SheetCell, SheetDate, workbook

Load = Callable[..., Any]


def test_the_rows_of_a_reference_make_one_party(load: Load) -> None:
    entities, unread = load("au-xlsx", workbook(AU))
    assert unread == []
    assert list(entities) == ["au-dfat-2", "au-dfat-7"]
    said = "Colonel. Passport no.: a) Iranian number A1234567, issued on 5 Apr. 2013 b) B7654321"
    assert entities["au-dfat-2"] == ListedEntity(
        id="au-dfat-2",
        source="au-dfat",
        kind=Kind.PERSON,
        names=(
            ListedName(value="IMRAN QUARTZ"),
            ListedName(value="عمران كوارتز", type=ListedNameType.ORIGINAL),
            ListedName(value="Imran Kuartz", type=ListedNameType.STRONG),
            ListedName(value="The Stone", type=ListedNameType.WEAK),
            ListedName(value="Old Quartz", type=ListedNameType.FORMER),
        ),
        identifiers=(
            Identifier(scheme=Scheme.PASSPORT, value="A1234567"),
            Identifier(scheme=Scheme.PASSPORT, value="B7654321"),
        ),
        birth_dates=(
            BirthDate(start="1966"),
            BirthDate(start="1967-03-25"),
            BirthDate(start="1967-06-02"),
        ),
        birth_places=("Kabul, Atlantis", "Cali"),
        countries=("IR",),
        addresses=(Address(lines=("12 Hill Street, Cali, Iran",), country="IR"),),
        programmes=("1988 (Taliban)",),
        legal_basis=("Sanctions Regulation 2013",),
        listed_on="2018-03-06",
        remarks=(
            "citizenship: Atlantis",
            f"additional information: {said}",
            "listing information: Listed on: 6 Mar. 2018 (amended on 2 Dec 2024)",
            "control date: 2026-04-14",
            "targeted financial sanction: yes",
        ),
    )
    vessel = entities["au-dfat-7"]
    assert vessel.kind is Kind.VESSEL
    assert vessel.identifiers == (Identifier(scheme=Scheme.IMO, value="9074729"),)


def person(**cells: SheetCell) -> bytes:
    row: dict[str, SheetCell] = {
        "Reference": 1,
        "Name of Individual or Entity": "A",
        "Type": "Individual",
        "Name Type": "Primary Name",
        **{name.replace("_", " "): cell for name, cell in cells.items()},
    }
    return workbook([list(row), list(row.values())])


@pytest.mark.parametrize(
    ("cells", "references"),
    [
        ({"Additional_Information": "QDi.901. Member of Quartz Relief (QDe.902)."}, ("QDi.901",)),
        ({"Additional_Information": "IQi.901r"}, ("IQi.901",)),
        ({"Additional_Information": "Member of Quartz Relief (QDe.902)."}, ()),
        (
            {"Listing_Information": "UN Reference Number: QDi.901 Listed on 3 May 2016"},
            ("QDi.901",),
        ),
    ],
)
def test_only_the_reference_of_the_party_itself_is_one(
    load: Load, cells: dict[str, str], references: tuple[str, ...]
) -> None:
    entities, _ = load("au-xlsx", person(**cells))
    assert entities["au-dfat-1"].references == tuple(f"un-sc-{each}" for each in references)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (1958.0, ["1958"]),
        (SheetDate(24625), ["1967-06-02"]),
        ("25/03/1966", ["1966-03-25"]),
        ("5/03/1966, 1970", ["1966-03-05", "1970"]),
        ("20/12/1961 21/12/1961", ["1961-12-20", "1961-12-21"]),
        ("03/1963, 04/1963,", ["1963-03", "1963-04"]),
        ("5 May 1957, April 1957", ["1957-05-05", "1957-04"]),
        ("1961, /02/1961", []),
        ("31/02/1961", []),
        ("0/0/0", []),
    ],
)
def test_dates_of_birth(load: Load, cell: SheetCell, expected: list[str]) -> None:
    entities, _ = load("au-xlsx", person(Date_of_Birth=cell))
    entity = entities["au-dfat-1"]
    assert [date.start for date in entity.birth_dates] == expected
    assert bool(expected) != any(text.startswith("date of birth: ") for text in entity.remarks)


def test_an_approximate_date(load: Load) -> None:
    entities, _ = load("au-xlsx", person(Date_of_Birth="Approximately 1963"))
    assert entities["au-dfat-1"].birth_dates == (BirthDate(start="1963", circa=True),)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Company identification No. 1023602619919", ["registrationNumber 1023602619919"]),
        ("Company Identification No.10260371950 (Iran)", ["registrationNumber 10260371950"]),
        ("Tax ID No.: 7831000122 (Russia)", ["taxNumber 7831000122"]),
        ("SWIFT/BIC: ROSYRU2P", ["bic ROSYRU2P"]),
        ("IMO number: 9074729.", ["imo 9074729"]),
        ("IMO Identification Number: 9074729 (Company)", ["imo 9074729"]),
        ("Italian Fiscal Code: QRZ MRN 61S17 Z352F. In", ["taxNumber QRZ MRN 61S17 Z352F"]),
        ("a) 1 b) Italian Fiscal Code: QRZMRN61S17Z352F.", ["taxNumber QRZMRN61S17Z352F"]),
        ("Passport no.: Libyan passport No. B/001897. Son of", ["passport B/001897"]),
        ("Passport no.: a) 1234567 b) British passport number C00146605.", None),
        (
            "Passport no: na National identification no.: 08001007864. As of",
            ["nationalId 08001007864"],
        ),
        ("Passport no.: na Afghan passport number OA462456, issued", ["passport OA462456"]),
        ("Passport: 381420754; Passport Date of Issue: 7 December 2011", ["passport 381420754"]),
        ("Passport and Visa Department, resolution 1822 (2008)", []),
        ("Passport no: na. Phone +963936016952", []),
        ("Passport number 12", []),
        ("National ID: SSN 156-92-9858 (United States)", ["nationalId 156-92-9858"]),
        (f"Passport no.: {'of the city ' * 5}1336597587", ["passport 1336597587"]),
        (f"Passport no.: {'of the city ' * 6}1336597587", []),
    ],
)
def test_numbers_in_running_text(text: str, expected: list[str] | None) -> None:
    found = [f"{each.scheme} {each.value}" for each in au_information.identifiers(text)]
    assert found == (["passport 1234567", "passport C00146605"] if expected is None else expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Listed on 25 Jan. 2001 (amended on 3 Sep. 2003)", "2001-01-25"),
        ("First listed on 2 /03/2016 (amended on 1/06/2017)", "2016-03-02"),
        ("Listed by the UN 1267 Committee on 25 June 2003", "2003-06-25"),
        ("Relisted on 12 January 2024", None),
        ("Listed on 99/99/2016", None),
    ],
)
def test_dates_of_listing(text: str, expected: str | None) -> None:
    assert au_information.listed_on(text) == expected


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([("x", "A", "Individual", "Primary Name")], "its reference is no number with letters"),
        ([(1, "", "Individual", "Primary Name")], "no name"),
    ],
)
def test_a_row_of_no_party_is_counted(load: Load, rows: list[Any], reason: str) -> None:
    entities, (bad,) = load("au-xlsx", workbook([AU_HEADER, *rows]))
    assert entities == {}
    assert (bad.place, bad.reason, bad.source) == ("list row 2", reason, "au-dfat")


def test_a_reference_names_one_row(load: Load) -> None:
    row = (1, "A", "Individual", "Primary Name")
    entities, (bad,) = load("au-xlsx", workbook([AU_HEADER, row, (1, "B", *row[2:])]))
    assert [name.value for name in entities["au-dfat-1"].names] == ["A"]
    assert (bad.place, bad.reason) == ("list row 3", "its reference is that of an earlier row")


def test_a_sheet_without_the_columns_is_refused(load: Load) -> None:
    with pytest.raises(LoadError, match="list row 1: lacks the columns name of individual"):
        load("au-xlsx", workbook([["Reference", "Type", "Name Type"], [1, "Individual", ""]]))


@pytest.mark.parametrize("name", [") " * 50_000, "a) " * 30_000, "passport 1 " * 10_000])
def test_text_of_any_form_takes_time_in_proportion(load: Load, name: str) -> None:
    cells = {"Name_of_Individual_or_Entity": name, "Additional_Information": name, "Address": name}
    entities, _ = load("au-xlsx", person(**cells, Date_of_Birth=name, Place_of_Birth=name))
    assert entities["au-dfat-1"].names[0].value == name.strip()


@given(data=st.data())
def test_any_damage_gives_entities_or_an_error(data: st.DataObject) -> None:
    raw = workbook(AU)
    at = data.draw(st.integers(0, len(raw)))
    cut = data.draw(st.integers(0, 30))
    damaged = raw[:at] + data.draw(st.binary(max_size=20)) + raw[at + cut :]
    with contextlib.suppress(LoadError):  # any other exception fails the test
        assert len(list(AU_XLSX.entities([SourceFile(path="list", content=damaged)]))) <= 6
