"""Places: countries that are shared or related, and addresses that have words in common."""

import functools
import re
from collections.abc import Iterable
from importlib.resources import files
from typing import Final

import msgspec

from matchers.model import Address, Struct
from matchers.normalise import clean, latin

MAX_ADDRESS: Final = 300
"""Characters read of one line of an address, or of a place of birth."""

_LINES: Final = 12
_WORD: Final = re.compile(r"[a-z0-9]+")
_POSTAL: Final = re.compile(r"(?=.*\d)[a-z0-9]{4,10}")
_GENERIC: Final = frozenset(
    """
    street str road rd avenue ave av lane ln drive dr square sq building bldg bld floor fl room rm
    office suite unit block no number house apt apartment flat po box p o district dist city town
    region oblast province state county village near the of and ul ulitsa prospekt pr prospect per
    pereulok dom d kv korp korpus g gorod obl rue calle via strasse area zone industrial free trade
    center centre plaza tower towers north south east west
    """.split()  # noqa: SIM905 - a list of words is read as text
)
"""Words of addresses that say nothing of where it is."""


class Where(Struct):
    """An address to compare: its words, the telling ones in `lines`, and its postal codes."""

    town: frozenset[str]
    lines: frozenset[str]
    postal: frozenset[str]
    country: str | None

    @property
    def everything(self) -> frozenset[str]:
        """All words: lists put the town into a line as often as not."""
        return self.town | self.lines


@functools.lru_cache(maxsize=1)
def _relatives() -> dict[str, frozenset[str]]:
    text = files("matchers").joinpath("country_history.yaml").read_bytes()
    groups = [frozenset(each) for each in msgspec.yaml.decode(text, type=list[list[str]])]
    codes = frozenset[str]().union(*groups)
    return {
        code: frozenset[str]().union(*(each for each in groups if code in each)) for code in codes
    }


def related(left: Iterable[str], right: frozenset[str]) -> bool:
    """Whether a country of one side and one of the other were one state, or belong together."""
    return any(not _relatives().get(code, frozenset()).isdisjoint(right) for code in left)


def words_of(text: str) -> frozenset[str]:
    """The words of a place in any script, in lower-case ASCII; generic ones left out."""
    return frozenset(_WORD.findall(latin(clean(text[:MAX_ADDRESS])))) - _GENERIC


@functools.lru_cache(maxsize=16_384)
def _where(address: Address) -> Where:
    lines = frozenset[str]().union(*map(words_of, address.lines[:_LINES]))
    return Where(
        town=words_of(address.town or ""),
        lines=lines,
        postal=frozenset(word for word in lines if _POSTAL.fullmatch(word)),
        country=address.country,
    )


def where(address: Address) -> Where:
    """An address, ready to compare; short ones are remembered."""
    text = sum(map(len, address.lines)) + len(address.town or "")
    if text > MAX_ADDRESS * _LINES:
        return _where.__wrapped__(address)
    return _where(address)


class Shared(Struct):
    """What two addresses have in common: a fact's name, the share of words, the words."""

    fact: str
    share: float
    words: tuple[str, ...]


ENOUGH: Final = 0.5
"""Share of the telling words of the lines that makes two addresses the same."""
_TELLING: Final = 2
"""Words, at least, that must be shared for that."""


def shared(mine: Where, listed: Where) -> Shared | None:
    """What the addresses share, if anything: the same street, a postal code, or the town.

    The share is that of the lines with fewer words. Addresses in different countries share nothing.
    """
    if mine.country and listed.country and mine.country != listed.country:
        return None
    fewer = min(len(mine.lines), len(listed.lines))
    common = mine.lines & listed.lines
    share = len(common) / fewer if fewer else 0.0
    named = {word for word in common if not word.isdigit()}
    if share >= ENOUGH and len(common) >= _TELLING and named:
        return Shared(fact="address_same", share=share, words=tuple(sorted(common)))
    postal = mine.postal & listed.everything | listed.postal & mine.everything
    if postal:
        return Shared(fact="address_postal_code", share=share, words=tuple(sorted(postal)))
    town = mine.town or listed.town
    if town and town <= mine.everything and town <= listed.everything:
        return Shared(fact="address_town", share=share, words=tuple(sorted(town)))
    return None
