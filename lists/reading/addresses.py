"""Addresses, in parts or in one line, with their country as a code."""

import re
from collections.abc import Iterable

from lists.reading.territories import country_code, country_codes
from matchers.model import Address

_NOTE = re.compile(r"[\s,.]*\([^()]{0,200}\)[\s,.]*\Z")
"""`…, Yemen (previous address)`: what is told about the address after it."""
_IN_BRACKETS = re.compile(r"\([^()]{0,200}\)")
_LONGEST_END = 100
_LONGEST = 2000
_SHORTEST_NAME = 3
_MOST_WORDS = 3


def address(lines: Iterable[str], town: str, country: str) -> Address:
    """An address in parts; a country that is not understood, or is several, stays a last line."""
    codes = country_codes(country)
    code = codes[0] if len(codes) == 1 else None
    return Address(
        lines=tuple(filter(None, (*lines, "" if code else country))),
        town=town or None,
        country=code,
    )


def address_of(text: str) -> Address:
    """The address in one line, with its country.

    That is its last part or last words; else the last of its parts that is a country's name, as in
    `Russian Federation, 620024, Ekaterinburg`.
    """
    return Address(lines=(text,), country=_at_end(text[-_LONGEST_END:]) or _part(text[-_LONGEST:]))


def _part(text: str) -> str | None:
    parts = (part.strip(" .") for part in _IN_BRACKETS.sub("", text).split(","))
    codes = (country_code(part) for part in reversed([*parts]) if len(part) >= _SHORTEST_NAME)
    return next(filter(None, codes), None)


def _at_end(end: str) -> str | None:
    last = _NOTE.sub("", end).rpartition(",")[2].strip(" .")
    words = last.split()
    for text in (last, *(" ".join(words[-count:]) for count in range(1, _MOST_WORDS + 1))):
        codes = country_codes(text)
        if codes:
            return codes[0] if len(codes) == 1 else None
    return None
