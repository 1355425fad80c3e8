"""Align: one query name beside listed ones, word by word."""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from matchers.compiled import borrowing, compiled, inlined
from matchers.features import INITIAL_LIKENESS, MATCHED, Pair, covered_share, side
from matchers.index import Lists
from matchers.names import Role
from matchers.query import JOIN, SECOND_HALF, Query
from matchers.retrieve import Scratch
from matchers.spelling import MAY_BEGIN

_INITIAL: Final = int(Role.INITIAL)


class Table(NamedTuple):
    """The likeness of listed words with words and readings of a query: a row a word, (K, Q + V).

    While it is in use, `Scratch.slot_of_word` says which row a listed word has.
    """

    likeness: NDArray[np.float32]
    words: NDArray[np.int32]


class Laid(NamedTuple):
    """D documents laid out one after the other, N words in all, to be aligned with one query.

    `starts` (D + 1,); `words`, `roles`, `rows` of the table, -1 without one, and `weights` (N,);
    `legal` and `equal` (D,) as in a `Pair`. `query_best` (Q,) and `listed_best` (N,) are the
    likeness of each word's best counterpart, for the document that was aligned last.
    """

    starts: NDArray[np.int64]
    words: NDArray[np.int32]
    roles: NDArray[np.int8]
    rows: NDArray[np.int32]
    weights: NDArray[np.float64]
    legal: NDArray[np.float64]
    equal: NDArray[np.float64]
    query_best: NDArray[np.float64]
    listed_best: NDArray[np.float64]


@compiled
def near_table(query: Query, scratch: Scratch) -> Table:
    """The likeness table of a query; `forget` it before the next."""
    most = query.near_lengths.sum()
    likeness = np.zeros((most, len(query.near_weights)), dtype=np.float32)
    words = np.empty(most, dtype=np.int32)
    rows = _write_table(query, scratch, likeness, words)
    return Table(likeness[:rows], words[:rows])


@borrowing
def _write_table(
    query: Query, scratch: Scratch, likeness: NDArray[np.float32], words: NDArray[np.int32]
) -> int:
    rows = 0
    for place in range(len(query.near_weights)):
        for near in range(
            query.near_starts[place], query.near_starts[place] + query.near_lengths[place]
        ):
            word = query.near_words[near]
            row = scratch.slot_of_word[word]
            if row < 0:
                row = rows
                scratch.slot_of_word[word] = row
                words[row] = word
                rows += 1
            likeness[row, place] = max(likeness[row, place], query.near_likeness[near])
    return rows


@borrowing
def forget(table: Table, scratch: Scratch) -> None:
    """Leave the scratch as it was."""
    for word in table.words:
        scratch.slot_of_word[word] = -1


@compiled
def lay_out(
    lists: Lists, query: Query, documents: NDArray[np.int32], same: int, scratch: Scratch
) -> Laid:
    """Bring what is read of documents together, of which the first `same` have the query's core.

    In loops of their own, whose reads do not wait for each other: this is where most time would go,
    since documents lie anywhere in memory.
    """
    starts = np.empty(len(documents) + 1, dtype=np.int64)
    starts[0] = 0
    for number in range(len(documents)):
        document = documents[number]
        length = lists.doc_starts[document + 1] - lists.doc_starts[document]
        starts[number + 1] = starts[number] + length
    count = starts[len(documents)]
    laid = Laid(
        starts,
        np.empty(count, dtype=np.int32),
        np.empty(count, dtype=np.int8),
        np.empty(count, dtype=np.int32),
        np.empty(count),
        np.empty(len(documents)),
        np.zeros(len(documents)),
        np.empty(len(query.weights)),
        np.empty(count),
    )
    _write_laid(lists, query, documents, scratch, laid)
    _write_equal(lists, query, documents, same, laid)
    return laid


@borrowing
def _write_laid(
    lists: Lists, query: Query, documents: NDArray[np.int32], scratch: Scratch, laid: Laid
) -> None:
    for number in range(len(documents)):
        shift = lists.doc_starts[documents[number]] - laid.starts[number]
        for place in range(laid.starts[number], laid.starts[number + 1]):
            laid.words[place] = lists.doc_words[shift + place]
            laid.roles[place] = lists.doc_roles[shift + place]
    for place in range(len(laid.words)):
        laid.rows[place] = scratch.slot_of_word[laid.words[place]]
        laid.weights[place] = lists.word_weights[query.first_row + laid.words[place]]
    for number in range(len(documents)):
        laid.legal[number] = query.legal[lists.doc_legal[documents[number]]]


