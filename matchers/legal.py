"""Legal forms beyond rigour's: phrases in many languages, and slips in long legal words."""

import functools
import itertools
from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files
from typing import Any, Final

import yaml
from rapidfuzz.distance import OSA

from matchers.folding import fold
from matchers.scripts import LEGAL_CLASS, han_words, spelt

_SLIP_FROM: Final = 6
"""Letters from which a word may be a legal word with a slip."""

_SHORT_SLIP_FROM: Final = 4
"""The same, for a word beside one of the same legal form."""

_ByLength = Mapping[int, Sequence[str]]
"""Words by the length of those that one slip may make of them."""

Phrases = Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]
"""By first word: the whole phrase and its class, longest first."""


@functools.cache
def _table() -> dict[str, Any]:
    text = files("matchers").joinpath("legal_forms.yaml").read_text(encoding="utf-8")
    table: dict[str, Any] = yaml.safe_load(text)
    return table


@functools.cache
def phrases() -> Phrases:
    """The phrases of `legal_forms.yaml`, folded, by their first word."""
    found: dict[str, dict[tuple[str, ...], str]] = {}
    for form, texts in _table()["forms"].items():
        for text in texts:
            words = tuple(map(fold, text.split()))
            found.setdefault(words[0], {})[words] = form
    for meaning, spellings in han_words().items():
        if meaning.startswith(LEGAL_CLASS):
            for spelling in spellings:
                word = spelt(spelling)[0][0]
                found.setdefault(word, {})[word,] = meaning.removeprefix(LEGAL_CLASS)
    return {
        first: tuple(sorted(every.items(), key=lambda item: -len(item[0])))
        for first, every in found.items()
    }


@functools.cache
def not_forms() -> frozenset[str]:
    """Words that are no legal form although rigour's table has them."""
    return frozenset(_table()["not_forms"])


def legal_phrase(words: Sequence[str], at: int) -> tuple[int, str] | None:
    """The longest legal phrase that begins at a place: how many folded words, and its class."""
    for phrase, form in phrases().get(words[at], ()):
        if tuple(words[at : at + len(phrase)]) == phrase:
            return len(phrase), form
    return None


def mended_words(words: Sequence[str]) -> list[str]:
    """Words with slips in legal words mended: in long ones, and in short ones beside their like.

    `Compny` is Company. `Joint Sock Company` is Joint Stock Company; `sock` alone is a sock.
    """
    found = []
    slips = False
    for word in words:
        mended, meant = _mended(word)
        found.append(mended)
        slips = slips or bool(meant)
    return _mended_beside(found) if slips else found


def _mended_beside(found: list[str]) -> list[str]:
    neighbours = _neighbours()
    lower = [word.lower() for word in found]
    for place, word in enumerate(found):
        beside = lower[max(0, place - 1) : place] + lower[place + 1 : place + 2]
        near = [other for other in _mended(word)[1] if not neighbours[other].isdisjoint(beside)]
        if len(near) == 1:
            found[place] = near[0]
    return found


@functools.lru_cache(maxsize=100_000)
def _mended(word: str) -> tuple[str, tuple[str, ...]]:
    """A word with one slip in a long legal word mended, and what else it may be beside its like."""
    lower = word.lower()
    if len(word) >= _SLIP_FROM and word.isascii():
        # Another ending is another word (`societa`, `limitado`), and no slip.
        near = [meant for meant in _slips_of(lower, _slips()) if not lower.startswith(meant[:-1])]
        if len(near) == 1:
            word = lower = near[0]
    if len(lower) < _SHORT_SLIP_FROM:
        return word, ()
    return word, tuple(_slips_of(lower, _short_slips()))


def _slips_of(word: str, words: _ByLength) -> list[str]:
    """The words that a word is one slip away from, and no other spelling of; none for their own."""
    near = words.get(len(word), ())
    if word in near:
        return []
    return [
        meant
        for meant in near
        if OSA.distance(word, meant, score_cutoff=1) == 1 and fold(word) != fold(meant)
    ]


@functools.cache
def _slips() -> _ByLength:
    return _by_length(_table()["slips"])


@functools.cache
def _short_slips() -> _ByLength:
    return _by_length(_neighbours())


def _by_length(words: Iterable[str]) -> _ByLength:
    found: dict[int, list[str]] = {}
    for word in words:
        for length in range(len(word) - 1, len(word) + 2):
            found.setdefault(length, []).append(word)
    return found


@functools.cache
def _neighbours() -> dict[str, set[str]]:
    """The words that stand beside each word in the phrases whose slips are mended."""
    found: dict[str, set[str]] = {}
    for phrase in _table()["slips_in_phrases"]:
        words = phrase.split()
        for left, right in itertools.pairwise(words):
            found.setdefault(left, set()).add(right)
            found.setdefault(right, set()).add(left)
    return found
