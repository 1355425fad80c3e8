import contextlib
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lists.errors import LoadError
from lists.loaders.ofac_xml import OFAC_XML
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
from tests.lists.seeds.ofac_xml import AIRCRAFT, PERSON, VESSEL, entry, of

Load = Callable[..., Any]


def test_a_person_with_everything(load: Load) -> None:
    entities, unread = load("ofac-xml", of(PERSON))
    assert unread == []
    assert entities["us-ofac-sdn-101"] == ListedEntity(
        id="us-ofac-sdn-101",
        source="us-ofac-sdn",
        kind=Kind.PERSON,
        names=(
            ListedName(value="QUARTZ, Imran"),
            ListedName(value="KUARTZ, Imran", type=ListedNameType.STRONG),
            ListedName(value="THE STONE", type=ListedNameType.WEAK),
            ListedName(value="OLD", type=ListedNameType.FORMER),
        ),
        identifiers=(
            Identifier(scheme=Scheme.PASSPORT, value="A1234567", country="IR"),
            Identifier(scheme=Scheme.NATIONAL_ID, value="D-55667"),
            Identifier(scheme=Scheme.NATIONAL_ID, value="G-778899"),
        ),
        birth_dates=(BirthDate(start="1951", circa=True),),
        birth_places=("Cali, Colombia",),
        gender="male",
        countries=("IR",),
        addresses=(
            Address(lines=("12 Hill Street", "760001"), town="Cali", country="CO"),
            Address(lines=("Atlantis",)),
        ),
        programmes=("SDGT", "IFSR"),
        remarks=(
            "Title: Director",
            "DOB long ago",
            "nationality Atlantis",
            "Passport: A1234567 (Iran) expires 02 Jul 2030",
            "Secondary sanctions risk: See it.",
            "ISIN: US0000000001",
            "Guild Card: G-778899 (Cali)",
            "Member of a band",
            "newField: said",
        ),
        relations=("Linked To: QUARTZ HOLDINGS",),
    )


def test_a_vessel_and_an_aircraft(load: Load) -> None:
    entities, _ = load("ofac-xml", of(VESSEL, AIRCRAFT))
    vessel, aircraft = entities["us-ofac-sdn-103"], entities["us-ofac-sdn-104"]
    assert [(found.scheme, found.value) for found in vessel.identifiers] == [
        (Scheme.IMO, "9074729"),
        (Scheme.CALL_SIGN, "T2AB4"),
    ]
    assert (vessel.kind, vessel.countries, vessel.built) == (Kind.VESSEL, ("PA",), "1996")
    assert vessel.remarks == ("Vessel type: Tug", "Vessel owner: QUARTZ LINES", "Tonnage: 9")
    assert aircraft.identifiers == (Identifier(scheme=Scheme.AIRCRAFT_TAIL, value="EP-QRZ"),)


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("SDN.XML", "us-ofac-sdn"),
        ("lists/sdn_2026-01-02.xml.gz", "us-ofac-sdn"),
        ("CONSOLIDATED.XML", "us-ofac-cons"),
        ("https://host.example/exports/CONS_PRIM.XML", "us-ofac-cons"),
    ],
)
def test_the_name_of_the_file_tells_the_list(load: Load, name: str, source: str) -> None:
    entities, _ = load("ofac-xml", (name, of(AIRCRAFT)[1]))
    assert [(found.id, found.source) for found in entities.values()] == [(f"{source}-104", source)]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (of(entry("", uid="x")), "the uid of the entry is not a number"),
        (of(entry("", uid="")), "the uid of the entry is not a number"),
        (of(entry("", name="")), "no name"),
        (of(AIRCRAFT, AIRCRAFT), "its key is that of an earlier record"),
    ],
)
def test_an_entry_that_cannot_be_used_is_counted(
    load: Load, content: tuple[str, bytes], reason: str
) -> None:
    _, (bad,) = load("ofac-xml", content)
    assert (bad.place, bad.reason, bad.source) == ("sdn.xml line 1", reason, "us-ofac-sdn")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(("sdn.xml", b""), "not well-formed", id="empty"),
        pytest.param(("sdn.xml", of(PERSON)[1][:-30]), "not well-formed", id="cut"),
        pytest.param(("sdn.xml", b"<Sanctions/>"), "its root is <Sanctions>", id="advanced layout"),
        pytest.param(("list.xml", of(PERSON)[1]), "let the name of the file begin", id="no name"),
        pytest.param(
            ("sdn.xml", b"<!DOCTYPE a [<!ENTITY b 'c'>]><sdnList/>"), "document type", id="DTD"
        ),
    ],
)
def test_damaged_files_are_refused(load: Load, content: tuple[str, bytes], message: str) -> None:
    with pytest.raises(LoadError, match=message):
        load("ofac-xml", content)


@given(data=st.data())
@settings(max_examples=150)
def test_any_damage_gives_entities_or_an_error(data: st.DataObject) -> None:
    _, raw = of(PERSON, VESSEL, AIRCRAFT)
    at = data.draw(st.integers(0, len(raw)))
    cut = data.draw(st.integers(0, 30))
    damaged = raw[:at] + data.draw(st.binary(max_size=20)) + raw[at + cut :]
    with contextlib.suppress(LoadError):  # any other exception fails the test
        list(OFAC_XML.entities([SourceFile(path="sdn.xml", content=damaged)]))
