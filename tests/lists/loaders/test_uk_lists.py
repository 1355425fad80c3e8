"""No file of the UK Sanctions List (XML or CSV) is at hand: these are made up after its structure.

XML: `Designations/Designation` with the elements that the list's format guide describes. CSV: a
line with the date of the report, then its 58 columns. The retired ConList is made up likewise.
All names and numbers are invented.
"""

import contextlib
import csv
import io
from collections.abc import Callable, Mapping
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

Load = Callable[..., Any]

XML = """\
<?xml version="1.0" encoding="utf-8"?>
<Designations xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <DateGenerated>02/02/2026</DateGenerated>
  <Designation>
    <LastUpdated>01/02/2026</LastUpdated><DateDesignated>31/12/2020</DateDesignated>
    <UniqueID>AQD0901</UniqueID><OFSIGroupID>90901</OFSIGroupID>
    <UNReferenceNumber>QDi.901</UNReferenceNumber>
    <Names>
      <Name><Name1>Imran</Name1><Name6>QUARTZ</Name6><NameType>Primary Name</NameType></Name>
      <Name><Name1>Imran</Name1><Name6>KUARTZ</Name6>
        <NameType>Primary name variation</NameType></Name>
      <Name><Name6>Omran</Name6><NameType>ALias</NameType>
        <AliasStrength>Good quality a.k.a</AliasStrength></Name>
      <Name><Name6>The Stone</Name6><NameType>Alias</NameType>
        <AliasStrength>Low quality a.k.a</AliasStrength></Name>
      <Name><NameType>Alias</NameType></Name>
    </Names>
    <NonLatinNames><NonLatinName><NameNonLatinScript>عمران كوارتز</NameNonLatinScript>
      <NonLatinScriptType>Arabic</NonLatinScriptType>
      <NonLatinScriptLanguage>Farsi</NonLatinScriptLanguage></NonLatinName></NonLatinNames>
    <Titles><Title>Colonel</Title></Titles>
    <RegimeName>The Quartz Regulations 2020</RegimeName>
    <IndividualEntityShip>Individual</IndividualEntityShip>
    <DesignationSource>UN</DesignationSource>
    <SanctionsImposed>Asset freeze|Travel Ban</SanctionsImposed>
    <SanctionsImposedIndicators><AssetFreeze>true</AssetFreeze></SanctionsImposedIndicators>
    <OtherInformation>Fled.</OtherInformation>
    <Addresses><Address><AddressLine1>12 Hill Street</AddressLine1>
      <AddressLine6>Cali</AddressLine6><AddressPostalCode>1000</AddressPostalCode>
      <AddressCountry>Colombia</AddressCountry></Address>
      <Address><AddressCountry>Atlantis</AddressCountry></Address><Address/></Addresses>
    <PhoneNumbers><PhoneNumber>+57 1</PhoneNumber></PhoneNumbers>
    <IndividualDetails><Individual>
      <DOBs><DOB>dd/mm/1951</DOB><DOB>05/03/1952</DOB><DOB>dd/04/1953</DOB><DOB>soon</DOB></DOBs>
      <Genders><Gender>Male</Gender></Genders>
      <Nationalities><Nationality>Iran</Nationality><Nationality>(1) Iraq (2) Atlantis</Nationality>
      </Nationalities>
      <BirthDetails><Location><TownOfBirth>Mosul</TownOfBirth>
        <CountryOfBirth>Iraq</CountryOfBirth></Location></BirthDetails>
      <PassportDetails><Passport><PassportNumber>A1234567</PassportNumber>
        <PassportAdditionalInformation>Iran number. Expired 1 Feb 2020
        </PassportAdditionalInformation></Passport></PassportDetails>
      <NationalIdentifierDetails><NationalIdentifier>
        <NationalIdentifierNumber>555666777</NationalIdentifierNumber></NationalIdentifier>
      </NationalIdentifierDetails>
      <Positions><Position>Minister</Position></Positions>
    </Individual></IndividualDetails>
  </Designation>
  <Designation><UniqueID>RUS0902</UniqueID>
    <Names><Name><Name6>SEA QUARTZ</Name6><NameType>Primary Name</NameType></Name></Names>
    <RegimeName>The Quartz Regulations 2020</RegimeName>
    <IndividualEntityShip>Ship</IndividualEntityShip>
    <ShipDetails><Ship><IMONumbers><IMONumber>9074729</IMONumber></IMONumbers>
      <CurrentOwnerOperators><CurrentOwnerOperator>QUARTZ LINES</CurrentOwnerOperator>
      </CurrentOwnerOperators>
      <CurrentBelievedFlagOfShips><CurrentBelievedFlagOfShip>Panama</CurrentBelievedFlagOfShip>
      </CurrentBelievedFlagOfShips>
      <PreviousFlags><PreviousFlag>Malta</PreviousFlag></PreviousFlags>
      <YearsBuilt><YearBuilt>1999</YearBuilt></YearsBuilt></Ship></ShipDetails>
  </Designation>
  <Designation><UniqueID>RUS0903</UniqueID>
    <Names><Name><Name6>QUARTZ BANK</Name6><NameType>Primary Name</NameType></Name></Names>
    <IndividualEntityShip>Entity</IndividualEntityShip>
    <EntityDetails><Entity><BusinessRegistrationNumbers>
      <BusinessRegistrationNumber>Tax ID: 7700112233 (Russia)</BusinessRegistrationNumber>
      </BusinessRegistrationNumbers><TypeOfEntities><TypeOfEntity>Bank</TypeOfEntity>
      </TypeOfEntities><Subsidiaries><Subsidiary>QUARTZ PAY</Subsidiary></Subsidiaries>
    </Entity></EntityDetails></Designation>
  <Designation><UniqueID>RUS0903</UniqueID><Names><Name><Name6>AGAIN</Name6></Name></Names>
  </Designation>
  <Designation><Names><Name><Name6>NO ID</Name6></Name></Names></Designation>
  <Designation><UniqueID>RUS0904</UniqueID></Designation>
</Designations>
"""

