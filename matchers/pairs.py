"""Pairs: one query name beside listed ones, word by word, and what is measured of them."""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from matchers.compiled import compiled, inlined
from matchers.features import NAME_FEATURES, Column, Pair, covered_share, write_claims
from matchers.index import VARIANT, WEAK, Lists
from matchers.names import MAX_WORDS, Role
from matchers.query import JOIN, SECOND_HALF, Query, text_similarity
from matchers.retrieve import Scratch, best_documents
from matchers.spelling import one_slip

INITIAL_LIKENESS: Final = 0.5
"""What a single letter and a word that begins with it have in common."""

_INITIAL: Final = int(Role.INITIAL)
_FEATURES: Final = len(NAME_FEATURES)
_EXACT: Final = NAME_FEATURES.index("exact")
_ANY_NAME: Final = NAME_FEATURES.index("any_name_coverage")
_SPELLING: Final = NAME_FEATURES.index("spelling")
_JOINED: Final = NAME_FEATURES.index("joined")
_SLIP: Final = NAME_FEATURES.index("one_slip_apart")
_TEXTS: Final = (_SPELLING, _JOINED, _SLIP)


class Table(NamedTuple):
    """The likeness of listed words with words and readings of a query: a row a word, (K, Q + V)."""

    likeness: NDArray[np.float32]
    words: NDArray[np.int32]


class Shapes(NamedTuple):
    """A scorecard's lines for one kind: values and points of up to K knots for each claim, (F, K).

    `lengths` (F,) is how many knots a claim has; `base` the points of nothing known, `weak` those
    of a weak alias.
    """

    values: NDArray[np.float64]
    points: NDArray[np.float64]
    lengths: NDArray[np.int64]
    base: float
    weak: float


class Found(NamedTuple):
    """The entities met, one row each: its best listing with the values of its claims, and points.

    `strong` is the total of its best listing that is no weak alias, -inf without one.
    """

    entities: NDArray[np.int32]
    positions: NDArray[np.int32]
    documents: NDArray[np.int32]
    values: NDArray[np.float64]
    points: NDArray[np.float64]
    totals: NDArray[np.float64]
    strong: NDArray[np.float64]


@compiled
def near_table(
    query: Query,
    near_words: NDArray[np.int32],
    near_likeness: NDArray[np.float32],
    scratch: Scratch,
) -> Table:
    """The likeness table of a query; `scratch.slot_of_word` says which row a listed word has."""
    most = query.near_lengths.sum()
    likeness = np.zeros((most, len(query.near_weights)), dtype=np.float32)
    words = np.empty(most, dtype=np.int32)
    rows = 0
    for place in range(len(query.near_weights)):
        for near in range(
            query.near_starts[place], query.near_starts[place] + query.near_lengths[place]
        ):
            word = near_words[near]
            row = scratch.slot_of_word[word]
            if row < 0:
                row = rows
                scratch.slot_of_word[word] = row
                words[row] = word
                rows += 1
            likeness[row, place] = max(likeness[row, place], near_likeness[near])
    return Table(likeness[:rows], words[:rows])


class Memory(NamedTuple):
    """Working memory for one query of Q words: (Q,), and (MAX_WORDS,) twice."""

    query_best: NDArray[np.float64]
    listed_best: NDArray[np.float64]
    listed_weights: NDArray[np.float64]


@compiled
def memory_for(query: Query) -> Memory:
    """Memory to lay pairs of this query out in."""
    return Memory(np.empty(len(query.weights)), np.empty(MAX_WORDS), np.empty(MAX_WORDS))


