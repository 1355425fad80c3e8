"""No file of the UK Sanctions List (XML or CSV) is at hand: these are made up after its structure.

XML: `Designations/Designation` with the elements that the list's format guide describes. CSV: a
line with the date of the report, then its 58 columns.
All names and numbers are invented.
"""

import csv
import io
from collections.abc import Mapping

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
