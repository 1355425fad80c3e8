"""The Consolidated Screening List: its JSON, its CSV, and the Denied Persons List as text."""

import contextlib
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lists.errors import LoadError
from lists.loaders import LOADERS
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
from tests.lists.seeds.csl import CSV, EL, JSON, SDN, TXT

Load = Callable[..., Any]
BYTES = {"csl-json": JSON, "csl-csv": CSV.encode(), "bis-dpl-txt": TXT.encode()}


def result(**fields: object) -> bytes:
    return json.dumps({"results": [{"source": EL, "name": "A", **fields}]}).encode()


def test_json_of_a_person_with_everything(load: Load) -> None:
    entities, unread = load("csl-json", JSON)
    assert unread == []
    assert len(entities) == 4
    assert entities["us-csl-SDN-101"] == ListedEntity(
        id="us-csl-SDN-101",
        source="us-csl",
        kind=Kind.PERSON,
        names=(
            ListedName(value="QUARTZ, Imran"),
            ListedName(value="KUARTZ, Imran", type=ListedNameType.STRONG),
        ),
        identifiers=(Identifier(scheme=Scheme.PASSPORT, value="A1234567", country="IR"),),
        birth_dates=(BirthDate(start="1952-03-03"), BirthDate(start="1951", circa=True)),
        birth_places=("Cali, Colombia",),
        gender="male",
        countries=("IR",),
        addresses=(Address(lines=("12 Hill Street", "760001"), town="Cali", country="CO"),),
        programmes=("SDN", "SDGT", "IFSR"),
        remarks=(
            "DOB early fifties",
            "Title: Director",
            "Passport: A1234567 (IR) expires 2030-07-02",
            "Website: www.quartz.example",
            "nationality: Atlantis",
            "Member",
        ),
        relations=("Linked To: QUARTZ HOLDINGS",),
        source_url="https://list.example/sdn",
    )


def test_json_of_a_vessel(load: Load) -> None:
    entities, _ = load("csl-json", JSON)
    vessel = entities["us-csl-SDN-103"]
    assert [(found.scheme, found.value) for found in vessel.identifiers] == [
        (Scheme.CALL_SIGN, "T2AB4"),
        (Scheme.IMO, "9074729"),
        (Scheme.MMSI, "256842000"),
    ]
    assert vessel.countries == ("PA",)
    assert vessel.remarks == (
        "Vessel type: Crude Oil Tanker",
        "Tonnage: 318000",
        "Vessel owner: QUARTZ LINES",
    )


def test_json_of_an_entry_without_a_key(load: Load) -> None:
    entities, _ = load("csl-json", JSON)
    (listed,) = (entity for entity in entities.values() if entity.programmes == ("EL",))
    assert listed.id == "us-csl-EL-98222a9db9e1"
    assert listed.kind is Kind.UNKNOWN
    assert [name.value for name in listed.names] == [
        "Basalt Trading. Affiliated Entity: Gneiss Works",
        *("Basalt Trading", "Gneiss Works"),
    ]
    assert listed.relations == ("Affiliated Entity: Gneiss Works",)
    assert (listed.legal_basis, listed.listed_on) == (("80 FR 69852",), "2015-11-12")
    assert listed.remarks == (
        "License requirement: For all items subject to the EAR.",
        "License policy: Presumption of denial.",
        "date_of_listing: 2015-11-13",
    )


def test_rows_of_one_person_are_one_entity_with_all_they_say(load: Load) -> None:
    entities, _ = load("csl-json", JSON)
    (denied,) = (entity for entity in entities.values() if entity.programmes == ("DPL",))
    assert [address.lines[0] for address in denied.addresses] == ["1 Elm Road", "2 Oak Road"]
    assert denied.legal_basis == ("67 F.R. 1", "67 F.R. 2")
    assert denied.listed_on == "2002-01-02"
    assert denied.remarks == (
        *("End date: 2056-06-29", "Standard order: Y", "50 YEAR DENIAL; NOTICE ADDED"),
        *("Start date: 2003-03-04", "Start date: 2002-01-02"),
    )


LISTS = [
    ("Capta List (CAP) - Treasury Department", "CAP"),
    ("Denied Persons List (DPL) - Bureau of Industry and Security", "DPL"),
    (EL, "EL"),
    ("Foreign Sanctions Evaders (FSE) - Treasury Department", "FSE"),
    ("ITAR Debarred (DTC) - State Department", "DTC"),
    ("Military End User (MEU) List - Bureau of Industry and Security", "MEU"),
    (
        ("Non-SDN Chinese Military-Industrial Complex Companies List (CMIC) - Treasury Department"),
        "CMIC",
    ),
    ("Non-SDN Iran Sanctions Act List (NS-ISA) - Treasury Department", "NS-ISA"),
    ("Non-SDN Menu-Based Sanctions List (NS-MBS List) - Treasury Department", "NS-MBS"),
    ("Nonproliferation Sanctions (ISN) - State Department", "ISN"),
    ("Palestinian Legislative Council List (PLC) - Treasury Department", "PLC"),
    ("Sectoral Sanctions Identifications List (SSI) - Treasury Department", "SSI"),
    (SDN, "SDN"),
    ("Unverified List (UVL) - Bureau of Industry and Security", "UVL"),
    ("DPL", "DPL"),
    ("A list of tomorrow", "A list of tomorrow"),
]