@inlined
def fill_pair(
    lists: Lists,
    query: Query,
    document: int,
    same_core: bool,  # noqa: FBT001
    table: Table,
    scratch: Scratch,
    memory: Memory,
) -> Pair:
    """A query beside a listed name, in `memory`, word by word; the texts are not compared yet.

    Without `same_core` their core words are known to differ, and are not looked at.
    """
    first, last = lists.doc_starts[document], lists.doc_starts[document + 1]
    words, others = len(query.weights), last - first
    memory.query_best[:] = 0.0
    memory.listed_best[:others] = 0.0
    for other in range(others):
        word = lists.doc_words[first + other]
        memory.listed_weights[other] = lists.word_weights[query.first_row + word]
        row = scratch.slot_of_word[word]
        initial = lists.doc_roles[first + other] == _INITIAL
        for place in range(words):
            alike = np.float64(table.likeness[row, place]) if row >= 0 else 0.0
            if (initial or query.roles[place] == _INITIAL) and (
                query.letters[place] == lists.word_letters[word]
            ):
                alike = max(alike, INITIAL_LIKENESS)
            memory.query_best[place] = max(memory.query_best[place], alike)
            memory.listed_best[other] = max(memory.listed_best[other], alike)
    for reading in range(len(query.reading_of)):
        _read_otherwise(lists, query, document, reading, table, scratch, memory)
    equal = 0.0
    if same_core and lists.doc_full[document] == query.full:
        equal = 2.0
    elif same_core and lists.doc_core[document] == query.core:
        equal = 1.0
    elif lists.doc_latin[document] != query.latin:
        equal = 1.0 if lists.doc_folded[document] == query.folded else 0.0
    return Pair(
        query.weights,
        memory.listed_weights[:others],
        query.roles,
        lists.doc_roles[first:last],
        memory.query_best,
        memory.listed_best[:others],
        0.0,
        0.0,
        0.0,
        np.float64(query.legal[lists.doc_legal[document]]),
        equal,
    )


@compiled
def compare_texts(lists: Lists, query: Query, document: int, values: Column) -> None:
    """Write the values of the claims about how both names are spelt letter by letter."""
    by_alphabet = lists.sorted_letters[
        lists.sorted_starts[document] : lists.sorted_starts[document + 1]
    ]
    joined = lists.joined_letters[lists.joined_starts[document] : lists.joined_starts[document + 1]]
    values[_SPELLING] = text_similarity(query.sorted_places, query.sorted_length, by_alphabet)
    values[_JOINED] = text_similarity(query.joined_places, query.joined_length, joined)
    if one_slip(query.sorted_letters, by_alphabet):
        values[_SLIP] = len(by_alphabet)


@compiled
def measure_pair(
    lists: Lists,
    query: Query,
    document: int,
    same_core: bool,  # noqa: FBT001
    table: Table,
    scratch: Scratch,
    memory: Memory,
    values: Column,
) -> None:
    """Write the values of all claims about a query and a document, of any name aside."""
    write_claims(fill_pair(lists, query, document, same_core, table, scratch, memory), values)
    compare_texts(lists, query, document, values)
    if query.variant:
        values[_EXACT] = 0.0


@inlined
def _read_otherwise(
    lists: Lists,
    query: Query,
    document: int,
    reading: int,
    table: Table,
    scratch: Scratch,
    memory: Memory,
) -> None:
    """Words written together or apart: what a reading finds counts for all words it is of."""
    kind, place = query.reading_kind[reading], query.reading_of[reading]
    if kind == SECOND_HALF:
        return
    column = len(query.weights) + reading
    found, alike = _best_in(lists, document, column, table, scratch)
    if found < 0:
        return
    if kind == JOIN:
        memory.query_best[place + 1] = max(memory.query_best[place + 1], alike)
    else:
        other, other_alike = _best_in(lists, document, column + 1, table, scratch)
        if other < 0:
            return
        memory.listed_best[other] = max(memory.listed_best[other], other_alike)
    memory.query_best[place] = max(memory.query_best[place], alike)
    memory.listed_best[found] = max(memory.listed_best[found], alike)


