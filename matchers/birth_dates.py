"""Birth dates: which of the known ways two of them agree or contradict.

Each way is a fact of the scorecard. A date on 1 January often stands for a year alone, so unless it
agrees to the day it is read as one.
"""

import functools
from collections.abc import Iterable
from typing import Final

from matchers.model import BirthDate, date_parts

Parts = tuple[int, int | None, int | None]
"""Year, month and day; what is not stated is None."""

SAME: Final = "birth_date_same"
MONTH: Final = "birth_date_month"
YEAR: Final = "birth_date_year"
WITHIN_RANGE: Final = "birth_date_within_range"
CIRCA: Final = "birth_date_circa"
EXCHANGED: Final = "birth_date_exchanged"
SLIP: Final = "birth_date_slip"
ANNIVERSARY: Final = "birth_date_anniversary"
NEAR: Final = "birth_date_near"
OTHER_DAY: Final = "birth_date_other_day"
FEW_YEARS: Final = "birth_date_few_years"
DIFFERENT: Final = "birth_date_different"

MEANING: Final = {
    SAME: "same day",
    MONTH: "same month, a day not stated",
    YEAR: "same year, no more is stated",
    WITHIN_RANGE: "within the listed range",
    CIRCA: "near the year that is listed as approximate",
    EXCHANGED: "day and month exchanged",
    SLIP: "one digit off",
    ANNIVERSARY: "same day and month of another year",
    NEAR: "one year apart",
    OTHER_DAY: "same year, another day",
    FEW_YEARS: "a few years apart",
    DIFFERENT: "years apart",
}
"""Every way, in the words of an explanation."""

NEAR_YEARS: Final = 1
CIRCA_YEARS: Final = 3
FEW: Final = 5
"""Years by which dates that are `NEAR`, `CIRCA` and a `FEW_YEARS` apart differ at most."""


_parts = functools.lru_cache(maxsize=65_536)(date_parts)


def compared(stated: Parts, listed: BirthDate) -> str:
    """The way in which a stated birth date agrees with a listed one, or does not."""
    first = _parts(listed.start)
    last = _parts(listed.end) if listed.end else first
    if first[0] != last[0]:
        outside = max(first[0] - stated[0], stated[0] - last[0], 0)
        return _apart(outside, circa=False) if outside else WITHIN_RANGE
    if first != last:
        first = (first[0], None, None)
    if stated == first and stated[2] is not None:
        return SAME
    return _of_dates(_without_new_year(stated), _without_new_year(first), circa=listed.circa)


def _of_dates(stated: Parts, first: Parts, *, circa: bool) -> str:
    """How two dates agree that are not the same day."""
    if stated[2] is not None and first[2] is not None:
        return _of_days(stated, first, circa=circa)
    if stated[0] != first[0]:
        return _apart(abs(stated[0] - first[0]), circa=circa)
    if stated[1] is None or first[1] is None:
        return YEAR
    return MONTH if stated[1] == first[1] else OTHER_DAY


def _without_new_year(parts: Parts) -> Parts:
    return (parts[0], None, None) if parts[1:] == (1, 1) else parts


def _of_days(one: Parts, other: Parts, *, circa: bool) -> str:
    """How two dates agree that are known to the day, and are not the same."""
    if one[0] != other[0]:
        if one[1:] != other[1:]:
            return _apart(abs(one[0] - other[0]), circa=circa)
        return SLIP if _digits_apart(one[:1], other[:1]) == 1 else ANNIVERSARY
    if one[1:] == (other[2], other[1]):
        return EXCHANGED
    if _digits_apart(one[1:], other[1:]) == 1:
        return SLIP
    return YEAR if circa else OTHER_DAY


def _digits_apart(one: Iterable[int | None], other: Iterable[int | None]) -> int:
    """How many digits differ between numbers, of four digits each."""
    texts = ("".join(f"{number or 0:04d}" for number in side) for side in (one, other))
    return sum(left != right for left, right in zip(*texts, strict=True))


def _apart(years: int, *, circa: bool) -> str:
    if circa and years <= CIRCA_YEARS:
        return CIRCA
    if years <= NEAR_YEARS:
        return NEAR
    return FEW_YEARS if years <= FEW else DIFFERENT
