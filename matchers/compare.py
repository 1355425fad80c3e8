"""Two names by themselves, without retrieval: what `matchers.pairs` does over an index."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from matchers.features import NAME_FEATURES, Column, Pair, measure
from matchers.index import joined_text, legal_agreement, sorted_text
from matchers.model import Kind
from matchers.names import AnalysedName, Role
from matchers.pairs import INITIAL_LIKENESS, Shapes, points_of
from matchers.query import (
    JOIN,
    JOINED_LIKENESS,
    SECOND_HALF,
    letter_places,
    text_similarity,
    word_readings,
)
from matchers.spelling import one_slip
from matchers.words import as_bytes, likenesses

Weigh = Callable[[str, Kind], float]
_EXACT = NAME_FEATURES.index("exact")


def word_table(left: AnalysedName, right: AnalysedName) -> Column:
    """How alike each word of one name is to each of the other: (Q, W) in [0, 1]."""
    table = likenesses(*as_bytes(left.words), *as_bytes(right.words))
    for place, one in enumerate(left.words):
        for column, other in enumerate(right.words):
            initial = Role.INITIAL in (left.roles[place], right.roles[column])
            if initial and one.lstrip("~")[0] == other.lstrip("~")[0]:
                table[place, column] = max(table[place, column], INITIAL_LIKENESS)
    return table


def pair_of(
    query: AnalysedName, listed: AnalysedName, query_weights: Sequence[float], weigh: Weigh
) -> Pair:
    """A query name, its words of these weights, beside a listed one; `weigh` weighs its words."""
    table = word_table(query, listed)
    best, listed_best = table.max(axis=1), table.max(axis=0)
    _read_otherwise(query, listed, best, listed_best)
    by_alphabet, other = _bytes(sorted_text(query)), _bytes(sorted_text(listed))
    transliterated = query.folded_key == listed.folded_key and query.is_latin != listed.is_latin
    equal = float(query.core_key == listed.core_key or transliterated)
    if query.full_key == listed.full_key:
        equal = 2.0
    return Pair(
        likeness=table,
        query_weights=np.array(query_weights),
        listed_weights=np.array([weigh(word, query.kind) for word in listed.words]),
        query_roles=np.array(query.roles, dtype=np.int8),
        listed_roles=np.array(listed.roles, dtype=np.int8),
        query_best=best,
        listed_best=listed_best,
        spelling=_similarity(sorted_text(query), sorted_text(listed)),
        joined=_similarity(joined_text(query), joined_text(listed)),
        slip=float(len(other)) if one_slip(by_alphabet, other) else 0.0,
        legal=legal_agreement(query.legal, listed.legal),
        equal=equal,
    )


def _read_otherwise(
    query: AnalysedName, listed: AnalysedName, best: Column, listed_best: Column
) -> None:
    """Words written together or apart: what a reading finds counts for all words it is of."""
    places = {word: place for place, word in enumerate(listed.words)}
    readings = list(word_readings(query, places))
    for number, (place, kind, word) in enumerate(readings):
        if kind == SECOND_HALF:
            continue
        found = [word] if kind == JOIN else [word, readings[number + 1][2]]
        for one in found:
            listed_best[places[one]] = max(listed_best[places[one]], JOINED_LIKENESS)
        for one in (place, place + 1) if kind == JOIN else (place,):
            best[one] = max(best[one], JOINED_LIKENESS)


def _bytes(text: str) -> NDArray[np.uint8]:
    return np.frombuffer(text.encode(), dtype=np.uint8)


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
    best = np.max([_spelt_alike(query, name) for name in names], axis=0)
    weights = np.array(query_weights)
    values[-1] = weights @ best / weights.sum()
    if query.variant or listed.variant:
        values[_EXACT] = 0.0
    return values


def _spelt_alike(query: AnalysedName, name: AnalysedName) -> Column:
    best: Column = likenesses(*as_bytes(query.words), *as_bytes(name.words)).max(axis=1)
    return best


def name_points(shapes: Shapes, values: Column) -> NDArray[np.float64]:
    """The points of every claim."""
    return np.array([points_of(shapes, claim, float(v)) for claim, v in enumerate(values)])


def _similarity(left: str, right: str) -> float:
    one, other = _bytes(left), _bytes(right)
    return text_similarity(letter_places(one), min(len(one), 256), other)
