"""What a word weighs as evidence: the rarer in names of its kind, the more.

A word's weight is the negative logarithm of its share among names of a kind, in nats. The share is
that of the lists, smoothed with ordinary names, which lists are short of, as if
`BACKGROUND_NAMES` of those had been listed too: with few listed names the background decides, with
many the lists do. (Dirichlet smoothing: Zhai and Lafferty, 2004.)
"""

import math
from typing import Final

from matchers.background import background
from matchers.model import Kind
from matchers.names import is_symbol

BACKGROUND_NAMES: Final = 30_000
_UNSEEN: Final = 0.6
"""How often a word is taken to occur in ordinary names where it was met in fewer than two."""

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
    return nats * _SYMBOL_FACTOR if is_symbol(word) else nats
