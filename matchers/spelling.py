"""How two words are spelt: features of a word, and the edit similarity of two.

A word is an array of lower-case ASCII letters, one byte each. Its features are buckets: trigrams,
its first letters, its consonant skeleton in three strengths, so that transliterations that differ
in vowels and in voicing still meet. Every family of features has one weight.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from matchers.compiled import borrowing

Letters = NDArray[np.uint8]

MAX_LETTERS: Final = 64
"""Letters read of a word: as many as a machine word has bits."""

MAX_FEATURES: Final = 2 * (MAX_LETTERS + 2) + 3
BUCKETS: Final = 1 << 18
_LETTERS_BASE: Final = 27
_GRAMS: Final = _LETTERS_BASE**3
_A: Final = ord("a")
_ZERO: Final = ord("0")
_NINE: Final = ord("9")
_SPACE: Final = ord(" ")
_TRIGRAM: Final = 1.0
_SKELETON_TRIGRAM: Final = 0.64
_HEAD: Final = 0.64
_SKELETON: Final = 1.44
_UNVOICED: Final = 1.0
_HEAD_LETTERS: Final = 4
_SWAPPED: Final = 2
_SLIP_LETTERS: Final = 4
"""Letters of a word from which slips are looked for: in shorter ones every word is one."""


def _table(pairs: dict[str, str]) -> Letters:
    table = np.arange(256, dtype=np.uint8)
    for left, right in pairs.items():
        table[ord(left)] = ord(right)
    return table


def _beginnings(others: dict[str, str]) -> NDArray[np.bool_]:
    table = np.eye(256, dtype=np.bool_)
    for letter, begun in others.items():
        for other in begun:
            table[ord(letter), ord(other)] = True
    return table


MAY_BEGIN: Final = _beginnings(
    {
        "c": "ks", "d": "j", "e": "i", "i": "j", "j": "i", "k": "h", "p": "f", "q": "k", "t": "c",
        "u": "v", "w": "v", "x": "hk", "y": "eij",
    }
)  # fmt: skip
"""Whether a single letter, as it is spelt, may begin a folded word: (256, 256).

