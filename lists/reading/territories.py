"""Country names as lists write them, to ISO 3166-1 alpha-2 codes."""

import re
from functools import lru_cache

from rigour.territories import lookup_territory

_LONGEST_TEXT = 100
_ALPHA2 = 2
_IN_BRACKETS = re.compile(r"\([^()]*\)")
_BETWEEN_COUNTRIES = re.compile(r"[;/,]| and ")


def country_code(text: str) -> str | None:
    """The alpha-2 code that `text` (a name in any common form, or a code) stands for.

    None where it names no single country of today: a region, a dissolved state, a disputed part,
    `undetermined`. `XK` stands for Kosovo, as is usual. The caller keeps such text elsewhere.
    """
    return _look_up(text) if 1 < len(text) <= _LONGEST_TEXT else None


def country_codes(text: str) -> tuple[str, ...]:
    """The codes of all countries that `text` names, such as `Russia / Russie` or `Mali;Togo`.

    Words in brackets are looked past. Empty where any part is not understood.
    """
    return _look_up_all(text) if len(text) <= _LONGEST_TEXT else ()


@lru_cache(maxsize=8192)
def _look_up(text: str) -> str | None:
    territory = lookup_territory(text)
    if territory is None or len(territory.code) != _ALPHA2:
        return None
    return str(territory.code).upper()


@lru_cache(maxsize=8192)
def _look_up_all(text: str) -> tuple[str, ...]:
    whole = country_code(text)
    if whole is not None:
        return (whole,)
    parts = _BETWEEN_COUNTRIES.split(_IN_BRACKETS.sub("", text))
    codes = [country_code(part.strip()) for part in parts]
    known = dict.fromkeys(code for code in codes if code is not None)
    return tuple(known) if None not in codes else ()
