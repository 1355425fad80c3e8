import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lists.errors import LoadError
from lists.loaders.eu_oj_csv import EU_OJ_CSV, files
from lists.loaders.eu_oj_names import names_in
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
from tests.lists.seeds.eu_oj import OLD, PERSON, UNNUMBERED, table

Load = Callable[..., Any]


def names(entity: ListedEntity) -> list[str]:
    return [name.value for name in entity.names]


def test_a_person_with_everything(load: Load) -> None:
    entities, unread = load("eu-oj-csv", table(PERSON))
    assert unread == []
    assert entities["eu-oj-C1-I-7"] == ListedEntity(
        id="eu-oj-C1-I-7",
        source="eu-oj",
        kind=Kind.PERSON,
        names=(
            ListedName(value="Imran QUARTZ"),
            ListedName(value="Имран КВАРЦ", type=ListedNameType.ORIGINAL),
            ListedName(value="Imran Kuartz", type=ListedNameType.FORMER),
            ListedName(value="石英", type=ListedNameType.ORIGINAL),
            ListedName(value="The Stone", type=ListedNameType.WEAK),
        ),
        identifiers=(
            Identifier(scheme=Scheme.PASSPORT, value="A1234567", country="IR"),
            Identifier(scheme=Scheme.PASSPORT, value="477845448", country="US"),
            Identifier(scheme=Scheme.NATIONAL_ID, value="555666777"),
        ),
        birth_dates=(BirthDate(start="1951-03-02"), BirthDate(start="1952", circa=True)),
        birth_places=("Mosul, Iraq", "Cali, Colombia"),
        gender="male",
        countries=("IR",),
        addresses=(
            Address(lines=("12 Hill Street, Cali, Colombia (in prison)",), country="CO"),
            Address(lines=("Atlantis",)),
        ),
        programmes=("EU-X",),
        legal_basis=("C1 Annex I",),
        listed_on="2022-02-03",
        references=("un-sc-QDi.901",),
        remarks=(
            "Measure: Asset freeze",
            "Position: Colonel",
            "Reason: Fled.",
            "KPP: 770101001",
            "Notes: UN Ref QDi.901",
            'Birth date: "(a) 2.3.1951; (b) Approximately 1952, (c) 1370 (Hijri Calendar)"',
            "Nationality: (a) Iranian, (b) Atlantean",
            "Passport: A1234567 (Iranian passport, expired on 1.2.2003); 477845448 (USA)",
            (
                "Alias: Имран КВАРЦ; Imran Kuartz (formerly listed as); Chinese:; "
                "Text of image; 石英"
            ),
        ),
    )


@pytest.mark.parametrize(
    ("row", "scheme", "values"),
    [
        ({"registrationNumber": "7730671533 (Tax ID/INN)"}, Scheme.TAX_NUMBER, ["7730671533"]),
        ({"registrationNumber": "SWIFT/BIC QUARIRTH (Iran)"}, Scheme.BIC, ["QUARIRTH"]),
        ({"swiftBic": "QUARIRTH and 5040942458"}, Scheme.BIC, ["QUARIRTH"]),
        ({"idNumber": "5040942458"}, Scheme.REGISTRATION_NUMBER, ["5040942458"]),
        ({"imoNumber": "9074729; 9187629"}, Scheme.IMO, ["9074729", "9187629"]),
        ({"imoNumber": "Does not exist"}, Scheme.IMO, []),
        ({"leiCode": "485100GBI2SE0KIX8T70"}, Scheme.LEI, ["485100GBI2SE0KIX8T70"]),
    ],
)
def test_numbers_of_others(
    load: Load, row: dict[str, str], scheme: Scheme, values: list[str]
) -> None:
    entities, _ = load("eu-oj-csv", table({"name": "Q", "schema": "Company", **row}))
    (entity,) = entities.values()
    assert entity.kind is Kind.ORGANIZATION
    assert [each.value for each in entity.identifiers if each.scheme is scheme] == values