W. is Viliam, folded; Y. Evgeni; K. Haled.
"""

VOWEL: Final = np.isin(np.arange(256), [ord(letter) for letter in "aeiou"])
_UNVOICED_OF: Final = _table({"b": "p", "d": "t", "g": "k", "v": "f", "z": "s"})


@borrowing
def skeleton(word: Letters, out: Letters) -> int:
    """Write the consonants of a word to `out`, a vowel at its start as `a`; how many there are.

    A last `h` is left out: it is written for what is not spoken (Abdullah, Fatimah).
    """
    length = 0
    out[0] = _A
    for place in range(len(word)):
        letter = word[place]
        if VOWEL[letter]:
            length = max(length, int(place == 0))
        elif letter == ord("h") and place == len(word) - 1 and place > 1:
            break
        elif length == 0 or out[length - 1] != letter:
            out[length] = letter
            length += 1
    return length


FNV_START: Final = np.uint64(14695981039346656037)
"""What the key of no letters is (FNV-1a, 64 bits)."""


@borrowing
def with_letter(key: np.uint64, letter: np.uint8) -> np.uint64:
    """The key of some letters and one more."""
    return (key ^ np.uint64(letter)) * np.uint64(1099511628211)


@borrowing
def bucket_of(key: np.uint64, buckets: int) -> int:
    """Which of so many buckets a key is in."""
    return int((key ^ (key >> np.uint64(29))) % np.uint64(buckets))


@borrowing
def _hashed(word: Letters, length: int, family: int, table: Letters) -> int:
    """The bucket of a longer feature, above those of trigrams; few share one."""
    key = FNV_START ^ np.uint64(family)
    for place in range(length):
        key = with_letter(key, table[word[place]])
    return 2 * _GRAMS + bucket_of(key, BUCKETS - 2 * _GRAMS)


@borrowing
def _grams(word: Letters, length: int, offset: int, buckets: NDArray[np.int64], count: int) -> int:
    """Append the trigrams of a word, its ends marked."""
    one, two = 0, 0
    for place in range(length + 1):
        three = 0 if place == length else word[place] - _A + 1
        if place:
            buckets[count] = offset + (one * _LETTERS_BASE + two) * _LETTERS_BASE + three
            count += 1
        one, two = two, three
    return count


_SAME: Final = np.arange(256, dtype=np.uint8)


@borrowing
def features(
    word: Letters,
    consonantal: bool,  # noqa: FBT001
    buckets: NDArray[np.int64],
    values: NDArray[np.float64],
    bones: Letters,
) -> tuple[int, float, float]:
    """Write a word's features; how many, the squared length of all, and of the skeleton's alone.

    A consonantal word has those of its skeleton alone. Repeated trigrams count once. `bones`
    (MAX_LETTERS,) is written to as well.
    """
    length = skeleton(word, bones)
    count = 0
    buckets[count], values[count] = _hashed(bones, length, 2, _SAME), _SKELETON
    count += 1
    buckets[count], values[count] = _hashed(bones, length, 3, _UNVOICED_OF), _UNVOICED
    count += 1
    first = count
    count = _grams(bones, length, _GRAMS, buckets, count)
    values[first:count] = _SKELETON_TRIGRAM
    count = _distinct(buckets, values, count)
    of_skeleton = values[:count].sum()
    if consonantal:
        return count, of_skeleton, of_skeleton
    buckets[count], values[count] = _hashed(word, min(len(word), _HEAD_LETTERS), 1, _SAME), _HEAD
    count += 1
    first = count
    count = _grams(word, len(word), 0, buckets, count)
    values[first:count] = _TRIGRAM
    count = _distinct(buckets, values, count)
    return count, values[:count].sum(), of_skeleton


@borrowing
def _distinct(buckets: NDArray[np.int64], values: NDArray[np.float64], count: int) -> int:
    kept = 0
    for place in range(count):
        seen = False
        for earlier in range(kept):
            if buckets[earlier] == buckets[place]:
                seen = True
                break
        if not seen:
            buckets[kept], values[kept] = buckets[place], values[place]
            kept += 1
    return kept


@borrowing
def slip_keys(word: Letters, keys: NDArray[np.int64]) -> int:
    """Write the buckets that words one slip apart share: the word, and it less any one letter.

    Equal letters that follow each other give one key. (Symmetric deletion: Garbe's SymSpell, 2012;
    Bocek et al., Fast similarity search in large dictionaries, 2007.)
    """
    if len(word) < _SLIP_LETTERS:
        return 0
    keys[0] = _without(word, len(word))
    count = 1
    for place in range(len(word)):
        if place and word[place] == word[place - 1]:
            continue
        keys[count] = _without(word, place)
        count += 1
    return count


@borrowing
def _without(word: Letters, left_out: int) -> int:
    key = FNV_START
    for place in range(len(word)):
        if place != left_out:
            key = with_letter(key, word[place])
    return bucket_of(key, BUCKETS)


@borrowing
def one_slip(left: Letters, right: Letters) -> bool:
    """Whether one letter added, left out, exchanged or swapped with the next makes them equal.

    False for equal texts. Digits are no letters, and a letter that is a word of its own is not
    exchanged for another: Plant 5 is not Plant 6, John G. not John W. (Damerau, A technique for
    computer detection and correction of spelling errors, 1964.)
    """
    if abs(len(left) - len(right)) > 1:
        return False
    first = 0
    while first < min(len(left), len(right)) and left[first] == right[first]:
        first += 1
    last = 0
    while (
        last < min(len(left), len(right)) - first
        and left[len(left) - 1 - last] == right[len(right) - 1 - last]
    ):
        last += 1
    ours, theirs = len(left) - first - last, len(right) - first - last
    if ours > _SWAPPED or theirs > _SWAPPED:
        return False
    for place in range(first, first + max(ours, theirs)):
        ours_is_digit = place < first + ours and _ZERO <= left[place] <= _NINE
        if ours_is_digit or (place < first + theirs and _ZERO <= right[place] <= _NINE):
            return False
    if ours == theirs == _SWAPPED:
        return bool(left[first] == right[first + 1] and left[first + 1] == right[first])
    if ours == theirs == 1:
        begins = first == 0 or left[first - 1] == _SPACE
        return not (begins and (last == 0 or left[first + 1] == _SPACE))
    return max(ours, theirs) == 1


@borrowing
def letter_places(word: Letters, places: NDArray[np.uint64]) -> None:
    """Write where each letter stands in a word of at most 64 letters, one bit a place: (256,)."""
    places[:] = np.uint64(0)
    for place in range(len(word)):
        places[word[place]] |= np.uint64(1) << np.uint64(place)


@borrowing
def bits(word: np.uint64) -> int:
    """How many bits of a machine word are set (Warren, Hacker's Delight, 5-1)."""
    word -= (word >> np.uint64(1)) & np.uint64(0x5555555555555555)
    word = (word & np.uint64(0x3333333333333333)) + (
        (word >> np.uint64(2)) & np.uint64(0x3333333333333333)
    )
    word = (word + (word >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return int((word * np.uint64(0x0101010101010101)) >> np.uint64(56))


@borrowing
def common_letters(places: NDArray[np.uint64], right: Letters) -> int:
    """The length of the longest common subsequence of two words, one by its `letter_places`.

    Bit-parallel (Hyyrö, Bit-parallel LCS-length computation revisited, 2004).
    """
    rows = np.uint64(0xFFFFFFFFFFFFFFFF)
    for letter in right:
        met = rows & places[letter]
        rows = (rows + met) | (rows - met)
    return bits(~rows)


@borrowing
def edit_similarity(places: NDArray[np.uint64], length: int, right: Letters) -> float:
    """Twice the longest common subsequence over both lengths, in [0, 1]: Indel, normalised.

    The left word of `length` letters is given by its `letter_places`.
    """
    both = length + len(right)
    return 2.0 * common_letters(places, right) / both if both else 1.0


def letters(word: str) -> Letters:
    """A word of ASCII letters as bytes, `MAX_LETTERS` of them at most."""
    return np.frombuffer(word.encode("ascii"), dtype=np.uint8)[:MAX_LETTERS]
