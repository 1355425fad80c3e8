"""The words of the lists: their numbers, and which of them are near a word."""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from matchers.arrays import Arrays, pack, starts, unpack
from matchers.compiled import compiled
from matchers.likeness import is_spelt
from matchers.names import CONSONANTAL
from matchers.near import MOST_NEAR, Memory, Spelt, near, translated
from matchers.spelling import (
    BUCKETS,
    MAX_FEATURES,
    MAX_LETTERS,
    Letters,
    features,
    letters,
    skeleton,
    slip_keys,
)

_CACHED_WORDS: Final = 50_000
_CACHED_NEAR: Final = 2_000_000
_READINGS: Final = 5
"""Listed words that one word may be otherwise: one with the next, and the halves of two cuts."""


class Near(NamedTuple):
    """Where a word's near listed words stand in the cache: rising numbers' place and length."""

    start: int
    length: int


class WordTable:
    """The distinct words of an index, by number, with what finds the near ones of any word.

    What was found is kept in two flat arrays, `near_words` and `near_likeness`, until those are
    full.
    """

    def __init__(self, arrays: Arrays) -> None:
        """Use the arrays that `word_arrays` made."""
        self.words: list[str] = unpack(arrays, "word")
        self.numbers: Mapping[str, int] = {word: n for n, word in enumerate(self.words)}
        self._spelt = Spelt(*(arrays[f"spelt_{name}"] for name in Spelt._fields))
        self._memory = Memory.of(self._spelt)
        self._cache: dict[str, Near] = {}
        self._used = 0
        self.near_words: NDArray[np.int32] = np.empty(_CACHED_NEAR, dtype=np.int32)
        self.near_likeness: NDArray[np.float32] = np.empty(_CACHED_NEAR, dtype=np.float32)

    def make_room(self, words: int) -> None:
        """Forget everything where the cache may not take what is near so many more words.

        That is, their near words and the listed words that they are when written together or apart.
        Raises ValueError for more words than it takes when it is empty.
        """
        needed = words * (MOST_NEAR + _READINGS)
        if needed > _CACHED_NEAR:
            raise ValueError(f"near words of {words} words are more than the cache takes")
        if self._used > _CACHED_NEAR - needed or len(self._cache) + words > _CACHED_WORDS:
            self._cache.clear()
            self._used = 0

    def near(self, word: str) -> Near:
        """Where the listed words stand that are like `word`, itself included where it is listed.

        Valid until `make_room` is called next; call that first.
        """
        found = self._cache.get(word)
        if found is None:
            found = self._cache[word] = Near(self._used, self._find(word))
            self._used += found.length
        return found

    def exactly(self, word: str, likeness: float) -> Near:
        """Where a listed word stands by itself, as if it were as alike as stated."""
        key = f"={word}"
        found = self._cache.get(key)
        if found is None:
            self.near_words[self._used] = self.numbers[word]
            self.near_likeness[self._used] = likeness
            found = self._cache[key] = Near(self._used, 1)
            self._used += 1
        return found

    def _find(self, word: str) -> int:
        own = self.numbers.get(word, -1)
        out = self.near_words[self._used :], self.near_likeness[self._used :]
        if is_spelt(word):
            spelt, bare = letters(word.removeprefix(CONSONANTAL)), word[0] == CONSONANTAL
            return near(self._spelt, spelt, bare, own, self._memory, *out)
        return translated(self._spelt, own, self._memory, *out) if own >= 0 else 0


def word_arrays(words: Sequence[str], translated: Arrays) -> Arrays:
    """The arrays of a WordTable over `words`: their text, and their features inverted.

    `translated` are their translations (`matchers.translations`).
    """
    bare = [letters(word.removeprefix(CONSONANTAL)) if is_spelt(word) else _NONE for word in words]
    word_starts = starts(map(len, bare))
    flat = np.concatenate([*bare, _NONE])
    consonantal = np.array([word[0] == CONSONANTAL for word in words], dtype=np.bool_)
    inverted = _spelt(word_starts, flat, consonantal)
    return {
        **pack("word", words),
        **{f"spelt_{name}": array for name, array in (inverted | translated).items()},
    }


_NONE: Final = np.empty(0, dtype=np.uint8)


@compiled
def _invert(
    word_starts: NDArray[np.int64], flat: Letters, consonantal: NDArray[np.bool_]
) -> tuple[
    NDArray[np.int64],
    Letters,
    NDArray[np.float32],
    NDArray[np.float32],
    NDArray[np.int64],
    NDArray[np.int32],
]:
    words = len(word_starts) - 1
    bone_starts = np.zeros(words + 1, dtype=np.int64)
    bones = np.empty(len(flat), dtype=np.uint8)
    norms = np.zeros(words, dtype=np.float32)
    skeleton_norms = np.zeros(words, dtype=np.float32)
    numbers = np.empty(2 * len(flat) + 7 * words, dtype=np.int32)
    places = np.empty(2 * len(flat) + 7 * words, dtype=np.int64)
    buckets = np.empty(MAX_FEATURES, dtype=np.int64)
    values = np.empty(MAX_FEATURES, dtype=np.float64)
    memory = np.empty(MAX_LETTERS, dtype=np.uint8)
    rows = 0
    for number in range(words):
        word = flat[word_starts[number] : word_starts[number + 1]]
        first = bone_starts[number]
        bone_starts[number + 1] = first
        if len(word) == 0:
            continue
        bone_starts[number + 1] += skeleton(word, bones[first : first + len(word)])
        count, length, skeleton_length = features(
            word, consonantal[number], buckets, values, memory
        )
        norms[number], skeleton_norms[number] = length**-0.5, skeleton_length**-0.5
        numbers[rows : rows + count] = number
        places[rows : rows + count] = buckets[:count]
        rows += count
    return bone_starts, bones, norms, skeleton_norms, places[:rows], numbers[:rows]


@compiled
def _invert_slips(
    word_starts: NDArray[np.int64], flat: Letters, consonantal: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    words = len(word_starts) - 1
    places = np.empty(len(flat) + words, dtype=np.int64)
    numbers = np.empty(len(flat) + words, dtype=np.int32)
    keys = np.empty(MAX_LETTERS + 1, dtype=np.int64)
    rows = 0
    for number in range(words):
        word = flat[word_starts[number] : word_starts[number + 1]]
        if len(word) == 0 or consonantal[number]:
            continue
        count = slip_keys(word, keys)
        places[rows : rows + count] = keys[:count]
        numbers[rows : rows + count] = number
        rows += count
    return places[:rows], numbers[:rows]


def _spelt(word_starts: NDArray[np.int64], flat: Letters, consonantal: NDArray[np.bool_]) -> Arrays:
    bone_starts, bones, norms, skeleton_norms, places, numbers = _invert(
        word_starts, flat, consonantal
    )
    slip_places, slip_numbers = _invert_slips(word_starts, flat, consonantal)
    slip_order = np.argsort(slip_places, kind="stable")
    order = np.argsort(places, kind="stable")
    return {
        "starts": word_starts,
        "letters": flat,
        "bone_starts": bone_starts,
        "bones": bones[: bone_starts[-1]],
        "is_consonantal": consonantal,
        "norms": norms,
        "skeleton_norms": skeleton_norms,
        "bucket_starts": np.searchsorted(places[order], np.arange(BUCKETS + 1)).astype(np.int32),
        "bucket_words": numbers[order],
        "slip_starts": np.searchsorted(slip_places[slip_order], np.arange(BUCKETS + 1)).astype(
            np.int32
        ),
        "slip_words": slip_numbers[slip_order],
    }
