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
from matchers.compiled import compiled
from matchers.features import NAME_FEATURES

Array = NDArray[np.float64]

FALLING: Final = frozenset({"query_missing", "listed_missing", "query_rest", "listed_rest"})
_SIGNS: Final = np.array([-1.0 if name in FALLING else 1.0 for name in NAME_FEATURES])
KNOTS: Final = 12
_FEW: Final = 7
RARE: Final = {
    "one_slip_apart": (0.0, 5.0, 8.0, 11.0, 14.0, 18.0, 24.0),
    "explained_by_slip": (0.0, 3.0, 6.0, 9.0, 12.0),
}
"""Knots of claims that are nothing for nearly all pairs, so that shares say nothing of them."""

LEAST_RISE: Final = 0.003
"""Points that every step rises by, so that different values give different scores."""

LEAST_RISES: Final[Mapping[str, Mapping[float, float]]] = {
    "numbers": dict.fromkeys((-2, -1, 0), 0.7),
    "initials": {-1: 1.4, 0: 0.7},
    "legal_form": {-1: 0.7},
}
"""The same for claims of which the cases say little, by the value that a step begins with.

By judgement: Plant 5 is not Plant 6, John G. not John W.
"""

_ROUNDS: Final = 3
_STEPS: Final = 1_000
_POWER_STEPS: Final = 60
_RIDGE: Final = 1e-4
_RIVALS: Final = 3
"""Pairs of a case without an expected entity that the model must keep down."""


class Places(NamedTuple):
    """Where values stand between the knots of their claim: the step, and how much of it; (R, F)."""

    steps: NDArray[np.int32]
    shares: Array
    firsts: NDArray[np.int64]
    """The number of the first step of each claim, and of all steps."""


class Model(NamedTuple):
    """Knots of each claim, and how far each step between them rises; the base aside."""

    knots: Mapping[str, Array]
    rises: Array

    def score(self, values: Array) -> Array:
        """The points of all claims of each row."""
        return _scores(places(values, self.knots), self.rises, _SIGNS, 0.0)

    def lines(self, slope: float) -> dict[str, tuple[tuple[float, float], ...]]:
        """Each claim's knots with their points times `slope`, to a thousandth."""
        found, start = {}, 0
        for name, sign in zip(NAME_FEATURES, _SIGNS.tolist(), strict=True):
            knots = self.knots[name]
            of_claim = LEAST_RISES.get(name, {})
            least = [of_claim.get(knot, LEAST_RISE) for knot in knots[:-1].tolist()]
            rises = self.rises[start : start + len(knots) - 1] * slope + LEAST_RISE
            rises = np.maximum(rises, least) * sign
            start += len(rises)
            points = np.concatenate([[0.0], np.cumsum(rises)])
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
        if name in RARE:
            distinct = np.array(RARE[name])
        found[name] = distinct if len(distinct) > 1 else np.array([0.0, 1.0])
    return found


def fit(same: Rows, others: Rows, lines: Mapping[str, Array], weights: Array) -> Model:
    """The model that tells the best pair of each case from the likeliest wrong ones.

    Which pair is a case's best depends on the points, so the fit is repeated with its own result.
    `weights` is what each case of `same` counts; both sides weigh the same in sum.
    """
    same_places, other_places = places(same.values, lines), places(others.values, lines)
    same_score, other_score = prior(same.values), prior(others.values)
    found = np.zeros(same_places.firsts[-1] + 1)
    for _ in range(_ROUNDS):
        chosen = best(same.cases, same_score, 1)
        rivals = best(others.cases, other_score, _RIVALS)
        of_same = weights[same.cases[chosen]]
        found = _ascend(
            Places(
                np.concatenate([same_places.steps[chosen], other_places.steps[rivals]]),
                np.concatenate([same_places.shares[chosen], other_places.shares[rivals]]),
                same_places.firsts,
            ),
            np.concatenate([np.ones(len(chosen)), np.zeros(len(rivals))]),
            np.concatenate(
                [0.5 * of_same / of_same.sum(), np.full(len(rivals), 0.5 / len(rivals))]
            ),
            found,
        )
        same_score = _scores(same_places, found[:-1], _SIGNS, 0.0)
        other_score = _scores(other_places, found[:-1], _SIGNS, 0.0)
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


