"""The columns of a partner's own list: what each means, and where it is kept."""

from matchers.model import ListedNameType, Scheme, Struct


class Column(Struct, frozen=True):
    """A column of the template: its name, what to write into it, and an example."""

    name: str
    meaning: str
    example: str = ""


COLUMNS = (
    Column(name="id", meaning="your key of the entry; without one it is made of the name"),
    Column(
        name="kind",
        meaning="person, organization, vessel, aircraft or unknown",
        example="person",
    ),
    Column(name="name", meaning="needed; several parted by ;", example="Imran Quartz"),
    Column(name="alias", meaning="other names parted by ;", example="Imran Kuartz; Omran Quartz"),
    Column(
        name="weak_alias",
        meaning="too vague to alert on alone: nicknames and the like",
        example="The Stone",
    ),
    Column(name="former_name", meaning="names of the past"),
    Column(name="original_name", meaning="the name in its own script", example="عمران كوارتز"),
    Column(
        name="birth_date",
        meaning="1962-03-05 or 05.03.1962 or 1962; several parted by ;",
        example="1962-03-05",
    ),
    Column(name="birth_place", meaning="town and country"),
    Column(name="gender", meaning="male or female", example="male"),
    Column(
        name="country",
        meaning="nationality or seat or flag: name or two letters; several parted by ;",
        example="Iran",
    ),
    Column(
        name="address",
        meaning="in one line with the country at the end; several parted by ;",
        example="12 Hill Street, Cali, Colombia",
    ),
    Column(
        name="passport", meaning="number (country); several parted by ;", example="A1234567 (IR)"
    ),
    Column(name="national_id", meaning="number (country)"),
    Column(name="tax_number", meaning="number (country)"),
    Column(name="registration_number", meaning="of a company: number (country)"),
    Column(name="imo", meaning="of a ship or ship company: seven digits"),
    Column(name="lei", meaning="twenty letters and digits"),
    Column(name="bic", meaning="of a bank"),
    Column(name="programme", meaning="why it is listed: a case or a programme", example="case 12"),
    Column(name="legal_basis", meaning="the order or law"),
    Column(name="listed_on", meaning="a date", example="2026-01-31"),
    Column(name="remark", meaning="anything else", example="an example, skipped"),
    Column(name="marking", meaning="leave empty unless your administration marks entries"),
)
"""The columns of the template, in its order."""

NAMES = {
    "name": ListedNameType.STRONG,  # the first one is the primary name
    "alias": ListedNameType.STRONG,
    "weak_alias": ListedNameType.WEAK,
    "former_name": ListedNameType.FORMER,
    "original_name": ListedNameType.ORIGINAL,
}
IDENTIFIERS = {
    "passport": Scheme.PASSPORT,
    "national_id": Scheme.NATIONAL_ID,
    "tax_number": Scheme.TAX_NUMBER,
    "registration_number": Scheme.REGISTRATION_NUMBER,
    "imo": Scheme.IMO,
    "mmsi": Scheme.MMSI,
    "call_sign": Scheme.CALL_SIGN,
    "aircraft_tail": Scheme.AIRCRAFT_TAIL,
    "lei": Scheme.LEI,
    "bic": Scheme.BIC,
    "iban": Scheme.IBAN,
    "duns": Scheme.DUNS,
    "eori": Scheme.EORI,
    "ein": Scheme.EIN,
    "wallet": Scheme.WALLET,
}
FIELDS = frozenset(
    {column.name for column in COLUMNS}
    | NAMES.keys()
    | IDENTIFIERS.keys()
    | {"built", "relation", "source_url"}
)
"""Every column that is known by its name, in the template or not."""
COMMENT = "#"
"""A row whose first cell is this alone is a comment, and skipped."""
