import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lists.errors import LoadError
from lists.loaders.partner_csv import PARTNER_CSV, files
from lists.loaders.partner_fields import COLUMNS
from lists.reading.files import SourceFile
from lists.template import template
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
from tests.lists.seeds import PARTNER, SEEDS

Load = Callable[..., Any]


def test_a_table_as_a_spreadsheet_writes_it(load: Load) -> None:
    entities, unread = load("partner-csv", *SEEDS["partner-csv"].items())
    assert unread == []
    person, ship = entities.values()
    assert person == ListedEntity(
        id="own-watch-7",
        source="own-watch",
        kind=Kind.PERSON,
        names=(
            ListedName(value="Imran Quartz"),
            ListedName(value="Imran Kuartz", type=ListedNameType.STRONG),
            ListedName(value="The Stone", type=ListedNameType.WEAK),
        ),
        identifiers=(
            Identifier(scheme=Scheme.PASSPORT, value="A1234567", country="IR"),
            Identifier(scheme=Scheme.TAX_NUMBER, value="007712"),
        ),
        birth_dates=(BirthDate(start="1962-03-05"),),
        countries=("IR",),
        addresses=(Address(lines=("12 Hill Street, Cali, Colombia",), country="CO"),),
        listed_on="2026-01-30",
        remarks=("Tax ID No.: 007712", "Case: 12; open"),
    )
    assert ship.id.startswith("own-watch-")
    assert (ship.kind, ship.marking) == (Kind.VESSEL, "closed")
    assert ship.remarks == ("country: Panama / Atlantis", "listed_on: soon")


def test_the_name_of_the_file_names_the_list(load: Load) -> None:
    entities, _ = load("partner-csv", ("some/My Parties (2026).csv.gz", b"id,name\n1,A"))
    assert list(entities) == ["partner-my-parties-2026-1"]
    entities, _ = load("partner-csv", ("Гости.csv", b"id,name\n1,A"))
    assert list(entities) == ["partner-list-1"]


def test_without_an_id_name_and_country_make_one(load: Load) -> None:
    rows = b"name,country\nAnn Lee,Iran\nANN  LEE,Mali\nann lee,Iran\n"
    entities, (bad,) = load("partner-csv", ("l.csv", rows))
    again, _ = load("partner-csv", ("l.csv", b"country,name\nIran,ANN LEE\n"))
    assert len(entities) == 2
    assert again.keys() < entities.keys()
    assert bad.place == "l.csv line 4"
    assert bad.reason.startswith("its id, or its name and country")


@pytest.mark.parametrize(
    ("column", "cell", "field", "expected"),
    [
        ("birth_date", "1962-03-05", "birth_dates", ["1962-03-05"]),
        ("birth_date", "05.03.1962", "birth_dates", ["1962-03-05"]),
        ("birth_date", "5/3/1962", "birth_dates", ["1962-03-05"]),
        ("birth_date", "03/1962", "birth_dates", ["1962-03"]),
        ("birth_date", "22710", "birth_dates", ["1962-03-05"]),
        ("birth_date", "1962; circa 1963", "birth_dates", ["1962", "1963"]),
        ("birth_date", "03/25/1962", "remarks", ["birth_date: 03/25/1962"]),
        ("kind", "Company", "kind", ["organization"]),
        ("kind", "gang", "remarks", ["kind: gang"]),
        ("name", "", "remarks", []),
        ("passport", "A1 (IR); B23456", "identifiers", ["A1", "B23456"]),
        ("passport", "A12345 (expired)", "remarks", ["passport: A12345 (expired)"]),
        ("registration_number", "1.0277E+12", "identifiers", []),
        ("registration_number", "1.0277E+12", "remarks", ["registration_number: 1.0277E+12"]),
        ("imo", "9074729", "identifiers", ["9074729"]),
        ("MMSI", "256842000", "identifiers", ["256842000"]),
        ("Built", "03/1999", "built", ["1999"]),
        ("relation", "owner of Sea Quartz", "relations", ["owner of Sea Quartz"]),
        ("remark", "kept: as it is; all", "remarks", ["kept: as it is; all"]),
        ("Colour of hair", "red", "remarks", ["Colour of hair: red"]),
    ],
)
def test_cells(load: Load, column: str, cell: str, field: str, expected: list[str]) -> None:
    table = f'id,name,{column}\n1,A,"{cell}"\n'
    entities, unread = load("partner-csv", ("l.csv", table.encode()))
    assert unread == []
    value = getattr(entities["partner-l-1"], field)
    values = [value] if isinstance(value, str) else value
    assert [getattr(each, "value", getattr(each, "start", each)) for each in values] == expected


