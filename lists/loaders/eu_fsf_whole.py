"""The older layout of the EU's consolidated list: `WHOLE` with `ENTITY` elements.

Notes stand in brackets after numbers: `A12 (passport-National passport) [known to be expired](…)`.
Names are of no stated quality; the first one is the primary name.
"""

import re
from collections.abc import Iterator

from lists.errors import Unparsable
from lists.reading.addresses import address
from lists.reading.dates import birth_dates, partial_date
from lists.reading.nodes import Node
from lists.reading.numbers import stated_numbers
from lists.reading.territories import country_codes
from lists.reading.un_references import stated_un_entries
from matchers.model import (
    Address,
    Identifier,
    Kind,
    ListedEntity,
    ListedName,
    ListedNameType,
    Scheme,
)

_KINDS = {"P": Kind.PERSON, "E": Kind.ORGANIZATION}
_GENDERS = {"M": "male", "F": "female"}
_TYPED = re.compile(r"\((\w{2,20})-[^()]*\)")
_SCHEMES = {
    "passport": Scheme.PASSPORT,
    "travelcardid": Scheme.PASSPORT,
    "regnumber": Scheme.REGISTRATION_NUMBER,
    "fiscalcode": Scheme.TAX_NUMBER,
}
"""Codes of document types to schemes; all others are of cards that identify a person."""


def whole_entity(entry: Node, source: str) -> ListedEntity:
    """The listed entity of one ENTITY; raises Unparsable."""
    names = _names(entry)
    if not names:
        raise Unparsable("no name", source)
    parts = (entry, *entry.children)
    births = entry.all("BIRTH")
    nationalities = [
        code for each in entry.all("CITIZEN") for code in country_codes(each.child_text("COUNTRY"))
    ]
    genders = {each.child_text("GENDER") for each in entry.all("NAME")} & _GENDERS.keys()
    addresses = [_address(each) for each in entry.all("ADDRESS")]
    return ListedEntity(
        id=f"{source}-{entry.get('Id')}",
        source=source,
        kind=_KINDS.get(entry.get("Type"), Kind.UNKNOWN),
        names=names,
        identifiers=tuple(
            dict.fromkeys(number for each in entry.all("PASSPORT") for number in _numbers(each))
        ),
        birth_dates=tuple(
            dict.fromkeys(date for each in births for date in birth_dates(each.child_text("DATE")))
        ),
        birth_places=tuple(dict.fromkeys(filter(None, map(_place, births)))),
        gender=_GENDERS[genders.pop()] if len(genders) == 1 else None,
        countries=tuple(dict.fromkeys(nationalities)),
        addresses=tuple(address for address in addresses if address != Address()),
        programmes=_distinct(parts, "programme"),
        legal_basis=_distinct(parts, "legal_basis"),
        listed_on=min(filter(None, (partial_date(p.get("reg_date")) for p in parts)), default=None),
        references=stated_un_entries(entry.get("remark")),
        source_url=entry.get("pdf_link") or None,
        remarks=tuple(dict.fromkeys(_remarks(entry))),
    )


def _distinct(parts: tuple[Node, ...], attribute: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, (part.get(attribute) for part in parts))))


def _names(entry: Node) -> tuple[ListedName, ...]:
    stated: dict[str, str] = {}
    for each in entry.all("NAME"):
        parts = map(each.child_text, ("FIRSTNAME", "MIDDLENAME", "LASTNAME"))
        value = each.child_text("WHOLENAME") or " ".join(filter(None, parts))
        if value:
            stated.setdefault(value, each.child_text("LANGUAGE").lower())
    return tuple(
        ListedName(
            value=value,
            type=ListedNameType.STRONG if position else ListedNameType.PRIMARY,
            language=language or None,
        )
        for position, (value, language) in enumerate(stated.items())
    )


def _place(birth: Node) -> str:
    return ", ".join(filter(None, map(birth.child_text, ("PLACE", "COUNTRY"))))


def _address(part: Node) -> Address:
    lines = map(part.child_text, ("NUMBER", "STREET", "ZIPCODE"))
    return address(lines, part.child_text("CITY"), part.child_text("COUNTRY"))


def _numbers(part: Node) -> Iterator[Identifier]:
    """The numbers of a PASSPORT, which holds all kinds of documents."""
    text = part.child_text("NUMBER")
    typed = _TYPED.search(text)
    number, code = (text[: typed.start()], typed[1]) if typed else (text, "")
    known = _SCHEMES.get(code, Scheme.NATIONAL_ID)
    codes = country_codes(part.child_text("COUNTRY"))
    for stated in stated_numbers(number):
        yield stated.identifier(known, codes[0] if len(codes) == 1 else None)


def _remarks(entry: Node) -> Iterator[str]:
    if entry.get("remark"):
        yield f"Remark: {entry.get('remark')}"
    if entry.get("Type") not in _KINDS:
        yield f"Type: {entry.get('Type')}"
    for part in entry.children:
        yield from _part_remarks(part)


def _part_remarks(part: Node) -> Iterator[str]:
    """What fields do not hold of a part: all of one that is not known."""
    match part.tag:
        case "NAME":
            left = {"Title": part.child_text("TITLE"), "Function": part.child_text("FUNCTION")}
        case "PASSPORT":
            left = {"Document": part.child_text("NUMBER")}
        case "BIRTH":
            date = part.child_text("DATE")
            left = {} if birth_dates(date) else {"Birth date": date}
        case "CITIZEN":
            country = part.child_text("COUNTRY")
            left = {} if country_codes(country) else {"Citizenship": country}
        case "ADDRESS":
            left = {"Address": part.child_text("OTHER")}
        case _:
            left = {part.tag: part.said()}
    for label, text in left.items():
        if text:
            yield f"{label}: {text}"
