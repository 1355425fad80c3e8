"""Words of the lists: how alike two words are, and which listed words are near one.

Likeness has two halves: the cosine of spelling features (`matchers.spelling`) and the normalised
insertion-deletion similarity. The cosine alone finds the near words of a list. Of a word that comes
from a script without vowels only the consonants are compared.
"""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from matchers.arrays import Arrays, pack, starts, unpack
from matchers.compiled import compiled
from matchers.names import CONSONANTAL
from matchers.spelling import (
    BUCKETS,
    MAX_FEATURES,
    MAX_LETTERS,
    Letters,
    edit_similarity,
    features,
    letter_places,
    letters,
    one_slip,
    skeleton,
    slip_keys,
)
from matchers.translations import MOST_TRANSLATIONS

NEAR_WORDS: Final = 96
"""Near listed words kept for one word of a query."""

SLIP_WORDS: Final = 160
"""Listed words looked at that are one slip of the hand away."""

MINIMUM_COSINE: Final = 0.3
ALIKE_FROM: Final = 0.4
ALIKE_TO: Final = 0.9
"""Mean of cosine and edit similarity at which two words begin to count, and count `NEARLY`."""

NEARLY: Final = 0.93
"""Likeness of words that are all but equal; only equal words count in full."""

_SLIPS: Final = np.array([0.0, 0.0, 0.0, 0.3, 0.6, 0.72, 0.78, 0.82, 0.86])
"""Likeness of two words that are one slip apart, by the letters of the shorter."""

_BONES: Final = np.array([0.0, 0.2, 0.55, 0.82, 0.9, 0.93])
"""The most that words without vowels can be alike, by the number of consonants compared."""

TRANSLATED: Final = 3
TRANSLATED_FROM: Final = 0.55
"""Likeness from which a word is read as the listed word it is like, translations and all."""

_COSINE_STEPS: Final = 1_024
_BARE: Final = ord(CONSONANTAL)
_CACHED_WORDS: Final = 50_000
_CACHED_NEAR: Final = 2_000_000


class Near(NamedTuple):
    """Where a word's near listed words stand in the cache: rising numbers' place and length."""

    start: int
    length: int


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


def is_spelt(word: str) -> bool:
    """Whether a word has letters to compare; symbols and numbers are only like themselves."""
    bare = word.removeprefix(CONSONANTAL)
    return bare.isascii() and bare.isalpha() and len(bare) > 1


@compiled
def _likeness(cosine: float, edit: float, most: float) -> float:
    mean = (cosine + edit) / 2
    return float(min(1.0, max(0.0, (mean - ALIKE_FROM) / (ALIKE_TO - ALIKE_FROM))) * most)


@compiled
def _most(left: int, right: int) -> float:
    """The most that two words can be alike of which so many consonants are compared."""
    return float(_BONES[min(left, right, len(_BONES) - 1)])


@compiled
def _slip_likeness(left: Letters, right: Letters) -> float:
    """The likeness of two words that are one slip apart; 0 for others."""
    if not one_slip(left, right):
        return 0.0
    return float(_SLIPS[min(len(left), len(right), len(_SLIPS) - 1)])


@compiled
def _alike(left: Letters, left_bare: bool, right: Letters, right_bare: bool) -> float:  # noqa: FBT001
    """The likeness of two words by their letters; `bare` ones are compared by consonants."""
    buckets = np.empty((2, MAX_FEATURES), dtype=np.int64)
    values = np.empty((2, MAX_FEATURES), dtype=np.float64)
    bare = left_bare or right_bare
    count, length, _ = features(left, bare, buckets[0], values[0])
    other_count, other_length, _ = features(right, bare, buckets[1], values[1])
    common = 0.0
    for one in range(count):
        for two in range(other_count):
            if buckets[0, one] == buckets[1, two]:
                common += values[0, one]
    cosine = common / np.sqrt(length * other_length)
    slip = 0.0 if bare else _slip_likeness(left, right)
    if cosine < MINIMUM_COSINE:
        return slip
    places = np.empty(256, dtype=np.uint64)
    if not bare:
        letter_places(left, places)
        return max(slip, _likeness(cosine, edit_similarity(places, len(left), right), NEARLY))
    bones = np.empty((2, MAX_LETTERS), dtype=np.uint8)
    one, two = skeleton(left, bones[0]), skeleton(right, bones[1])
    letter_places(bones[0, :one], places)
    return _likeness(cosine, edit_similarity(places, one, bones[1, :two]), _most(one, two))


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


