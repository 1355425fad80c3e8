import contextlib
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lists.errors import LoadError
from lists.loaders.ofac_advanced_xml import OFAC_ADVANCED_XML
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
from tests.lists.seeds import ADVANCED as RAW

Load = Callable[..., Any]
KIND = "ofac-advanced-xml"
REFERENCES = RAW[RAW.index(b"<ReferenceValueSets>") : RAW.index(b"<Locations>")].decode()


@pytest.fixture
def parties(load: Load) -> dict[str, ListedEntity]:
    entities, unread = load(KIND, RAW)
    assert unread == []
    assert list(entities) == [
        *(f"us-ofac-sdn-{number}" for number in (101, 102, 103, 104)),
        "us-ofac-cons-105",
    ]
    return entities  # type: ignore[no-any-return]  # the fixture `load` is loosely typed


def one(inner: str = "", after: str = "", names: str = "") -> bytes:
    """A file with one person, whose profile holds `inner`."""
    return (
        f"<Sanctions>{REFERENCES}<DistinctParties><DistinctParty FixedRef='7'>"
        "<Profile ID='7' PartySubTypeID='4'><Identity ID='1'><Alias Primary='true'>"
        "<DocumentedName><DocumentedNamePart><NamePartValue>A</NamePartValue>"
        f"</DocumentedNamePart></DocumentedName></Alias>{names}</Identity>{inner}</Profile>"
        f"</DistinctParty></DistinctParties>{after}</Sanctions>"
    ).encode()


def test_a_person_with_everything(parties: dict[str, ListedEntity]) -> None:
    assert parties["us-ofac-sdn-101"] == ListedEntity(
        id="us-ofac-sdn-101",
        source="us-ofac-sdn",
        kind=Kind.PERSON,
        names=(
            ListedName(value="QUARTZ, Imran"),
            ListedName(value="THE STONE", type=ListedNameType.WEAK),
            ListedName(value="عمران كوارتز", type=ListedNameType.ORIGINAL, script="Arab"),
        ),
        identifiers=(
            Identifier(scheme=Scheme.PASSPORT, value="A1234567", country="IR"),
            Identifier(scheme=Scheme.NATIONAL_ID, value="555666777", country="IR"),
        ),
        birth_dates=(BirthDate(start="1951", circa=True), BirthDate(start="1952-03-03")),
        birth_places=("Cali, Colombia",),
        gender="male",
        countries=("IR",),
        addresses=(
            Address(
                lines=("12 Hill Street", "760001", "Santiago de Cali"), town="Cali", country="CO"
            ),
        ),
        programmes=("SDGT", "IFSR"),
        legal_basis=("Executive Order 13224 (Terrorism)",),
        listed_on="2012-12-31",
        remarks=(
            "Passport: A1234567 (Iran) Expiration Date: 2030-07-02",
            "National ID No. 555666777 (Tehran) (Iran) Validity: Fraudulent",
            "Title: Director",
            "Sanctions type: Block",
            "Wanted.",
        ),
        relations=("Acting for or on behalf of: QUARTZ HOLDINGS [102] (former)",),
    )


def test_an_organization(parties: dict[str, ListedEntity]) -> None:
    company = parties["us-ofac-sdn-102"]
    assert company.kind is Kind.ORGANIZATION
    assert [(name.value, name.type) for name in company.names] == [
        ("QUARTZ HOLDINGS", ListedNameType.PRIMARY),
        ("OLD QUARTZ COMPANY", ListedNameType.FORMER),
    ]
    assert [(found.scheme, found.value) for found in company.identifiers] == [
        (Scheme.LEI, "529900T8BM49AURSDO55"),
        (Scheme.BIC, "QUARIRTH"),
        (Scheme.WALLET, "1BoatSLRHtKNngkdXEeobR76b53LETtpyT"),
        (Scheme.DUNS, "542957624"),
    ]
    assert company.legal_basis == ()
    assert company.addresses == (Address(lines=("undetermined",)),)
    assert company.remarks == (
        "Website: www.quartz.example",
        "Secondary sanctions risk: See Section 11.",
    )