@borrowing
def _write_equal(
    lists: Lists, query: Query, documents: NDArray[np.int32], same: int, laid: Laid
) -> None:
    """Only the first `same` documents can have all words or the core words of the query."""
    for number in range(same):
        document = documents[number]
        if lists.doc_full[document] == query.full:
            laid.equal[number] = 2.0
        elif lists.doc_core[document] == query.core:
            laid.equal[number] = 1.0
    for number in range(len(documents)):
        document = documents[number]
        if lists.doc_running[document] == query.running or (
            lists.doc_latin[document] != query.latin and lists.doc_folded[document] == query.folded
        ):
            laid.equal[number] = max(laid.equal[number], 1.0)


@inlined
def aligned(
    lists: Lists,
    query: Query,
    number: int,
    table: Table,
    laid: Laid,
) -> Pair:
    """A query beside the document of this number; their texts are not compared yet."""
    _align_words(query, number, table, laid)
    for reading in range(len(query.reading_of)):
        _read_otherwise(query, number, reading, table, laid)
    _align_initials(lists, query, number, laid)
    return Pair(
        side(query.weights, query.roles, laid.query_best, 0, len(query.weights)),
        side(
            laid.weights, laid.roles, laid.listed_best, laid.starts[number], laid.starts[number + 1]
        ),
        0.0,
        0.0,
        0.0,
        laid.legal[number],
        laid.equal[number],
    )


@inlined
def _align_words(query: Query, number: int, table: Table, laid: Laid) -> None:
    """Find the best counterpart of every word."""
    words = len(query.weights)
    for place in range(words):
        laid.query_best[place] = 0.0
    for other in range(laid.starts[number], laid.starts[number + 1]):
        row, most = laid.rows[other], 0.0
        if row >= 0:
            for place in range(words):
                alike = np.float64(table.likeness[row, place])
                most = max(most, alike)
                laid.query_best[place] = max(laid.query_best[place], alike)
        laid.listed_best[other] = most


@inlined
def _align_initials(lists: Lists, query: Query, number: int, laid: Laid) -> None:
    """A single letter stands for a word that may begin with it and has no counterpart yet."""
    for other in range(laid.starts[number], laid.starts[number + 1]):
        is_initial = laid.roles[other] == _INITIAL
        if not (is_initial or query.initials) or laid.listed_best[other] >= MATCHED:
            continue
        letter = lists.word_letters[laid.words[other]]
        for place in range(len(query.weights)):
            own = query.letters[place]
            if laid.query_best[place] < MATCHED and (
                (is_initial and MAY_BEGIN[letter, own])
                or (query.roles[place] == _INITIAL and MAY_BEGIN[own, letter])
            ):
                laid.query_best[place] = max(laid.query_best[place], INITIAL_LIKENESS)
                laid.listed_best[other] = max(laid.listed_best[other], INITIAL_LIKENESS)


@inlined
def _read_otherwise(query: Query, number: int, reading: int, table: Table, laid: Laid) -> None:
    """Words written together or apart: what a reading finds counts for all words it is of."""
    kind, place = query.reading_kind[reading], query.reading_of[reading]
    column = len(query.weights) + reading
    found = _best_in(number, column, table, laid) if kind != SECOND_HALF else -1
    other = _best_in(number, column + 1, table, laid) if kind != JOIN and found >= 0 else found
    if found >= 0 and other >= 0:
        alike = np.float64(table.likeness[laid.rows[found], column])
        laid.query_best[place] = max(laid.query_best[place], alike)
        laid.listed_best[found] = max(laid.listed_best[found], alike)
        if kind == JOIN:
            laid.query_best[place + 1] = max(laid.query_best[place + 1], alike)
        else:
            alike = np.float64(table.likeness[laid.rows[other], column + 1])
            laid.listed_best[other] = max(laid.listed_best[other], alike)


@borrowing
def _best_in(number: int, column: int, table: Table, laid: Laid) -> int:
    """The place of the word of a document that is most like one column; -1 without one."""
    found, most = -1, np.float32(0.0)
    for place in range(laid.starts[number], laid.starts[number + 1]):
        row = laid.rows[place]
        if row >= 0 and table.likeness[row, column] > most:
            found, most = place, table.likeness[row, column]
    return found


@borrowing
def any_name_coverage(
    lists: Lists,
    query: Query,
    entity: int,
    table: Table,
    scratch: Scratch,
    best: NDArray[np.float64],
) -> float:
    """The share of the query's weight that all names of an entity together account for.

    `best` (Q,) is working memory.
    """
    best[:] = 0.0
    for place in range(lists.entity_word_starts[entity], lists.entity_word_starts[entity + 1]):
        row = scratch.slot_of_word[lists.entity_words[place]]
        if row >= 0:
            for word in range(len(best)):
                best[word] = max(best[word], np.float64(table.likeness[row, word]))
    return covered_share(query.weights, best)
