"""Search: score the listed names worth it, and hand their points on to the entities they are of."""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from matchers.align import Table, any_name_coverage, forget, lay_out, near_table
from matchers.compiled import borrowing, compiled
from matchers.documents import VARIANT, WEAK
from matchers.index import Lists
from matchers.pairs import ANY_NAME, EXACT, Reaching, reaching
from matchers.points import Shapes, points_of
from matchers.query import Query
from matchers.retrieve import Scratch, best_documents

ROUNDING: Final = 1e-9
"""Sums are made in another order than the exact one that decides: nobody is lost by that."""


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


class _Best(NamedTuple):
    """For every entity met so far, its best listing: which row of values, and its total."""

    entities: NDArray[np.int32]
    positions: NDArray[np.int32]
    rows: NDArray[np.int32]
    variants: NDArray[np.bool_]
    totals: NDArray[np.float64]
    strong: NDArray[np.float64]


@compiled
def search(
    lists: Lists,
    query: Query,
    shapes: Shapes,
    scratch: Scratch,
    same: NDArray[np.int32],
    floor: float,
) -> Found:
    """Score the documents of the same core words and the best others, for the entities of them.

    Left out are entities whose total cannot reach `floor`.
    """
    documents = best_documents(lists, query, scratch, same)
    floor -= ROUNDING
    table = near_table(query, scratch)
    laid = lay_out(lists, query, documents, len(same), scratch)
    scored = reaching(lists, query, shapes, documents, table, laid, floor)
    best = _best_listings(lists, shapes, documents, scored, scratch)
    found = _of_entities(lists, query, shapes, documents, scored, best, table, scratch, floor)
    forget(table, scratch)
    return found


@compiled
def _best_listings(
    lists: Lists,
    shapes: Shapes,
    documents: NDArray[np.int32],
    scored: Reaching,
    scratch: Scratch,
) -> _Best:
    """The best listing of every entity that bears a scored document."""
    most = 0
    for row in scored.rows:
        document = documents[row]
        most += lists.listing_starts[document + 1] - lists.listing_starts[document]
    best = _Best(
        np.empty(most, dtype=np.int32),
        np.empty(most, dtype=np.int32),
        np.empty(most, dtype=np.int32),
        np.empty(most, dtype=np.bool_),
        np.full(most, -np.inf),
        np.full(most, -np.inf),
    )
    count = _write_best(lists, shapes, documents, scored, scratch, best)
    return _Best(
        best.entities[:count],
        best.positions[:count],
        best.rows[:count],
        best.variants[:count],
        best.totals[:count],
        best.strong[:count],
    )


@borrowing
def _write_best(
    lists: Lists,
    shapes: Shapes,
    documents: NDArray[np.int32],
    scored: Reaching,
    scratch: Scratch,
    best: _Best,
) -> int:
    """Write the entities met; how many they are."""
    count = 0
    for row in range(len(scored.rows)):
        document = documents[scored.rows[row]]
        exact = points_of(shapes, EXACT, scored.values[row, EXACT]) - points_of(shapes, EXACT, 0.0)
        for listing in range(lists.listing_starts[document], lists.listing_starts[document + 1]):
            entity, flags = lists.listings[listing, 0], lists.listings[listing, 2]
            slot = scratch.slot_of_entity[entity]
            if slot < 0:
                slot = count
                count += 1
                scratch.slot_of_entity[entity] = slot
                best.entities[slot] = entity
            total = scored.totals[row]
            if flags & VARIANT:
                total -= exact
            if flags & WEAK:
                total += shapes.weak
            else:
                best.strong[slot] = max(best.strong[slot], total)
            if total > best.totals[slot]:
                best.totals[slot] = total
                best.rows[slot] = row
                best.positions[slot] = lists.listings[listing, 1]
                best.variants[slot] = flags & VARIANT
    for slot in range(count):
        scratch.slot_of_entity[best.entities[slot]] = -1
    return count


@compiled
def _of_entities(
    lists: Lists,
    query: Query,
    shapes: Shapes,
    documents: NDArray[np.int32],
    scored: Reaching,
    best: _Best,
    table: Table,
    scratch: Scratch,
    floor: float,
) -> Found:
    """The entities that reach `floor` with what all of their names together account for."""
    count, claims = len(best.entities), len(shapes.most)
    any_name, memory = np.empty(count), np.empty(len(query.weights))
    chosen = np.empty(count, dtype=np.int32)
    kept = _write_chosen(
        lists, query, shapes, best, table, scratch, floor, memory, any_name, chosen
    )
    chosen = chosen[:kept]
    values, points = np.empty((kept, claims)), np.empty((kept, claims))
    for place in range(kept):
        slot = chosen[place]
        for claim in range(claims):
            values[place, claim] = scored.values[best.rows[slot], claim]
        values[place, ANY_NAME] = any_name[slot]
        if best.variants[slot]:
            values[place, EXACT] = 0.0
        for claim in range(claims):
            points[place, claim] = points_of(shapes, claim, values[place, claim])
    return Found(
        best.entities[chosen],
        best.positions[chosen],
        documents[scored.rows[best.rows[chosen]]],
        values,
        points,
        best.totals[chosen],
        best.strong[chosen],
    )


@borrowing
def _write_chosen(
    lists: Lists,
    query: Query,
    shapes: Shapes,
    best: _Best,
    table: Table,
    scratch: Scratch,
    floor: float,
    memory: NDArray[np.float64],
    any_name: NDArray[np.float64],
    chosen: NDArray[np.int32],
) -> int:
    """Add to every total what all names together say; write who reaches `floor`, how many."""
    kept = 0
    for slot in range(len(best.entities)):
        entity = best.entities[slot]
        any_name[slot] = any_name_coverage(lists, query, entity, table, scratch, memory)
        extra = points_of(shapes, ANY_NAME, any_name[slot])
        best.totals[slot] += extra
        best.strong[slot] += extra
        if best.totals[slot] >= floor:
            chosen[kept] = slot
            kept += 1
    return kept
