"""Fit: the points of the claims about names, from labelled cases.

A logistic regression on piecewise straight points between fixed values (the knots), each claim's
points rising (or falling) only the way it must: additive and monotone, so that the scorecard can
be read and cannot be gamed. Pairs are, for every positive, the best listed name of an expected
entity, and, for every negative, the best two names of other entities. The base then puts the score
0.5 where `REVIEWED` of the negatives reach it. Deterministic: no sampling, fixed steps.
"""

from collections.abc import Callable, Sequence
from typing import Any, Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from bench.cases import Case
from matchers.candidates import analysed
from matchers.features import NAME_FEATURES, name_features
from matchers.index import Index, kinds_of
from matchers.pairs import align_documents
from matchers.retrieve import Scratch, retrieve
from matchers.scorecard import Scorecard

Matrix = NDArray[np.floating[Any]]

KNOTS: Final = {
    "query_coverage": (0.2, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0),
    "listed_coverage": (0.2, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0),
    "query_missing": (0.0, 1.0, 2.0, 3.0, 4.0, 6.0, 8.0, 11.0),
    "listed_missing": (0.0, 1.0, 2.0, 3.0, 4.0, 6.0, 8.0, 11.0),
    "evidence": (2.0, 5.0, 8.0, 11.0, 14.0, 18.0, 24.0, 32.0, 45.0),
    "legal_form": (-1.0, 0.0, 1.0),
    "exact": (0.0, 1.0, 2.0),
}
HEADER: Final = """\
# Points for each claim, in log-odds. A claim's points are read off straight lines between the
# [value, points] given, and stay level beyond both ends. A score is 1 / (1 + e^-(sum of points)).
# Within a claim points only ever rise with agreement. The base and the points of names are fitted
# (`python -m bench fit`); the points of other facts are set by hand (docs/matching.md).
"""

FALLING: Final = frozenset({"query_missing", "listed_missing"})
REVIEWED: Final = 0.01
_ROUNDS: Final = 2
_STEPS: Final = 4_000
_RIDGE: Final = 1e-4


def fitted(
    index: Index,
    card: Scorecard,
    positives: Sequence[Case],
    negatives: Sequence[Case],
    progress: Callable[[int], None],
) -> Scorecard:
    """The scorecard with the base and the points of names fitted; facts keep theirs.

    What an entity's best name is depends on the points, so the fit is repeated with its own result.
    """
    for _ in range(_ROUNDS):
        same = np.array([values[0] for values in _examples(index, card, positives, progress)])
        others = _examples(index, card, negatives, progress)
        card = msgspec.structs.replace(card, base=0.0, names=_fit(same, np.concatenate(others)))
        best = np.sort([card.name_points(values).sum(axis=1).max() for values in others])
        reviewed = best[-round(REVIEWED * len(negatives))]
        card = msgspec.structs.replace(card, base=round(-float(reviewed), 3))
    return card


def _examples(
    index: Index, card: Scorecard, cases: Sequence[Case], progress: Callable[[int], None]
) -> list[Matrix]:
    """Values of the best pair with an expected entity; of the best two where none is expected."""
    scratch = Scratch(index)
    found = []
    for case in cases:
        progress(1)
        for query in analysed(case.party, kinds_of(case.party.kind)):
            docs = retrieve(index, query, scratch)
            if case.expect:
                rows, listings = index.bearers(docs)
                wanted = [index.entities[n].id in case.expect for n in listings[:, 0].tolist()]
                docs = np.unique(docs[rows[np.array(wanted, dtype=bool)]])
            if not len(docs):
                continue
            values = name_features(align_documents(index, query, docs, scratch))
            order = np.argsort(-card.name_points(values).sum(axis=1), kind="stable")
            found.append(values[order[: 1 if case.expect else 2]])
    return found


def _fit(same: Matrix, other: Matrix) -> dict[str, tuple[tuple[float, float], ...]]:
    """The points of every claim that separate the pairs best; both sides weigh the same."""
    steps = [_steps(name, np.concatenate([same, other])[:, n]) for n, name in enumerate(KNOTS)]
    design = np.column_stack([*steps, np.ones(len(same) + len(other))])
    truth = np.concatenate([np.ones(len(same)), np.zeros(len(other))])
    weights = np.where(truth > 0, 0.5 / len(same), 0.5 / len(other))
    found = _ascend(design, truth, weights)
    ends = np.cumsum([step.shape[1] for step in steps])
    return {
        name: _points(name, found[end - step.shape[1] : end])
        for name, step, end in zip(KNOTS, steps, ends, strict=True)
    }


def _steps(name: str, values: Matrix) -> Matrix:
    """How much of each interval between knots a value has covered, in [0, 1]."""
    knots = np.array(KNOTS[name])
    covered = np.clip((values[:, None] - knots[:-1]) / np.diff(knots), 0, 1)
    signed: Matrix = -covered if name in FALLING else covered
    return signed


def _ascend(design: Matrix, truth: Matrix, weights: Matrix) -> Matrix:
    """Non-negative weights (the last one free) of the most likely model, by accelerated steps."""
    curvature = np.linalg.norm(design * np.sqrt(weights)[:, None], 2) ** 2 / 4 + _RIDGE
    found = np.zeros(design.shape[1])
    ahead, momentum = found, 1.0
    for _ in range(_STEPS):
        likely = 1 / (1 + np.exp(-(design @ ahead)))
        step = ahead - (design.T @ (weights * (likely - truth)) + _RIDGE * ahead) / curvature
        step[:-1] = np.maximum(step[:-1], 0)
        following = (1 + np.sqrt(1 + 4 * momentum**2)) / 2
        ahead = step + (momentum - 1) / following * (step - found)
        found, momentum = step, following
    return found


def _points(name: str, rises: Matrix) -> tuple[tuple[float, float], ...]:
    points = np.concatenate([[0.0], np.cumsum(-rises if name in FALLING else rises)])
    return tuple(
        (knot, round(float(point), 3) + 0.0)
        for knot, point in zip(KNOTS[name], points, strict=True)
    )


def as_yaml(card: Scorecard) -> str:
    """The scorecard as its file has it, a claim a line."""
    names = "".join(
        f"  {name}: [{', '.join(f'[{value:g}, {points:g}]' for value, points in line)}]\n"
        for name, line in card.names.items()
    )
    facts = "".join(f"  {name}: {points:.1f}\n" for name, points in card.facts.items())
    return f"{HEADER}version: {card.version}\nbase: {card.base}\nnames:\n{names}facts:\n{facts}"


if tuple(KNOTS) != tuple(NAME_FEATURES):
    raise AssertionError("every claim about names needs its knots, in the same order")
