"""What OFAC states of a party under a label: an identifier, a flag, a gender, a date, or a remark.

OFAC's own XML files and the Consolidated Screening List give these as label and value, the legacy
CSV files as sentences (see `ofac_remarks`). The labels are those of OFAC's reference values.
"""

import re
from collections.abc import Iterable

from lists.reading.dates import birth_dates, partial_date
from lists.reading.labels import is_known, scheme_of
from lists.reading.territories import country_codes
from matchers.identifiers import canonical
from matchers.model import BirthDate, Identifier, Kind, Scheme, Struct

LONGEST_NUMBER = 128
"""Longer values are notes, not numbers."""
_LEI_LENGTH = 20
_YEAR_LENGTH = 4

_BUILT = frozenset({"vessel year of build", "aircraft manufacture date"})
_COUNTRY = frozenset({"vessel flag", "nationality of registration", "nationality", "citizenship"})
_WALLET = "digital currency address"
_IMO_LABEL = "vessel registration identification"
_PREFIXES = {"IMO": Scheme.IMO, "MMSI": Scheme.MMSI}
_IDENTIFYING = re.compile(
    r"\b(?:No|Number|ID|Identification|Code|Card|Passport|Licen[cs]e|Certificate|Registration"
    r"|Document|Permit)\b",
    re.IGNORECASE,
)
_NOT_OF_THE_PARTY = re.compile(
    r"\b(?:Phone|Telephone|Fax|ISIN|Serial|Commercial Code|Transponder)\b"
)
"""Numbers of telephones, of securities, of airframes (which makers repeat), of characters."""
_IN_BRACKETS = re.compile(r"(?P<number>[^()]*[^()\s])\s*(?P<note>\((?!\w\)$).*)")
"""A note after a number; a single character in brackets is the check digit of some cards."""
_BEFORE = re.compile(r"[A-Za-z]{2,10}: ?(?=\S)")
_AFTER = re.compile(r"(?:, ?[A-Za-z]| - \d).*", re.DOTALL)
"""Notes stuck to numbers, such as `Booklet: A5199819` and `D000000483, Diplomatic`."""
_TAIL_NUMBER = re.compile(r"(?=.*[-\d])[A-Z0-9][A-Z0-9-]{3,7}")
_HAS_DIGIT = re.compile(r"\d")


class Statement(Struct, frozen=True):
    """One label and value; the country that issued it; `more`: its dates and notes, as text.

    `marked`: the publisher's format says that the value is an identifier, whatever the label.
    """

    label: str
    value: str
    country: str = ""
    more: tuple[str, ...] = ()
    marked: bool = False

    def remark(self) -> str:
        """The statement as one line."""
        ends = not self.label or self.label.endswith((":", "-", ".", "#"))
        label = self.label if ends else f"{self.label}:"
        return " ".join(filter(None, (label, self.value, self._brackets(), *self.more)))

    def _brackets(self) -> str:
        return f"({self.country})" if self.country else ""


class Stated(Struct, frozen=True):
    """What statements say, by field."""

    identifiers: tuple[Identifier, ...] = ()
    birth_dates: tuple[BirthDate, ...] = ()
    countries: tuple[str, ...] = ()
    gender: str | None = None
    built: str | None = None
    remarks: tuple[str, ...] = ()


def read_statements(statements: Iterable[Statement], kind: Kind) -> Stated:
    """Sort each statement into its field; one that no field holds whole is (also) a remark."""
    identifiers: list[Identifier] = []
    dates: list[BirthDate] = []
    countries: list[str] = []
    genders: list[str] = []
    built: list[str] = []
    remarks: list[str] = []
    for statement in statements:
        label = statement.label.casefold().rstrip(":#- ")
        if label in _COUNTRY and country_codes(statement.value):
            countries.extend(country_codes(statement.value))
        elif label == "gender" and not genders:
            genders.append(statement.value.lower())
        elif label in _BUILT and not built and partial_date(statement.value):
            built.append(str(partial_date(statement.value))[:_YEAR_LENGTH])
            if len(statement.value) > _YEAR_LENGTH:
                remarks.append(statement.remark())
        elif label == "birthdate" and birth_dates(statement.value):
            dates.extend(birth_dates(statement.value))
        else:
            identifier, whole = identifier_of(statement, kind)
            if identifier is not None:
                identifiers.append(identifier)
            if not whole:
                remarks.append(statement.remark())
    return Stated(
        identifiers=tuple(identifiers),
        birth_dates=tuple(dates),
        countries=tuple(dict.fromkeys(countries)),
        gender=next(iter(genders), None),
        built=next(iter(built), None),
        remarks=tuple(remarks),
    )


def identifier_of(statement: Statement, kind: Kind) -> tuple[Identifier | None, bool]:
    """The identifier that a statement is, and whether it holds everything that is said.

    Notes in brackets are cut off the number. A number under a label that is not known counts where
    the publisher marks it as an identifier, or where its label does and it has the form of one.
    """
    label, value = statement.label.strip(), statement.value.strip()
    if label.casefold().startswith(_WALLET):
        return Identifier(scheme=Scheme.WALLET, value=value), not statement.more
    bare = without_notes(value)
    known = is_known(label)
    scheme, number = scheme_and_number(label, bare, kind)
    codes = country_codes(statement.country)
    country = codes[0] if len(codes) == 1 else None
    identifier = Identifier(scheme=scheme, value=number, country=country)
    if not known and not _unknown_but_identifier(statement, identifier):
        return None, False
    if not number or len(number) > LONGEST_NUMBER:
        return None, False
    understood = country is not None or not statement.country
    return identifier, known and understood and not statement.more and bare == value


def without_notes(value: str) -> str:
    """A number without the notes that are stuck to it; a text too long for a number as it is."""
    if len(value) > LONGEST_NUMBER:
        return value
    noted = _IN_BRACKETS.fullmatch(value)
    number = noted["number"] if noted else value
    return _AFTER.sub("", _BEFORE.sub("", number, count=1)).strip()


def scheme_and_number(label: str, number: str, kind: Kind) -> tuple[Scheme, str]:
    """A number and its scheme, by the label, and by its form where a label serves two schemes."""
    scheme = scheme_of(label, kind)
    if label.casefold().startswith(_IMO_LABEL):
        for prefix, stated in _PREFIXES.items():
            if number.startswith(f"{prefix} "):
                return stated, number.removeprefix(f"{prefix} ").strip()
        if label.casefold() == _IMO_LABEL and canonical(_imo(number)) is None:
            return Scheme.REGISTRATION_NUMBER, number  # that of a national register
    if scheme is Scheme.LEI and len(number) != _LEI_LENGTH:  # the same label serves Dutch RSIN
        return Scheme.REGISTRATION_NUMBER, number
    return scheme, number


def _imo(number: str) -> Identifier:
    return Identifier(scheme=Scheme.IMO, value=number)


def tail_number(kind: Kind, name: str) -> tuple[Identifier, ...]:
    """The identifier of an aircraft, which OFAC lists under its tail number."""
    if kind is Kind.AIRCRAFT and _TAIL_NUMBER.fullmatch(name):
        return (Identifier(scheme=Scheme.AIRCRAFT_TAIL, value=name),)
    return ()


def _unknown_but_identifier(statement: Statement, identifier: Identifier) -> bool:
    if statement.marked:
        return True
    return (
        _IDENTIFYING.search(statement.label) is not None
        and _NOT_OF_THE_PARTY.search(statement.label) is None
        and _HAS_DIGIT.search(identifier.value) is not None
        and canonical(identifier) is not None
    )
