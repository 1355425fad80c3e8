"""What a word weighs as evidence: the rarer in names of its kind, the more.

A word's weight is the negative logarithm of its share among names of a kind, in nats. The share is
that of the lists, smoothed with ordinary names, which lists are short of, as if
`BACKGROUND_NAMES` of those had been listed too: with few listed names the background decides, with
many the lists do. (Dirichlet smoothing: Zhai and Lafferty, 2004.)
"""

import functools
import math
from collections import Counter
from collections.abc import Mapping
from typing import Final

from matchers.background import background
from matchers.model import Kind
from matchers.names import is_symbol

BACKGROUND_NAMES: Final = 30_000
_RARE_LETTER: Final = 7.0
_UNSEEN: Final = 0.6
"""How often a word is taken to occur in ordinary names where it was met in fewer than two."""

_LETTER_FACTOR: Final = 0.01
"""How much of what a word's letters say is added: so little that it only tells equals apart."""

_SYMBOL_FACTOR: Final = 0.5
"""Words of industries and places say half of what their rarity says."""


def weight(
    word: str, kind: Kind, listed: int = 0, names: int = 0, share: float | None = None
) -> float:
    """The weight of a word that `listed` of `names` names of a kind hold, in nats.

    `share` is that of ordinary names which hold the word, by default as they were counted.
    """
    known = background(kind).get(word, 0.0) if share is None else share
    count = listed + max(_UNSEEN, BACKGROUND_NAMES * known)
    nats = math.log((names + BACKGROUND_NAMES) / count)
    if is_symbol(word):
        return nats * _SYMBOL_FACTOR
    return nats + _LETTER_FACTOR * _surprise(word)


@functools.lru_cache(maxsize=100_000)
def _surprise(word: str) -> float:
    """The information in the letters of a word, in nats, by how common each is in names."""
    return sum(_letters().get(letter, _RARE_LETTER) for letter in word)


@functools.cache
def _letters() -> Mapping[str, float]:
    """The information in each letter, by the words of ordinary organizations."""
    counts: Counter[str] = Counter()
    for word in background(Kind.ORGANIZATION):
        counts.update(word if word.isalpha() else "")
    whole = counts.total()
    return {letter: math.log(whole / count) for letter, count in counts.items()}