def test_a_vessel_and_an_aircraft(parties: dict[str, ListedEntity]) -> None:
    vessel, aircraft = parties["us-ofac-sdn-103"], parties["us-ofac-sdn-104"]
    assert (vessel.kind, aircraft.kind) == (Kind.VESSEL, Kind.AIRCRAFT)
    assert [(found.scheme, found.value) for found in vessel.identifiers] == [
        (Scheme.IMO, "9074729"),
        (Scheme.MMSI, "256842000"),
        (Scheme.REGISTRATION_NUMBER, "FP-77881"),
        (Scheme.CALL_SIGN, "T2AB4"),
    ]
    assert (vessel.countries, vessel.built) == (("PA",), "1996")
    assert vessel.remarks == (
        "Fishing Permit Ref. FP-77881",
        "VESSEL TYPE: Crude Oil Tanker",
        "Former Vessel Flag: Iran",
    )
    assert vessel.relations == ("Owned or Controlled By: QUARTZ HOLDINGS [102]",)
    assert aircraft.identifiers == (Identifier(scheme=Scheme.AIRCRAFT_TAIL, value="EP-QRZ"),)


def test_a_party_of_the_other_lists(parties: dict[str, ListedEntity]) -> None:
    bank = parties["us-ofac-cons-105"]
    assert (bank.source, bank.programmes) == ("us-ofac-cons", ("UKRAINE-EO13662",))
    assert bank.remarks == (
        "List: Consolidated List",
        "List: Sectoral Sanctions Identifications List",
    )


def test_the_namespace_of_before_2024_05_07_makes_no_difference(load: Load) -> None:
    now = b"https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/ADVANCED_XML"
    assert now in RAW
    before = RAW.replace(now, b"http://www.un.org/sanctions/1.0")
    assert load(KIND, before) == load(KIND, RAW)


def period(start: str, end: str, approximate: str = "false") -> str:
    def point(tag: str, date: str) -> str:
        parts = zip(("Year", "Month", "Day"), date.split("-"), strict=False)
        inner = "".join(f"<{name}>{number}</{name}>" for name, number in parts)
        return f"<{tag}>{inner}</{tag}>"

    return (
        "<Feature FeatureTypeID='8'><FeatureVersion><DatePeriod>"
        f"<Start Approximate='{approximate}'>{point('From', start)}{point('To', start)}</Start>"
        f"<End Approximate='{approximate}'>{point('From', end)}{point('To', end)}</End>"
        "</DatePeriod></FeatureVersion></Feature>"
    )


@pytest.mark.parametrize(
    ("start", "end", "approximate", "expected"),
    [
        ("1962-03-05", "1962-03-05", "false", BirthDate(start="1962-03-05")),
        ("1962-1-1", "1962-12-31", "false", BirthDate(start="1962")),
        ("1962-1-1", "1962-12-31", "true", BirthDate(start="1962", circa=True)),
        ("1962-2-1", "1962-2-28", "false", BirthDate(start="1962-02")),
        ("1962-1-1", "1964-12-31", "false", BirthDate(start="1962", end="1964")),
        ("1962-3-5", "1964-12-31", "false", BirthDate(start="1962-03-05", end="1964")),
        ("1962", "1962", "false", BirthDate(start="1962")),
        ("1962-5", "1962-5", "false", BirthDate(start="1962-05")),
        ("1964", "1962", "false", None),
        ("1962-13-41", "1962-13-41", "false", None),
        ("١٩٦٢", "١٩٦٢", "false", None),
        ("", "", "false", None),
    ],
)
def test_dates_of_birth(
    load: Load, start: str, end: str, approximate: str, expected: BirthDate | None
) -> None:
    entities, _ = load(KIND, one(period(start, end, approximate)))
    assert entities["us-ofac-sdn-7"].birth_dates == (() if expected is None else (expected,))


def text_feature(kind: str, said: str, comment: str = "") -> str:
    return (
        f"<Feature FeatureTypeID='{kind}'><FeatureVersion><Comment>{comment}</Comment>"
        f"<VersionDetail>{said}</VersionDetail></FeatureVersion></Feature>"
    )


LOW_FOREIGN = (
    "<Alias AliasTypeID='1400' LowQuality='true'><DocumentedName><DocumentedNamePart>"
    "<NamePartValue ScriptID='160'>كوارتز</NamePartValue></DocumentedNamePart></DocumentedName>"
    "</Alias>"
)


