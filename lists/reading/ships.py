"""What the free text of an entry says of a ship or a shipping company that it stands for."""

import re
from collections.abc import Iterator

from matchers.model import Identifier, Scheme

_IMO = re.compile(r"\bIMO\)?(?: number)?[:\s]{1,3}(\d{7})\b", re.IGNORECASE | re.ASCII)
_MMSI = re.compile(r"\bMMSI[:\s]{1,3}(\d{9})\b", re.ASCII)
_SHIP = re.compile(r"\bFlag State\b|\bfollowing vessel\b|\bthe vessel was\b|\bAnnex XIV\b")
_FLAG = re.compile(r"\bFlag State: ([A-Z][A-Za-z ]{2,40})\.")
_LONGEST = 20_000


def ship_numbers(text: str) -> tuple[Identifier, ...]:
    """IMO numbers that stand right behind these letters, and MMSI; each once."""
    return tuple(dict.fromkeys(_numbers(text[:_LONGEST])))


def _numbers(text: str) -> Iterator[Identifier]:
    for match in _IMO.finditer(text):
        yield Identifier(scheme=Scheme.IMO, value=match[1])
    for match in _MMSI.finditer(text):
        yield Identifier(scheme=Scheme.MMSI, value=match[1])


def is_ship(text: str) -> bool:
    """Whether the text is of a ship: it states an IMO number and speaks of the entry as of one."""
    return bool(_IMO.search(text[:_LONGEST]) and _SHIP.search(text[:_LONGEST]))


def flag_state(text: str) -> str:
    """The name of the flag state that a text states; empty where it states none."""
    match = _FLAG.search(text[:_LONGEST])
    return match[1] if match else ""
