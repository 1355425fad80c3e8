"""Near words: the listed words that are like a word, whether or not that is listed itself.

The cosine of spelling features alone finds them; likeness ranks them (`matchers.likeness`).
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from matchers.compiled import borrowing
from matchers.likeness import (
    MINIMUM_COSINE,
    NEARLY,
    SYLLABLES,
    is_syllable,
    likeness_of,
    most_alike,
    slip_likeness,
)
from matchers.spelling import (
    MAX_FEATURES,
    MAX_LETTERS,
    Letters,
    edit_similarity,
    features,
    letter_places,
    skeleton,
    slip_keys,
)
from matchers.translations import MOST_TRANSLATIONS

NEAR_WORDS: Final = 96
"""Near listed words kept for one word of a query."""

SLIP_WORDS: Final = 160
"""Listed words looked at that are one slip of the hand away."""

CROWDED: Final = 2_000
"""Listed words from which what they share tells too little to look at each of them."""

TRANSLATED: Final = 3
TRANSLATED_FROM: Final = 0.55
"""Likeness from which a word is read as the listed word it is like, translations and all."""

MOST_NEAR: Final = NEAR_WORDS + 1 + TRANSLATED * MOST_TRANSLATIONS
"""Near words that one word can have, translations included."""

_COSINE_STEPS: Final = 1_024


class Spelt(NamedTuple):
    """The listed words as compiled code reads them: letters, bones, and features inverted."""

    starts: NDArray[np.int64]
    letters: Letters
    bone_starts: NDArray[np.int64]
    bones: Letters
    is_consonantal: NDArray[np.bool_]
    norms: NDArray[np.float32]
    skeleton_norms: NDArray[np.float32]
    bucket_starts: NDArray[np.int32]
    bucket_words: NDArray[np.int32]
    slip_starts: NDArray[np.int32]
    slip_words: NDArray[np.int32]
    translation_starts: NDArray[np.int64]
    translation_words: NDArray[np.int32]
    translation_likeness: NDArray[np.float32]


class Memory(NamedTuple):
    """Working memory over V listed words: `sums`, `met` and `cosines` (V,); `sums` is left zero.

    `most_norm` is the most that a cosine is multiplied with for a listed word. Buckets and values
    of features; `bones` and `keys` of one word; `places` (2, 256) of its letters
    and of its bones; `heaps` of cosines; words found, how alike they are, and the same once more.
    """

    sums: NDArray[np.float32]
    met: NDArray[np.int32]
    cosines: NDArray[np.float32]
    most_norm: np.float32
    buckets: NDArray[np.int64]
    values: NDArray[np.float64]
    bones: Letters
    keys: NDArray[np.int64]
    places: NDArray[np.uint64]
    heaps: NDArray[np.int64]
    words: NDArray[np.int32]
    alike: NDArray[np.float32]

    @staticmethod
    def of(spelt: Spelt) -> "Memory":
        """Memory to find words in this list."""
        words = len(spelt.norms)
        most_norm = max(spelt.norms.max(initial=0), spelt.skeleton_norms.max(initial=0))
        found = NEAR_WORDS + SLIP_WORDS + 1 + TRANSLATED * MOST_TRANSLATIONS
        return Memory(
            sums=np.zeros(words, dtype=np.float32),
            met=np.empty(words, dtype=np.int32),
            cosines=np.empty(words, dtype=np.float32),
            most_norm=np.float32(most_norm),
            buckets=np.empty(MAX_FEATURES, dtype=np.int64),
            values=np.empty(MAX_FEATURES, dtype=np.float64),
            bones=np.empty(MAX_LETTERS, dtype=np.uint8),
            keys=np.empty(MAX_LETTERS + 1, dtype=np.int64),
            places=np.empty((2, 256), dtype=np.uint64),
            heaps=np.empty(_COSINE_STEPS + 1, dtype=np.int64),
            words=np.empty(found, dtype=np.int32),
            alike=np.empty(found, dtype=np.float32),
        )


@borrowing
def near(
    spelt: Spelt,
    word: Letters,
    consonantal: bool,  # noqa: FBT001
    own: int,
    memory: Memory,
    out_words: NDArray[np.int32],
    out_likeness: NDArray[np.float32],
) -> int:
    """Write the near listed words of a word and their translations, the most alike first.

    `own` is the number of the word itself, -1 where it is not listed. Returns how many there are.
    """
    met = _met(spelt, word, consonantal, own, memory)
    found = 0
    if own >= 0:
        memory.words[0], memory.alike[0] = own, 1.0
        found = 1
    syllable = is_syllable(word)
    bone_count = skeleton(word, memory.bones)
    letter_places(word, memory.places[0])
    letter_places(memory.bones[:bone_count], memory.places[1])
    for place in range(met):
        listed = memory.met[place]
        if consonantal or spelt.is_consonantal[listed]:
            other = spelt.bones[spelt.bone_starts[listed] : spelt.bone_starts[listed + 1]]
            edit = edit_similarity(memory.places[1], bone_count, other)
            most = most_alike(bone_count, len(other))
        else:
            other = spelt.letters[spelt.starts[listed] : spelt.starts[listed + 1]]
            edit = edit_similarity(memory.places[0], len(word), other)
            most = SYLLABLES if syllable and is_syllable(other) else NEARLY
        value = likeness_of(np.float64(memory.cosines[place]), edit, most)
        if value > 0:
            memory.words[found], memory.alike[found] = listed, value
            found += 1
    if not consonantal:
        found = _add_slips(spelt, word, own, memory, found)
    _sort(memory.words, memory.alike, found)
    found = min(found, NEAR_WORDS + 1)
    return _with_translations(spelt, memory, found, out_words, out_likeness)


@borrowing
def translated(
    spelt: Spelt,
    own: int,
    memory: Memory,
    out_words: NDArray[np.int32],
    out_likeness: NDArray[np.float32],
) -> int:
    """Write a listed word and its translations; how many they are."""
    memory.words[0], memory.alike[0] = own, 1.0
    return _with_translations(spelt, memory, 1, out_words, out_likeness)


@borrowing
def _sort(words: NDArray[np.int32], alike: NDArray[np.float32], length: int) -> None:
    """Sort words, the most alike first, equal ones as they stood.

    By insertion: there are few, of which the most are not alike at all and stand last already.
    """
    for place in range(1, length):
        word, value = words[place], alike[place]
        at = place
        while at > 0 and alike[at - 1] < value:
            words[at], alike[at] = words[at - 1], alike[at - 1]
            at -= 1
        words[at], alike[at] = word, value


@borrowing
def _met(
    spelt: Spelt,
    word: Letters,
    consonantal: bool,  # noqa: FBT001
    own: int,
    memory: Memory,
) -> int:
    """Find the listed words of the best cosines, `NEAR_WORDS` at most, in order of their meeting.

    They come first in the memory; returns how many there are.
    """
    buckets, sums, met = memory.buckets, memory.sums, memory.met
    count, length, skeleton_length = features(
        word, consonantal, buckets, memory.values, memory.bones
    )
    meetings = 0
    for place in range(count):
        value = np.float32(memory.values[place])
        first, last = spelt.bucket_starts[buckets[place]], spelt.bucket_starts[buckets[place] + 1]
        if last - first > CROWDED:
            continue
        for row in range(first, last):
            listed = spelt.bucket_words[row]
            if sums[listed] == 0:
                met[meetings] = listed
                meetings += 1
            sums[listed] += value
    norm, skeleton_norm = np.float32(length**-0.5), np.float32(skeleton_length**-0.5)
    kept, most = 0, max(norm, skeleton_norm) * memory.most_norm
    for place in range(meetings):
        listed = met[place]
        if sums[listed] * most < MINIMUM_COSINE:  # most have a single bucket in common
            sums[listed] = 0
            continue
        if consonantal or spelt.is_consonantal[listed]:
            cosine = sums[listed] * skeleton_norm * spelt.skeleton_norms[listed]
        else:
            cosine = sums[listed] * norm * spelt.norms[listed]
        sums[listed] = 0
        if cosine >= MINIMUM_COSINE and listed != own:
            met[kept] = listed
            memory.cosines[kept] = cosine
            kept += 1
    return _best_of(met, memory.cosines, memory.heaps, kept)


@borrowing
def _best_of(
    met: NDArray[np.int32], cosines: NDArray[np.float32], heaps: NDArray[np.int64], count: int
) -> int:
    """Bring the words of the best cosines to the front, `NEAR_WORDS` at most; how many they are."""
    heaps[:] = 0
    for place in range(count):
        heaps[min(int(cosines[place] * _COSINE_STEPS), _COSINE_STEPS)] += 1
    step, above = _COSINE_STEPS, heaps[_COSINE_STEPS]
    while step > 0 and above + heaps[step - 1] <= NEAR_WORDS:
        step -= 1
        above += heaps[step]
    chosen = 0
    for place in range(count):
        if int(cosines[place] * _COSINE_STEPS) >= step and chosen < NEAR_WORDS:
            met[chosen], cosines[chosen] = met[place], cosines[place]
            chosen += 1
    return chosen


@borrowing
def _with_translations(
    spelt: Spelt,
    memory: Memory,
    length: int,
    out_words: NDArray[np.int32],
    out_likeness: NDArray[np.float32],
) -> int:
    """Write words and the translations of the nearest, where they are near enough; how many."""
    end = length
    for place in range(min(length, TRANSLATED)):
        if memory.alike[place] < TRANSLATED_FROM:
            break
        word = memory.words[place]
        for row in range(spelt.translation_starts[word], spelt.translation_starts[word + 1]):
            memory.words[end] = spelt.translation_words[row]
            memory.alike[end] = spelt.translation_likeness[row] * memory.alike[place]
            end += 1
    if end > length:
        _sort(memory.words, memory.alike, end)
    for place in range(end):
        out_words[place], out_likeness[place] = memory.words[place], memory.alike[place]
    return end


@borrowing
def _add_slips(spelt: Spelt, word: Letters, own: int, memory: Memory, found: int) -> int:
    """Add the listed words that are one slip away, or raise their likeness; how many there are."""
    words, alike = memory.words, memory.alike
    looked_at = 0
    for place in range(slip_keys(word, memory.keys)):
        key = memory.keys[place]
        for row in range(spelt.slip_starts[key], spelt.slip_starts[key + 1]):
            listed = spelt.slip_words[row]
            if listed == own or looked_at == SLIP_WORDS:
                continue
            looked_at += 1
            other = spelt.letters[spelt.starts[listed] : spelt.starts[listed + 1]]
            value = slip_likeness(word, other)
            if value == 0:
                continue
            known = 0
            while known < found and words[known] != listed:
                known += 1
            if known == found:
                words[known], alike[known] = listed, value
                found += 1
            else:
                alike[known] = max(alike[known], value)
    return found
