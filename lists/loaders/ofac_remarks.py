"""The remarks of OFAC's legacy files: `;`-parted statements, most of them of a fixed form.

The forms are those seen in SDN.CSV from 2021 to 2026 and in OFAC's data specification
(https://ofac.treasury.gov/sdn-list/data-formats-data-schemas). What is not of a known form, or says
more than its field can hold, stays in `rest` word for word.
"""

import re

from lists.loaders.ofac_statements import scheme_and_number, without_notes
from lists.reading.dates import birth_dates
from lists.reading.labels import SCHEMES
from lists.reading.territories import country_codes
from matchers.model import BirthDate, Identifier, Kind, Scheme, Struct

_LONGEST_STATEMENT = 400
_LONGEST_NUMBER = 40

_LABELLED = re.compile(
    r"(?P<label>"
    + "|".join(map(re.escape, sorted(SCHEMES, key=len, reverse=True)))
    + r"):? ?#? ?(?<=[ #])(?P<number>[^()]+?(?:\(\w\))?)"
    r"(?P<brackets>(?: \([^()]+\))*)(?P<more>,? ?(?:issued|expires) .*)?"
)
_IN_BRACKETS = re.compile(r"\(([^()]+)\)")
_WALLET = re.compile(r"Digital Currency Address - \w+ (?P<number>\S+)")
_QUOTED_NAME = re.compile(r"[afn]\.k\.a\. '(.+?)'?")
_PLAIN = re.compile(
    r"(?P<label>DOB|POB|nationality|citizen|Gender|Linked To:|Nationality of Registration) (.+)"
)
_LINK_IN_BRACKETS = re.compile(r"^\((Linked To: .*)\)$")
"""As OFAC's XML files write what its CSV files give without brackets."""
_COUNTRY_LABELS = frozenset({"nationality", "citizen", "Nationality of Registration"})
_HAS_DIGIT = re.compile(r"\d")
_WORDLIKE = frozenset({Scheme.BIC, Scheme.CALL_SIGN, Scheme.AIRCRAFT_TAIL})
"""Schemes whose values may be letters alone."""
_BUILT = re.compile(r"Vessel Year of Build (\d{4})", re.ASCII)
_FULL_STOP = re.compile(r"(?<![A-Z]\.[A-Z])\.$")


class Remarks(Struct, frozen=True):
    """What remarks state. `weak_aliases`: this format keeps names of low quality in remarks."""

    weak_aliases: tuple[str, ...] = ()
    birth_dates: tuple[BirthDate, ...] = ()
    birth_places: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    gender: str | None = None
    built: str | None = None
    identifiers: tuple[Identifier, ...] = ()
    relations: tuple[str, ...] = ()
    rest: tuple[str, ...] = ()


def parse_remarks(text: str) -> Remarks:
    """Read each statement of `text` into its field; one that does not fit goes to `rest`."""
    weak_aliases: list[str] = []
    dates: list[BirthDate] = []
    birth_places: list[str] = []
    countries: list[str] = []
    genders: list[str] = []
    identifiers: list[Identifier] = []
    relations: list[str] = []
    rest: list[str] = []
    statements, built = _statements(text)
    for statement in statements:
        said = _LINK_IN_BRACKETS.sub(r"\1", statement.removeprefix("alt. "))
        label, value = _plain(said)
        if label == "DOB" and birth_dates(value):
            dates.extend(birth_dates(value))
        elif label == "POB":
            birth_places.append(value)
        elif label in _COUNTRY_LABELS and country_codes(value):
            countries.extend(country_codes(value))
        elif label == "Gender" and not genders:
            genders.append(value.lower())
        elif label == "Linked To:":
            relations.append(said)
        elif (quoted := _QUOTED_NAME.fullmatch(said)) is not None:
            weak_aliases.append(quoted[1])
        else:
            identifier, whole = identifier_of(said)
            if identifier is not None:
                identifiers.append(identifier)
            if not whole:
                rest.append(statement)
    return Remarks(
        weak_aliases=tuple(weak_aliases),
        birth_dates=tuple(dates),
        birth_places=tuple(birth_places),
        countries=tuple(dict.fromkeys(countries)),
        gender=next(iter(genders), None),
        built=built,
        identifiers=tuple(identifiers),
        relations=tuple(relations),
        rest=tuple(rest),
    )


def _statements(text: str) -> tuple[list[str], str | None]:
    """The statements of remarks, and the year of build that one of them was."""
    statements = [*filter(None, map(str.strip, _FULL_STOP.sub("", text.strip()).split(";")))]
    built = next(filter(_BUILT.fullmatch, statements), None)
    if built is not None:
        statements.remove(built)
    return statements, built and built[-4:]


def _plain(statement: str) -> tuple[str, str]:
    found = _PLAIN.fullmatch(statement)
    return (found["label"], found[2].strip()) if found else ("", "")


def identifier_of(statement: str) -> tuple[Identifier | None, bool]:
    """The identifier that a statement gives, and whether it says nothing more than that.

    The country is set where the last brackets after the number name exactly one.
    """
    if len(statement) > _LONGEST_STATEMENT:
        return None, False
    wallet = _WALLET.fullmatch(statement)
    if wallet is not None:
        return Identifier(scheme=Scheme.WALLET, value=wallet["number"]), True
    found = _LABELLED.fullmatch(statement)
    if found is None:
        return None, False
    number = found["number"].strip()
    bare = without_notes(number)
    scheme, bare = scheme_and_number(found["label"], bare, Kind.UNKNOWN)
    if len(bare) > _LONGEST_NUMBER or not (_HAS_DIGIT.search(bare) or scheme in _WORDLIKE):
        return None, False
    brackets = _IN_BRACKETS.findall(found["brackets"])
    codes = country_codes(brackets[-1]) if brackets else ()
    country = codes[0] if len(codes) == 1 else None
    whole = (
        without_notes(number) == number
        and not found["more"]
        and len(brackets) == (country is not None)
    )
    return Identifier(scheme=scheme, value=bare, country=country), whole
