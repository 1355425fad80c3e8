import pytest
from hypothesis import given
from hypothesis import strategies as st

from lists.reading.dates import birth_dates, day_first_date, partial_date
from matchers.model import BirthDate, date_parts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1962", "1962"),
        ("1962-03", "1962-03"),
        ("1962-03-05", "1962-03-05"),
        ("1962-03-05T00:00:00", "1962-03-05"),
        ("1962-03-05-04:00", "1962-03-05"),
        ("1962-03-05Z", "1962-03-05"),
        (" 1962 ", "1962"),
        ("5 Mar 1962", "1962-03-05"),
        ("05 March 1962", "1962-03-05"),
        ("Nov. 1973", "1973-11"),
        ("Sept 1973", "1973-09"),
        ("30 Feb 1962", None),
        ("1962-13", None),
        ("Foo 1962", None),
        ("Sep-99", None),
        ("24/06/1402 (Hijri Calendar)", None),
        ("١٩٦٢", None),
        ("", None),
        ("1" * 1000, None),
    ],
)
def test_partial_date(text: str, expected: str | None) -> None:
    assert partial_date(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10 Dec 1948", [BirthDate(start="1948-12-10")]),
        ("circa 1951", [BirthDate(start="1951", circa=True)]),
        ("Approximately 1951", [BirthDate(start="1951", circa=True)]),
        ("1951 to 1953", [BirthDate(start="1951", end="1953")]),
        ("1963-1964", [BirthDate(start="1963", end="1964")]),
        ("between 1963 and 1964", [BirthDate(start="1963", end="1964")]),
        (
            "01 Jan 1961 to 31 Dec 1962",
            [BirthDate(start="1961-01-01", end="1962-12-31")],
        ),
        ("circa 1965 to 1967", [BirthDate(start="1965", end="1967", circa=True)]),
        ("1963 or 1964", [BirthDate(start="1963"), BirthDate(start="1964")]),
        (
            "1965-07-15 OR 1969-09-28",
            [BirthDate(start="1965-07-15"), BirthDate(start="1969-09-28")],
        ),
        ("1953 to 1951", []),
        ("1963 or unknown", []),
        ("born in the early 1970s", []),
        ("", []),
    ],
)
def test_birth_dates(text: str, expected: list[BirthDate]) -> None:
    assert list(birth_dates(text)) == expected


@given(st.text(alphabet="0123456789 -/oratocirca.JanMay", max_size=30) | st.text(max_size=100))
def test_birth_dates_are_total_and_valid(text: str) -> None:
    for date in birth_dates(text):
        date_parts(date.start)
        assert date.end is None or date.start <= date.end
        assert date.end is None or date_parts(date.end)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5.3.1962", "1962-03-05"),
        ("05.03.1962", "1962-03-05"),
        ("05/03/1962", "1962-03-05"),
        ("00/03/1962", "1962-03"),
        ("00/00/1962", "1962"),
        ("dd/mm/1962", "1962"),
        ("dd/03/1962", "1962-03"),
        ("03/1962", "1962-03"),
        ("1962", "1962"),
        ("5 Mar 1962", "1962-03-05"),
        ("31/02/1962", None),
        ("05/13/1962", None),
        ("mm/dd/1962", None),
        ("1" * 1000, None),
    ],
)
def test_dates_with_the_day_first(text: str, expected: str | None) -> None:
    assert day_first_date(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1957 (approximative)", [BirthDate(start="1957", circa=True)]),
        ("1958 - 1963 (approximative)", [BirthDate(start="1958", end="1963", circa=True)]),
        ("11.8.1960 or 1961", [BirthDate(start="1960-08-11"), BirthDate(start="1961")]),
        ("around 1970", [BirthDate(start="1970", circa=True)]),
        ("on or around 3.4.1973", [BirthDate(start="1973-04-03", circa=True)]),
        ("Probably 1973", [BirthDate(start="1973", circa=True)]),
        ("1980 (presumed)", [BirthDate(start="1980", circa=True)]),
        ("05/03/1962", []),  # which of the two is the day?
    ],
)
def test_dates_of_birth_as_the_union_writes_them(text: str, expected: list[BirthDate]) -> None:
    assert list(birth_dates(text)) == expected
