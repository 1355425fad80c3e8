"""Pairs: the values of all claims about a query name and listed ones."""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from matchers.align import Laid, Table, aligned
from matchers.compiled import borrowing, compiled, inlined
from matchers.features import NAME_FEATURES, Column, explained, slip_of_others, write_claims
from matchers.index import Lists
from matchers.points import Shapes, points_of
from matchers.query import BLOCKS, TEXT_LETTERS, Query, letter_places, text_similarity
from matchers.slips import slip_letters
from matchers.spelling import one_slip

EXACT: Final = NAME_FEATURES.index("exact")
ANY_NAME: Final = NAME_FEATURES.index("any_name_coverage")
_SPELLING: Final = NAME_FEATURES.index("spelling")
_JOINED: Final = NAME_FEATURES.index("joined")
_SLIP: Final = NAME_FEATURES.index("one_slip_apart")
_EXPLAINED: Final = NAME_FEATURES.index("explained_by_slip")
_QUERY_MISSING: Final = NAME_FEATURES.index("query_missing")
_LISTED_MISSING: Final = NAME_FEATURES.index("listed_missing")
TEXTS: Final = (_SLIP, _EXPLAINED, _SPELLING, _JOINED)
_TELLING: Final = ("listed_missing", "query_missing", "listed_rest", "query_rest", "evidence")

_IN_TURN: Final = (
    *sorted(
        {*range(len(NAME_FEATURES))} - {*TEXTS, ANY_NAME},
        key=lambda claim: (NAME_FEATURES[claim] not in _TELLING, claim),
    ),
    *TEXTS,
)
"""The claims about two names, those that rule most pairs out first, those of texts last."""


class Texts(NamedTuple):
    """Where the letters of a query stand in its two texts, (256, BLOCKS), and how long those are.

    `rows` (BLOCKS,) is working memory.
    """

    sorted_places: NDArray[np.uint64]
    sorted_length: int
    joined_places: NDArray[np.uint64]
    joined_length: int
    rows: NDArray[np.uint64]


@compiled
def texts_of(query: Query) -> Texts:
    """A query's texts, to be compared letter by letter."""
    return Texts(
        letter_places(query.sorted_letters),
        min(len(query.sorted_letters), TEXT_LETTERS),
        letter_places(query.joined_letters),
        min(len(query.joined_letters), TEXT_LETTERS),
        np.empty(BLOCKS, dtype=np.uint64),
    )


@borrowing
def compare_texts(
    lists: Lists, query: Query, texts: Texts, document: int, claim: int, values: Column
) -> None:
    """Write the value of one of the claims in `TEXTS`, after those of words and in their order."""
    first, last = lists.sorted_starts[document], lists.sorted_starts[document + 1]
    by_alphabet = lists.sorted_letters[first:last]
    query_missing, listed_missing = values[_QUERY_MISSING], values[_LISTED_MISSING]
    if claim == _SLIP:
        if one_slip(query.sorted_letters, by_alphabet):
            slip = len(by_alphabet)
        else:
            slip = slip_letters(query.slips, document)
        values[claim] = slip_of_others(slip, query_missing, listed_missing)
    elif claim == _EXPLAINED:
        values[claim] = explained(values[_SLIP], query_missing, listed_missing)
    elif claim == _SPELLING:
        values[claim] = text_similarity(
            texts.sorted_places, texts.sorted_length, by_alphabet, texts.rows
        )
    else:
        first, last = lists.joined_starts[document], lists.joined_starts[document + 1]
        joined = lists.joined_letters[first:last]
        values[claim] = text_similarity(
            texts.joined_places, texts.joined_length, joined, texts.rows
        )


@inlined
def compare_words(
    lists: Lists,
    query: Query,
    number: int,
    table: Table,
    laid: Laid,
    values: Column,
) -> None:
    """Write the values of the claims about words, for the document of this number."""
    write_claims(aligned(lists, query, number, table, laid), values)
    if query.variant:
        values[EXACT] = 0.0


class Reaching(NamedTuple):
    """R documents that reach a floor: their number, their values (R, F), the sum of points (R,)."""

    rows: NDArray[np.int64]
    values: NDArray[np.float64]
    totals: NDArray[np.float64]


@compiled
def reaching(
    lists: Lists,
    query: Query,
    shapes: Shapes,
    documents: NDArray[np.int32],
    table: Table,
    laid: Laid,
    floor: float,
) -> Reaching:
    """The documents that can reach `floor`, whatever else their entities are called.

    No more claims are looked at than it takes to rule a document out; texts, which cost most, come
    last.
    """
    count, claims = len(documents), len(shapes.most)
    found = Reaching(np.empty(count, dtype=np.int64), np.empty((count, claims)), np.empty(count))
    texts, memory = texts_of(query), np.zeros(claims)
    kept = _write_reaching(
        lists, query, texts, shapes, documents, table, laid, floor, memory, found
    )
    return Reaching(found.rows[:kept], found.values[:kept], found.totals[:kept])


@borrowing
def _most_covered(query: Query) -> float:
    """The share of a query's weight that all listed names together could account for."""
    whole, covered = 0.0, 0.0
    for place in range(len(query.weights)):
        whole += query.weights[place]
        if query.near_lengths[place] > 0:  # the most alike is the first
            alike = np.float64(query.near_likeness[query.near_starts[place]])
            covered += query.weights[place] * alike
    return covered / whole


@borrowing
def _write_reaching(
    lists: Lists,
    query: Query,
    texts: Texts,
    shapes: Shapes,
    documents: NDArray[np.int32],
    table: Table,
    laid: Laid,
    floor: float,
    of_pair: Column,
    found: Reaching,
) -> int:
    most_of_all = shapes.most.sum() - shapes.most[ANY_NAME]
    most_of_all += points_of(shapes, ANY_NAME, _most_covered(query))
    kept = 0
    for number in range(len(documents)):
        compare_words(lists, query, number, table, laid, of_pair)
        total, most_left = shapes.base, most_of_all
        for claim in _IN_TURN:
            if claim in TEXTS:
                compare_texts(lists, query, texts, documents[number], claim, of_pair)
            total += points_of(shapes, claim, of_pair[claim])
            most_left -= shapes.most[claim]
            if total + most_left < floor:
                break
        if total + most_left >= floor:
            found.rows[kept], found.totals[kept] = number, total
            for claim in range(len(of_pair)):
                found.values[kept, claim] = of_pair[claim]
            kept += 1
    return kept