@compiled
def _best_in(
    lists: Lists, document: int, column: int, table: Table, scratch: Scratch
) -> tuple[int, float]:
    """The word of a document that is most like one column of the table; -1 without one."""
    found, most = -1, 0.0
    first = lists.doc_starts[document]
    for other in range(lists.doc_starts[document + 1] - first):
        row = scratch.slot_of_word[lists.doc_words[first + other]]
        if row >= 0 and table.likeness[row, column] > most:
            found, most = other, np.float64(table.likeness[row, column])
    return found, most


@compiled
def points_of(shapes: Shapes, claim: int, value: float) -> float:
    """The points of a value: read off the claim's line, level beyond its ends."""
    values, points = shapes.values[claim], shapes.points[claim]
    last = shapes.lengths[claim] - 1
    if value <= values[0]:
        return float(points[0])
    if value >= values[last]:
        return float(points[last])
    knot = 1
    while values[knot] < value:
        knot += 1
    share = (value - values[knot - 1]) / (values[knot] - values[knot - 1])
    return float(points[knot - 1] + share * (points[knot] - points[knot - 1]))


@compiled
def any_name_coverage(
    lists: Lists, query: Query, entity: int, table: Table, scratch: Scratch
) -> float:
    """The share of the query's weight that all names of an entity together account for."""
    best = np.zeros(len(query.weights))
    for place in range(lists.entity_word_starts[entity], lists.entity_word_starts[entity + 1]):
        row = scratch.slot_of_word[lists.entity_words[place]]
        if row >= 0:
            for word in range(len(best)):
                best[word] = max(best[word], np.float64(table.likeness[row, word]))
    return covered_share(query.weights, best)


@compiled
def search(
    lists: Lists,
    query: Query,
    shapes: Shapes,
    near_words: NDArray[np.int32],
    near_likeness: NDArray[np.float32],
    scratch: Scratch,
    same: NDArray[np.int32],
    floor: float,
) -> Found:
    """Score the best documents for a name, and hand them on to the entities that bear them.

    Left out are entities whose total cannot reach `floor`.
    """
    documents = best_documents(lists, query, near_words, near_likeness, scratch, same)
    table = near_table(query, near_words, near_likeness, scratch)
    found = _scored(lists, query, shapes, documents, len(same), table, scratch, floor)
    for word in table.words:
        scratch.slot_of_word[word] = -1
    return found


@compiled
def _scored(
    lists: Lists,
    query: Query,
    shapes: Shapes,
    documents: NDArray[np.int32],
    same: int,
    table: Table,
    scratch: Scratch,
    floor: float,
) -> Found:
    rows, values, totals = _reaching(lists, query, shapes, documents, same, table, scratch, floor)
    most = 0
    for document in documents[rows]:
        most += lists.listing_starts[document + 1] - lists.listing_starts[document]
    best = _Best(
        np.empty(most, dtype=np.int32),
        np.empty(most, dtype=np.int32),
        np.empty(most, dtype=np.int32),
        np.empty(most, dtype=np.bool_),
        np.empty(most),
        np.empty(most),
    )
    count = 0
    for row in range(len(rows)):
        document = documents[rows[row]]
        exact = points_of(shapes, _EXACT, values[row, _EXACT]) - points_of(shapes, _EXACT, 0.0)
        for listing in range(lists.listing_starts[document], lists.listing_starts[document + 1]):
            count = _hand_on(
                best, count, lists.listings[listing], row, totals[row], exact, shapes.weak, scratch
            )
    return _of_entities(
        lists, query, shapes, documents[rows], values, best, count, table, scratch, floor
    )


class _Best(NamedTuple):
    """For every entity met so far, its best listing: which row of values, and its total."""

    entities: NDArray[np.int32]
    positions: NDArray[np.int32]
    rows: NDArray[np.int32]
    variants: NDArray[np.bool_]
    totals: NDArray[np.float64]
    strong: NDArray[np.float64]


