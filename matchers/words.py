"""Words of the lists: how alike two words are, which listed words are near one, what one weighs.

Likeness has two halves: the cosine of spelling features (trigrams, first letters, consonant
skeletons, so that transliterations that differ in vowels and in voicing still meet) and the
normalised insertion-deletion similarity. The cosine alone finds the near words of a list.
"""

import functools
import math
import zlib
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Indel
from rapidfuzz.process import cdist

from matchers.arrays import Arrays, pack, slots, unpack

NEAR_WORDS: Final = 96
"""Near listed words kept for one word of a query."""

MINIMUM_COSINE: Final = 0.3
_ALIKE_FROM, _ALIKE_TO = 0.35, 0.88
"""Mean of cosine and edit similarity at which two words begin to count, and count in full."""

_CACHED_WORDS: Final = 50_000
_BUCKETS: Final = 1 << 18
_BEFORE_A: Final = ord("a") - 1
_LETTERS: Final = 27
"""The letters a to z, and the end of a word."""
_GRAMS: Final = _LETTERS**3

_VOWELS: Final = str.maketrans("", "", "aeiou")
_UNVOICED: Final = str.maketrans("bdgvz", "ptkfs")
_TRIGRAM, _HEAD, _SKELETON, _UNVOICED_SKELETON, _SKELETON_TRIGRAM = 1.0, 0.8, 1.2, 1.0, 0.8

Near = tuple[NDArray[np.int32], NDArray[np.float32]]
"""Listed word numbers and their likeness in (0, 1], in rising order of likeness."""


@functools.lru_cache(maxsize=_CACHED_WORDS)
def features(word: str) -> tuple[tuple[int, float], ...]:
    """The spelling features of a word as (bucket, weight), of length one; empty for symbols.

    Symbols and words with digits are like nothing but themselves.
    """
    if not (word.isascii() and word.isalpha()):
        return ()
    skeleton = word[0] + word[1:].translate(_VOWELS)
    weights = dict.fromkeys(_grams(word), _TRIGRAM)
    weights |= dict.fromkeys((_GRAMS + gram for gram in _grams(skeleton)), _SKELETON_TRIGRAM)
    weights[_bucket("head", word[:4])] = _HEAD
    weights[_bucket("skeleton", skeleton)] = _SKELETON
    weights[_bucket("unvoiced", skeleton.translate(_UNVOICED))] = _UNVOICED_SKELETON
    length = math.sqrt(sum(weight * weight for weight in weights.values()))
    return tuple((bucket, weight / length) for bucket, weight in weights.items())


def _grams(word: str) -> Iterable[int]:
    """The trigrams of a lower-case word, its ends marked, each a number below `_GRAMS`."""
    letters = [0, *(ord(letter) - _BEFORE_A for letter in word), 0]
    return (
        (one * _LETTERS + two) * _LETTERS + three
        for one, two, three in zip(letters, letters[1:], letters[2:], strict=False)
    )


def _bucket(family: str, text: str) -> int:
    """The bucket of a longer feature; few of these share one."""
    return 2 * _GRAMS + zlib.crc32(f"{family}:{text}".encode()) % (_BUCKETS - 2 * _GRAMS)


def _likeness(cosine: NDArray[np.float64], edit: NDArray[np.float64]) -> NDArray[np.float32]:
    mean = (cosine + edit) / 2
    return np.clip((mean - _ALIKE_FROM) / (_ALIKE_TO - _ALIKE_FROM), 0, 1).astype(np.float32)


def likeness(left: str, right: str) -> float:
    """How alike two words are, in [0, 1]; symmetric, 1 for equal words."""
    if left == right:
        return 1.0
    other = dict(features(right))
    cosine = sum(weight * other.get(bucket, 0.0) for bucket, weight in features(left))
    if cosine < MINIMUM_COSINE:
        return 0.0
    edit = Indel.normalized_similarity(left, right)
    return float(_likeness(np.array([cosine]), np.array([edit]))[0])


class WordTable:
    """The distinct words of an index, by number, with what finds the near ones of any word."""

    def __init__(self, arrays: Arrays) -> None:
        """Use the arrays that `word_arrays` made."""
        self.words: list[str] = unpack(arrays, "word")
        self.numbers: Mapping[str, int] = {word: n for n, word in enumerate(self.words)}
        self._starts = arrays["bucket_starts"]
        self._words = arrays["bucket_words"]
        self._values = arrays["bucket_values"]
        self._cache: OrderedDict[str, Near] = OrderedDict()

    def near(self, word: str) -> Near:
        """The listed words that are like `word`, itself included where it is listed."""
        found = self._cache.get(word)
        if found is None:
            found = self._cache[word] = self._near(word)
            if len(self._cache) > _CACHED_WORDS:
                self._cache.popitem(last=False)
        return found

    def _near(self, word: str) -> Near:
        cosines = self._cosines(word)
        found = np.flatnonzero(cosines >= MINIMUM_COSINE)
        found = found[np.argsort(-cosines[found], kind="stable")[:NEAR_WORDS]]
        edit = cdist([word], [self.words[n] for n in found], scorer=Indel.normalized_similarity)
        alike = _likeness(cosines[found], edit[0].astype(np.float64))
        own = self.numbers.get(word)
        if own is not None:
            others = found != own
            found = np.append(found[others], own)
            alike = np.append(alike[others], np.float32(1))
        order = np.argsort(alike, kind="stable")
        order = order[np.searchsorted(alike[order], 0, side="right") :]
        return found[order].astype(np.int32), alike[order]

    def _cosines(self, word: str) -> NDArray[np.float64]:
        wanted = features(word)
        if not wanted:
            return np.zeros(len(self.words))
        buckets = np.array([bucket for bucket, _ in wanted])
        weights = np.array([weight for _, weight in wanted])
        starts = self._starts[buckets]
        lengths = self._starts[buckets + 1] - starts
        places = slots(starts, lengths)
        values = self._values[places] * np.repeat(weights, lengths)
        sums = np.bincount(self._words[places], weights=values, minlength=len(self.words))
        return sums.astype(np.float64, copy=False)


def word_arrays(words: Sequence[str]) -> Arrays:
    """The arrays of a WordTable over `words`: their text, and their features inverted."""
    numbers, buckets, values = [], [], []
    for number, word in enumerate(words):
        for bucket, value in features(word):
            numbers.append(number)
            buckets.append(bucket)
            values.append(value)
    bucket_array = np.array(buckets, dtype=np.int64)
    order = np.argsort(bucket_array, kind="stable")
    return {
        **pack("word", words),
        "bucket_starts": np.searchsorted(bucket_array[order], np.arange(_BUCKETS + 1)).astype(
            np.int32
        ),
        "bucket_words": np.array(numbers, dtype=np.int32)[order],
        "bucket_values": np.array(values, dtype=np.float32)[order],
    }
