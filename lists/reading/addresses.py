"""Addresses that a list writes in one line."""

import re

from lists.reading.territories import country_codes
from matchers.model import Address

_NOTE = re.compile(r"[\s,.]*\([^()]{0,200}\)[\s,.]*\Z")
"""`…, Yemen (previous address)`: what is told about the address after it."""
_LONGEST_END = 100
_MOST_WORDS = 3


def address_of(text: str) -> Address:
    """The address in one line, with the country that it ends with: its last part or last words."""
    return Address(lines=(text,), country=_country(text[-_LONGEST_END:]))


def _country(end: str) -> str | None:
    last = _NOTE.sub("", end).rpartition(",")[2].strip(" .")
    words = last.split()
    for text in (last, *(" ".join(words[-count:]) for count in range(1, _MOST_WORDS + 1))):
        codes = country_codes(text)
        if codes:
            return codes[0] if len(codes) == 1 else None
    return None