COLUMNS = (
    "Last Updated,Unique ID,OFSI Group ID,UN Reference Number,Name 6,Name 1,Name 2,Name 3,Name 4,"
    "Name 5,Name type,Alias strength,Title,Name non-latin script,Non-latin script type,"
    "Non-latin script language,Regime Name,Designation Type,Designation source,Sanctions Imposed,"
    "Other Information,UK Statement of Reasons,Address Line 1,Address Line 2,Address Line 3,"
    "Address Line 4,Address Line 5,Address Line 6,Address Postal Code,Address Country,"
    "Phone number,Website,Email address,Date Designated,D.O.B,Nationality(/ies),"
    "National Identifier number,National Identifier additional information,Passport number,"
    "Passport additional information,Position,Gender,Town of birth,Country of birth,"
    "Type of entity,Subsidiaries,Parent company,Business registration number (s),IMO number,"
    "Current owner/operator (s),Previous owner/operator (s),Current believed flag of ship,"
    "Previous flags,Type of ship,Tonnage of ship,Length of ship,Year Built,"
    "Hull identification number (HIN)"
)
CONLIST_COLUMNS = (
    "Name 6,Name 1,Name 2,Name 3,Name 4,Name 5,Title,DOB,Town of Birth,Country of Birth,"
    "Nationality,Passport Details,NI Number,Position,Address 1,Address 2,Address 3,Address 4,"
    "Address 5,Address 6,Post/Zip Code,Country,Other Information,Group Type,Alias Type,Regime,"
    "Listed On,Last Updated,Group ID"
)


