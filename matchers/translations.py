"""Word translations, mined from the names that the listed entities have themselves.

Two names of one entity often say the same in two languages, or one shortens the other. What is left
of either name when the words that both hold are taken away is taken as a pair of sentences, and
words are aligned by expectation maximisation (IBM model 1: Brown et al., The mathematics of
statistical machine translation, 1993). A pair of words counts as a translation when enough entities
show it and it explains enough of what is left.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matchers.arrays import Arrays

MINIMUM_ENTITIES: Final = 3
"""Entities whose names must show a translation."""

MINIMUM_SHARE: Final = 0.07
FULL_SHARE: Final = 0.4
"""Probability of a translation from which it begins to count, and from which it counts most."""

LEAST_LIKENESS: Final = 0.4
MOST_LIKENESS: Final = 0.93
"""Likeness of the words of a translation that only just counts, and of a sure one."""

MOST_TRANSLATIONS: Final = 64
"""Translations kept of one word, the likeliest."""

_ROUNDS: Final = 6
_NAMES: Final = 20
"""Distinct names read of one entity: some have dozens of spellings of the same."""

_WORDS: Final = 8
"""Words that may be left of a name; with more, anything could translate anything."""

Words = frozenset[int]
_Columns = tuple[
    NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.float64], NDArray[np.int64]
]


def translations(
    entities: Iterable[Sequence[Words]], words: int, known: Sequence[tuple[int, int, float]]
) -> Arrays:
    """For each of `words` words its translations: where they start, their numbers, their likeness.

    `entities` has for every entity the word numbers of each of its names; `known` are translations
    that need no evidence: source, target and likeness.
    """
    mined = _mined(entities, words)
    sure = np.array(known, dtype=np.float64).reshape(-1, 3).T
    source, target = (np.concatenate([mined[row], sure[row].astype(np.int64)]) for row in (0, 1))
    likeness = np.concatenate([mined[2], sure[2]])
    order = np.lexsort((-likeness, target, source))
    # What is known and mined as well has its greater likeness.
    _, first = np.unique(source[order] * words + target[order], return_index=True)
    order = order[first]
    order = order[_rank(source[order], likeness[order]) < MOST_TRANSLATIONS]
    return {
        "translation_starts": np.searchsorted(source[order], np.arange(words + 1)),
        "translation_words": target[order].astype(np.int32),
        "translation_likeness": likeness[order].astype(np.float32),
    }


def _mined(
    entities: Iterable[Sequence[Words]], words: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    sources, targets, segments, weights, bearers = _table(entities)
    if not len(sources):
        nothing = np.empty(0, dtype=np.int64)
        return nothing, nothing, np.empty(0)
    keys, rows = np.unique(sources.astype(np.int64) * words + targets, return_inverse=True)
    shown = np.bincount(np.unique(rows * (bearers.max() + 1) + bearers) // (bearers.max() + 1))
    chance = _aligned(keys // words, rows, segments, weights, words)
    source, target = np.divmod(keys, words)
    back = np.searchsorted(keys, target * words + source)
    both = np.maximum(chance, chance[np.minimum(back, len(keys) - 1)])
    kept = (shown >= MINIMUM_ENTITIES) & (both >= MINIMUM_SHARE)
    kept &= _rank(source, both) < MOST_TRANSLATIONS
    sureness = np.clip((both[kept] - MINIMUM_SHARE) / (FULL_SHARE - MINIMUM_SHARE), 0, 1)
    likeness = LEAST_LIKENESS + sureness * (MOST_LIKENESS - LEAST_LIKENESS)
    return source[kept], target[kept], likeness


def _rank(groups: NDArray[np.int64], values: NDArray[np.float64]) -> NDArray[np.int64]:
    """The place of each value within its group, the largest first; groups stand together."""
    order = np.lexsort((-values, groups))
    starts = np.searchsorted(groups, groups)
    ranks = np.empty(len(groups), dtype=np.int64)
    ranks[order] = np.arange(len(groups)) - starts[order]
    return ranks


def _table(entities: Iterable[Sequence[Words]]) -> _Columns:
    """Every two words of every two rests: source, target, which target it is, weight, entity."""
    rows: list[tuple[int, int, int, float, int]] = []
    segment = 0
    for number, names in enumerate(entities):
        rests = list(_rests(list(dict.fromkeys(names))[:_NAMES]))
        share = 1 / max(1, len(rests)) ** 0.5
        for left, right in rests:
            for target in right:
                rows.extend((source, target, segment, share, number) for source in left)
                segment += 1
    sources, targets, segments, weights, bearers = np.array(rows, dtype=np.float64).reshape(-1, 5).T
    return (
        sources.astype(np.int64),
        targets.astype(np.int64),
        segments.astype(np.int64),
        weights,
        bearers.astype(np.int64),
    )


def _rests(names: Sequence[Words]) -> Iterator[tuple[list[int], list[int]]]:
    """What is left of two names without the words that both hold, for every two names."""
    for left in names:
        for right in names:
            one, other = left - right, right - left
            if one and other and len(one) <= _WORDS and len(other) <= _WORDS:
                yield sorted(one), sorted(other)


def _aligned(
    sources: NDArray[np.int64],
    rows: NDArray[np.int64],
    segments: NDArray[np.int64],
    weights: NDArray[np.float64],
    words: int,
) -> NDArray[np.float64]:
    """The probability of every pair's target given its source, after some rounds of EM."""
    chance = np.ones(len(sources))
    for _ in range(_ROUNDS):
        likely = chance[rows]
        whole = np.bincount(segments, likely)
        counts = np.bincount(rows, likely / whole[segments] * weights, len(sources))
        chance = counts / np.bincount(sources, counts, words)[sources]
    return chance
