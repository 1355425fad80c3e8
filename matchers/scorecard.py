"""The scorecard: points for every claim, added up, and turned into a score.

The table is `scorecard.yaml`; this module reads it. Points are log-odds, so a score is the
logistic function of their sum.
"""

import functools
import math
from importlib.resources import files

import msgspec
import numpy as np

from matchers.features import NAME_FEATURES
from matchers.model import Kind, Struct
from matchers.points import Shapes

Line = tuple[tuple[float, float], ...]
"""The knots [value, points] of a claim."""


class KindCard(Struct, forbid_unknown_fields=True):
    """Points for names of one kind: of nothing known, and of every claim about names."""

    base: float
    names: dict[str, Line]

    def __post_init__(self) -> None:
        """Raise ValueError unless exactly the claims about names that exist have points."""
        if self.names.keys() != set(NAME_FEATURES):
            odd = sorted(self.names.keys() ^ set(NAME_FEATURES))
            raise ValueError(f"the scorecard and the claims about names differ in {odd}")


class Scorecard(Struct, forbid_unknown_fields=True):
    """Points in log-odds: of claims about names for each kind, and of other facts."""

    version: int
    kinds: dict[Kind, KindCard]
    facts: dict[str, float]

    def of(self, kind: Kind) -> KindCard:
        """The points for names of a kind. Aircraft are named as vessels are."""
        return self.kinds[Kind.VESSEL if kind is Kind.AIRCRAFT else kind]


@functools.cache
def scorecard() -> Scorecard:
    """The scorecard of this version of the product."""
    text = files("matchers").joinpath("scorecard.yaml").read_bytes()
    return msgspec.yaml.decode(text, type=Scorecard)


def shapes(card: Scorecard, kind: Kind) -> Shapes:
    """The points for names of a kind, as compiled code reads them."""
    of_kind = card.of(kind)
    lines = [of_kind.names[name] for name in NAME_FEATURES]
    longest = max(map(len, lines))
    knots = np.array([[*line, *line[-1:] * (longest - len(line))] for line in lines])
    return Shapes(
        values=np.ascontiguousarray(knots[:, :, 0], dtype=np.float64),
        points=np.ascontiguousarray(knots[:, :, 1], dtype=np.float64),
        lengths=np.array([len(line) for line in lines], dtype=np.int64),
        most=knots[:, :, 1].max(axis=1),
        base=of_kind.base,
        weak=card.facts["weak_alias"],
    )


def score(log_odds: float) -> float:
    """The logistic function: log-odds of any size to a score in [0, 1]."""
    if log_odds >= 0:
        return 1 / (1 + math.exp(-log_odds))
    odds = math.exp(log_odds)
    return odds / (1 + odds)


def log_odds(value: float) -> float:
    """The inverse of `score`; infinite at 0 and 1."""
    if value <= 0:
        return -math.inf
    return math.inf if value >= 1 else math.log(value / (1 - value))
