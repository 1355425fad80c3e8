"""Candidates: the listed entities that may be a subject, each through its best pair of names."""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from msgspec.structs import replace

from matchers import identifiers
from matchers.compare import name_points, pair_values
from matchers.corroborate import most_points, points_of_facts, same_identifiers
from matchers.features import Column
from matchers.index import Index
from matchers.model import (
    FreeText,
    Kind,
    ListedEntity,
    ListedName,
    ListedNameType,
    Party,
    PartyName,
    Struct,
)
from matchers.names import LISTED_KINDS, AnalysedName, kinds_of, readings
from matchers.phrases import phrases
from matchers.points import Shapes
from matchers.query import queries
from matchers.retrieve import Scratch
from matchers.scorecard import Scorecard
from matchers.search import ROUNDING, Found, search

MAX_NAMES: Final = 20
"""Names read of one party."""

_READY_WORDS: Final = 1_000
"""Words of names that are made ready before the first is searched for."""

ShapesOf = Mapping[Kind, Shapes]


class NamePair(Struct):
    """A query name and a listed one, with the value and the points of every claim about them.

    `read` is the listed name as it was read, or the number of the document that it is.
    """

    query: AnalysedName
    listed: ListedName
    read: AnalysedName | int
    base: float
    values: Column
    points: Column
    weak_points: float

    @property
    def total(self) -> float:
        """The points of all claims, those of nothing known and for a weak alias included."""
        return math.fsum([self.base, *self.points.tolist(), self.weak_points])


class Candidate(Struct):
    """A party, an entity that it may be, and the names that say so best, where there are any."""

    party: Party
    entity: ListedEntity
    names: NamePair | None
    total: float
    """The points of `names`; -inf without any."""
    strong_total: float
    """The points of the best pair with a listed name that is no weak alias; -inf without one."""


def identified(index: Index, party: Party) -> set[int]:
    """The entities that have an identifier of the party."""
    keys = set(filter(None, map(identifiers.key, party.identifiers)))
    return {
        number
        for key in keys
        for number in index.identified(key)
        if same_identifiers(party, index.entities[number])
    }


class Searched(NamedTuple):
    """A name of a party, and what a search found for it."""

    name: AnalysedName
    found: Found


def searched(
    index: Index,
    shapes_of: ShapesOf,
    card: Scorecard,
    parties: Sequence[Party],
    least: float,
    scratch: Scratch,
) -> list[list[Searched]]:
    """What is found for the names of each party: entities that might get `least` points with facts.

    In turns over all of them: reading names, finding near words, searching. Each has tables of its
    own, which the next would drive from the processor's memory.
    """
    names = [
        (place, name)
        for place, party in enumerate(parties)
        for name in analysed(party, kinds_of(party.kind))
    ]
    floors = [least - most_points(party, card) for party in parties]
    found: list[list[Searched]] = [[] for _ in parties]
    for turn in _turns(names):
        ready = queries(index, [name for _, name in turn])
        for (place, name), made in zip(turn, ready, strict=True):
            same = index.same_core(name)
            shapes = shapes_of[name.kind]
            met = search(index.lists, made, shapes, scratch, same, floors[place])
            found[place].append(Searched(name, met))
    return found


def _turns(
    names: Sequence[tuple[int, AnalysedName]],
) -> Iterator[Sequence[tuple[int, AnalysedName]]]:
    """Names that are made ready together: `_READY_WORDS` words at most, or a single name."""
    first, words = 0, 0
    for place, (_, name) in enumerate(names):
        if place > first and words + len(name.words) > _READY_WORDS:
            yield names[first:place]
            first, words = place, 0
        words += len(name.words)
    if names:
        yield names[first:]


