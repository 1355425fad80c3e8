"""Pairs: one query name beside listed ones, word by word, and what is measured of them."""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from matchers.compiled import compiled
from matchers.features import NAME_FEATURES, Column, Pair, measure
from matchers.index import VARIANT, WEAK, Lists
from matchers.names import MAX_WORDS, Role
from matchers.query import JOIN, SECOND_HALF, Query, text_similarity
from matchers.retrieve import Scratch, best_documents

INITIAL_LIKENESS: Final = 0.5
"""What a single letter and a word that begins with it have in common."""

_INITIAL: Final = int(Role.INITIAL)
_FEATURES: Final = len(NAME_FEATURES)
_EXACT: Final = NAME_FEATURES.index("exact")
_ANY_NAME: Final = NAME_FEATURES.index("any_name_coverage")


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


@compiled
def fill_pair(
    lists: Lists, query: Query, document: int, table: Table, scratch: Scratch, likeness: Column
) -> Pair:
    """A query beside a listed name; `likeness` is memory for (Q, MAX_WORDS)."""
    first, last = lists.doc_starts[document], lists.doc_starts[document + 1]
    words, others = len(query.weights), last - first
    query_best = np.zeros(words)
    listed_best = np.zeros(others)
    listed_weights = np.empty(others)
    for other in range(others):
        word = lists.doc_words[first + other]
        listed_weights[other] = lists.word_weights[query.first_row + word]
        row = scratch.slot_of_word[word]
        initial = lists.doc_roles[first + other] == _INITIAL
        letter = lists.word_letters[word]
        for place in range(words):
            alike = np.float64(table.likeness[row, place]) if row >= 0 else 0.0
            if (initial or query.roles[place] == _INITIAL) and query.letters[place] == letter:
                alike = max(alike, INITIAL_LIKENESS)
            likeness[place, other] = alike
            query_best[place] = max(query_best[place], alike)
            listed_best[other] = max(listed_best[other], alike)
    for reading in range(len(query.reading_of)):
        _read_otherwise(lists, query, first, reading, table, scratch, query_best, listed_best)
    equal = 0.0
    if lists.doc_full[document] == query.full:
        equal = 2.0
    elif lists.doc_core[document] == query.core or (
        lists.doc_folded[document] == query.folded and lists.doc_latin[document] != query.latin
    ):
        equal = 1.0
    return Pair(
        likeness[:words, :others],
        query.weights,
        listed_weights,
        query.roles,
        lists.doc_roles[first:last],
        query_best,
        listed_best,
        text_similarity(
            query.sorted_places,
            query.sorted_length,
            lists.sorted_letters[lists.sorted_starts[document] : lists.sorted_starts[document + 1]],
        ),
        text_similarity(
            query.joined_places,
            query.joined_length,
            lists.joined_letters[lists.joined_starts[document] : lists.joined_starts[document + 1]],
        ),
        np.float64(query.legal[lists.doc_legal[document]]),
        equal,
    )


@compiled
def _read_otherwise(
    lists: Lists,
    query: Query,
    first: int,
    reading: int,
    table: Table,
    scratch: Scratch,
    query_best: Column,
    listed_best: Column,
) -> None:
    """Words written together or apart: what a reading finds counts for all words it is of."""
    kind, place = query.reading_kind[reading], query.reading_of[reading]
    if kind == SECOND_HALF:
        return
    column = len(query.weights) + reading
    found, alike = _best_in(lists, first, len(listed_best), column, table, scratch)
    if found < 0:
        return
    if kind == JOIN:
        query_best[place + 1] = max(query_best[place + 1], alike)
    else:
        other, other_alike = _best_in(lists, first, len(listed_best), column + 1, table, scratch)
        if other < 0:
            return
        listed_best[other] = max(listed_best[other], other_alike)
    query_best[place] = max(query_best[place], alike)
    listed_best[found] = max(listed_best[found], alike)