@pytest.mark.parametrize(
    ("cell", "dates", "kept"),
    [
        ("7.8. 1978", ["1978-08-07"], False),
        ("8 Oct.1970", ["1970-10-08"], False),
        ("28 August 1971", ["1971-08-28"], False),
        ("6.3.1955 or 15.3.1955", ["1955-03-06", "1955-03-15"], False),
        ("10.2.1983 (or 10.3.1983)", ["1983-02-10", "1983-03-10"], False),
        ("15.4.1957, 22.2.1958", ["1957-04-15", "1958-02-22"], False),
        ("7.8.1965 / 20.2.1972", ["1965-08-07", "1972-02-20"], False),
        ("8.5.1967 Gender: female", ["1967-05-08"], True),
        ("27.11.1967; Qom, Iran", ["1967-11-27"], True),
        ("before 1964", [], True),
        ("28 September; (year unknown)", [], True),
    ],
)
def test_dates_of_birth(load: Load, cell: str, dates: list[str], *, kept: bool) -> None:
    entities, _ = load("eu-oj-csv", table({"name": "Q", "birthDate": cell}))
    (entity,) = entities.values()
    assert [date.start for date in entity.birth_dates] == dates
    assert (f"Birth date: {cell}" in entity.remarks) is kept


@pytest.mark.parametrize(
    ("amendment", "expected"),
    [
        # the entry of its number is replaced
        ({"recordId": "1", "name": "Imran Kuartz QUARTZ"}, ["Imran Kuartz QUARTZ", "Sea Quartz"]),
        # so is the one of its name, whatever the letter case, where one of both has no number
        ({"name": "imran quartz"}, ["imran quartz", "Sea Quartz"]),
        ({"recordId": "2", "name": "SEA QUARTZ"}, ["Imran QUARTZ", "SEA QUARTZ"]),
        # another number or annex is another entry, whatever its name
        (
            {"recordId": "2", "name": "Imran QUARTZ"},
            ["Imran QUARTZ", "Sea Quartz", "Imran QUARTZ"],
        ),
        ({"annex": "II", "name": "sea quartz"}, ["Imran QUARTZ", "Sea Quartz", "sea quartz"]),
        ({"recordId": "3", "name": "New"}, ["Imran QUARTZ", "Sea Quartz", "New"]),
    ],
)
def test_what_an_amendment_does(load: Load, amendment: dict[str, str], expected: list[str]) -> None:
    row = {"amendmentCelex": "C9", **amendment}
    entities, unread = load("eu-oj-csv", table(OLD, UNNUMBERED), table(row, amending=True))
    assert unread == []
    assert sorted(names(entity)[0] for entity in entities.values()) == sorted(expected)
    amended = [entity for entity in entities.values() if "C9" in entity.legal_basis]
    assert [names(entity)[0] for entity in amended] == [amendment["name"]]


def test_an_entry_that_is_amended_by_name_keeps_its_number(load: Load) -> None:
    row = {"amendmentCelex": "C9", "name": "IMRAN QUARTZ"}
    entities, _ = load("eu-oj-csv", table(OLD), table(row, amending=True))
    assert list(entities) == ["eu-oj-C1-I-1"]


def test_amendments_are_applied_in_the_order_of_their_dates(load: Load) -> None:
    later = {"amendmentCelex": "32026R0020", **OLD, "alias": "later"}
    sooner = {"amendmentCelex": "32026R0003", **OLD, "alias": "sooner"}
    entities, _ = load("eu-oj-csv", table(later, sooner, amending=True), table(OLD))
    assert names(entities["eu-oj-C1-I-1"]) == ["Imran QUARTZ", "later"]


def test_one_entry_under_two_measures_is_one_designation(load: Load) -> None:
    rows = [
        {"amendmentCelex": "C9", **OLD, "measure": measure} for measure in ("Freeze", "Services")
    ]
    entities, unread = load("eu-oj-csv", table(*rows, amending=True))
    assert unread == []
    assert entities["eu-oj-C1-I-1"].remarks == ("Measure: Freeze", "Measure: Services")


def test_an_entry_printed_twice_without_a_number_is_one_designation(load: Load) -> None:
    entities, unread = load("eu-oj-csv", table(UNNUMBERED, {**UNNUMBERED, "notes": "again"}))
    assert unread == []
    ((key, entity),) = entities.items()
    assert entity.remarks == ("Notes: again",)
    again, _ = load("eu-oj-csv", table({**UNNUMBERED, "name": "SEA QUARTZ"}))
    assert list(again) == [key]  # the digest of a name is blind to case and spacing