@pytest.mark.parametrize(
    ("content", "field", "expected"),
    [
        (one(text_feature("8", "in his fifties")), "remarks", ("DOB in his fifties",)),
        (one(text_feature("10", "Atlantis")), "remarks", ("nationality: Atlantis",)),
        (one(text_feature("13", "QUARIRTH", "old")), "remarks", ("SWIFT/BIC: QUARIRTH old",)),
        (one(text_feature("4711", "what is this")), "remarks", ("what is this",)),
        (
            one().replace(b"<Identity ID='1'>", b"<Identity ID='1' False='true'>"),
            "remarks",
            ("Name of a false identity: A",),
        ),
        (
            one(names=LOW_FOREIGN),
            "names",
            (
                ListedName(value="A"),
                ListedName(value="كوارتز", type=ListedNameType.WEAK, script="Arab"),
            ),
        ),
        (
            one(after="<ProfileRelationship From-ProfileID='7' To-ProfileID='8'/>"),
            "relations",
            ("Related to: [8]",),
        ),
        (
            one(
                after=(
                    "<SanctionsEntry ProfileID='7'><SanctionsMeasure SanctionsTypeID='1'/>"
                    "<SanctionsMeasure><Comment>by hand</Comment></SanctionsMeasure>"
                    "</SanctionsEntry>"
                )
            ),
            "remarks",
            ("Sanctions type: by hand",),
        ),
    ],
)
def test_what_is_stated_is_kept(load: Load, content: bytes, field: str, expected: object) -> None:
    entities, unread = load(KIND, content)
    assert unread == []
    assert getattr(entities["us-ofac-sdn-7"], field) == expected


PARTY = one()[one().index(b"<DistinctParty ") : one().index(b"</DistinctParties>")]
TWICE = one().replace(PARTY, PARTY * 2)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (one().replace(b"FixedRef='7'", b"FixedRef='x'"), "the FixedRef of the party is not"),
        (one().replace(b">A<", b"><"), "no name"),
        (TWICE, "its key is that of an earlier record"),
    ],
)
def test_a_party_that_cannot_be_used_is_counted(load: Load, content: bytes, reason: str) -> None:
    _, (bad,) = load(KIND, content)
    assert bad.reason.startswith(reason)
    assert bad.source == "us-ofac-sdn"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(b"", "not well-formed", id="empty"),
        pytest.param(RAW[:-40], "not well-formed", id="cut"),
        pytest.param(b"<sdnList/>", "its root is <sdnList>", id="the older layout"),
        pytest.param(
            b"<!DOCTYPE Sanctions [<!ENTITY a 'b'>]><Sanctions/>", "document type", id="DTD"
        ),
        pytest.param(
            b"<Sanctions><Location ID='1'/></Sanctions>", "before ReferenceValueSets", id="order"
        ),
        pytest.param(one("<a>" * 5000), "not well-formed", id="nesting bomb"),
    ],
)
def test_damaged_files_are_refused(load: Load, content: bytes, message: str) -> None:
    with pytest.raises(LoadError, match=message):
        load(KIND, content)


@given(data=st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)
def test_any_damage_gives_entities_or_an_error(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(RAW)))
    cut = data.draw(st.integers(0, 30))
    damaged = RAW[:at] + data.draw(st.binary(max_size=20)) + RAW[at + cut :]
    with contextlib.suppress(LoadError):  # any other exception fails the test
        list(OFAC_ADVANCED_XML.entities([SourceFile(path="list", content=damaged)]))


def test_long_names_take_time_in_proportion(load: Load) -> None:
    name = "( " * 500_000
    document = (
        "<IDRegDocument IDRegDocTypeID='1571' IdentityID='1'>"
        f"<IDRegistrationNo>{name}</IDRegistrationNo></IDRegDocument>"
    )
    content = one().replace(b">A<", f">{name}<".encode())
    content = content.replace(b"<DistinctParties>", f"{document}<DistinctParties>".encode())
    entities, _ = load(KIND, content)
    assert entities["us-ofac-sdn-7"].names[0].value == name.strip()
    assert entities["us-ofac-sdn-7"].identifiers == ()