@compiled
def _best_in(
    lists: Lists, first: int, words: int, column: int, table: Table, scratch: Scratch
) -> tuple[int, float]:
    """The word of a document that is most like one column of the table; -1 without one."""
    found, most = -1, 0.0
    for other in range(words):
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
        return points[0]
    if value >= values[last]:
        return points[last]
    knot = 1
    while values[knot] < value:
        knot += 1
    share = (value - values[knot - 1]) / (values[knot] - values[knot - 1])
    return points[knot - 1] + share * (points[knot] - points[knot - 1])


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
    covered, whole = 0.0, 0.0
    for word in range(len(best)):
        covered += query.weights[word] * best[word]
        whole += query.weights[word]
    return covered / whole


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
    found = _scored(lists, query, shapes, documents, table, scratch, floor)
    for word in table.words:
        scratch.slot_of_word[word] = -1
    return found


@compiled
def _scored(
    lists: Lists,
    query: Query,
    shapes: Shapes,
    documents: NDArray[np.int32],
    table: Table,
    scratch: Scratch,
    floor: float,
) -> Found:
    values = np.zeros((len(documents), _FEATURES))
    totals = np.empty(len(documents))
    likeness = np.empty((len(query.weights), MAX_WORDS))
    most = 0
    for row in range(len(documents)):
        document = documents[row]
        pair = fill_pair(lists, query, document, table, scratch, likeness)
        measure(pair, values[row])
        if query.variant:
            values[row, _EXACT] = 0.0
        total = shapes.base
        for claim in range(_FEATURES - 1):
            total += points_of(shapes, claim, values[row, claim])
        totals[row] = total
        most += lists.listing_starts[document + 1] - lists.listing_starts[document]
    entities = np.empty(most, dtype=np.int32)
    positions = np.empty(most, dtype=np.int32)
    rows = np.empty(most, dtype=np.int32)
    best = np.empty(most)
    strong = np.empty(most)
    variants = np.empty(most, dtype=np.bool_)
    any_name = np.empty(most)
    count = 0
    no_exact = points_of(shapes, _EXACT, 0.0)
    last = shapes.lengths[_ANY_NAME] - 1
    most_any_name = shapes.points[_ANY_NAME, last]
    for row in range(len(documents)):
        exact_points = points_of(shapes, _EXACT, values[row, _EXACT]) - no_exact
        if totals[row] + most_any_name < floor:
            continue
        for listing in range(
            lists.listing_starts[documents[row]], lists.listing_starts[documents[row] + 1]
        ):
            entity = lists.listings[listing, 0]
            flags = lists.listings[listing, 2]
            total = totals[row]
            if flags & VARIANT:
                total -= exact_points
            if flags & WEAK:
                total += shapes.weak
            slot = scratch.slot_of_entity[entity]
            if slot < 0:
                slot = count
                count += 1
                scratch.slot_of_entity[entity] = slot
                entities[slot] = entity
                best[slot] = -np.inf
                strong[slot] = -np.inf
                any_name[slot] = any_name_coverage(lists, query, entity, table, scratch)
            if total > best[slot]:
                best[slot] = total
                rows[slot] = row
                positions[slot] = lists.listings[listing, 1]
                variants[slot] = flags & VARIANT
            if not flags & WEAK:
                strong[slot] = max(strong[slot], total)
    kept = 0
    chosen = np.empty(count, dtype=np.int32)
    for slot in range(count):
        scratch.slot_of_entity[entities[slot]] = -1
        extra = points_of(shapes, _ANY_NAME, any_name[slot])
        best[slot] += extra
        strong[slot] += extra
        if best[slot] >= floor:
            chosen[kept] = slot
            kept += 1
    chosen = chosen[:kept]
    out = np.empty((kept, _FEATURES))
    points = np.empty((kept, _FEATURES))
    for place in range(kept):
        slot = chosen[place]
        out[place] = values[rows[slot]]
        out[place, _ANY_NAME] = any_name[slot]
        if variants[slot]:
            out[place, _EXACT] = 0.0
        for claim in range(_FEATURES):
            points[place, claim] = points_of(shapes, claim, out[place, claim])
    return Found(
        entities[chosen],
        positions[chosen],
        documents[rows[chosen]],
        out,
        points,
        best[chosen],
        strong[chosen],
    )
