"""An additive, monotone model: logistic regression on piecewise straight points.

Every claim has a line of knots. Its points rise (or fall) only the way that agreement does. The
model is found by accelerated projected gradient steps (Beck and Teboulle, FISTA, 2009) without
sampling, so that the same rows give the same points.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from bench.fitting.rows import Rows, prior
from matchers.features import NAME_FEATURES

Array = NDArray[np.float64]

FALLING: Final = frozenset({"query_missing", "listed_missing"})
KNOTS: Final = 12
_FEW: Final = 7
_ROUNDS: Final = 3
_STEPS: Final = 600
_RIDGE: Final = 1e-4
_RIVALS: Final = 3
"""Pairs of a case without an expected entity that the model must keep down."""


class Model(NamedTuple):
    """Knots of each claim, and how far each step between them rises; the base aside."""

    knots: Mapping[str, Array]
    rises: Array

    def score(self, values: Array) -> Array:
        """The points of all claims of each row."""
        total: Array = steps(values, self.knots) @ self.rises
        return total

    def lines(self, slope: float) -> dict[str, tuple[tuple[float, float], ...]]:
        """Each claim's knots with their points times `slope`, to a thousandth."""
        found, start = {}, 0
        for name in NAME_FEATURES:
            knots = self.knots[name]
            rises = self.rises[start : start + len(knots) - 1] * slope
            start += len(rises)
            points = np.concatenate([[0.0], np.cumsum(-rises if name in FALLING else rises)])
            found[name] = tuple(
                (float(knot), round(float(point), 3) + 0.0)
                for knot, point in zip(knots, points, strict=True)
            )
        return found


def knots(same: Rows, others: Rows) -> dict[str, Array]:
    """Knots of each claim: its few values, or shares of the rows that matter, to a thousandth."""
    likely = others.values[best(others.cases, prior(others.values), _RIVALS)]
    values = np.concatenate([same.values, likely])
    found = {}
    for column, name in enumerate(NAME_FEATURES):
        distinct = np.unique(values[:, column].round(3))
        if len(distinct) > _FEW:
            shares = np.linspace(0, 1, KNOTS + 1)
            distinct = np.unique(np.quantile(values[:, column], shares).round(3))
        found[name] = distinct if len(distinct) > 1 else np.array([0.0, 1.0])
    return found


def fit(same: Rows, others: Rows, lines: Mapping[str, Array], weights: Array) -> Model:
    """The model that tells the best pair of each case from the likeliest wrong ones.

    Which pair is a case's best depends on the points, so the fit is repeated with its own result.
    `weights` is what each case of `same` counts; both sides weigh the same in sum.
    """
    same_steps, other_steps = steps(same.values, lines), steps(others.values, lines)
    same_score, other_score = prior(same.values), prior(others.values)
    found = np.zeros(same_steps.shape[1] + 1)
    for _ in range(_ROUNDS):
        chosen = best(same.cases, same_score, 1)
        rivals = best(others.cases, other_score, _RIVALS)
        design = np.concatenate([same_steps[chosen], other_steps[rivals]])
        truth = np.concatenate([np.ones(len(chosen)), np.zeros(len(rivals))])
        of_same = weights[same.cases[chosen]]
        of_others = np.full(len(rivals), 0.5 / len(rivals))
        found = _ascend(
            np.column_stack([design, np.ones(len(design))]),
            truth,
            np.concatenate([0.5 * of_same / of_same.sum(), of_others]),
            found,
        )
        same_score, other_score = same_steps @ found[:-1], other_steps @ found[:-1]
    return Model(lines, found[:-1])


def best(cases: NDArray[np.int64], scores: Array, count: int) -> NDArray[np.int64]:
    """The rows of the `count` best scores of each case."""
    order = np.lexsort((-scores, cases))
    ordered = cases[order]
    first = np.searchsorted(ordered, ordered)
    kept: NDArray[np.int64] = order[np.arange(len(order)) - first < count]
    return kept


def best_scores(cases: NDArray[np.int64], scores: Array, count: int) -> Array:
    """The best score of each of `count` cases; -inf for those without a row."""
    found = np.full(count, -np.inf)
    np.maximum.at(found, cases, scores)
    return found


def steps(values: Array, lines: Mapping[str, Array]) -> Array:
    """How much of each interval between knots a value has covered, in [0, 1]; falling ones < 0."""
    columns = []
    for column, name in enumerate(NAME_FEATURES):
        knot = lines[name]
        covered = np.clip((values[:, column : column + 1] - knot[:-1]) / np.diff(knot), 0, 1)
        columns.append(-covered if name in FALLING else covered)
    return np.concatenate(columns, axis=1)


def _ascend(design: Array, truth: Array, weights: Array, start: Array) -> Array:
    """Non-negative weights (the last one free) of the most likely model."""
    curvature = np.linalg.norm(design * np.sqrt(weights)[:, None], 2) ** 2 / 4 + _RIDGE
    found, ahead, momentum = start, start, 1.0
    for _ in range(_STEPS):
        likely = 1 / (1 + np.exp(-(design @ ahead)))
        step = ahead - (design.T @ (weights * (likely - truth)) + _RIDGE * ahead) / curvature
        step[:-1] = np.maximum(step[:-1], 0)
        following = (1 + np.sqrt(1 + 4 * momentum**2)) / 2
        ahead = step + (momentum - 1) / following * (step - found)
        found, momentum = step, following
    return found