def named(
    index: Index,
    shapes_of: ShapesOf,
    card: Scorecard,
    party: Party,
    least: float,
    found_by_name: Sequence[Searched],
) -> dict[int, Candidate]:
    """The entities that get `least` points or more, each with its best pair of names.

    The search lets names through that facts could still lift so far; most facts do not.
    """
    best: dict[int, Candidate] = {}
    for name, found in found_by_name:
        shapes = shapes_of[name.kind]
        totals, strong = found.totals.tolist(), found.strong.tolist()
        for row, number in enumerate(found.entities.tolist()):
            entity = index.entities[number]
            if totals[row] + points_of_facts(party, entity, card) < least - ROUNDING:
                continue
            listed = entity.names[found.positions[row]]
            pair = NamePair(
                query=name,
                listed=listed,
                read=int(found.documents[row]),
                base=shapes.base,
                values=found.values[row],
                points=found.points[row],
                weak_points=_weak_points(shapes, listed),
            )
            candidate = Candidate(
                party=party,
                entity=entity,
                names=pair,
                total=totals[row],
                strong_total=strong[row],
            )
            known = best.get(number)
            best[number] = candidate if known is None else _better(known, candidate)
    return best


def _better(one: Candidate, other: Candidate) -> Candidate:
    """The same entity by the names that say so better; the first where both say it alike."""
    strong = max(one.strong_total, other.strong_total)
    best = other if other.total > one.total else one
    return best if best.strong_total == strong else replace(best, strong_total=strong)


def _weak_points(shapes: Shapes, listed: ListedName) -> float:
    return shapes.weak if listed.type is ListedNameType.WEAK else 0.0


def mentioned(index: Index, shapes_of: ShapesOf, text: FreeText) -> Iterator[Candidate]:
    """The entities that free text identifies, or names in full and at some length."""
    stated = Party(identifiers=tuple(identifiers.in_text(text.text)))
    found: dict[int, list[PartyName]] = {number: [] for number in identified(index, stated)}
    for key, phrase in phrases(text.text).items():
        for number in index.phrased(key):
            found.setdefault(number, []).append(PartyName(value=phrase))
    for number, names in found.items():
        party = Party(names=tuple(names), identifiers=stated.identifiers)
        yield paired(index, shapes_of, party, index.entities[number])


def paired(index: Index, shapes_of: ShapesOf, party: Party, entity: ListedEntity) -> Candidate:
    """A party and an entity through the pair of their names that gets most points."""
    pairs = list(_pairs(index, shapes_of, party, entity))
    strong = (pair.total for pair in pairs if pair.listed.type is not ListedNameType.WEAK)
    best = max(pairs, key=lambda pair: pair.total) if pairs else None
    return Candidate(
        party=party,
        entity=entity,
        names=best,
        total=best.total if best else -math.inf,
        strong_total=max(strong, default=-math.inf),
    )


def _pairs(
    index: Index, shapes_of: ShapesOf, party: Party, entity: ListedEntity
) -> Iterator[NamePair]:
    for kind in kinds_of(party.kind if entity.kind is Kind.UNKNOWN else entity.kind):
        shapes = shapes_of[kind]
        others = [
            (listed, read) for listed in entity.names for read in readings(listed.value, kind)
        ]
        for name in analysed(party, (kind,)):
            index.words.make_room(len(name.words))
            weights = [index.query_weight(word, kind) for word in name.words]
            for listed, read in others:
                values = pair_values(
                    name, read, [each for _, each in others], weights, index.weight
                )
                yield NamePair(
                    query=name,
                    listed=listed,
                    read=read,
                    base=shapes.base,
                    values=values,
                    points=name_points(shapes, values),
                    weak_points=_weak_points(shapes, listed),
                )


def analysed(party: Party, kinds: Sequence[Kind] = LISTED_KINDS) -> list[AnalysedName]:
    """The party's distinct names, read as names of each of the kinds, parts of them included."""
    values = dict.fromkeys(name.value for name in party.names[:MAX_NAMES])
    return [name for value in values for kind in kinds for name in readings(value, kind)]