def places(values: Array, lines: Mapping[str, Array]) -> Places:
    """Where each value stands between the knots of its claim."""
    steps = np.empty(values.shape, dtype=np.int32)
    shares = np.empty(values.shape)
    firsts = [0]
    for column, name in enumerate(NAME_FEATURES):
        knot = lines[name]
        value = np.clip(values[:, column], knot[0], knot[-1])
        step = np.clip(np.searchsorted(knot, value, side="right") - 1, 0, len(knot) - 2)
        steps[:, column] = firsts[-1] + step
        shares[:, column] = (value - knot[step]) / (knot[step + 1] - knot[step])
        firsts.append(firsts[-1] + len(knot) - 1)
    return Places(steps, shares, np.array(firsts, dtype=np.int64))


@compiled
def _scores(where: Places, rises: Array, signs: Array, base: float) -> Array:
    """The sum of each row's claims: all steps below a value, and its share of its own."""
    below = np.zeros(len(rises))
    for claim in range(len(signs)):
        for step in range(where.firsts[claim] + 1, where.firsts[claim + 1]):
            below[step] = below[step - 1] + rises[step - 1]
    out = np.empty(len(where.steps))
    for row in range(len(out)):
        total = base
        for claim in range(len(signs)):
            step = where.steps[row, claim]
            total += signs[claim] * (below[step] + where.shares[row, claim] * rises[step])
        out[row] = total
    return out


@compiled
def _gradient(where: Places, residuals: Array, signs: Array, out: Array) -> None:
    """What each step, and the base, would do for the residuals (R,); written to `out`."""
    out[:] = 0.0
    whole = np.zeros(len(out))
    for row in range(len(residuals)):
        for claim in range(len(signs)):
            step = where.steps[row, claim]
            out[step] += signs[claim] * where.shares[row, claim] * residuals[row]
            whole[step] += signs[claim] * residuals[row]
        out[-1] += residuals[row]
    for claim in range(len(signs)):
        above = 0.0
        for step in range(where.firsts[claim + 1] - 1, where.firsts[claim] - 1, -1):
            out[step] += above
            above += whole[step]


@compiled
def _curvature(where: Places, weights: Array, signs: Array) -> float:
    """The largest eigenvalue of the weighted design's square, by power iteration."""
    vector = np.ones(where.firsts[-1] + 1)
    out = np.empty(len(vector))
    size = 1.0
    for _ in range(_POWER_STEPS):
        vector /= np.sqrt((vector * vector).sum())
        seen = _scores(where, vector[:-1], signs, vector[-1]) * weights
        _gradient(where, seen, signs, out)
        size = np.sqrt((out * out).sum())
        vector[:] = out
    return size


@compiled
def _climb(where: Places, truth: Array, weights: Array, start: Array, signs: Array) -> Array:
    """Non-negative rises (the base, last, is free) of the most likely model."""
    curvature = 1.05 * _curvature(where, weights, signs) / 4 + _RIDGE
    found, ahead, momentum = start.copy(), start.copy(), 1.0
    slope = np.empty(len(start))
    for _ in range(_STEPS):
        likely = 1 / (1 + np.exp(-_scores(where, ahead[:-1], signs, ahead[-1])))
        _gradient(where, weights * (likely - truth), signs, slope)
        step = ahead - (slope + _RIDGE * ahead) / curvature
        for place in range(len(step) - 1):
            step[place] = max(step[place], 0.0)
        following = (1 + np.sqrt(1 + 4 * momentum**2)) / 2
        ahead = step + (momentum - 1) / following * (step - found)
        found, momentum = step, following
    return found


def _ascend(where: Places, truth: Array, weights: Array, start: Array) -> Array:
    return _climb(where, truth, weights, start, _SIGNS)