@compiled
def _near(
    spelt: Spelt,
    word: Letters,
    consonantal: bool,  # noqa: FBT001
    own: int,
    sums: NDArray[np.float32],
    out_words: NDArray[np.int32],
    out_likeness: NDArray[np.float32],
) -> int:
    """Write the near listed words of a word and their translations, the most alike first."""
    met, cosines = _met(spelt, word, consonantal, own, sums)
    words = np.empty(NEAR_WORDS + SLIP_WORDS + 1, dtype=np.int32)
    alike = np.empty(NEAR_WORDS + SLIP_WORDS + 1, dtype=np.float32)
    found = 0
    if own >= 0:
        words[0], alike[0] = own, 1.0
        found = 1
    places = np.empty((2, 256), dtype=np.uint64)
    bones = np.empty(MAX_LETTERS, dtype=np.uint8)
    bone_count = skeleton(word, bones)
    letter_places(word, places[0])
    letter_places(bones[:bone_count], places[1])
    for place in range(len(met)):
        listed = met[place]
        if consonantal or spelt.is_consonantal[listed]:
            other = spelt.bones[spelt.bone_starts[listed] : spelt.bone_starts[listed + 1]]
            edit = edit_similarity(places[1], bone_count, other)
            most = _most(bone_count, len(other))
        else:
            other = spelt.letters[spelt.starts[listed] : spelt.starts[listed + 1]]
            edit = edit_similarity(places[0], len(word), other)
            most = NEARLY
        value = _likeness(np.float64(cosines[place]), edit, most)
        if value > 0:
            words[found], alike[found] = listed, value
            found += 1
    if not consonantal:
        found = _add_slips(spelt, word, own, words, alike, found)
    best = np.argsort(-alike[:found], kind="mergesort")
    found = min(found, NEAR_WORDS + 1)
    for place in range(found):
        out_words[place] = words[best[place]]
        out_likeness[place] = alike[best[place]]
    return _with_translations(spelt, out_words, out_likeness, found)


@compiled
def _met(
    spelt: Spelt,
    word: Letters,
    consonantal: bool,  # noqa: FBT001
    own: int,
    sums: NDArray[np.float32],
) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """The listed words of the best cosines, `NEAR_WORDS` at most, in order of their meeting."""
    buckets = np.empty(MAX_FEATURES, dtype=np.int64)
    values = np.empty(MAX_FEATURES, dtype=np.float64)
    count, length, skeleton_length = features(word, consonantal, buckets, values)
    most = 0
    for place in range(count):
        most += spelt.bucket_starts[buckets[place] + 1] - spelt.bucket_starts[buckets[place]]
    met = np.empty(most, dtype=np.int32)
    meetings = 0
    for place in range(count):
        value = np.float32(values[place])
        for row in range(
            spelt.bucket_starts[buckets[place]], spelt.bucket_starts[buckets[place] + 1]
        ):
            listed = spelt.bucket_words[row]
            if sums[listed] == 0:
                met[meetings] = listed
                meetings += 1
            sums[listed] += value
    norm, skeleton_norm = np.float32(length**-0.5), np.float32(skeleton_length**-0.5)
    cosines = np.empty(meetings, dtype=np.float32)
    kept = 0
    for place in range(meetings):
        listed = met[place]
        if consonantal or spelt.is_consonantal[listed]:
            cosine = sums[listed] * skeleton_norm * spelt.skeleton_norms[listed]
        else:
            cosine = sums[listed] * norm * spelt.norms[listed]
        sums[listed] = 0
        if cosine >= MINIMUM_COSINE and listed != own:
            met[kept] = listed
            cosines[kept] = cosine
            kept += 1
    return _best_of(met[:kept], cosines[:kept])


