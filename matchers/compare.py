"""Two names by themselves, without retrieval: what `matchers.pairs` does over an index."""

import itertools
from collections.abc import Callable, Container, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from matchers.compiled import compiled
from matchers.features import (
    INITIAL_LIKENESS,
    MATCHED,
    NAME_FEATURES,
    Column,
    Pair,
    Side,
    counted,
    measure,
)
from matchers.index import Index
from matchers.likeness import as_bytes, likenesses
from matchers.model import Kind
from matchers.names import AnalysedName, Role
from matchers.pairs import EXACT
from matchers.points import Shapes, points_of
from matchers.query import (
    BLOCKS,
    JOIN,
    JOINED_LIKENESS,
    TEXT_LETTERS,
    letter_places,
    text_similarity,
    word_readings,
)
from matchers.same_words import SAME, groups
from matchers.slips import LEAST_LETTERS
from matchers.spelling import MAY_BEGIN, one_slip
from matchers.texts import (
    first_letter,
    joined_text,
    legal_agreement,
    letters_of,
    running_text,
    sorted_text,
)

Weigh = Callable[[str, Kind], float]


def word_table(left: AnalysedName, right: AnalysedName) -> NDArray[np.float64]:
    """How alike each word of one name is to each of the other: (Q, W) in [0, 1]."""
    table = likenesses(*as_bytes(left.words), *as_bytes(right.words))
    of_right = [groups(word) for word in right.words]
    for place, word in enumerate(left.words):
        if known := groups(word):
            for column, others in enumerate(of_right):
                if not known.isdisjoint(others):
                    table[place, column] = max(table[place, column], SAME)
    return table


def compared_table(query: AnalysedName, listed: AnalysedName) -> NDArray[np.float64]:
    """As `word_table`, but as two names are compared: joined or split, and with initials read."""
    table = word_table(query, listed)
    _read_otherwise(table, query, listed, listed.words)
    _read_initials(table, query, listed)
    return table


def searched_table(index: Index, query: AnalysedName, listed: AnalysedName) -> NDArray[np.float64]:
    """As `word_table`, but as a search reads both: with translations, and joined or split."""
    table, words = word_table(query, listed), index.words
    words.make_room(len(query.words))
    near = np.array([words.near(word) for word in query.words])
    columns = np.array([words.numbers[word] for word in listed.words])
    _raise_near(table, columns, near, words.near_words, words.near_likeness)
    _read_otherwise(table, query, listed, words.numbers)
    _read_initials(table, query, listed)
    return table


@compiled
def _raise_near(
    table: NDArray[np.float64],
    columns: NDArray[np.int64],
    near: NDArray[np.int64],
    near_words: NDArray[np.int32],
    near_likeness: NDArray[np.float32],
) -> None:
    """Raise the likeness of words that a search finds near: `columns` are the listed ones."""
    for place in range(len(near)):
        first, length = near[place]
        for found in range(first, first + length):
            for column in range(len(columns)):
                if columns[column] == near_words[found]:
                    alike = np.float64(near_likeness[found])
                    table[place, column] = max(table[place, column], alike)


def _read_initials(table: Column, query: AnalysedName, listed: AnalysedName) -> None:
    """Raise the likeness of single letters with words that may begin so and have no counterpart."""
    ours = (table.max(axis=1) < MATCHED).nonzero()[0].tolist()
    theirs = (table.max(axis=0) < MATCHED).nonzero()[0].tolist()
    for place, column in itertools.product(ours, theirs):
        one, other = first_letter(query.words[place]), first_letter(listed.words[column])
        if (listed.roles[column] == Role.INITIAL and MAY_BEGIN[other, one]) or (
            query.roles[place] == Role.INITIAL and MAY_BEGIN[one, other]
        ):
            table[place, column] = max(table[place, column], INITIAL_LIKENESS)


def _read_otherwise(
    table: Column, query: AnalysedName, listed: AnalysedName, known: Container[str]
) -> None:
    """Raise the likeness of words that are written together, or apart, in the other name."""
    for places, read_as in _readings(query, known):
        if set(read_as) <= set(listed.words):
            cells = np.ix_(places, [listed.words.index(word) for word in read_as])
            table[cells] = np.maximum(table[cells], JOINED_LIKENESS)


def _readings(query: AnalysedName, known: Container[str]) -> Iterator[tuple[list[int], list[str]]]:
    """The words of a query that may be written otherwise, and the `known` words they would be."""
    found = word_readings(query, known)
    for place, kind, word in found:
        if kind == JOIN:
            yield [place, place + 1], [word]
        else:  # the second half follows the first
            yield [place], [word, next(found)[2]]


def pair_of(
    query: AnalysedName, listed: AnalysedName, query_weights: Sequence[float], weigh: Weigh
) -> Pair:
    """A query name, its words of these weights, beside a listed one; `weigh` weighs its words."""
    table = compared_table(query, listed)
    transliterated = query.folded_key == listed.folded_key and query.is_latin != listed.is_latin
    equal = float(
        query.core_key == listed.core_key
        or running_text(query) == running_text(listed)
        or transliterated
    )
    if query.full_key == listed.full_key:
        equal = 2.0
    return Pair(
        query=_side(query, query_weights, table.max(axis=1)),
        listed=_side(listed, [weigh(word, query.kind) for word in listed.words], table.max(axis=0)),
        spelling=_similarity(sorted_text(query), sorted_text(listed)),
        joined=_similarity(joined_text(query), joined_text(listed)),
        slip=_slip(query, listed),
        legal=legal_agreement(query.legal, listed.legal),
        equal=equal,
    )


def _side(name: AnalysedName, weights: Sequence[float], best: Column) -> Side:
    return counted(np.array(weights), np.array(name.roles, dtype=np.int8), best)


def _slip(query: AnalysedName, listed: AnalysedName) -> float:
    for text, least in ((sorted_text, 0), (running_text, LEAST_LETTERS)):
        other = letters_of(text(listed))
        if len(other) >= least and one_slip(letters_of(text(query)), other):
            return float(len(other))
    return 0.0


def pair_values(
    query: AnalysedName,
    listed: AnalysedName,
    names: Sequence[AnalysedName],
    query_weights: Sequence[float],
    weigh: Weigh,
) -> NDArray[np.float64]:
    """The value of every claim about two names, the last one about all `names` of the entity."""
    values = np.zeros(len(NAME_FEATURES))
    measure(pair_of(query, listed, query_weights, weigh), values)
    best = np.max([word_table(query, name).max(axis=1) for name in names], axis=0)
    weights = np.array(query_weights)
    values[-1] = weights @ best / weights.sum()
    if query.variant or listed.variant:
        values[EXACT] = 0.0
    return values


def name_points(shapes: Shapes, values: Column) -> NDArray[np.float64]:
    """The points of every claim."""
    return np.array([points_of(shapes, claim, float(v)) for claim, v in enumerate(values)])


def _similarity(left: str, right: str) -> float:
    one, other = letters_of(left), letters_of(right)
    rows = np.empty(BLOCKS, dtype=np.uint64)
    return text_similarity(letter_places(one), min(len(one), TEXT_LETTERS), other, rows)
