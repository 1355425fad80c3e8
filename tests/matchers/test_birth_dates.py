import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from matchers.birth_dates import MEANING, compared
from matchers.model import BirthDate, date_parts
from matchers.scorecard import scorecard

MARCH = BirthDate(start="1962-03-05")
SEVENTIES = BirthDate(start="1970", end="1972")


@pytest.mark.parametrize(
    ("stated", "listed", "way"),
    [
        ("1962-03-05", MARCH, "same"),
        ("1962-03", MARCH, "month"),
        ("1962", MARCH, "year"),
        ("1962-03-05", BirthDate(start="1962"), "year"),
        ("1962-05-03", MARCH, "exchanged"),
        ("1962-03-06", MARCH, "slip"),
        ("1963-03-05", MARCH, "slip"),
        ("1982-03-05", MARCH, "slip"),
        ("1974-03-05", MARCH, "anniversary"),
        ("1962-08-11", MARCH, "other_day"),
        ("1962-08", MARCH, "other_day"),
        ("1963-07-19", MARCH, "near"),
        ("1963", BirthDate(start="1962"), "near"),
        ("1966-11-19", MARCH, "few_years"),
        ("1980", MARCH, "different"),
        ("1980-11-19", MARCH, "different"),
        ("1971", SEVENTIES, "within_range"),
        ("1970-06-01", SEVENTIES, "within_range"),
        ("1973", SEVENTIES, "near"),
        ("1966", SEVENTIES, "few_years"),
        ("1980", SEVENTIES, "different"),
        ("1962", BirthDate(start="1962-02", end="1962-11"), "year"),
        ("1964", BirthDate(start="1962", circa=True), "circa"),
        ("1970", BirthDate(start="1962", circa=True), "different"),
        ("1962-08-11", BirthDate(start="1962-03-05", circa=True), "year"),
        # 1 January often stands for a year alone
        ("1962-01-01", MARCH, "year"),
        ("1962-07-19", BirthDate(start="1962-01-01"), "year"),
        ("1962-01-01", BirthDate(start="1962-01-01"), "same"),
        ("1963-01-01", MARCH, "near"),
    ],
)
def test_ways_to_agree(stated: str, listed: BirthDate, way: str) -> None:
    assert compared(date_parts(stated), listed) == f"birth_date_{way}"


dates = st.dates().map(str)
partial = st.builds(lambda date, length: date[:length], dates, st.sampled_from([4, 7, 10]))


@given(partial, partial)
def test_dates_agree_alike_both_ways(one: str, two: str) -> None:
    forth = compared(date_parts(one), BirthDate(start=two))
    assert forth == compared(date_parts(two), BirthDate(start=one))


@given(dates, partial)
@example("2000-02-01", "0999-02-01")
def test_no_way_gets_more_points_than_the_same_day(one: str, other: str) -> None:
    facts = scorecard().facts
    way = compared(date_parts(one), BirthDate(start=other))
    assert facts[way] <= facts[compared(date_parts(one), BirthDate(start=one))]


def test_every_way_has_points_and_those_of_the_table_rise_with_agreement() -> None:
    facts = scorecard().facts
    assert set(MEANING) == {name for name in facts if name.startswith("birth_date_")}
    falling = ("same", "month", "year", "near", "few_years", "different")
    points = [facts[f"birth_date_{way}"] for way in falling]
    assert points == sorted(points, reverse=True)
