"""Every word: what a full scan reads words with, where the product keeps the nearest few."""

import numpy as np
from numpy.typing import NDArray

from matchers.arrays import Arrays
from matchers.likeness import likeness
from matchers.words import Near, WordTable


class EveryWord(WordTable):
    """A word table that keeps every listed word which is at all like a word, however many."""

    def __init__(self, arrays: Arrays) -> None:
        """Use the arrays that `word_arrays` made."""
        super().__init__(arrays)
        self._all: dict[str, NDArray[np.float32]] = {}

    def make_room(self, words: int) -> None:
        """Forget places where less than half of the memory is left; likeness is remembered."""
        del words
        if self._used > len(self.near_words) // 2:
            self._cache.clear()
            self._used = 0

    def near(self, word: str) -> Near:
        """The nearest as in the product, translations included, and after them all others."""
        if word in self._cache:
            return self._cache[word]
        nearest = super().near(word)
        alike = self._likeness(word).copy()
        alike[self.near_words[nearest.start : nearest.start + nearest.length]] = 0
        others = np.flatnonzero(alike)
        last = self._used + len(others)
        self.near_words[self._used : last] = others
        self.near_likeness[self._used : last] = alike[others]
        self._used = last
        found = self._cache[word] = Near(nearest.start, last - nearest.start)
        return found

    def _likeness(self, word: str) -> NDArray[np.float32]:
        """How alike a word and each of the listed words are."""
        if word not in self._all:
            alike = (likeness(word, listed) for listed in self.words)
            self._all[word] = np.fromiter(alike, dtype=np.float32, count=len(self.words))
        return self._all[word]
