"""Quality: what a listed party can be found by, at the false alarms that it costs.

Name and kind only, against the whole universe. For every negative: its best score over all
entities. The threshold t(f) is the score that a share f of the negatives reaches. Recall of a set
at f is the share of its cases in which an expected entity scores t(f) or more, among the best 50
matches of the real pipeline, retrieval included.
"""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, TypeVar

import msgspec
import numpy as np
from numpy.typing import NDArray

from bench.cases import Case, batches
from matchers import identifiers
from matchers.model import Identifier, Kind, ListedEntity, Party, PartyName
from matchers.screener import Screener

FALSE_ALARMS: Final = (0.001, 0.003, 0.01, 0.03)
MATCHES: Final = 50
_BATCH: Final = 100
Progress = Callable[[int], None]
T = TypeVar("T")


class Recall(msgspec.Struct, frozen=True):
    """How many cases a group has, and its recall at each rate of false alarms."""

    cases: int
    at: Mapping[str, float]


class Exact(msgspec.Struct, frozen=True):
    """How many listed names or identifiers were screened, and which did not find their entity."""

    screened: int
    missed: tuple[str, ...]


class Quality(msgspec.Struct, frozen=True):
    """Thresholds by rate of false alarms, recall by group of cases, and the exact checks."""

    thresholds: Mapping[str, float]
    recall: Mapping[str, Recall]
    names: Exact
    identifiers: Exact


def best_scores(
    screener: Screener, cases: Sequence[Case], progress: Progress
) -> NDArray[np.float64]:
    """The best score of each case: of an expected entity, or of any where none is expected."""
    scores = []
    for batch in batches(cases, _BATCH):
        limit = MATCHES if batch[0].expect else 1
        found = screener.screen([case.party for case in batch], min_score=0, limit=limit)
        for case, screened in zip(batch, found, strict=True):
            wanted = [
                match.score
                for match in screened.matches
                if not case.expect or match.entity_id in case.expect
            ]
            scores.append(max(wanted, default=0.0))
        progress(len(batch))
    return np.array(scores)


def thresholds(negatives: NDArray[np.float64]) -> dict[str, float]:
    """The score that each share of the negatives reaches."""
    falling = -np.sort(-negatives)
    return {
        f"{share:.1%}": float(falling[max(0, round(share * len(falling)) - 1)])
        for share in FALSE_ALARMS
    }


def groups(case: Case) -> Iterator[str]:
    """The groups that a positive case counts in: its set, and the gate, by kind and by script."""
    yield case.set
    if not case.in_gate:
        return
    yield "gate"
    yield f"gate, {case.query.kind}"
    script = next((tag[2:] for tag in case.tags if tag.startswith("q:")), "unknown")
    yield f"gate, {script}"
    if "xscript" in case.tags:
        yield "gate, across scripts"


def recall(
    cases: Sequence[Case], scores: NDArray[np.float64], limits: Mapping[str, float]
) -> dict[str, Recall]:
    """Recall of every group at every threshold."""
    members: dict[str, list[float]] = {}
    for case, score in zip(cases, scores.tolist(), strict=True):
        for group in groups(case):
            members.setdefault(group, []).append(score)
    return {
        group: Recall(
            cases=len(found),
            at={
                rate: sum(s >= limit for s in found) / len(found) for rate, limit in limits.items()
            },
        )
        for group, found in sorted(members.items())
    }


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
    for start in range(0, len(wanted), _BATCH):
        batch = wanted[start : start + _BATCH]
        found = screener.screen([party for _, _, party in batch], limit=MATCHES)
        for (entity_id, shown, _), screened in zip(batch, found, strict=True):
            if all(match.entity_id != entity_id for match in screened.matches):
                missed.append(f"{entity_id}: {shown}")
        progress(len(batch))
    return Exact(screened=len(wanted), missed=tuple(missed))
