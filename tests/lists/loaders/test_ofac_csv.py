import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lists.errors import LoadError
from lists.loaders.ofac_csv import OFAC_CONS_CSV, OFAC_SDN_CSV
from lists.reading.files import SourceFile, read_file
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

Load = Callable[..., Any]


@pytest.fixture
def contents(sdn_folder: Path) -> list[tuple[str, bytes]]:
    return [(path.name, read_file(path).content) for path in OFAC_SDN_CSV.files(sdn_folder)]


def row(*cells: str) -> bytes:
    return ",".join([*cells, *["-0- "] * (12 - len(cells))]).encode() + b"\r\n"


def test_a_person_with_everything(load: Load, contents: list[tuple[str, bytes]]) -> None:
    entities, unread = load("ofac-sdn-csv", *contents)
    assert unread == []
    assert entities["us-ofac-sdn-101"] == ListedEntity(
        id="us-ofac-sdn-101",
        source="us-ofac-sdn",
        kind=Kind.PERSON,
        names=(
            ListedName(value="QUARTZ, Imran"),
            ListedName(value="KUARTZ, Imran", type=ListedNameType.STRONG),
            ListedName(value="THE STONE", type=ListedNameType.WEAK),
        ),
        identifiers=(
            Identifier(scheme=Scheme.PASSPORT, value="A1234567", country="IR"),
            Identifier(scheme=Scheme.NATIONAL_ID, value="555666777", country="IR"),
        ),
        birth_dates=(BirthDate(start="1951", circa=True), BirthDate(start="1952-03-03")),
        birth_places=("Cali, Colombia",),
        gender="male",
        countries=("IR",),
        addresses=(Address(lines=("12 Hill Street",), town="Cali", country="CO"),),
        programmes=("SDGT", "IFSR"),
        remarks=(
            "Title: Director",
            "Passport A1234567 (Iran) expires 02 Jul 2030",
            "Additional Sanctions Information - Subject to Secondary Sanctions",
        ),
        relations=("Linked To: QUARTZ HOLDINGS",),
    )


def test_comments_continue_remarks_in_the_middle_of_a_number(
    load: Load, contents: list[tuple[str, bytes]]
) -> None:
    entities, _ = load("ofac-sdn-csv", *contents)
    company = entities["us-ofac-sdn-102"]
    assert company.kind is Kind.ORGANIZATION
    assert [(found.scheme, found.value, found.country) for found in company.identifiers] == [
        (Scheme.TAX_NUMBER, "7700112233", "RU"),
        (Scheme.BIC, "QUARIRTH", None),
        (Scheme.WALLET, "1BoatSLRHtKNngkdXEeobR76b53LETtpyT", None),
        (Scheme.REGISTRATION_NUMBER, "12345678", "RU"),
    ]
    assert company.names[1] == ListedName(value="OLD QUARTZ COMPANY", type=ListedNameType.FORMER)
    assert company.addresses == (Address(lines=("Atlantis",), town="Gate 5"),)
    assert company.remarks == ("Website www.quartz.example",)


def test_a_vessel_and_an_aircraft(load: Load, contents: list[tuple[str, bytes]]) -> None:
    entities, _ = load("ofac-sdn-csv", *contents)
    vessel, aircraft = entities["us-ofac-sdn-103"], entities["us-ofac-sdn-104"]
    assert [(found.scheme, found.value) for found in vessel.identifiers] == [
        (Scheme.CALL_SIGN, "T2AB4"),
        (Scheme.IMO, "9074729"),
        (Scheme.MMSI, "256842000"),
    ]
    assert vessel.countries == ("PA",)
    assert vessel.addresses == ()
    assert vessel.remarks == (
        *("Vessel type: Crude Oil Tanker", "Tonnage: 318,000", "Vessel owner: QUARTZ LINES"),
        "Former Vessel Flag Malta",
    )
    assert aircraft.kind is Kind.AIRCRAFT
    assert aircraft.identifiers == (Identifier(scheme=Scheme.AIRCRAFT_TAIL, value="EP-QRZ"),)


@pytest.mark.parametrize(
    ("sdn", "others", "place", "reason"),
    [
        (b"2,B\r\n", (), "sdn.csv line 2", "sdn.csv has 12 columns, not 2"),
        (row("1", "a "), (), "sdn.csv line 2", "repeats the number and the name of an earlier row"),
        (row("2"), (), "sdn.csv line 2", "no name"),
        (row("two", "B"), (), "sdn.csv line 2", "the number of the entry is not a number"),
        (b"", (("ALT.CSV", b"9,1,aka,C,-0-\n"),), "ALT.CSV line 1", "a number that sdn.csv lacks"),
        (b"", (("add.csv", b"1,2\n"),), "add.csv line 1", "add.csv has 6 columns, not 2"),
    ],
)
def test_a_bad_row_is_counted_with_its_reason(
    load: Load, sdn: bytes, others: tuple[tuple[str, bytes], ...], place: str, reason: str
) -> None:
    entities, (bad,) = load("ofac-sdn-csv", ("sdn.csv", row("1", "A") + sdn), *others)
    assert list(entities) == ["us-ofac-sdn-1"]
    assert (bad.place, bad.source) == (place, "us-ofac-sdn")
    assert reason in bad.reason