@pytest.mark.parametrize(
    ("contents", "place", "reason"),
    [
        (
            [
                table(OLD),
                table({"amendmentCelex": "C9", "recordId": "1", "name": "Other"}, amending=True),
            ],
            "list line 2",
            "its number is that of another party in the annex that it amends",
        ),
        (
            [table(OLD, {"recordId": "1", "name": "Other"})],
            "list line 3",
            "its number is that of an earlier record of the annex",
        ),
        (
            [table(OLD, {"celex": "", "name": "B"})],
            "list line 3",
            "no CELEX number of a regulation",
        ),
        ([table(OLD, {"recordId": "2", "name": "()"})], "list line 3", "no name"),
    ],
)
def test_what_cannot_be_applied_is_listed(
    load: Load, contents: list[bytes], place: str, reason: str
) -> None:
    entities, (bad,) = load("eu-oj-csv", *contents)
    assert len(entities) == 1
    assert (bad.place, bad.reason, bad.source) == (place, reason, "eu-oj")


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("ONE (O1); TWO", ["ONE (O1) strong", "TWO strong"]),
        ("Zavod / OJSC ‘Z’", ["Zavod strong", "OJSC ‘Z’ strong"]),
        ("SUN (ex MOON)", ["SUN strong", "MOON former"]),
        ("Abu (original script: Абу)", ["Abu strong", "Абу original"]),
        ("Hael (هاىل)", ["Hael strong", "هاىل original"]),
        ("Иван (Иванко)", ["Иван (Иванко) original"]),
        ("Ali (Date of birth: 22.8.1973; place of birth: Cali)", ["Ali strong"]),
        ("Ali. Date of birth: 1.1.1963. Nationality: X", ["Ali. strong", "Ali strong"][1:]),
        ("Ali (born on 1.1.1963 in Cali)", ["Ali strong"]),
        ("Ali (Residency Card no. 4118 issued on 15.1.2019)", ["Ali strong"]),
        (
            "Ann LEE (a.k.a. Anna LEE or Anne LI)",
            ["Ann LEE strong", "Anna LEE strong", "Anne LI strong"],
        ),
        ("Nazih (a.k.a. Nazeeh) HASSUN", ["Nazih (a.k.a. Nazeeh) HASSUN strong"]),
        ("Quartz Co., Ltd.", ["Quartz Co., Ltd. strong"]),
        ("born ZHILKO", []),
        ("Text of image", []),
    ],
)
def test_names_are_told_from_notes(cell: str, expected: list[str]) -> None:
    found = names_in(cell, ListedNameType.STRONG)
    assert [f"{name.value} {name.type}" for name in found] == expected


def test_the_files_of_a_folder(tmp_path: Path) -> None:
    for name in ("consolidated/b.csv", "consolidated/a.csv.gz", "amendments/c.csv", "readme.md"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.touch()
    assert [path.name for path in files(tmp_path)] == ["a.csv.gz", "b.csv", "c.csv"]
    (tmp_path / "consolidated/a.csv").touch()
    with pytest.raises(LoadError, match=r"a\.csv both plain and gzipped"):
        files(tmp_path)


@pytest.mark.parametrize("name", ["absent", ""])
def test_a_folder_without_files_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(LoadError, match=r"no such folder|has no CSV file"):
        files(tmp_path / name)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "lacks the columns annex, recordId, schema, name"),
        (b"<html>", "lacks the columns"),
        (table(OLD).replace(b"Imran", b"\xff"), "not UTF-8"),
        (table(OLD).replace(b"Imran", b"\0"), "NUL"),
        (table(OLD)[:-3] + b'"a', "not CSV"),
    ],
)
def test_what_is_no_annex_is_refused(load: Load, content: bytes, message: str) -> None:
    with pytest.raises(LoadError, match=message):
        load("eu-oj-csv", content)


@given(data=st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
def test_any_damage_gives_designations_or_an_error(data: st.DataObject) -> None:
    raw = table({**OLD, "birthDate": "(a) 1951, (b) 1952", "passportNumber": "A1 (Iran)"})
    at = data.draw(st.integers(0, len(raw)))
    cut = data.draw(st.integers(0, 30))
    damaged = raw[:at] + data.draw(st.binary(max_size=20)) + raw[at + cut :]
    amendment = table({"amendmentCelex": "C9", **OLD}, amending=True)
    given_files = [
        SourceFile(path=path, content=each) for path, each in (("a", damaged), ("b", amendment))
    ]
    with contextlib.suppress(LoadError):  # any other exception fails the test
        assert len(list(EU_OJ_CSV.entities(given_files))) <= damaged.count(b"\n") + 2


def test_names_of_any_form_take_time_in_proportion() -> None:
    for unit in ("(", "a (", "(a) ", ";", " / ", "(ex a", "\u200f("):
        assert list(names_in(unit * 100_000, ListedNameType.STRONG)) is not None
