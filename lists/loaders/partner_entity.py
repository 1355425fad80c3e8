"""One row of a partner's own list as a listed entity."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from lists.errors import Unparsable
from lists.loaders.partner_fields import FIELDS, IDENTIFIERS, NAMES
from lists.reading.addresses import address_of
from lists.reading.dates import birth_dates, partial_date
from lists.reading.labels import is_known, scheme_of
from lists.reading.territories import country_codes
from matchers.model import (
    BirthDate,
    Identifier,
    Kind,
    ListedEntity,
    ListedName,
    ListedNameType,
    Struct,
)

_KINDS = {
    **{kind.value: kind for kind in Kind},
    **dict.fromkeys(("individual", "natural person", "p"), Kind.PERSON),
    **dict.fromkeys(("organisation", "company", "entity", "legal entity"), Kind.ORGANIZATION),
    **dict.fromkeys(("ship", "boat"), Kind.VESSEL),
    **dict.fromkeys(("plane", "airplane"), Kind.AIRCRAFT),
    "": Kind.UNKNOWN,
}
_COUNTRY = re.compile(r"([^()]+?) ?\(([^()]+)\)")
_SCIENTIFIC = re.compile(r"\d([.,]\d+)?E\+?\d+", re.IGNORECASE | re.ASCII)
"""`1.0277E+12`: what a spreadsheet leaves of a long number. The number is lost."""
_DATE = re.compile(r"(?:(\d{1,2})[./-])?(\d{1,2})[./-](\d{4})", re.ASCII)
_SERIAL = re.compile(r"\d{5}", re.ASCII)
_DAY_ZERO = date(1899, 12, 30)
"""Spreadsheets count days from here, for all dates since March 1900."""
_ONE_ONLY = frozenset({"id", "kind", "gender", "listed_on", "source_url", "marking", "built"})


class PartnerRecord(Struct, frozen=True):
    """One row: its list, its cells as (column, text), and what is wrong with it, if anything.

    The names of columns are those of the template where they are known.
    """

    source: str
    key: str
    cells: tuple[tuple[str, str], ...]
    month_first: bool = False
    fault: str = ""

    def one(self, column: str) -> str:
        """The text of the first such cell; empty where there is none."""
        return next((text for name, text in self.cells if name == column), "")

    def all(self, column: str) -> list[str]:
        """The texts of such cells, each parted at semicolons."""
        parts = (part for name, text in self.cells if name == column for part in text.split(";"))
        return [part.strip() for part in parts if part.strip()]


def to_entity(record: PartnerRecord) -> ListedEntity:
    """The listed entity of one row; raises Unparsable."""
    if record.fault:
        raise Unparsable(record.fault, record.source)
    kind = _KINDS.get(record.one("kind").lower(), Kind.UNKNOWN)
    numbers = tuple(_numbers(record, kind))
    codes = [code for text in record.all("country") for code in country_codes(text)]
    return ListedEntity(
        id=f"{record.source}-{record.key}",
        source=record.source,
        kind=kind,
        names=tuple(_names(record)),
        identifiers=numbers,
        birth_dates=tuple(
            born
            for text in record.all("birth_date")
            for born in _birth_dates(text, month_first=record.month_first)
        ),
        birth_places=tuple(record.all("birth_place")),
        gender=record.one("gender").lower() or None,
        built=_day(record.one("built"), month_first=record.month_first)[:4] or None,
        countries=tuple(dict.fromkeys(codes)),
        addresses=tuple(map(address_of, record.all("address"))),
        programmes=tuple(record.all("programme")),
        legal_basis=tuple(record.all("legal_basis")),
        listed_on=_day(record.one("listed_on"), month_first=record.month_first) or None,
        remarks=tuple(_remarks(record)),
        relations=tuple(record.all("relation")),
        source_url=record.one("source_url") or None,
        marking=record.one("marking") or None,
    )


def _names(record: PartnerRecord) -> Iterator[ListedName]:
    """The names; the first of the column `name` is the primary one."""
    for column, kind in NAMES.items():
        for position, value in enumerate(record.all(column)):
            primary = column == "name" and position == 0
            yield ListedName(value=value, type=ListedNameType.PRIMARY if primary else kind)


def _numbers(record: PartnerRecord, kind: Kind) -> Iterator[Identifier]:
    for column in dict.fromkeys(name for name, _ in record.cells):
        if column in IDENTIFIERS or is_known(column):
            scheme = IDENTIFIERS.get(column) or scheme_of(column, kind)
            for text in record.all(column):
                if not _SCIENTIFIC.fullmatch(text):
                    noted = _COUNTRY.fullmatch(text)
                    codes = country_codes(noted[2]) if noted else ()
                    yield Identifier(
                        scheme=scheme,
                        value=noted[1] if noted else text,
                        country=codes[0] if len(codes) == 1 else None,
                    )


def _birth_dates(text: str, *, month_first: bool) -> tuple[BirthDate, ...]:
    day = _day(text, month_first=month_first)
    return (BirthDate(start=day),) if day else birth_dates(text)


def _day(text: str, *, month_first: bool) -> str:
    """`05.03.1962`, `03/1962`, `22710` (days since 1900) or what `partial_date` reads; or empty."""
    if _SERIAL.fullmatch(text):
        return (_DAY_ZERO + timedelta(days=int(text))).isoformat()
    found = _DATE.fullmatch(text)
    if found is None:
        return partial_date(text) or ""
    first, second, year = found.groups()
    if first is None:
        return partial_date(f"{year}-{second.zfill(2)}") or ""
    day, month = (second, first) if month_first else (first, second)
    return partial_date(f"{year}-{month.zfill(2)}-{day.zfill(2)}") or ""


def _remarks(record: PartnerRecord) -> Iterator[str]:
    """What no field holds whole, as `column: text`; a `remark` as it is."""
    met: set[str] = set()
    for column, text in record.cells:
        again = column in _ONE_ONLY and column in met
        met.add(column)
        if column == "remark":
            yield text
        elif again or not _has_field(column, text, record):
            yield f"{column}: {text}"


def _has_field(column: str, text: str, record: PartnerRecord) -> bool:
    parts = [part.strip() for part in text.split(";") if part.strip()]
    match column:
        case "kind":
            return text.lower() in _KINDS
        case "birth_date":
            return all(_birth_dates(part, month_first=record.month_first) for part in parts)
        case "listed_on" | "built":
            return bool(_day(text, month_first=record.month_first))
        case "country":
            return all(map(country_codes, parts))
        case _ if column in IDENTIFIERS or is_known(column):
            return column in IDENTIFIERS and all(map(_is_plain_number, parts))
        case _:
            return column in FIELDS


def _is_plain_number(text: str) -> bool:
    """Whether a number says nothing beside itself and its country."""
    noted = _COUNTRY.fullmatch(text)
    plain = len(country_codes(noted[2])) == 1 if noted else "(" not in text
    return plain and not _SCIENTIFIC.fullmatch(text)
