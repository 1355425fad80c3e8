"""The UK's retired ConList, with made-up parties."""

from tests.lists.seeds.uk import table

CONLIST_COLUMNS = (
    "Name 6,Name 1,Name 2,Name 3,Name 4,Name 5,Title,DOB,Town of Birth,Country of Birth,"
    "Nationality,Passport Details,NI Number,Position,Address 1,Address 2,Address 3,Address 4,"
    "Address 5,Address 6,Post/Zip Code,Country,Other Information,Group Type,Alias Type,Regime,"
    "Listed On,Last Updated,Group ID"
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
