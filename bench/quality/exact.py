"""The exact checks: every listed name and every listed identifier must find its entity."""

import random
from collections.abc import Sequence
from typing import TypeVar

import msgspec

from bench.quality.outcomes import MATCHES, Progress, entity_id
from matchers import identifiers
from matchers.model import Identifier, Kind, ListedEntity, Party, PartyName
from matchers.screener import Screener

T = TypeVar("T")


class Exact(msgspec.Struct, frozen=True):
    """How many listed names or identifiers were screened, and which did not find their entity."""

    screened: int
    missed: tuple[str, ...]


def exact_names(
    screener: Screener, entities: Sequence[ListedEntity], sample: int, seed: int, progress: Progress
) -> Exact:
    """Screen listed names, weak aliases aside; each must find its entity among the best 50."""
    names = [
        (entity, name.value) for entity in entities for name in entity.names if name.type != "weak"
    ]
    return _exact(
        screener,
        [
            (entity.id, value, Party(kind=entity.kind, names=(PartyName(value=value),)))
            for entity, value in _sampled(names, sample, seed)
        ],
        progress,
    )


def exact_identifiers(
    screener: Screener, entities: Sequence[ListedEntity], sample: int, seed: int, progress: Progress
) -> Exact:
    """Screen valid listed identifiers, without a name; each must find its entity."""
    stated = [
        (entity, identifier)
        for entity in entities
        for identifier in entity.identifiers
        if identifiers.canonical(identifier) is not None
    ]
    return _exact(
        screener,
        [
            (entity.id, _shown(identifier), Party(kind=Kind.UNKNOWN, identifiers=(identifier,)))
            for entity, identifier in _sampled(stated, sample, seed)
        ],
        progress,
    )


def _sampled(items: Sequence[T], sample: int, seed: int) -> Sequence[T]:
    return items if sample >= len(items) else random.Random(seed).sample(items, sample)


def _shown(identifier: Identifier) -> str:
    return f"{identifier.scheme} {identifier.value}"


def _exact(
    screener: Screener, wanted: Sequence[tuple[str, str, Party]], progress: Progress
) -> Exact:
    missed = []
    for listed, shown, party in wanted:
        if all(entity_id(match) != listed for match in screener.ranked(party, limit=MATCHES).best):
            missed.append(f"{listed}: {shown}")
        progress(1)
    return Exact(screened=len(wanted), missed=tuple(missed))
