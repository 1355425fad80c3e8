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


SEEDS: Mapping[str, Mapping[str, bytes]] = {
    "au-xlsx": {"regulation8.xlsx": workbook(AU)},
    "ca-xml": {"sema.xml": CA.encode()},
    "ftm": {"own.ftm.jsonl": ftm_lines(FTM)},
    "ofac-sdn-csv": {
        "sdn.csv": SDN.encode(),
        "alt.csv": ALT.encode(),
        "add.csv": ADD.encode(),
        "sdn_comments.csv": COMMENTS.encode(),
    },
    "un-xml": {"consolidated.xml": UN.encode()},
}
"""Kind of list to its files by name."""