MAPPING = "source: own-watch\ndates: month-first\ncolumns: {Nom: name, Née: birth_date}\n"


def test_a_mapping_says_which_column_is_which(load: Load) -> None:
    table = "Nom;Née\nAnn Lee;03/04/1962\n".encode("windows-1252")
    mapping = f"{MAPPING}encoding: windows-1252\ndelimiter: ';'\n".encode()
    entities, unread = load("partner-csv", ("l.csv", table), ("l.mapping.yaml", mapping))
    (entity,) = entities.values()
    assert (entity.source, unread) == ("own-watch", [])
    assert entity.birth_dates == (BirthDate(start="1962-03-04"),)


@pytest.mark.parametrize(
    ("mapping", "message"),
    [
        ("sauce: x", "unknown field `sauce`"),
        ("source: Über", "source"),
        ("source: un-sc", "which is United Nations Security Council Consolidated List"),
        ("encoding: klingon", "encoding is 'klingon'; it may be 'utf-8'"),
        ("delimiter: x", "delimiter is 'x'"),
        ("columns: {Nom: nome}", "columns: Nom is 'nome'; it may be 'address'"),
        ("columns: {Prénom: name}", "lacks the columns Prénom of its mapping"),
        ("dates: 2020-99-99", "month must be in"),
        ("- a", "Expected `object`"),
        ("{", "no YAML"),
        ("a: &a [*a]", "l.mapping.yaml"),
    ],
)
def test_a_bad_mapping_is_refused(load: Load, mapping: str, message: str) -> None:
    with pytest.raises(LoadError, match=message):
        load("partner-csv", ("l.csv", b"Nom\nA\n"), ("l.mapping.yaml", mapping.encode()))


def test_a_table_without_a_column_of_names_is_refused(load: Load) -> None:
    with pytest.raises(
        LoadError, match=r"l.csv line 1: no column is called name; .*are Nom, Ville"
    ):
        load("partner-csv", ("l.csv", b"Nom,Ville\nA,B\n"))


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (b"1,,x", "no name"),
        (b"1, ; ,x", "no name"),
        (b"1,Lee, Ann,x", "more cells than the header has"),
        (b"x" * 101 + b",A,x", "an id of more than 100 characters"),
    ],
)
def test_a_row_that_is_no_party_is_counted(load: Load, row: bytes, reason: str) -> None:
    entities, (bad,) = load("partner-csv", ("l.csv", b"id,name,kind\n" + row))
    assert entities == {}
    assert (bad.place, bad.source) == ("l.csv line 2", "partner-l")
    assert reason in bad.reason


def test_the_template_is_an_empty_list_until_it_is_filled_in(load: Load) -> None:
    written = template(";")
    entities, unread = load("partner-csv", ("parties.csv", written.encode("utf-8-sig")))
    assert (entities, unread) == ({}, [])
    example = written.splitlines()[2].replace("#", "", 1)
    entities, unread = load("partner-csv", ("parties.csv", f"{written}{example}\r\n".encode()))
    (entity,) = entities.values()
    assert unread == []
    assert entity.names[0] == ListedName(value="Imran Quartz")
    assert entity.birth_dates == (BirthDate(start="1962-03-05"),)
    assert entity.remarks == ("an example, skipped",)
    assert len(COLUMNS) == written.splitlines()[0].count(";") + 1


def test_a_mapping_lies_beside_its_table(tmp_path: Path) -> None:
    table, mapping = tmp_path / "p.q.csv.gz", tmp_path / "p.q.mapping.yaml"
    table.write_bytes(PARTNER.encode())
    assert files(table) == (table,)
    mapping.write_text(MAPPING)
    assert files(table) == (table, mapping)


@given(data=st.data())
def test_any_damage_gives_entities_or_an_error(data: st.DataObject) -> None:
    whole = list(SEEDS["partner-csv"].items())
    which = data.draw(st.integers(0, len(whole) - 1))
    name, raw = whole[which]
    at = data.draw(st.integers(0, len(raw)))
    cut = data.draw(st.integers(0, 30))
    whole[which] = name, raw[:at] + data.draw(st.binary(max_size=20)) + raw[at + cut :]
    sources = [SourceFile(path=path, content=content) for path, content in whole]
    with contextlib.suppress(LoadError):  # any other exception fails the test
        assert len(list(PARTNER_CSV.entities(sources))) <= 25
