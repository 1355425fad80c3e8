"""A small sound list of each kind: what tests vary, and what fuzzing starts from."""

from collections.abc import Mapping, Sequence

from tests.lists.conftest import ADD, ALT, COMMENTS, FTM, SDN, UN, ftm_lines
from tests.lists.workbook import SheetCell, SheetDate, workbook

CA = """\
<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<data-set xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <record>
    <Country>Belarus / Bélarus</Country>
    <TitleOrShip>Colonel</TitleOrShip>
    <LastName>QUARTZ&#160;</LastName>
    <GivenName>Imran Ilyich</GivenName>
    <Aliases>Imran KUARTZ, Belarusian: Імран КВАРЦ, Russian: Имран КВАРЦ</Aliases>
    <DateOfBirthOrShipBuildDate>1963-1964</DateOfBirthOrShipBuildDate>
    <Schedule>1, Part 1</Schedule>
    <Item>7</Item>
    <DateOfListing>2020-09-28</DateOfListing>
  </record>
  <record>
    <Country>Zimbabwe</Country>
    <EntityOrShip>Quartz Holdings</EntityOrShip>
    <Aliases>ОАО Кварц</Aliases>
    <DateOfBirthOrShipBuildDate>1999</DateOfBirthOrShipBuildDate>
    <Item>12</Item>
    <DateOfListing>2008-09-04</DateOfListing>
  </record>
  <record>
    <Country>Russia / Russie</Country>
    <EntityOrShip>Sea Quartz</EntityOrShip>
    <TitleOrShip>Oil Tanker</TitleOrShip>
    <ShipIMONumber>9074729</ShipIMONumber>
    <DateOfBirthOrShipBuildDate>2005</DateOfBirthOrShipBuildDate>
    <Schedule>1.1</Schedule>
    <Item>3</Item>
    <DateOfListing>2025-02-21</DateOfListing>
  </record>
</data-set>
"""

AU_HEADER = (
    *("Reference", "Name of Individual or Entity", "Type", "Name Type", "Alias Strength"),
    *("Date of Birth", "Place of Birth", "Citizenship", "Address", "Additional Information"),
    *("Listing Information", "IMO Number", "Committees", "Control Date"),
    *("Instrument of Designation", "Targeted Financial Sanction", "Travel Ban"),
)
AU_PERSON = (
    *(
        "1966, 25/03/1967",
        "a) Kabul, Atlantis b) Cali",
        "Iran;Atlantis",
        "12 Hill Street, Cali, Iran",
    ),
    "Colonel. Passport no.: a) Iranian number A1234567, issued on 5 Apr. 2013 b) B7654321",
    *("Listed on: 6 Mar. 2018 (amended on 2 Dec 2024)", "", "1988 (Taliban)", SheetDate(46126)),
    *("Sanctions Regulation 2013", True, False),
)
AU: Sequence[Sequence[SheetCell]] = (
    AU_HEADER,
    (2, "IMRAN QUARTZ", "Individual", "Primary Name", "", *AU_PERSON),
    ("2a", "عمران كوارتز", "Individual", "Original Script", "", *AU_PERSON),
    ("2b", "Imran Kuartz", "Individual", "Alias", "Strong", *AU_PERSON),
    ("2c", "The Stone", "Individual", "Alias", "Weak", SheetDate(24625), *AU_PERSON[1:]),
    ("2d", "Old Quartz (previously listed as)", "Individual", "Alias", "Strong", *AU_PERSON),
    (
        7,
        "SEA QUARTZ",
        "Vessel",
        "Primary Name",
        *("",) * 7,
        9074729,
        "Vessels",
        "",
        "",
        True,
        False,
    ),
)