@pytest.mark.parametrize(("source", "programme"), LISTS)
def test_each_list_is_a_programme(load: Load, source: str, programme: str) -> None:
    entities, _ = load("csl-json", result(source=source, programs=["X1"]))
    (entity,) = entities.values()
    assert entity.programmes == (programme, "X1")
    assert entity.source == "us-csl"
    assert re.fullmatch(
        r"us-csl-[A-Z-]{2,6}-[0-9a-f]{12}|us-csl-[0-9a-f]{12}-[0-9a-f]{12}", entity.id
    )


@pytest.mark.parametrize(
    ("fields", "field", "expected"),
    [
        ({"start_date": "soon"}, "remarks", ("Start date: soon",)),
        ({"type": "Ghost"}, "remarks", ("Type: Ghost",)),
        ({"programs": "SDGT"}, "programmes", ("EL", "SDGT")),
        ({"addresses": ["Cali"]}, "addresses", (Address(lines=("Cali",)),)),
        ({"addresses": {"city": "Cali", "zone": 4}}, "addresses", None),
        ({"addresses": [{"country": "Atlantis"}]}, "addresses", (Address(lines=("Atlantis",)),)),
        ({"ids": [{"type": "Website", "number": "a.example"}]}, "remarks", ("Website: a.example",)),
        (
            {"ids": [{"type": "Goat Permit No.", "number": "G-12345"}]},
            "identifiers",
            (Identifier(scheme=Scheme.REGISTRATION_NUMBER, value="G-12345"),),
        ),
        ({"ids": [{"type": "ISIN", "number": "US0000000001"}]}, "identifiers", ()),
        ({"new": {"a": [1]}}, "remarks", ('new: {"a":[1]}',)),
        ({"new": []}, "remarks", ()),
        ({"alt_names": ["Gneiss; Basalt Works", None]}, "names", None),
    ],
)
def test_json_fields(load: Load, fields: dict[str, object], field: str, expected: object) -> None:
    entities, unread = load("csl-json", result(**fields))
    assert unread == []
    (entity,) = entities.values()
    if field == "names":
        expected = tuple(
            ListedName(value=name, type=kind)
            for name, kind in (
                ("A", ListedNameType.PRIMARY),
                ("Gneiss", ListedNameType.STRONG),
                ("Basalt Works", ListedNameType.STRONG),
            )
        )
    elif expected is None:
        expected = (Address(lines=("zone 4",), town="Cali"),)
    assert getattr(entity, field) == expected


def test_names_of_the_treasury_hold_no_others(load: Load) -> None:
    fields = {"source": SDN, "entity_number": "7", "name": "KUARTZ, Aka", "alt_names": ["FLINT"]}
    entities, _ = load("csl-json", result(**fields))
    assert [name.value for name in entities["us-csl-SDN-7"].names] == ["KUARTZ, Aka", "FLINT"]


def test_csv(load: Load) -> None:
    entities, unread = load("csl-csv", CSV.encode())
    assert unread == []
    person, basalt = entities.values()
    assert person.names == (
        ListedName(value="QUARTZ, Imran"),
        ListedName(value="KUARTZ, Imran", type=ListedNameType.STRONG),
        ListedName(value="THE STONE", type=ListedNameType.STRONG),
    )
    assert person.identifiers == (
        Identifier(scheme=Scheme.PASSPORT, value="A1234567", country="IR"),
        Identifier(scheme=Scheme.TAX_NUMBER, value="80-0890696", country="US"),
    )
    assert person.addresses == (
        Address(lines=("12 Hill Street, Cali",), country="CO"),
        Address(lines=("Gate 5",)),
    )
    assert (person.gender, person.countries) == ("male", ("IR",))
    assert person.relations == ("Linked To: QUARTZ HOLDINGS",)
    assert person.source_url == "https://list.example/sdn"
    assert person.remarks == (
        "Title: Director",
        "Passport: A1234567 (IR) 2030-07-02",
        "Website: www.quartz.example",
        "citizenship: XX",
        "new_column: what",
    )
    assert [name.value for name in basalt.names] == ["Basalt Trading", "Basalt", "Gneiss Works."]
    assert basalt.addresses == (Address(country="CN"),)


def test_csv_and_json_give_a_row_without_key_the_same_id(load: Load) -> None:
    from_csv, _ = load("csl-csv", CSV.encode())
    content = result(name=" BASALT  TRADING", addresses=[{"country": "CN"}])
    from_json, _ = load("csl-json", content)
    assert from_json.keys() == from_csv.keys() - {"us-csl-SDN-101"}


