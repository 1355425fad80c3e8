"""Country names as lists write them, to ISO 3166-1 alpha-2 codes."""

from functools import lru_cache

from rigour.territories import lookup_territory

_LONGEST_NAME = 100
_ALPHA2 = 2


@lru_cache(maxsize=8192)
def country_code(text: str) -> str | None:
    """The alpha-2 code that `text` (a name in any common form, or a code) stands for.

    None where it names no single country of today: a region, a dissolved state, a disputed part,
    `undetermined`. `XK` stands for Kosovo, as is usual. The caller keeps such text elsewhere.
    """
    if not 1 < len(text) <= _LONGEST_NAME:
        return None
    territory = lookup_territory(text)
    if territory is None or len(territory.code) != _ALPHA2:
        return None
    return str(territory.code).upper()
