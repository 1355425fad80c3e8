"""A query name as compiled code reads it."""

from collections.abc import Container, Iterator, Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from matchers.arrays import digest
from matchers.compiled import borrowing, compiled
from matchers.index import Index
from matchers.likeness import is_spelt
from matchers.names import CONSONANTAL, AnalysedName, Role
from matchers.slips import Slipped, slipped
from matchers.spelling import bits, edit_similarity
from matchers.texts import first_letter, joined_text, letters_of, running_text, sorted_text

BLOCKS: Final = 4
"""Machine words of 64 letters that a whole name is compared by."""

TEXT_LETTERS: Final = 64 * BLOCKS
"""Letters read of a whole name."""

JOINED_LIKENESS: Final = 0.93
"""Likeness of two words with the one that is both of them written together."""

_HALF: Final = 3
_SPLITS: Final = 2
_LETTERS_IN_BLOCK: Final = 64
JOIN, FIRST_HALF, SECOND_HALF = 0, 1, 2


class Query(NamedTuple):
    """One name, Q words, against one index.

    After the Q words come V readings of them: two neighbours written together, and the halves of
    one word that is two listed ones. `reading_of` (V,) is the first word that a reading is of,
    `reading_kind` (V,) what it is; `near_weights` (Q + V,) what retrieval counts for each.
    `near_words` and `near_likeness` are the index's cache of near words, `near_starts` and
    `near_lengths` (Q + V,) the places in it. `slips` are the documents one slip away. `initials`:
    one of the words at least is a single letter.
    """

    weights: NDArray[np.float64]
    roles: NDArray[np.int8]
    letters: NDArray[np.uint8]
    reading_of: NDArray[np.int64]
    reading_kind: NDArray[np.int64]
    near_weights: NDArray[np.float64]
    near_starts: NDArray[np.int64]
    near_lengths: NDArray[np.int64]
    near_words: NDArray[np.int32]
    near_likeness: NDArray[np.float32]
    slips: Slipped
    first_row: int
    initials: bool
    sorted_letters: NDArray[np.uint8]
    joined_letters: NDArray[np.uint8]
    full: np.uint64
    core: np.uint64
    folded: np.uint64
    running: np.uint64
    latin: bool
    legal: NDArray[np.float32]
    variant: bool


_NONE: Final = np.empty(0, dtype=np.int64)


def query(index: Index, name: AnalysedName) -> Query:
    """A name made ready; valid until the index's cache of near words next makes room."""
    (ready,) = queries(index, [name])
    return ready


def queries(index: Index, names: Sequence[AnalysedName]) -> list[Query]:
    """Names made ready; all are valid until the index's cache of near words next makes room.

    Raises ValueError where they have more words than the cache takes.
    """
    index.words.make_room(sum(len(name.words) for name in names))
    return [_query(index, name) for name in names]


def _query(index: Index, name: AnalysedName) -> Query:
    table, words = index.words, name.words
    near = [table.near(word) for word in words]
    weights = [index.query_weight(word, name.kind) for word in words]
    near_weights, reading_of, reading_kind = weights, _NONE, _NONE
    if readings := list(word_readings(name, table.numbers)):
        near += [table.exactly(word, JOINED_LIKENESS) for _, _, word in readings]
        near_weights = weights + [
            weights[place] + weights[place + 1] if kind == JOIN else weights[place] / 2
            for place, kind, _ in readings
        ]
        reading_of = np.array([place for place, _, _ in readings])
        reading_kind = np.array([kind for _, kind, _ in readings])
    running = running_text(name)
    return Query(
        weights=np.array(weights),
        roles=np.array(name.roles, dtype=np.int8),
        letters=np.array([first_letter(word) for word in words], np.uint8),
        reading_of=reading_of,
        reading_kind=reading_kind,
        near_weights=np.array(near_weights),
        near_starts=np.array([found.start for found in near]),
        near_lengths=np.array([found.length for found in near]),
        near_words=table.near_words,
        near_likeness=table.near_likeness,
        slips=slipped(index.running, letters_of(running), *index.documents_of(name.kind)),
        first_row=index.first_row(name.kind),
        initials=Role.INITIAL in name.roles,
        sorted_letters=letters_of(sorted_text(name)),
        joined_letters=letters_of(joined_text(name)),
        full=np.uint64(digest(name.full_key)),
        core=np.uint64(digest(name.core_key)),
        folded=np.uint64(digest(name.folded_key)),
        running=np.uint64(digest(running)),
        latin=name.is_latin,
        legal=index.legal_agreements(name.legal),
        variant=name.variant,
    )


def word_readings(name: AnalysedName, listed: Container[str]) -> Iterator[tuple[int, int, str]]:
    """How else the words of a name may be written: (first word, what it is, listed word)."""
    spelt = [is_spelt(word) and word[0] != CONSONANTAL for word in name.words]
    for place, word in enumerate(name.words):
        if not spelt[place]:
            continue
        if place + 1 < len(spelt) and spelt[place + 1]:
            together = word + name.words[place + 1].lstrip(word[-1])  # folded: no letter twice
            if together != word and together in listed:
                yield place, JOIN, together
        cuts = 0
        for cut in range(_HALF, len(word) - _HALF + 1):
            if cuts < _SPLITS and word[:cut] in listed and word[cut:] in listed:
                cuts += 1
                yield place, FIRST_HALF, word[:cut]
                yield place, SECOND_HALF, word[cut:]


@compiled
def letter_places(text: NDArray[np.uint8]) -> NDArray[np.uint64]:
    """Where each letter stands in a text, one bit a place: (256, BLOCKS)."""
    places = np.zeros((256, BLOCKS), dtype=np.uint64)
    for place in range(min(len(text), TEXT_LETTERS)):
        places[text[place], place >> 6] |= np.uint64(1) << np.uint64(place & 63)
    return places


@borrowing
def text_similarity(
    places: NDArray[np.uint64], length: int, other: NDArray[np.uint8], rows: NDArray[np.uint64]
) -> float:
    """Twice the longest common subsequence of two texts over both lengths, in [0, 1].

    Bit-parallel over blocks (Hyyrö 2004), the carry of the addition handed on. `rows` (BLOCKS,) is
    working memory.
    """
    blocks = (length + 63) >> 6
    if blocks == 1 and len(other) <= _LETTERS_IN_BLOCK:
        return edit_similarity(places[:, 0], length, other)
    rows[:] = np.uint64(0xFFFFFFFFFFFFFFFF)
    read = min(len(other), TEXT_LETTERS)
    for place in range(read):
        carry = np.uint64(0)
        for block in range(blocks):
            met = rows[block] & places[other[place], block]
            total = rows[block] + met
            more = np.uint64(total < met)
            total += carry
            more |= np.uint64(total < carry)
            rows[block] = total | (rows[block] - met)
            carry = more
    common = 0
    for block in range(blocks):
        common += bits(~rows[block])
    both = length + read
    return 2.0 * common / both if both else 1.0