# Of our own invention, after the documented structure of the list: no real file was at hand.
SECO = """\
<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<swiss-sanctions-list list-type="full-list" date="2026-03-01">
  <sanctions-program ssid="10">
    <program-key lang="ger">Atlantis</program-key><program-key lang="eng">Atlantis</program-key>
    <program-name lang="eng">Ordinance of 1 May 2020 on measures against Atlantis</program-name>
    <sanctions-set lang="ger" ssid="11">Art. 1 (Finanzsanktionen)</sanctions-set>
    <sanctions-set lang="eng" ssid="11">art. 1 (Financial sanctions)</sanctions-set>
    <origin>UN</origin>
  </sanctions-program>
  <target ssid="900" sanctions-set-id="11">
    <foreign-identifier>QDi.901</foreign-identifier>
    <individual sex="male">
      <identity ssid="901" main="true">
        <name ssid="902" name-type="primary-name" quality="good">
          <name-part ssid="903" order="2" name-part-type="family-name"><value>Quartz</value>
            <spelling-variant ssid="904" lang="ara" script="Arab">كوارتز</spelling-variant>
            <spelling-variant ssid="905" lang="eng" script="Latn">Kuartz</spelling-variant>
          </name-part>
          <name-part ssid="906" order="1" name-part-type="given-name"><value>Imran</value>
            <spelling-variant ssid="907" lang="ara" script="Arab">عمران</spelling-variant>
          </name-part>
          <name-part ssid="908" order="3" name-part-type="title"><value>Mullah</value></name-part>
        </name>
        <name ssid="909" name-type="alias" quality="low">
          <name-part ssid="910" order="1" name-part-type="whole-name"><value>The Stone</value>
          </name-part>
        </name>
        <day-month-year ssid="911" day="3" month="4" year="1962" calendar="Gregorian"/>
        <day-month-year ssid="912" year="1963"/>
        <place-of-birth ssid="913" place-id="990"/>
        <nationality ssid="914"><country iso-code="IR">Iran</country></nationality>
        <nationality ssid="915"><country>Atlantis</country></nationality>
        <address ssid="916" place-id="990" main="true">
          <address-details>12 Hill Street</address-details></address>
        <identification-document ssid="917" document-type="diplomatic-passport">
          <number>A1234567</number><issuer code="PK">Pakistan</issuer>
          <date-of-issue>2013-04-05</date-of-issue></identification-document>
      </identity>
      <identity ssid="920" main="false">
        <name ssid="921" name-type="primary-name" quality="good">
          <name-part ssid="922" order="1" name-part-type="whole-name"><value>Omran Q.</value>
          </name-part>
        </name>
      </identity>
      <justification ssid="930">Leads the quartz trade.</justification>
      <relation ssid="931" target-id="940" relation-type="related-to"/>
    </individual>
    <modification modification-type="listed" effective-date="2020-05-02"/>
    <modification modification-type="amended" effective-date="2024-01-01"/>
  </target>
  <target ssid="940">
    <sanctions-set-id>11</sanctions-set-id>
    <entity>
      <identity ssid="941" main="true">
        <name ssid="942" name-type="primary-name" quality="good">
          <name-part ssid="943" order="1" name-part-type="whole-name"><value>Quartz Works</value>
          </name-part></name>
        <name ssid="944" name-type="formerly-known-as" quality="good">
          <name-part ssid="945" order="1" name-part-type="whole-name"><value>Old Works</value>
          </name-part></name>
        <day-month-year ssid="946" year="1991"/>
      </identity>
      <other-information ssid="947">Registration number: 1027700132195.</other-information>
      <other-information ssid="948">Type of entity: Joint stock company</other-information>
    </entity>
    <modification modification-type="listed" publication-date="2021-01-01"/>
  </target>
  <target ssid="950" sanctions-set-id="11">
    <object object-type="vessel">
      <identity ssid="951" main="true">
        <name ssid="952" name-type="primary-name" quality="good">
          <name-part ssid="953" order="1" name-part-type="whole-name"><value>Sea Quartz</value>
          </name-part></name>
      </identity>
      <other-information ssid="954">IMO number: 9074729</other-information>
    </object>
    <modification modification-type="listed" effective-date="2020-05-02"/>
  </target>
  <target ssid="960" sanctions-set-id="11">
    <entity><identity ssid="961" main="true">
      <name ssid="962" name-type="primary-name" quality="good">
        <name-part ssid="963" order="1" name-part-type="whole-name"><value>Gone Works</value>
        </name-part></name></identity></entity>
    <modification modification-type="listed" effective-date="2020-05-02"/>
    <modification modification-type="de-listed" effective-date="2025-05-02"/>
  </target>
  <place ssid="990"><location>Cali</location><area>Valle</area>
    <country iso-code="CO">Colombia</country></place>
</swiss-sanctions-list>
"""

FTM_CHANGES: Sequence[Mapping[str, object]] = (
    {"op": "MOD", "entity": {**FTM[0], "caption": "Imran Q."}},
    {"op": "ADD", "entity": {**FTM[0], "id": "own-3"}},
    {"op": "DEL", "entity": {"id": "own-2"}},
    {"op": "DEL", "entity": {"id": "own-4"}},
)

PARTNER = """\
id;kind;name;alias;weak_alias;Birth date;country;address;passport;Tax ID No.;listed_on;marking;Case
#;person, company …;needed;;;;;;;;;;
7;person;Imran Quartz;Imran Kuartz; The Stone;05.03.1962;Iran;"12 Hill Street, Cali, Colombia";\
A1234567 (IR);="007712";46052;;"12; open"
;ship;Sea Quartz;;;;Panama / Atlantis;;;;soon;closed;
"""

SEEDS: Mapping[str, Mapping[str, bytes]] = {
    "au-xlsx": {"regulation8.xlsx": workbook(AU)},
    "ca-xml": {"sema.xml": CA.encode()},
    "ftm": {"own.ftm.jsonl": ftm_lines(FTM)},
    "ftm-delta": {
        "entities.ftm.json": ftm_lines(FTM),
        "20260801.delta.json": ftm_lines(FTM_CHANGES[:2]),
        "20260802.delta.json": ftm_lines(FTM_CHANGES[2:]),
    },
    "ofac-sdn-csv": {
        "sdn.csv": SDN.encode(),
        "alt.csv": ALT.encode(),
        "add.csv": ADD.encode(),
        "sdn_comments.csv": COMMENTS.encode(),
    },
    "partner-csv": {
        "parties.csv": PARTNER.encode(),
        "parties.mapping.yaml": b"source: own-watch\n",
    },
    "seco-xml": {"seco.xml": SECO.encode()},
    "un-xml": {"consolidated.xml": UN.encode()},
}
"""Kind of list to its files by name."""
