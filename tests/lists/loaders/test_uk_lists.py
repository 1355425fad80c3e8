import contextlib
from collections.abc import Callable
from typing import Any

import msgspec
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
from tests.lists.seeds.uk import CSV, XML, table
from tests.lists.seeds.uk_conlist import CONLIST, CONLIST_COLUMNS

Load = Callable[..., Any]


def expected() -> ListedEntity:
    remarks = (
        "UN reference: QDi.901",
        "Last updated: 01/02/2026",
        "OFSI group: 90901",
        "Title: Colonel",
        "Designation source: UN",
        "Sanctions imposed: Asset freeze|Travel Ban",
        "Other information: Fled.",
        "Phone number: +57 1",
        "Position: Minister",
        "Passport: A1234567; Iran number. Expired 1 Feb 2020",
        "Birth date: soon",
        "Country: (1) Iraq (2) Atlantis",
    )
    addresses = (
        Address(lines=("12 Hill Street", "Cali", "1000"), country="CO"),
        Address(lines=("Atlantis",)),
    )
    return ListedEntity(
        id="gb-fcdo-AQD0901",
        source="gb-fcdo",
        kind=Kind.PERSON,
        names=(
            ListedName(value="Imran QUARTZ"),
            ListedName(value="Imran KUARTZ", type=ListedNameType.STRONG),
            ListedName(value="Omran", type=ListedNameType.STRONG),
            ListedName(value="The Stone", type=ListedNameType.WEAK),
            ListedName(
                value="عمران كوارتز",
                type=ListedNameType.ORIGINAL,
                script="Arabic",
                language="Farsi",
            ),
        ),
        identifiers=(
            Identifier(scheme=Scheme.PASSPORT, value="A1234567", country="IR"),
            Identifier(scheme=Scheme.NATIONAL_ID, value="555666777"),
        ),
        birth_dates=(
            BirthDate(start="1951"),
            BirthDate(start="1952-03-05"),
            BirthDate(start="1953-04"),
        ),
        birth_places=("Mosul, Iraq",),
        gender="male",
        countries=("IR", "IQ"),
        addresses=addresses,
        programmes=("The Quartz Regulations 2020",),
        listed_on="2020-12-31",
        references=("un-sc-QDi.901",),
        remarks=remarks,
    )


@pytest.mark.parametrize(("kind", "content"), [("uk-xml", XML.encode()), ("uk-csv", CSV)])
class TestTheSanctionsList:
    """Both files of the list say the same, and become the same entities."""

    def test_a_person_with_everything(self, load: Load, kind: str, content: bytes) -> None:
        entities, _ = load(kind, content)
        person = entities["gb-fcdo-AQD0901"]
        wanted = expected()
        assert sorted(person.remarks) == sorted(wanted.remarks)  # in the order of their columns
        assert msgspec.structs.replace(person, remarks=wanted.remarks) == wanted

    def test_a_ship(self, load: Load, kind: str, content: bytes) -> None:
        entities, _ = load(kind, content)
        ship = entities["gb-fcdo-RUS0902"]
        assert (ship.kind, ship.built, ship.countries) == (Kind.VESSEL, "1999", ("PA",))
        assert ship.identifiers[0] == Identifier(scheme=Scheme.IMO, value="9074729")
        assert ship.relations == ("Owner or operator: QUARTZ LINES",)
        assert "Previous flag: Malta" in ship.remarks

    def test_an_entity(self, load: Load, kind: str, content: bytes) -> None:
        entities, _ = load(kind, content)
        bank = entities["gb-fcdo-RUS0903"]
        assert bank.kind is Kind.ORGANIZATION
        assert bank.identifiers == (
            Identifier(scheme=Scheme.TAX_NUMBER, value="7700112233", country="RU"),
        )
        assert bank.relations == ("Subsidiary: QUARTZ PAY",)
        assert "Type of entity: Bank" in bank.remarks

    def test_designations_that_cannot_be_used_are_counted(
        self, load: Load, kind: str, content: bytes
    ) -> None:
        entities, unread = load(kind, content)
        assert len(entities) == 3
        again = ["its key is that of an earlier record"] if kind == "uk-xml" else []
        assert sorted(bad.reason for bad in unread) == sorted([*again, "no Unique ID", "no name"])
        assert {bad.source for bad in unread} == {"gb-fcdo"}


def test_a_hull_number_is_kept_as_a_number_with_its_label(load: Load) -> None:
    entities, _ = load("uk-csv", CSV)
    ship = entities["gb-fcdo-RUS0902"]
    assert ship.identifiers[1] == Identifier(scheme=Scheme.REGISTRATION_NUMBER, value="AB12345")
    assert "Hull identification number: AB12345" in ship.remarks


