import math

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchers.compare import name_points
from matchers.features import NAME_FEATURES
from matchers.model import Kind
from matchers.names import LISTED_KINDS
from matchers.points import Shapes, points_of
from matchers.scorecard import KindCard, Scorecard, log_odds, score, scorecard, shapes
from tests.matchers import oracle

FALLING = {"query_missing", "listed_missing", "query_rest", "listed_rest"}


@pytest.mark.parametrize("kind", LISTED_KINDS)
@pytest.mark.parametrize("name", NAME_FEATURES)
def test_points_only_rise_with_agreement(kind: Kind, name: str) -> None:
    line = scorecard().of(kind).names[name]
    steps = np.diff([points for _, points in line])
    assert (steps <= 0).all() if name in FALLING else (steps >= 0).all()
    assert (np.diff([value for value, _ in line]) > 0).all()


@pytest.mark.parametrize("kind", LISTED_KINDS)
def test_every_kind_starts_below_an_even_chance(kind: Kind) -> None:
    assert scorecard().of(kind).base < 0


@st.composite
def lines(draw: st.DrawFn) -> list[tuple[float, float]]:
    values = draw(st.lists(st.integers(-40, 400), min_size=1, max_size=6, unique=True))
    return [(value / 8, draw(st.floats(-9, 9))) for value in sorted(values)]


@given(lines(), lines(), st.floats(-10, 60))
def test_points_are_read_off_straight_lines(
    one: list[tuple[float, float]], two: list[tuple[float, float]], value: float
) -> None:
    longest = max(len(one), len(two))
    table = np.array([[*line, *line[-1:] * (longest - len(line))] for line in (one, two)])
    found = Shapes(
        np.ascontiguousarray(table[:, :, 0]),
        np.ascontiguousarray(table[:, :, 1]),
        np.array([len(one), len(two)]),
        np.array([max(points for _, points in line) for line in (one, two)]),
        0.0,
        0.0,
    )
    for claim, line in enumerate((one, two)):
        worth = points_of(found, claim, value)
        at, of = np.array(line).T
        assert worth == pytest.approx(np.interp(value, at, of), abs=1e-9)
        assert worth == pytest.approx(oracle.points(line, value), abs=1e-9)


@pytest.mark.parametrize("kind", LISTED_KINDS)
def test_shapes_are_the_lines_of_the_card(kind: Kind) -> None:
    card = scorecard().of(kind)
    read = shapes(scorecard(), kind)
    assert (read.base, read.weak) == (card.base, scorecard().facts["weak_alias"])
    for share in (-1.0, 0.0, 0.37, 0.8, 1.0, 5.0, 500.0):
        worth = name_points(read, np.full(len(NAME_FEATURES), share))
        expected = [oracle.points(card.names[name], share) for name in NAME_FEATURES]
        assert worth.tolist() == pytest.approx(expected)
    most = [max(points for _, points in card.names[name]) for name in NAME_FEATURES]
    assert read.most.tolist() == most


def test_claims_and_points_must_belong_together() -> None:
    with pytest.raises(ValueError, match=r"differ in \['joined', 'length'\]"):
        KindCard(base=0, names={name.replace("joined", "length"): () for name in NAME_FEATURES})


def test_a_scorecard_with_unknown_parts_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError, match="unknown field `bases`"):
        msgspec.convert({"version": 1, "kinds": {}, "facts": {}, "bases": 1}, Scorecard)


@given(st.floats(-700, 700))
def test_score_is_a_probability_that_rises(odds: float) -> None:
    assert 0 <= score(odds) <= 1
    assert score(odds) <= score(odds + 1)


@given(st.floats(0.001, 0.999))
def test_log_odds_undo_the_score(value: float) -> None:
    assert score(log_odds(value)) == pytest.approx(value)
    assert (log_odds(0), log_odds(1)) == (-math.inf, math.inf)
    assert (score(-math.inf), score(math.inf)) == (0, 1)
