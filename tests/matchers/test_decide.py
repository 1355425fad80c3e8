import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchers.decide import Threshold, Thresholds, verdict
from matchers.model import Identifier, Kind, Party, PartyName, Scheme, Verdict
from matchers.screener import Screener

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


NAME = (PartyName(value="Arkady Pavlovich Dragunov"),)


@pytest.mark.parametrize(
    "mild",
    [
        {"countries": ("FR",)},
        {"birth_date": "1963-08-19"},
        {"birth_date": "1962-08-19"},
        {"identifiers": (Identifier(scheme=Scheme.PASSPORT, value="AB9912345", country="RU"),)},
    ],
)
def test_an_exact_name_with_one_mild_fact_against_it_is_still_reviewed(
    screener: Screener, mild: dict[str, object]
) -> None:
    party = Party(kind=Kind.PERSON, names=NAME, **mild)  # type: ignore[arg-type]
    found = screener.screen([party])[0]
    assert found.verdict is not Verdict.CLEAR
    assert found.matches[0].entity_id == "t-1"


def test_a_contradicted_match_stays_visible_and_says_why(screener: Screener) -> None:
    party = Party(kind=Kind.PERSON, names=NAME, birth_date="1931-11-19", countries=("FR",))
    (match,) = screener.screen([party], min_score=0)[0].matches
    plain = screener.screen([Party(kind=Kind.PERSON, names=NAME)])[0].matches[0]
    assert match.entity_id == "t-1"
    assert match.score < plain.score
    points = {line.feature: line.points for line in match.evidence}
    assert {"birth_date_different", "country_different"} <= points.keys()


@pytest.mark.parametrize(
    ("birth_date", "clear"),
    [(None, True), ("1962-03-05", False), ("1980", True)],
)
def test_a_weak_alias_counts_with_an_agreeing_fact_only(
    screener: Screener, birth_date: str | None, *, clear: bool
) -> None:
    party = Party(kind=Kind.PERSON, names=(PartyName(value="Falcon"),), birth_date=birth_date)
    assert (screener.screen([party])[0].verdict is Verdict.CLEAR) is clear
