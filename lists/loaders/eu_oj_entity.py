"""One designation of an annex of the Official Journal, as a listed entity."""

import re
from collections.abc import Callable, Iterator

from lists.errors import Unparsable
from lists.loaders.eu_oj_names import names_in
from lists.loaders.eu_oj_record import OTHER_FACT, OjRecord, birth_cells, births, spaced
from lists.reading.addresses import address_of
from lists.reading.dates import day_first_date
from lists.reading.enumerations import parts
from lists.reading.numbers import bank_codes, says_more, stated_numbers
from lists.reading.territories import country_codes
from lists.reading.un_references import stated_un_entries
from matchers.model import (
    Identifier,
    Kind,
    ListedEntity,
    ListedName,
    ListedNameType,
    Scheme,
)

_KINDS = {
    "Person": Kind.PERSON,
    "LegalEntity": Kind.ORGANIZATION,
    "Company": Kind.ORGANIZATION,
    "Organization": Kind.ORGANIZATION,
    "Vessel": Kind.VESSEL,
    "Airplane": Kind.AIRCRAFT,
}
_NAMES = (
    ("name", ListedNameType.PRIMARY),
    ("alias", ListedNameType.STRONG),
    ("weakalias", ListedNameType.WEAK),
    ("previousname", ListedNameType.FORMER),
)
_NUMBERS = {
    "passportnumber": Scheme.PASSPORT,
    "registrationnumber": Scheme.REGISTRATION_NUMBER,
    "taxnumber": Scheme.TAX_NUMBER,
    "inncode": Scheme.TAX_NUMBER,
    "ogrncode": Scheme.REGISTRATION_NUMBER,
    "okpocode": Scheme.REGISTRATION_NUMBER,
    "idnumber": Scheme.NATIONAL_ID,
}
_EXACT = {"leicode": Scheme.LEI, "imonumber": Scheme.IMO, "mmsi": Scheme.MMSI}
_COUNTRIES = ("country", "nationality", "jurisdiction", "flag")
_BIC_CODE = re.compile(r"\bSWIFT|\bBIC\b", re.IGNORECASE)
_BETWEEN_NUMBERS = re.compile(r"[;,/]|\band\b")
_NAME_LABELS = {
    "name": "Name",
    "alias": "Alias",
    "weakalias": "Weak alias",
    "previousname": "Previous name",
}
_WORD = re.compile(r"\w+")
_GENDERS = frozenset({"male", "female"})
_LABELS = {
    "measure": "Measure",
    "position": "Position",
    "reason": "Reason",
    "appearance": "Appearance",
    "ethnicity": "Ethnicity",
    "fathername": "Father",
    "mothername": "Mother",
    "incorporationdate": "Incorporated",
    "legalform": "Legal form",
    "sector": "Sector",
    "kppcode": "KPP",
    "ticker": "Ticker",
    "phone": "Phone",
    "email": "Email",
    "website": "Website",
    "notes": "Notes",
    "": "More",
}
"""Columns that are kept as remarks, word for word."""


def entity(record: OjRecord, source: str) -> ListedEntity:
    """The listed entity; raises Unparsable for one without a name."""
    names = _names(record)
    if not names:
        raise Unparsable("no name", source)
    schema = record.cells("schema")
    genders = {text.strip(" .").lower() for text in record.cells("gender")} & _GENDERS
    return ListedEntity(
        id=f"{source}-{record.key}",
        source=source,
        kind=_KINDS.get(schema[0], Kind.UNKNOWN) if schema else Kind.UNKNOWN,
        names=names,
        identifiers=tuple(dict.fromkeys(_identifiers(record))),
        birth_dates=tuple(
            dict.fromkeys(date for part in birth_cells(record) for date in births(part))
        ),
        birth_places=tuple(
            dict.fromkeys(part for cell in record.cells("birthplace") for part in parts(cell))
        ),
        gender=genders.pop() if len(genders) == 1 else None,
        countries=tuple(
            dict.fromkeys(
                code
                for column in _COUNTRIES
                for cell in record.cells(column)
                for part in parts(cell)
                for code in country_codes(part)
            )
        ),
        addresses=tuple(
            address_of(part) for cell in record.cells("address") for part in parts(cell)
        ),
        programmes=tuple(record.cells("programkey")),
        legal_basis=tuple(dict.fromkeys(_legal_basis(record))),
        listed_on=min(
            filter(None, (day_first_date(spaced(date)) for date in record.cells("startdate"))),
            default=None,
        ),
        references=tuple(
            dict.fromkeys(
                each
                for column in ("notes", "reason")
                for cell in record.cells(column)
                for each in stated_un_entries(cell)
            )
        ),
        remarks=tuple(_remarks(record)),
    )


