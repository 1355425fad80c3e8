import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchers.decide import Threshold, Thresholds, verdict
from matchers.model import Verdict

THRESHOLDS = Thresholds(
    default=Threshold(review=0.5, hold=0.9),
    sources={"us": Threshold(review=0.4, hold=0.8)},
    programmes={"SDGT": Threshold(review=0.3, hold=0.95), "IRAN": Threshold(review=0.6, hold=0.7)},
)


@pytest.mark.parametrize(
    ("source", "programmes", "expected"),
    [
        ("eu", (), Threshold(review=0.5, hold=0.9)),
        ("us", (), Threshold(review=0.4, hold=0.8)),
        ("us", ("OTHER",), Threshold(review=0.4, hold=0.8)),
        ("us", ("SDGT",), Threshold(review=0.3, hold=0.95)),
        ("eu", ("SDGT", "IRAN"), Threshold(review=0.3, hold=0.7)),
    ],
)
def test_programme_beats_list_beats_default(
    source: str, programmes: tuple[str, ...], expected: Threshold
) -> None:
    assert THRESHOLDS.of(source, programmes) == expected


def test_the_least_review_is_the_least_of_all() -> None:
    assert THRESHOLDS.least_review == 0.3


@pytest.mark.parametrize(
    ("score", "exact", "expected"),
    [
        (0.49, False, Verdict.CLEAR),
        (0.5, False, Verdict.REVIEW),
        (0.9, False, Verdict.HOLD),
        (0.0, True, Verdict.HOLD),
    ],
)
def test_verdicts(score: float, *, exact: bool, expected: Verdict) -> None:
    threshold = Threshold(review=0.5, hold=0.9)
    assert verdict(score, threshold, exact_identifier=exact) is expected


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_a_higher_score_is_never_treated_more_lightly(
    one: float, two: float, review: float, hold: float
) -> None:
    threshold = Threshold(review=min(review, hold), hold=max(review, hold))
    low, high = sorted([one, two])
    order = list(Verdict)
    assert order.index(verdict(low, threshold, exact_identifier=False)) <= order.index(
        verdict(high, threshold, exact_identifier=False)
    )


@pytest.mark.parametrize(("review", "hold"), [(0.9, 0.5), (-0.1, 0.5), (0.5, 1.1)])
def test_impossible_thresholds_are_refused(review: float, hold: float) -> None:
    with pytest.raises(ValueError, match="0 <= review <= hold <= 1"):
        Threshold(review=review, hold=hold)
    with pytest.raises(msgspec.ValidationError, match="0 <= review <= hold <= 1"):
        msgspec.convert({"review": review, "hold": hold}, Threshold)
