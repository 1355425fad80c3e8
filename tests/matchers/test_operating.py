import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchers.decide import Threshold, Thresholds
from matchers.operating import OperatingPoints, Point, settings


def point(score: float, alarms: float, found: float) -> Point:
    return Point(score=score, false_alarms={"all": alarms}, recall={"gate": found})


MEASURED = OperatingPoints(
    scorecard="2",
    points=(point(0.0, 1.0, 1.0), point(0.5, 0.01, 0.9), point(0.9, 0.001, 0.8)),
)


@pytest.mark.parametrize(
    ("score", "alarms", "found"),
    [
        (0.0, 1.0, 1.0),
        (0.25, 0.505, 0.95),
        (0.5, 0.01, 0.9),
        (0.7, 0.0055, 0.85),
        (0.9, 0.001, 0.8),
        (1.0, 0.001, 0.8),
    ],
)
def test_between_measured_scores_lie_straight_lines(
    score: float, alarms: float, found: float
) -> None:
    bought = MEASURED.at(score)
    assert bought.score == pytest.approx(min(0.9, score)) or score > 0.9
    assert bought.false_alarms["all"] == pytest.approx(alarms)
    assert bought.recall["gate"] == pytest.approx(found)


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_higher_score_buys_fewer_false_alarms_and_less_recall(one: float, other: float) -> None:
    low, high = (MEASURED.at(score) for score in sorted([one, other]))
    assert high.false_alarms["all"] <= low.false_alarms["all"] + 1e-12
    assert high.recall["gate"] <= low.recall["gate"] + 1e-12


@pytest.mark.parametrize(
    ("points", "said"),
    [
        ([point(0.5, 0.1, 0.9)], "two operating points"),
        ([point(0.5, 0.1, 0.9), point(0.5, 0.1, 0.9)], "rising scores"),
        ([point(0.5, 0.1, 0.9), point(1.5, 0.1, 0.9)], "rising scores"),
        (
            [point(0.5, 0.1, 0.9), Point(score=0.6, false_alarms={}, recall={"gate": 1})],
            "other groups",
        ),
    ],
)
def test_tables_that_cannot_be_are_refused(points: list[Point], said: str) -> None:
    document = msgspec.to_builtins({"scorecard": 2, "points": points})
    with pytest.raises(msgspec.ValidationError, match=said):
        msgspec.convert(document, OperatingPoints)


THRESHOLDS = Thresholds(
    default=Threshold(review=0.5, hold=0.9),
    sources={"us": Threshold(review=0.4, hold=0.8)},
    programmes={"SDGT": Threshold(review=0.3, hold=0.7)},
)


def test_every_setting_says_what_it_buys() -> None:
    found = settings(THRESHOLDS, MEASURED)
    assert [each.applies_to for each in found] == ["default", "list us", "programme SDGT"]
    assert found[0].review == MEASURED.at(0.5)
    assert found[1].hold == MEASURED.at(0.8)


@pytest.mark.parametrize(
    ("source", "programmes", "name", "review"),
    [
        ("us", (), "list us", 0.4),
        ("eu", (), "list eu", 0.5),
        ("us", ("SDGT",), "list us programme SDGT", 0.3),
        (None, ("SDGT", "X"), "programme SDGT programme X", 0.3),
    ],
)
def test_the_setting_in_force_for_an_entry(
    source: str | None, programmes: tuple[str, ...], name: str, review: float
) -> None:
    (found,) = settings(THRESHOLDS, MEASURED, source=source, programmes=programmes)
    assert (found.applies_to, found.threshold.review) == (name, review)