def _names(record: OjRecord) -> tuple[ListedName, ...]:
    """Every name once; of the cell of the primary name only the first one is primary."""
    found: dict[str, ListedName] = {}
    for column, kind in _NAMES:
        for cell in record.cells(column):
            for name in names_in(cell, kind):
                again = kind is ListedNameType.PRIMARY and found
                strong = ListedName(value=name.value, type=ListedNameType.STRONG)
                second = again and name.type is ListedNameType.PRIMARY
                found.setdefault(name.value, strong if second else name)
    return tuple(found.values())


def _identifiers(record: OjRecord) -> Iterator[Identifier]:
    person = "Person" in record.cells("schema")
    for column, stated in _NUMBERS.items():
        national = stated is Scheme.NATIONAL_ID and not person
        scheme = Scheme.REGISTRATION_NUMBER if national else stated
        for cell in record.cells(column):
            if _BIC_CODE.search(cell):
                yield from bank_codes(cell)
            for number in stated_numbers(cell):
                yield number.identifier(scheme)
    for cell in record.cells("swiftbic"):
        yield from bank_codes(cell)
    for column, scheme in _EXACT.items():
        for cell in record.cells(column):
            for text in _BETWEEN_NUMBERS.split(cell):
                if any(map(str.isdigit, text)):
                    yield Identifier(scheme=scheme, value=text.strip())


def _legal_basis(record: OjRecord) -> Iterator[str]:
    for row in record.rows:
        regulation = row.get("celex") or row.get("amendedcelex", "")
        yield f"{regulation} Annex {row['annex']}".strip()
        if row.get("amendmentcelex"):
            yield row["amendmentcelex"]


def _remarks(record: OjRecord) -> Iterator[str]:
    """What fields do not hold, and whatever they could not hold whole."""
    for column, label in _LABELS.items():
        for cell in record.cells(column):
            yield f"{label}: {cell}"
    for column, (label, held) in _HELD.items():
        for cell in record.cells(column):
            if not held(cell):
                yield f"{label}: {cell}"
    for column, kind in _NAMES:
        for cell in record.cells(column):
            if _words(cell) - _words(*(name.value for name in names_in(cell, kind))):
                yield f"{_NAME_LABELS[column]}: {cell}"


def _words(*texts: str) -> set[str]:
    return {word for text in texts for word in _WORD.findall(text)}


def _numbers_only(cell: str) -> bool:
    return not says_more(cell, stated_numbers(cell))


def _countries_only(cell: str) -> bool:
    return all(country_codes(part) for part in parts(cell))


_HELD: dict[str, tuple[str, Callable[[str], bool]]] = {
    "schema": ("Schema", _KINDS.__contains__),
    "birthdate": (
        "Birth date",
        lambda cell: all(map(births, parts(cell))) and not OTHER_FACT.search(spaced(cell)),
    ),
    "startdate": ("Start date", lambda cell: day_first_date(spaced(cell)) is not None),
    "gender": ("Gender", lambda cell: cell.strip(" .").lower() in _GENDERS),
    **{column: (column.capitalize(), _countries_only) for column in _COUNTRIES},
    "passportnumber": ("Passport", _numbers_only),
    "registrationnumber": ("Registration number", _numbers_only),
    "taxnumber": ("Tax number", _numbers_only),
    "inncode": ("INN", _numbers_only),
    "ogrncode": ("OGRN", _numbers_only),
    "okpocode": ("OKPO", _numbers_only),
    "idnumber": ("Identity number", _numbers_only),
    "leicode": ("LEI", str.isalnum),
    "imonumber": ("IMO number", str.isalnum),
    "mmsi": ("MMSI", str.isalnum),
    "swiftbic": ("SWIFT/BIC", str.isalnum),
}
"""Columns that fields hold: how a cell is labelled as a remark, and whether they hold it whole."""
