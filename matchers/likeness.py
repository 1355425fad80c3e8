"""How alike two words are.

Likeness has two halves: the cosine of spelling features (`matchers.spelling`) and the normalised
insertion-deletion similarity. Of a word that comes from a script without vowels only the consonants
are compared. One slip of the hand leaves words alike, the longer they are the more.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matchers.compiled import borrowing, compiled
from matchers.names import CONSONANTAL
from matchers.spelling import (
    MAX_FEATURES,
    MAX_LETTERS,
    VOWEL,
    Letters,
    edit_similarity,
    features,
    letter_places,
    one_slip,
    skeleton,
)

MINIMUM_COSINE: Final = 0.3
ALIKE_FROM: Final = 0.4
ALIKE_TO: Final = 0.9
"""Mean of cosine and edit similarity at which two words begin to count, and count `NEARLY`."""

NEARLY: Final = 0.93
"""Likeness of words that are all but equal; only equal words count in full."""

_SLIPS: Final = np.array([0.0, 0.0, 0.0, 0.0, 0.6, 0.72, 0.78, 0.82, 0.86])
"""Likeness of two words that are one slip apart, by the letters of the shorter."""

_BONES: Final = np.array([0.0, 0.2, 0.55, 0.82, 0.9, 0.93])
"""The most that words without vowels can be alike, by the number of consonants compared."""

SYLLABLES: Final = 0.5
"""The most that two different words of one syllable are alike: Chol is not Chun."""

SYLLABLE_LETTERS: Final = 5
_BARE: Final = ord(CONSONANTAL)


def is_spelt(word: str) -> bool:
    """Whether a word has letters to compare; symbols and numbers are only like themselves."""
    bare = word.removeprefix(CONSONANTAL)
    return bare.isascii() and bare.isalpha() and len(bare) > 1


@borrowing
def likeness_of(cosine: float, edit: float, most: float) -> float:
    """The likeness of two words that can be alike by `most`, from both of its halves."""
    mean = (cosine + edit) / 2
    return float(min(1.0, max(0.0, (mean - ALIKE_FROM) / (ALIKE_TO - ALIKE_FROM))) * most)


@borrowing
def most_alike(left: int, right: int) -> float:
    """The most that two words can be alike of which so many consonants are compared."""
    return float(_BONES[min(left, right, len(_BONES) - 1)])


@borrowing
def is_syllable(word: Letters) -> bool:
    """Whether a word is short and has one run of vowels."""
    if len(word) > SYLLABLE_LETTERS:
        return False
    runs, before = 0, False
    for letter in word:
        is_vowel = VOWEL[letter]
        runs += int(is_vowel and not before)
        before = is_vowel
    return runs == 1


@borrowing
def slip_likeness(left: Letters, right: Letters) -> float:
    """The likeness of two words that are one slip apart; 0 for others."""
    if not one_slip(left, right):
        return 0.0
    alike = float(_SLIPS[min(len(left), len(right), len(_SLIPS) - 1)])
    return min(alike, SYLLABLES) if is_syllable(left) and is_syllable(right) else alike


@compiled
def _alike(left: Letters, left_bare: bool, right: Letters, right_bare: bool) -> float:  # noqa: FBT001
    """The likeness of two words by their letters; `bare` ones are compared by consonants."""
    buckets = np.empty((2, MAX_FEATURES), dtype=np.int64)
    values = np.empty((2, MAX_FEATURES), dtype=np.float64)
    memory = np.empty(MAX_LETTERS, dtype=np.uint8)
    bare = left_bare or right_bare
    count, length, _ = features(left, bare, buckets[0], values[0], memory)
    other_count, other_length, _ = features(right, bare, buckets[1], values[1], memory)
    common = 0.0
    for one in range(count):
        for two in range(other_count):
            if buckets[0, one] == buckets[1, two]:
                common += values[0, one]
    cosine = common / np.sqrt(length * other_length)
    slip = 0.0 if bare else slip_likeness(left, right)
    if cosine < MINIMUM_COSINE:
        return slip
    places = np.empty(256, dtype=np.uint64)
    if not bare:
        letter_places(left, places)
        most = SYLLABLES if is_syllable(left) and is_syllable(right) else NEARLY
        return max(slip, likeness_of(cosine, edit_similarity(places, len(left), right), most))
    bones = np.empty((2, MAX_LETTERS), dtype=np.uint8)
    one, two = skeleton(left, bones[0]), skeleton(right, bones[1])
    letter_places(bones[0, :one], places)
    return likeness_of(cosine, edit_similarity(places, one, bones[1, :two]), most_alike(one, two))


@compiled
def likenesses(
    left_starts: NDArray[np.int64], left: Letters, right_starts: NDArray[np.int64], right: Letters
) -> NDArray[np.float64]:
    """How alike each of some words is to each of others, (left, right); texts as `as_bytes`."""
    out = np.zeros((len(left_starts) - 1, len(right_starts) - 1))
    for row in range(len(out)):
        one = left[left_starts[row] : left_starts[row + 1]]
        for column in range(out.shape[1]):
            other = right[right_starts[column] : right_starts[column + 1]]
            if len(one) == len(other) and np.all(one == other):
                out[row, column] = 1.0
            elif _is_spelt(one) and _is_spelt(other):
                bare, other_bare = one[0] == _BARE, other[0] == _BARE
                out[row, column] = _alike(
                    one[int(bare) :][:MAX_LETTERS],
                    bare,
                    other[int(other_bare) :][:MAX_LETTERS],
                    other_bare,
                )
    return out


@compiled
def _is_spelt(word: Letters) -> bool:
    first = int(word[0] == _BARE)
    for place in range(first, len(word)):
        if not ord("a") <= word[place] <= ord("z"):
            return False
    return len(word) - first > 1


def as_bytes(words: Sequence[str]) -> tuple[NDArray[np.int64], Letters]:
    """Words of ASCII characters one after the other as bytes, and where each starts."""
    places = [0]
    for word in words:
        places.append(places[-1] + len(word))
    text = "".join(words).encode("ascii")
    return np.array(places, dtype=np.int64), np.frombuffer(text, dtype=np.uint8)


def likeness(left: str, right: str) -> float:
    """How alike two words are, in [0, 1]; 1 for equal words."""
    return float(likenesses(*as_bytes([left]), *as_bytes([right]))[0, 0])
