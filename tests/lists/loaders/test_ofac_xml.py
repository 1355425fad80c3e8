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

Load = Callable[..., Any]


def entry(inner: str, uid: str = "7", name: str = "A") -> str:
    return f"<sdnEntry><uid>{uid}</uid><lastName>{name}</lastName>{inner}</sdnEntry>"


def of(*entries: str) -> tuple[str, bytes]:
    publication = "<publshInformation><Record_Count>1</Record_Count></publshInformation>"
    return "sdn.xml", f"<sdnList xmlns='urn:any'>{publication}{''.join(entries)}</sdnList>".encode()


PERSON = entry(
    "<firstName>Imran</firstName><title>Director</title><sdnType>Individual</sdnType>"
    "<remarks>Member of a band; (Linked To: QUARTZ HOLDINGS)</remarks>"
    "<programList><program>SDGT</program><program>IFSR</program></programList>"
    "<idList>"
    "<id><uid>1</uid><idType>Gender</idType><idNumber>Male</idNumber></id>"
    "<id><uid>2</uid><idType>Passport</idType><idNumber>A1234567</idNumber>"
    "<idCountry>Iran</idCountry><expirationDate>02 Jul 2030</expirationDate></id>"
    "<id><uid>3</uid><idType>Driver's License No.</idType><idNumber>D-55667</idNumber></id>"
    "<id><uid>4</uid><idType>Secondary sanctions risk:</idType><idNumber>See it.</idNumber></id>"
    "<id><uid>5</uid><idType>ISIN</idType><idNumber>US0000000001</idNumber></id>"
    "<id><uid>6</uid><idType>Guild Card</idType><idNumber>G-778899 (Cali)</idNumber></id>"
    "</idList>"
    "<akaList>"
    "<aka><type>a.k.a.</type><category>strong</category><lastName>KUARTZ</lastName>"
    "<firstName>Imran</firstName></aka>"
    "<aka><type>a.k.a.</type><category>weak</category><lastName>THE STONE</lastName></aka>"
    "<aka><type>f.k.a.</type><category>strong</category><lastName>OLD</lastName></aka>"
    "</akaList>"
    "<addressList><address><address1>12 Hill Street</address1><city>Cali</city>"
    "<postalCode>760001</postalCode><country>Colombia</country></address>"
    "<address><country>Atlantis</country></address><address><uid>9</uid></address></addressList>"
    "<nationalityList><nationality><country>Iran</country></nationality></nationalityList>"
    "<citizenshipList><citizenship><country>Atlantis</country></citizenship></citizenshipList>"
    "<dateOfBirthList><dateOfBirthItem><dateOfBirth>circa 1951</dateOfBirth></dateOfBirthItem>"
    "<dateOfBirthItem><dateOfBirth>long ago</dateOfBirth></dateOfBirthItem></dateOfBirthList>"
    "<placeOfBirthList><placeOfBirthItem><placeOfBirth>Cali, Colombia</placeOfBirth>"
    "</placeOfBirthItem></placeOfBirthList><newField>said</newField>",
    uid="101",
    name="QUARTZ",
)
VESSEL = entry(
    "<sdnType>Vessel</sdnType><vesselInfo><callSign>T2AB4</callSign><vesselType>Tug</vesselType>"
    "<vesselFlag>Panama</vesselFlag><vesselOwner>QUARTZ LINES</vesselOwner><tonnage>9</tonnage>"
    "</vesselInfo><idList><id><idType>Vessel Registration Identification</idType>"
    "<idNumber>IMO 9074729</idNumber></id><id><idType>Vessel Year of Build</idType>"
    "<idNumber>1996</idNumber></id></idList>",
    uid="103",
    name="SEA QUARTZ",
)
AIRCRAFT = entry("<sdnType>Aircraft</sdnType>", uid="104", name="EP-QRZ")


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
        (of(AIRCRAFT, AIRCRAFT), "repeats the uid of an earlier entry"),
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
