"""What the free text of an entry says of the entry itself: its numbers, whether it is a ship."""

import re
from collections.abc import Iterator

from matchers.model import Identifier, Kind, Scheme

_SHIPPING = (
    (
        Scheme.IMO,
        re.compile(r"\bIMO\)?(?: number)?[:\s]{1,3}(\d{7})\b", re.IGNORECASE | re.ASCII),
    ),
    (Scheme.MMSI, re.compile(r"\bMMSI[:\s]{1,3}(\d{9})\b", re.ASCII)),
)
_BETWEEN = r"(?: \([A-Z][A-Za-z ]{2,40}\))?[:\s]{1,3}([A-Z]{0,6}\d[\dA-Z-]{4,20})\b"
_LABELLED = (
    (Scheme.TAX_NUMBER, re.compile(rf"\b(?:fiscal code|VAT number){_BETWEEN}", re.IGNORECASE)),
    (
        Scheme.REGISTRATION_NUMBER,
        re.compile(
            r"\b(?:registered company|company registration|business registration) number"
            + _BETWEEN,
            re.IGNORECASE,
        ),
    ),
    (
        Scheme.EIN,
        re.compile(rf"\bEmployer (?:Identification|ID) number{_BETWEEN}", re.IGNORECASE),
    ),
    (Scheme.PASSPORT, re.compile(rf"\bdiplomatic passport number{_BETWEEN}", re.IGNORECASE)),
)
_SHIP = re.compile(r"\bFlag State\b|\bfollowing vessel has\b|\bAnnex XIV\b")
_FLAG = re.compile(r"\bFlag State: ([A-Z][A-Za-z ]{2,40})\.")
_LONGEST = 20_000


def prose_numbers(text: str, kind: Kind) -> tuple[Identifier, ...]:
    """Numbers that stand right behind what they are called, each once.

    Numbers of ships count only where the entry is no person: those are of what a person ran.
    """
    return tuple(dict.fromkeys(_numbers(text[:_LONGEST], kind)))


def _numbers(text: str, kind: Kind) -> Iterator[Identifier]:
    for scheme, pattern in (*(() if kind is Kind.PERSON else _SHIPPING), *_LABELLED):
        for match in pattern.finditer(text):
            yield Identifier(scheme=scheme, value=match[1])


def is_ship(text: str) -> bool:
    """Whether the text is of a ship: it states an IMO number and speaks of the entry as of one."""
    _, imo = _SHIPPING[0]
    return bool(imo.search(text[:_LONGEST]) and _SHIP.search(text[:_LONGEST]))


def flag_state(text: str) -> str:
    """The name of the flag state that a text states; empty where it states none."""
    match = _FLAG.search(text[:_LONGEST])
    return match[1] if match else ""
