"""Points: what a scorecard gives for the value of a claim, as compiled code reads it."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matchers.compiled import borrowing


class Shapes(NamedTuple):
    """A scorecard's lines for one kind: values and points of up to K knots for each claim, (F, K).

    `lengths` (F,) is how many knots a claim has, `most` (F,) the most points it can give; `base`
    the points of nothing known, `weak` those of a weak alias.
    """

    values: NDArray[np.float64]
    points: NDArray[np.float64]
    lengths: NDArray[np.int64]
    most: NDArray[np.float64]
    base: float
    weak: float


@borrowing
def points_of(shapes: Shapes, claim: int, value: float) -> float:
    """The points of a value: read off the claim's line, level beyond its ends."""
    last = shapes.lengths[claim] - 1
    if value <= shapes.values[claim, 0]:
        return float(shapes.points[claim, 0])
    if value >= shapes.values[claim, last]:
        return float(shapes.points[claim, last])
    knot = 1
    while shapes.values[claim, knot] < value:
        knot += 1
    before, after = shapes.values[claim, knot - 1], shapes.values[claim, knot]
    points, more = shapes.points[claim, knot - 1], shapes.points[claim, knot]
    return float(points + (value - before) / (after - before) * (more - points))
