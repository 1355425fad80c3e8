"""What a word weighs as evidence: the rarer in names, the more.

A word's weight is the negative logarithm of its share among names, in nats. The share is that of
the lists, smoothed with a table of ordinary names as if `BACKGROUND_NAMES` of those had been
listed too: with few listed names the table decides, with many the lists do. (Dirichlet smoothing:
Zhai and Lafferty, 2004.)
"""

import functools
import math
from collections.abc import Mapping
from importlib.resources import files
from typing import Final

import yaml

from matchers.names import fold, is_symbol

BACKGROUND_NAMES: Final = 20_000
_RARE: Final = 0.2 / 10_000
_SYMBOL_FACTOR: Final = 0.5
"""Words of industries and places say half of what their rarity says."""


@functools.cache
def background() -> Mapping[str, float]:
    """The share of ordinary names that hold a common word."""
    text = files("matchers").joinpath("common_words.yaml").read_text(encoding="utf-8")
    return {
        word if is_symbol(word) else fold(word): frequency / 10_000
        for frequency, words in yaml.safe_load(text)["frequencies"].items()
        for word in words
    }


def weight(word: str, listed: int = 0, names: int = 0) -> float:
    """The weight of a word that `listed` of `names` names hold, in nats (about 2 to 13)."""
    expected = BACKGROUND_NAMES * background().get(word, _RARE)
    nats = math.log((names + BACKGROUND_NAMES) / (listed + expected))
    return nats * _SYMBOL_FACTOR if is_symbol(word) else nats