@compiled
def _reaching(
    lists: Lists,
    query: Query,
    shapes: Shapes,
    documents: NDArray[np.int32],
    same: int,
    table: Table,
    scratch: Scratch,
    floor: float,
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """Which documents can reach `floor`, the values of their claims, and the sum of their points.

    The first `same` of them have the same core words as the query. Texts are compared letter by
    letter only where that can still matter.
    """
    any_name = _most_points(shapes, _ANY_NAME)
    texts = 0.0
    for claim in _TEXTS:
        texts += _most_points(shapes, claim)
    memory = memory_for(query)
    values = np.zeros((len(documents), _FEATURES))
    rows = np.empty(len(documents), dtype=np.int64)
    totals = np.empty(len(documents))
    kept = 0
    for row in range(len(documents)):
        of_row = values[kept]
        write_claims(
            fill_pair(lists, query, documents[row], row < same, table, scratch, memory), of_row
        )
        if query.variant:
            of_row[_EXACT] = 0.0
        total = shapes.base
        for claim in range(_FEATURES - 1):
            if claim not in _TEXTS:
                total += points_of(shapes, claim, of_row[claim])
        if total + texts + any_name < floor:
            continue
        compare_texts(lists, query, documents[row], of_row)
        for claim in _TEXTS:
            total += points_of(shapes, claim, of_row[claim])
        if total + any_name >= floor:
            rows[kept], totals[kept] = row, total
            kept += 1
    return rows[:kept], values[:kept], totals[:kept]


@compiled
def _most_points(shapes: Shapes, claim: int) -> float:
    return float(shapes.points[claim, : shapes.lengths[claim]].max())


@compiled
def _hand_on(
    best: _Best,
    count: int,
    listing: NDArray[np.int32],
    row: int,
    total: float,
    exact: float,
    weak: float,
    scratch: Scratch,
) -> int:
    """A document's total to an entity that bears it; how many entities there are now."""
    entity, position, flags = listing
    if flags & VARIANT:
        total -= exact
    if flags & WEAK:
        total += weak
    slot = scratch.slot_of_entity[entity]
    if slot < 0:
        slot = count
        count += 1
        scratch.slot_of_entity[entity] = slot
        best.entities[slot] = entity
        best.totals[slot] = -np.inf
        best.strong[slot] = -np.inf
    if total > best.totals[slot]:
        best.totals[slot] = total
        best.rows[slot] = row
        best.positions[slot] = position
        best.variants[slot] = flags & VARIANT
    if not flags & WEAK:
        best.strong[slot] = max(best.strong[slot], total)
    return count


@compiled
def _of_entities(
    lists: Lists,
    query: Query,
    shapes: Shapes,
    documents: NDArray[np.int32],
    values: NDArray[np.float64],
    best: _Best,
    count: int,
    table: Table,
    scratch: Scratch,
    floor: float,
) -> Found:
    """The entities that reach `floor` with what all of their names together account for."""
    any_name = np.empty(count)
    chosen = np.empty(count, dtype=np.int32)
    kept = 0
    for slot in range(count):
        scratch.slot_of_entity[best.entities[slot]] = -1
        any_name[slot] = any_name_coverage(lists, query, best.entities[slot], table, scratch)
        extra = points_of(shapes, _ANY_NAME, any_name[slot])
        best.totals[slot] += extra
        best.strong[slot] += extra
        if best.totals[slot] >= floor:
            chosen[kept] = slot
            kept += 1
    chosen = chosen[:kept]
    out = np.empty((kept, _FEATURES))
    points = np.empty((kept, _FEATURES))
    for place in range(kept):
        slot = chosen[place]
        out[place] = values[best.rows[slot]]
        out[place, _ANY_NAME] = any_name[slot]
        if best.variants[slot]:
            out[place, _EXACT] = 0.0
        for claim in range(_FEATURES):
            points[place, claim] = points_of(shapes, claim, out[place, claim])
    return Found(
        best.entities[chosen],
        best.positions[chosen],
        documents[best.rows[chosen]],
        out,
        points,
        best.totals[chosen],
        best.strong[chosen],
    )