def test_the_denied_persons_list(load: Load) -> None:
    entities, unread = load("bis-dpl-txt", TXT.encode())
    assert unread == []
    american, emirati = entities.values()
    assert american.names == (
        ListedName(value="JO FLINT"),
        ListedName(value="Jo Flint"),
    )
    assert american.addresses == (
        Address(lines=("1 Elm Road", "TX", "75081"), town="SPRINGVALE", country="US"),
        Address(lines=("2 Oak Road", "TX", "75081"), town="SPRINGVALE", country="US"),
    )
    assert (american.programmes, american.listed_on) == (("DPL",), "2002-01-02")
    assert american.legal_basis == ("67 F.R. 1", "67 F.R. 2")
    assert american.remarks == (
        *("End date: 2056-06-29", "Standard order: Y", "NOTICE ADDED", "Last update: 2007-01-31"),
        *("Start date: 2003-03-04", "Start date: 2002-01-02"),
    )
    assert emirati.remarks == ("Start date: soon", "Standard order: N")
    source = "Denied Persons List (DPL) - Bureau of Industry and Security"
    same, _ = load(
        "csl-json", result(source=source, name="Jo Flint", addresses=[{"country": "US"}])
    )
    assert list(same) == [american.id]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b'{"results": [7]}', "no JSON object, or one nested too deep"),
        (b'{"results": [{"name": "\xff"}]}', "not UTF-8"),
        (result(name=""), "no name"),
        (result(source=None), "no source"),
        (result(entity_number="x" * 99), "the number of the entry is not a number"),
        (
            b'{"results": [%b]}'
            % b",".join([b'{"name":"A","source":"SDN","entity_number":"1"}'] * 2),
            "repeats the list and the number of an earlier entry",
        ),
    ],
)
def test_an_entry_that_cannot_be_used_is_counted(load: Load, content: bytes, reason: str) -> None:
    _, (bad,) = load("csl-json", content)
    assert (bad.reason, bad.source) == (reason, "us-csl")
    assert bad.place.startswith("list result ")


@pytest.mark.parametrize(
    ("kind", "content", "message"),
    [
        pytest.param("csl-json", b"", "not the Consolidated Screening List", id="empty"),
        pytest.param("csl-json", JSON[:-30], "is cut, damaged", id="cut"),
        pytest.param("csl-json", b'{"entries": []}', "missing required field", id="compacted"),
        pytest.param("csl-json", b"[" * 100_000, "not the Consolidated", id="nesting bomb"),
        pytest.param("csl-json", b"<html></html>", "not the Consolidated", id="a page"),
        pytest.param("csl-csv", b"", "lacks the columns source, name", id="empty CSV"),
        pytest.param("csl-csv", b"<html></html>", "lacks the columns", id="a page for CSV"),
        pytest.param("csl-csv", b'source,name\n"a', "not CSV", id="cut CSV"),
        pytest.param("csl-csv", b"source,name\n\xff,b", "is not UTF-8", id="another charset"),
        pytest.param("csl-csv", b"source,name\n\0,b", "NUL", id="NUL"),
        pytest.param("bis-dpl-txt", CSV.encode(), "lacks the columns", id="another layout"),
    ],
)
def test_damaged_files_are_refused(load: Load, kind: str, content: bytes, message: str) -> None:
    with pytest.raises(LoadError, match=message):
        load(kind, content)


@pytest.mark.parametrize("kind", sorted(BYTES))
@given(data=st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)
def test_any_damage_gives_entities_or_an_error(kind: str, data: st.DataObject) -> None:
    raw = BYTES[kind]
    at = data.draw(st.integers(0, len(raw)))
    cut = data.draw(st.integers(0, 30))
    damaged = raw[:at] + data.draw(st.binary(max_size=20)) + raw[at + cut :]
    with contextlib.suppress(LoadError):  # any other exception fails the test
        list(LOADERS[kind].entities([SourceFile(path="list", content=damaged)]))


@pytest.mark.parametrize("depth", range(100, 1000, 7))
def test_nesting_of_any_depth_gives_an_entry_or_a_reason(load: Load, depth: int) -> None:
    nested = b'{"results": [{"name": "A", "source": "EL", "new": %b%b}]}'
    with contextlib.suppress(LoadError):  # any other exception fails the test
        entities, unread = load("csl-json", nested % (b"[" * depth, b"]" * depth))
        assert len(entities) + len(unread) == 1


@pytest.mark.parametrize("odd", [";" * 1_000_000, "\u202e" + "a" * 1_000_000, "( " * 500_000])
def test_long_names_take_time_in_proportion(load: Load, odd: str) -> None:
    ids = [{"type": "Passport", "number": odd}]
    content = result(name=f"A {odd}", alt_names=[odd], ids=ids)
    entities, unread = load("csl-json", content)
    assert len(entities) == 1
    assert unread == []
