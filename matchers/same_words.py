"""Words that are one: forms of a given name, and words of organizations that are translations."""

import functools
from collections.abc import Iterable, Iterator, Mapping
from importlib.resources import files
from typing import Final

import yaml

from matchers.folding import fold
from matchers.model import Struct

SAME: Final = 0.8
"""Likeness of two words that are one. Less than of two spellings: Bill may be no William."""

_ENDING: Final = "*"
_SHORTEST: Final = 4
"""Letters of the shortest beginning that tells a word."""

_NOTHING: Final[frozenset[int]] = frozenset()


class _Table(Struct):
    """The groups that each folded word is in, and each beginning of words; the words of each."""

    words: Mapping[str, frozenset[int]]
    beginnings: Mapping[str, frozenset[int]]
    groups: tuple[frozenset[str], ...]


@functools.cache
def _table() -> _Table:
    text = files("matchers").joinpath("same_words.yaml").read_text(encoding="utf-8")
    every = [group for groups in yaml.safe_load(text)["groups"].values() for group in groups]
    words: dict[str, set[int]] = {}
    beginnings: dict[str, set[int]] = {}
    for number, group in enumerate(every):
        for word in group:
            table = beginnings if word.endswith(_ENDING) else words
            table.setdefault(fold(word.removesuffix(_ENDING)), set()).add(number)
    return _Table(
        words={word: frozenset(numbers) for word, numbers in words.items()},
        beginnings={word: frozenset(numbers) for word, numbers in beginnings.items()},
        groups=tuple(
            frozenset(fold(word) for word in group if not word.endswith(_ENDING)) for group in every
        ),
    )


@functools.lru_cache(maxsize=100_000)
def groups(word: str) -> frozenset[int]:
    """The groups of words that are one which a folded word is in, by number."""
    table = _table()
    found = table.words.get(word, _NOTHING)
    for length in range(_SHORTEST, len(word) + 1):
        found |= table.beginnings.get(word[:length], _NOTHING)
    return found


def same_words(listed: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Every two different folded words that are one, of which the second is `listed`."""
    members: dict[int, list[str]] = {}
    for word in listed:
        for group in groups(word):
            members.setdefault(group, []).append(word)
    for group, words in members.items():
        for one in _table().groups[group].union(words):
            for other in words:
                if one != other:
                    yield one, other