def table(columns: str, first_line: str, *rows: Mapping[str, str]) -> bytes:
    text = io.StringIO()
    text.write(first_line)
    writer = csv.DictWriter(text, columns.split(","), restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


PERSON = {
    "Last Updated": "01/02/2026",
    "Unique ID": "AQD0901",
    "OFSI Group ID": "90901",
    "UN Reference Number": "QDi.901",
    "Regime Name": "The Quartz Regulations 2020",
    "Designation Type": "Individual",
    "Designation source": "UN",
    "Sanctions Imposed": "Asset freeze|Travel Ban",
    "Other Information": "Fled.",
    "Phone number": "+57 1",
    "Date Designated": "31/12/2020",
    "Title": "Colonel",
    "Position": "Minister",
    "Gender": "Male",
    "Town of birth": "Mosul",
    "Country of birth": "Iraq",
    "Passport number": "A1234567",
    "Passport additional information": "Iran number. Expired 1 Feb 2020",
    "National Identifier number": "555666777",
    "Name non-latin script": "عمران كوارتز",
    "Non-latin script type": "Arabic",
    "Non-latin script language": "Farsi",
}
ADDRESS = {
    "Address Line 1": "12 Hill Street",
    "Address Line 6": "Cali",
    "Address Postal Code": "1000",
    "Address Country": "Colombia",
}
CSV = table(
    COLUMNS,
    "Report Date: 02-Feb-2026\n",
    {
        **PERSON,
        **ADDRESS,
        "Name 6": "QUARTZ",
        "Name 1": "Imran",
        "Name type": "Primary Name",
        "D.O.B": "dd/mm/1951",
        "Nationality(/ies)": "Iran",
    },
    {
        **PERSON,
        "Name 6": "KUARTZ",
        "Name 1": "Imran",
        "Name type": "Primary name variation",
        "Address Country": "Atlantis",
        "D.O.B": "05/03/1952",
        "Nationality(/ies)": "(1) Iraq (2) Atlantis",
    },
    {
        **PERSON,
        "Name 6": "Omran",
        "Name type": "ALias",
        "Alias strength": "Good quality a.k.a",
        "D.O.B": "dd/04/1953",
    },
    {
        **PERSON,
        "Name 6": "The Stone",
        "Name type": "Alias",
        "Alias strength": "Low quality a.k.a",
        "D.O.B": "soon",
    },
    {
        "Unique ID": "RUS0902",
        "Name 6": "SEA QUARTZ",
        "Name type": "Primary Name",
        "Designation Type": "Ship",
        "Regime Name": "The Quartz Regulations 2020",
        "IMO number": "9074729",
        "Current owner/operator (s)": "QUARTZ LINES",
        "Current believed flag of ship": "Panama",
        "Previous flags": "Malta",
        "Year Built": "1999",
        "Hull identification number (HIN)": "AB12345",
    },
    {
        "Unique ID": "RUS0903",
        "Name 6": "QUARTZ BANK",
        "Name type": "Primary Name",
        "Designation Type": "Entity",
        "Business registration number (s)": "Tax ID: 7700112233 (Russia)",
        "Type of entity": "Bank",
        "Subsidiaries": "QUARTZ PAY",
    },
    {"Name 6": "NO ID", "Name type": "Primary Name"},
    {"Unique ID": "RUS0904", "Name type": "Primary Name"},
)
CONLIST = table(
    CONLIST_COLUMNS,
    "Last Updated,13/04/2018" + "," * 27 + "\n",
    {
        "Name 6": "OLD NAME",
        "DOB": "00/00/1951",
        "Alias Type": "FKA",
        "Group Type": "Individual",
        "Regime": "Quartz",
        "Group ID": "90901",
    },
    {
        "Name 6": " QUARTZ",
        "Name 1": "Imran",
        "Title": "Colonel",
        "DOB": "05/03/1952",
        "Town of Birth": "Mosul",
        "Country of Birth": "Iraq",
        "Nationality": "1) Iran 2) Atlantis",
        "Passport Details": "Passport No: A1234567 (Iranian passport issued on 3 May 2007).",
        "NI Number": "Italian Fiscal Code QRZMRN51C05Z352G",
        "Position": "Minister",
        "Address 1": "12 Hill Street",
        "Post/Zip Code": "1000",
        "Country": "Colombia",
        "Other Information": (
            "UN Ref QI.Q.901.01. Also referred to as The Stone and Abu Quartz. "
            "Associated with Quartz Relief (QDe.902)."
        ),
        "Group Type": "Individual",
        "Alias Type": "Prime Alias",
        "Regime": "Quartz",
        "Listed On": "01/04/2016",
        "Last Updated": "02/04/2016",
        "Group ID": "90901",
    },
    {
        "Name 6": "SEA QUARTZ",
        "Other Information": "UN Ref LYe.905. IMO: 9074729. MMSI: 445539000. Flag State: Palau.",
        "Group Type": "Entity",
        "Alias Type": "Prime Alias",
        "Regime": "Libya",
        "Group ID": "90902",
    },
    {
        "Name 6": "QUARTZ LINES",
        "Other Information": "Company Number IMO 5434358.",
        "Group Type": "Entity",
        "Alias Type": "Prime Alias",
        "Group ID": "90903",
    },
    {"Name 6": "NO GROUP"},
    {"Group ID": "90904"},
)


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