def test_the_retired_list(load: Load) -> None:
    entities, unread = load("uk-conlist-csv", CONLIST)
    assert [bad.reason for bad in unread] == ["no Group ID", "no name"]
    assert entities["gb-fcdo-90901"] == ListedEntity(
        id="gb-fcdo-90901",
        source="gb-fcdo",
        kind=Kind.PERSON,
        names=(
            ListedName(value="Imran QUARTZ"),
            ListedName(value="OLD NAME", type=ListedNameType.FORMER),
            ListedName(value="The Stone", type=ListedNameType.WEAK),
            ListedName(value="Abu Quartz", type=ListedNameType.WEAK),
        ),
        identifiers=(
            Identifier(scheme=Scheme.PASSPORT, value="A1234567", country="IR"),
            Identifier(scheme=Scheme.TAX_NUMBER, value="QRZMRN51C05Z352G", country="IT"),
        ),
        birth_dates=(BirthDate(start="1951"), BirthDate(start="1952-03-05")),
        birth_places=("Mosul, Iraq",),
        countries=("IR",),
        addresses=(Address(lines=("12 Hill Street", "1000"), country="CO"),),
        programmes=("Quartz",),
        listed_on="2016-04-01",
        references=("un-sc-QDi.901",),
        remarks=(
            "Title: Colonel",
            "Position: Minister",
            (
                "Other information: UN Ref QI.Q.901.01. Also referred to as The Stone and Abu "
                "Quartz. Associated with Quartz Relief (QDe.902)."
            ),
            "Last updated: 02/04/2016",
            "Passport details: Passport No: A1234567 (Iranian passport issued on 3 May 2007).",
            "Ni number: Italian Fiscal Code QRZMRN51C05Z352G",
            "Nationality: 1) Iran 2) Atlantis",
        ),
    )


@pytest.mark.parametrize(
    ("town", "country", "places"),
    [
        ("Mosul", "Iraq", ("Mosul, Iraq",)),
        ("Mosul", "", ("Mosul",)),
        ("", "Iraq", ("Iraq",)),
        ("(1) Mosul (2) Cali", "(1) Iraq (2) Colombia", ("Mosul, Iraq", "Cali, Colombia")),
        ("(1) Mosul (2) Basra", "Iraq", ("Mosul, Iraq", "Basra, Iraq")),
        ("(1) Mosul (2) -", "(1) Iraq (2) Colombia", ("Mosul", "Iraq", "Colombia")),
        ("", "", ()),
    ],
)
def test_places_of_birth_are_enumerated(
    load: Load, town: str, country: str, places: tuple[str, ...]
) -> None:
    row = {"Name 6": "A", "Group ID": "1", "Town of Birth": town, "Country of Birth": country}
    entities, _ = load("uk-conlist-csv", table(CONLIST_COLUMNS, "", row))
    assert entities["gb-fcdo-1"].birth_places == places


def test_ships_stand_among_the_entities_of_the_retired_list(load: Load) -> None:
    entities, _ = load("uk-conlist-csv", CONLIST)
    ship, lines = entities["gb-fcdo-90902"], entities["gb-fcdo-90903"]
    assert (ship.kind, ship.countries) == (Kind.VESSEL, ("PW",))
    assert ship.identifiers == (
        Identifier(scheme=Scheme.IMO, value="9074729"),
        Identifier(scheme=Scheme.MMSI, value="445539000"),
    )
    assert ship.references == ("un-sc-LYe.905",)
    assert lines.kind is Kind.ORGANIZATION
    assert lines.identifiers == (Identifier(scheme=Scheme.IMO, value="5434358"),)


def test_windows_letters_are_read(load: Load) -> None:
    content = CONLIST.replace(b"The Stone", "Café ‘Stone’".encode("cp1252"))
    entities, _ = load("uk-conlist-csv", content)
    assert "Café ‘Stone" in [name.value for name in entities["gb-fcdo-90901"].names]


@pytest.mark.parametrize(
    ("kind", "content", "message"),
    [
        ("uk-xml", b"", "not well-formed"),
        ("uk-xml", XML.encode()[:-20], "not well-formed"),
        ("uk-xml", b"<html/>", "its root is <html>"),
        ("uk-xml", b"<!DOCTYPE Designations [<!ENTITY a 'b'>]><Designations/>", "document type"),
        ("uk-csv", b"", "lacks the columns Unique ID"),
        ("uk-csv", b"<html></html>", "lacks the columns"),
        ("uk-csv", b"Report Date: 02-Feb-2026\n", "lacks the columns"),
        ("uk-csv", CSV.replace(b"Fled", b"\0"), "NUL"),
        ("uk-csv", CSV + b'"cut', "not CSV"),
        ("uk-conlist-csv", b"Last Updated,13/04/2018\na,b\n", "lacks the columns"),
    ],
)
def test_what_is_no_such_list_is_refused(
    load: Load, kind: str, content: bytes, message: str
) -> None:
    with pytest.raises(LoadError, match=message):
        load(kind, content)


@pytest.mark.parametrize(
    ("kind", "content"),
    [("uk-xml", XML.encode()), ("uk-csv", CSV), ("uk-conlist-csv", CONLIST)],
)
@given(data=st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)
def test_any_damage_gives_entities_or_an_error(
    kind: str, content: bytes, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(content)))
    cut = data.draw(st.integers(0, 30))
    damaged = content[:at] + data.draw(st.binary(max_size=20)) + content[at + cut :]
    files = [SourceFile(path="list", content=damaged)]
    with contextlib.suppress(LoadError):  # any other exception fails the test
        assert len(list(LOADERS[kind].entities(files))) <= content.count(b"\n") + 20


def test_text_of_any_form_takes_time_in_proportion(load: Load) -> None:
    for unit in ("Also known as a ", "IMO: ", "UN Ref ", "(a) ", "\u200f(", "1 "):
        row = {"Name 6": "A", "Group ID": "1", "Other Information": unit * 5000}
        row |= {"Passport Details": unit * 5000, "Nationality": unit * 5000}
        entities, _ = load("uk-conlist-csv", table(CONLIST_COLUMNS, "", row))
        assert list(entities) == ["gb-fcdo-1"]