def test_a_number_used_twice_loses_neither_party(load: Load) -> None:
    entities, unread = load(
        "ofac-sdn-csv",
        ("sdn.csv", row("7", '"QUARTZ, Imran"', "individual") + row("7", "QUARTZ TOOLS LTD")),
        ("alt.csv", b"7,1,aka,KUARTZ,-0-\n"),
        ("add.csv", b"7,1,1 Hill Street,Cali,Colombia,-0-\n"),
        ("sdn_comments.csv", b"7,Website www.quartz.example.\n"),
    )
    assert unread == []
    first, second = entities.values()
    assert first.id == "us-ofac-sdn-7"
    assert second.id.startswith("us-ofac-sdn-7-")
    assert [name.value for name in first.names] == ["QUARTZ, Imran", "KUARTZ"]
    assert [name.value for name in second.names] == ["QUARTZ TOOLS LTD"]
    assert second.addresses == ()
    shared = "aliases and addresses under it"
    assert first.remarks == (
        "Website www.quartz.example",
        f"Number 7 is also that of QUARTZ TOOLS LTD: {shared} are kept here and may be of either",
    )
    assert second.remarks == (
        f"Number 7 is also that of QUARTZ, Imran: {shared} are kept there and may be of either",
    )


def test_the_consolidated_list_has_files_of_other_names(
    load: Load, contents: list[tuple[str, bytes]], tmp_path: Path
) -> None:
    names = ("cons_prim.csv", "CONS_ALT.CSV", "cons_add.csv", "cons_comments.csv")
    renamed = [(name, content) for name, (_, content) in zip(names, contents, strict=True)]
    for name, content in renamed:
        (tmp_path / name).write_bytes(content)
    assert [path.name for path in OFAC_CONS_CSV.files(tmp_path)] == list(names)
    sdn, _ = load("ofac-sdn-csv", *contents)
    cons, unread = load("ofac-cons-csv", *renamed)
    assert unread == []
    assert list(cons) == [f"us-ofac-cons-{number}" for number in (101, 102, 103, 104)]
    assert [entity.source for entity in cons.values()] == ["us-ofac-cons"] * 4
    assert [entity.names for entity in cons.values()] == [entity.names for entity in sdn.values()]
    with pytest.raises(LoadError, match=r"has no sdn\.csv"):
        OFAC_SDN_CSV.files(tmp_path)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(row("1", "A\0B"), "sdn.csv line 2: holds a NUL byte", id="NUL"),
        pytest.param(
            row("1", "A").replace(b"A", b"\xff"), "line 2: byte 0xff is not UTF-8", id="latin"
        ),
        pytest.param(b'1,"A', "sdn.csv line 2: not CSV", id="cut within quotes"),
        pytest.param(b'1,"A"B\r\n', "sdn.csv line 2: not CSV", id="stray quote"),
        pytest.param(row("1", "A" * 200_000), "line 2: not CSV .field larger", id="huge field"),
    ],
)
def test_damaged_files_are_refused(load: Load, content: bytes, message: str) -> None:
    with pytest.raises(LoadError, match=message):
        load("ofac-sdn-csv", ("sdn.csv", row("7", "SOMEONE") + content))


def test_the_folder_is_searched_whatever_the_letter_case(sdn_folder: Path) -> None:
    (sdn_folder / "sdn.csv").rename(sdn_folder / "SDN.CSV")
    (sdn_folder / "readme.txt").write_text("not a list")
    names = [path.name for path in OFAC_SDN_CSV.files(sdn_folder)]
    assert names == ["SDN.CSV", "alt.csv", "add.csv", "sdn_comments.csv"]


def test_folder_errors(sdn_folder: Path, tmp_path: Path) -> None:
    (sdn_folder / "alt.csv.gz").write_bytes(b"")
    with pytest.raises(LoadError, match=r"has both alt\.csv and alt\.csv\.gz"):
        OFAC_SDN_CSV.files(sdn_folder)
    with pytest.raises(LoadError, match="no such folder"):
        OFAC_SDN_CSV.files(sdn_folder / "sdn.csv")
    with pytest.raises(LoadError, match=r"has no sdn\.csv"):
        OFAC_SDN_CSV.files(tmp_path)


@given(data=st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
def test_any_damage_gives_entities_or_an_error(
    contents: list[tuple[str, bytes]], data: st.DataObject
) -> None:
    damaged = []
    for name, raw in contents:
        at = data.draw(st.integers(0, len(raw)))
        cut = data.draw(st.integers(0, 30))
        insert = data.draw(st.binary(max_size=10))
        damaged.append(SourceFile(path=name, content=raw[:at] + insert + raw[at + cut :]))
    with contextlib.suppress(LoadError):  # any other exception fails the test
        list(OFAC_SDN_CSV.entities(damaged))
