import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchers.features import NAME_FEATURES, name_features
from matchers.model import Kind
from matchers.names import analyse
from matchers.pairs import align_pair, legal_agreement
from matchers.scorecard import log_odds, score, scorecard
from matchers.weights import weight

NAME = st.lists(
    st.sampled_from(
        ["arkady", "dragunov", "dragunof", "pavlovich", "llc", "gale", "trading", "ali"]
    ),
    min_size=1,
    max_size=5,
).map(" ".join)


def values(left: str, right: str, kind: Kind = Kind.ORGANIZATION) -> dict[str, float]:
    one, two = analyse(left, kind), analyse(right, kind)
    assert one is not None
    assert two is not None
    row = name_features(align_pair(one, two, weight))[0]
    return dict(zip(NAME_FEATURES, row.tolist(), strict=True))


def points(left: str, right: str, kind: Kind = Kind.ORGANIZATION) -> float:
    row = np.array([list(values(left, right, kind).values())])
    return float(scorecard().name_points(row).sum())


def test_equal_names_are_covered_and_miss_nothing() -> None:
    found = values("Zarathul Mekhanika", "Mekhanika Zarathul")
    assert found["query_coverage"] == found["listed_coverage"] == pytest.approx(1)
    assert found["query_missing"] == found["listed_missing"] == 0
    assert found["exact"] == 2


def test_a_missing_word_counts_on_its_side() -> None:
    found = values("Zarathul", "Zarathul Mekhanika")
    assert found["query_coverage"] == pytest.approx(1)
    assert found["listed_coverage"] < 1
    assert found["query_missing"] == 0 < found["listed_missing"]


@pytest.mark.parametrize(
    ("left", "right", "tier"),
    [
        ("Vega LLC", "LLC Vega", 2),
        ("Vega", "Vega LLC", 1),
        ("The Vega LLC", "Vega LLC", 2),
        ("Vega LLC", "Vega JSC", 0),
        ("Vega", "Vegas", 0),
    ],
)
def test_tiers_of_exactness(left: str, right: str, tier: int) -> None:
    assert values(left, right)["exact"] == tier


@pytest.mark.parametrize(
    ("left", "right", "agreement"),
    [("LLC", "LLC", 1), ("LLC", "JSC", -1), ("", "JSC", 0), ("JSC+LLC", "LLC", 1), ("", "", 0)],
)
def test_legal_agreement(left: str, right: str, agreement: float) -> None:
    assert legal_agreement(left, right) == legal_agreement(right, left) == agreement


@given(NAME, NAME)
def test_sides_mirror_each_other(left: str, right: str) -> None:
    one, two = values(left, right), values(right, left)
    for mine, theirs in [
        ("query_coverage", "listed_coverage"),
        ("query_missing", "listed_missing"),
        ("evidence", "evidence"),
        ("legal_form", "legal_form"),
        ("exact", "exact"),
    ]:
        assert one[mine] == pytest.approx(two[theirs], abs=1e-5)


@given(NAME, NAME)
def test_nothing_beats_the_name_itself(query: str, other: str) -> None:
    assert points(query, query) >= points(query, other) - 1e-9


@pytest.mark.parametrize(
    ("closer", "farther"),
    [
        (("Arkady Dragunov", "Arkadiy Dragunov"), ("Arkady Dragunov", "Arkady Petrov")),
        (("Zarathul Trading", "Zarathul"), ("Zarathul Trading", "Falcon Trading")),
        (("Ali Dragunov", "Dragunov"), ("Ali Dragunov", "Ali")),
    ],
)
def test_rare_words_carry_the_evidence(closer: tuple[str, str], farther: tuple[str, str]) -> None:
    assert points(*closer, Kind.PERSON) > points(*farther, Kind.PERSON)


def test_points_only_rise_with_agreement() -> None:
    for name, line in scorecard().names.items():
        steps = np.diff([point for _, point in line])
        falling = name.endswith("_missing")
        assert (steps <= 0).all() if falling else (steps >= 0).all(), name
        assert (np.diff([value for value, _ in line]) > 0).all(), name


@given(st.floats(-700, 700))
def test_score_is_a_probability_that_rises(odds: float) -> None:
    assert 0 <= score(odds) <= 1
    assert score(odds) <= score(odds + 1)


@given(st.floats(0.001, 0.999))
def test_log_odds_undo_the_score(value: float) -> None:
    assert score(log_odds(value)) == pytest.approx(value)
    assert (score(log_odds(0)), score(log_odds(1))) == (0, 1)
