"""The rows of Australia's spreadsheet, with made-up parties."""

from collections.abc import Sequence

from tests.lists.workbook import SheetCell, SheetDate

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
