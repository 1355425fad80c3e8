"""Candidates: the listed entities that may be a subject, each through its best pair of names."""

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from matchers import identifiers
from matchers.corroborate import same_identifiers
from matchers.features import Column, name_features
from matchers.index import Index, kinds_of
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
from matchers.names import LISTED_KINDS, AnalysedName, analyse
from matchers.pairs import align_documents, align_pair
from matchers.phrases import phrases
from matchers.retrieve import Scratch, retrieve
from matchers.scorecard import Scorecard

MAX_NAMES: Final = 20
"""Names read of one party."""


class NamePair(Struct):
    """A query name and a listed one, with the value and the points of every claim about them."""

    query: AnalysedName
    listed: ListedName
    values: Column
    points: Column
    total: float
    """The points of all claims, those for a weak alias included."""


class Candidate(Struct):
    """A party, an entity that it may be, and the names that say so best, where there are any."""

    party: Party
    entity: ListedEntity
    names: NamePair | None
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


def named(
    index: Index, card: Scorecard, party: Party, floor: float, scratch: Scratch
) -> dict[int, Candidate]:
    """The entities whose names get `floor` points or more, each with its best pair of names."""
    best: dict[int, NamePair] = {}
    strong: dict[int, float] = {}
    for query in analysed(party, kinds_of(party.kind)):
        docs = retrieve(index, query, scratch)
        if not len(docs):
            continue
        values = name_features(align_documents(index, query, docs, scratch))
        points = card.name_points(values)
        totals = points.sum(axis=1)
        reached = (totals >= floor).nonzero()[0]
        rows, listings = index.bearers(docs[reached])
        for row, (number, position) in zip(reached[rows].tolist(), listings.tolist(), strict=True):
            listed = index.entities[number].names[position]
            total = float(totals[row]) + _alias_points(listed, card)
            if listed.type is not ListedNameType.WEAK and total > strong.get(number, -math.inf):
                strong[number] = total
            known = best.get(number)
            if known is None or total > known.total:
                best[number] = NamePair(
                    query=query,
                    listed=listed,
                    values=values[row],
                    points=points[row],
                    total=total,
                )
    return {
        number: Candidate(
            party=party,
            entity=index.entities[number],
            names=pair,
            strong_total=strong.get(number, -math.inf),
        )
        for number, pair in best.items()
    }


def mentioned(index: Index, card: Scorecard, text: FreeText) -> Iterator[Candidate]:
    """The entities that free text identifies, or names in full and at some length."""
    stated = Party(identifiers=tuple(identifiers.in_text(text.text)))
    found: dict[int, list[PartyName]] = {number: [] for number in identified(index, stated)}
    for key, phrase in phrases(text.text).items():
        for number in index.phrased(key):
            found.setdefault(number, []).append(PartyName(value=phrase))
    for number, names in found.items():
        party = Party(names=tuple(names), identifiers=stated.identifiers)
        yield paired(index.weight, card, party, index.entities[number])


def paired(
    weigh: Callable[[str], float], card: Scorecard, party: Party, entity: ListedEntity
) -> Candidate:
    """A party and an entity through the pair of their names that gets most points."""
    pairs = list(_pairs(weigh, card, party, entity))
    strong = (pair.total for pair in pairs if pair.listed.type is not ListedNameType.WEAK)
    return Candidate(
        party=party,
        entity=entity,
        names=max(pairs, key=lambda pair: pair.total) if pairs else None,
        strong_total=max(strong, default=-math.inf),
    )


def _pairs(
    weigh: Callable[[str], float], card: Scorecard, party: Party, entity: ListedEntity
) -> Iterator[NamePair]:
    kind = party.kind if entity.kind is Kind.UNKNOWN else entity.kind
    for query in analysed(party, kinds_of(kind)):
        for listed in entity.names:
            other = analyse(listed.value, query.kind)
            if other is None:
                continue
            values = name_features(align_pair(query, other, weigh))
            points = card.name_points(values)
            yield NamePair(
                query=query,
                listed=listed,
                values=values[0],
                points=points[0],
                total=math.fsum(points[0]) + _alias_points(listed, card),
            )


def analysed(party: Party, kinds: Sequence[Kind] = LISTED_KINDS) -> list[AnalysedName]:
    """The party's distinct names, read as names of each of the kinds."""
    values = dict.fromkeys(name.value for name in party.names[:MAX_NAMES])
    names = (analyse(value, kind) for value in values for kind in kinds)
    return [name for name in names if name is not None]


def _alias_points(listed: ListedName, card: Scorecard) -> float:
    return card.facts["weak_alias"] if listed.type is ListedNameType.WEAK else 0.0
