"""The scorecard: points for every claim, added up, and turned into a score.

The table is `scorecard.yaml`; this module reads it. Points are log-odds, so a score is the
logistic function of their sum.
"""

import functools
import math
from importlib.resources import files

import msgspec
import numpy as np

from matchers.features import NAME_FEATURES, Column
from matchers.model import Struct


class Scorecard(Struct, forbid_unknown_fields=True):
    """Points in log-odds: of nothing known, of claims about names, and of other facts."""

    version: int
    base: float
    names: dict[str, tuple[tuple[float, float], ...]]
    facts: dict[str, float]

    def __post_init__(self) -> None:
        """Raise ValueError unless exactly the claims about names that exist have points."""
        if self.names.keys() != NAME_FEATURES.keys():
            odd = sorted(self.names.keys() ^ NAME_FEATURES.keys())
            raise ValueError(f"the scorecard and the claims about names differ in {odd}")

    def name_points(self, values: Column) -> Column:
        """The points of each claim: (D, features) values in, as many points out."""
        points = np.empty(values.shape)
        for column, name in enumerate(NAME_FEATURES):
            from_values, to_points = zip(*self.names[name], strict=True)
            points[:, column] = np.interp(values[:, column], from_values, to_points)
        return points

    @property
    def most_from_facts(self) -> float:
        """More points than facts other than names and identifiers can add to any match."""
        return self.facts["birth_date_same"] + self.facts["country_shared"]


@functools.cache
def scorecard() -> Scorecard:
    """The scorecard of this version of the product."""
    text = files("matchers").joinpath("scorecard.yaml").read_bytes()
    return msgspec.yaml.decode(text, type=Scorecard)


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
