"""Numbers in names: `No. 38`, `38th`, `thirty-eighth` and `XXXVIII` are one word."""

import functools
import re
from collections.abc import Sequence
from importlib.resources import files
from typing import Final

import yaml

NUMBER_SIGNS: Final = frozenset({"no", "nr", "num", "number", "numero"})
"""Words that say that a number follows."""

_ORDINAL: Final = re.compile(
    r"(?:no|nr)?0*(\d{1,6})(?:st|nd|rd|th|go|ogo|y|i|ya|oi|oy|mu|e|er|eme|os|a|o)?"
)
_ROMAN: Final = re.compile(r"(x{0,3})(ix|iv|v?i{0,3})")
_NO_ROMAN: Final = frozenset({"", "i", "v", "x", "ii", "xi", "vi", "xx", "xxx"})
"""Numerals that are more often an initial, or a word of another kind."""

_VALUES: Final = {"x": 10, "v": 5, "i": 1}


@functools.cache
def _words() -> dict[str, int]:
    text = files("matchers").joinpath("number_words.yaml").read_text(encoding="utf-8")
    return {word: number for number, words in yaml.safe_load(text).items() for word in words}


@functools.lru_cache(maxsize=20_000)
def number(word: str) -> int | None:
    """The number that a lower-case ASCII word stands for, below a million; else None."""
    if word[-1].isdigit() or word[0].isdigit():
        found = _ORDINAL.fullmatch(word)
        return int(found[1]) if found else None
    if word in _words():
        return _words()[word]
    if word in _NO_ROMAN or not _ROMAN.fullmatch(word):
        return None
    values = [_VALUES[letter] for letter in word]
    following = [*values[1:], 0]
    return sum(-one if one < after else one for one, after in zip(values, following, strict=True))


def may_begin(word: str) -> bool:
    """Whether a number may begin with a lower-case ASCII word."""
    return word in NUMBER_SIGNS or number(word) is not None


def joined(words: Sequence[str], at: int) -> tuple[int, int] | None:
    """The number that begins at a place: how many words it takes, and what it is; else None."""
    first = number(words[at])
    following = words[at + 1] if at + 1 < len(words) else ""
    if first is None:
        signed = words[at] in NUMBER_SIGNS and following[:1].isdigit()
        after = number(following) if signed else None
        return None if after is None else (2, after)
    if first in range(20, 100, 10) and words[at].isalpha() and following:
        units = number(following) if following in _words() or following.isdigit() else None
        if units in range(1, 10):
            return 2, first + (units or 0)
    return 1, first