@compiled
def _best_of(
    met: NDArray[np.int32], cosines: NDArray[np.float32]
) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """The words of the best cosines, `NEAR_WORDS` at most, where they stand."""
    heaps = np.zeros(_COSINE_STEPS + 1, dtype=np.int64)
    for cosine in cosines:
        heaps[min(int(cosine * _COSINE_STEPS), _COSINE_STEPS)] += 1
    step, above = _COSINE_STEPS, heaps[_COSINE_STEPS]
    while step > 0 and above + heaps[step - 1] <= NEAR_WORDS:
        step -= 1
        above += heaps[step]
    chosen = 0
    for place in range(len(met)):
        if int(cosines[place] * _COSINE_STEPS) >= step and chosen < NEAR_WORDS:
            met[chosen], cosines[chosen] = met[place], cosines[place]
            chosen += 1
    return met[:chosen], cosines[:chosen]


@compiled
def _with_translations(
    spelt: Spelt, words: NDArray[np.int32], alike: NDArray[np.float32], length: int
) -> int:
    """Add the translations of the nearest words, where they are near enough; the new length."""
    end = length
    for place in range(min(length, TRANSLATED)):
        if alike[place] < TRANSLATED_FROM:
            break
        word = words[place]
        for row in range(spelt.translation_starts[word], spelt.translation_starts[word + 1]):
            words[end] = spelt.translation_words[row]
            alike[end] = spelt.translation_likeness[row] * alike[place]
            end += 1
    if end > length:
        best = np.argsort(-alike[:end], kind="mergesort")
        sorted_words, sorted_alike = words[:end][best], alike[:end][best]
        words[:end], alike[:end] = sorted_words, sorted_alike
    return end


@compiled
def _add_slips(
    spelt: Spelt,
    word: Letters,
    own: int,
    words: NDArray[np.int32],
    alike: NDArray[np.float32],
    found: int,
) -> int:
    """Add the listed words that are one slip away, or raise their likeness; how many there are."""
    keys = np.empty(MAX_LETTERS + 1, dtype=np.int64)
    looked_at = 0
    for place in range(slip_keys(word, keys)):
        for row in range(spelt.slip_starts[keys[place]], spelt.slip_starts[keys[place] + 1]):
            listed = spelt.slip_words[row]
            if listed == own or looked_at == SLIP_WORDS:
                continue
            looked_at += 1
            value = _slip_likeness(
                word, spelt.letters[spelt.starts[listed] : spelt.starts[listed + 1]]
            )
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
        self._sums = np.zeros(len(self.words), dtype=np.float32)
        self._cache: dict[str, Near] = {}
        self._used = 0
        self.near_words: NDArray[np.int32] = np.empty(_CACHED_NEAR, dtype=np.int32)
        self.near_likeness: NDArray[np.float32] = np.empty(_CACHED_NEAR, dtype=np.float32)

    def make_room(self, words: int) -> None:
        """Forget everything where the cache may not take the near words of so many more words."""
        room = _CACHED_NEAR - words * (NEAR_WORDS + 1 + TRANSLATED * MOST_TRANSLATIONS)
        if self._used > room or len(self._cache) + words > _CACHED_WORDS:
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
        if not is_spelt(word):
            if own < 0:
                return 0
            words, alike = self.near_words[self._used :], self.near_likeness[self._used :]
            words[0], alike[0] = own, 1.0
            return int(_with_translations(self._spelt, words, alike, 1))
        return _near(
            self._spelt,
            letters(word.removeprefix(CONSONANTAL)),
            word[0] == CONSONANTAL,
            own,
            self._sums,
            self.near_words[self._used :],
            self.near_likeness[self._used :],
        )


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
    rows = 0
    for number in range(words):
        word = flat[word_starts[number] : word_starts[number + 1]]
        first = bone_starts[number]
        bone_starts[number + 1] = first
        if len(word) == 0:
            continue
        bone_starts[number + 1] += skeleton(word, bones[first : first + len(word)])
        count, length, skeleton_length = features(word, consonantal[number], buckets, values)
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
