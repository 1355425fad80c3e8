"""Dates of birth as lists write them, to partial dates and ranges."""

import re

from matchers.model import BirthDate, date_parts

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("jan", "january"),
            ("feb", "february"),
            ("mar", "march"),
            ("apr", "april"),
            ("may",),
            ("jun", "june"),
            ("jul", "july"),
            ("aug", "august"),
            ("sep", "september", "sept"),
            ("oct", "october"),
            ("nov", "november"),
            ("dec", "december"),
        ),
        start=1,
    )
    for name in names
}
_ISO = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?", re.ASCII)
_TIME_OR_ZONE = re.compile(r"(?<=^\d{4}-\d{2}-\d{2})(?:T.*|Z|[+-]\d{2}:\d{2})$", re.ASCII)
_WORDED = re.compile(r"(?:(?:(\d{1,2}) )?([A-Za-z]{3,9})\.? )?(\d{4})", re.ASCII)
_DAY_FIRST = re.compile(r"(?:(\d{1,2}|dd)([./]))?(?:(\d{1,2}|mm)([./]))(\d{4})", re.ASCII)
_CIRCA = re.compile(
    r"(?:circa|approximately|about|(?:on or )?around|probably|possibly|c\.|ca\.?) ", re.IGNORECASE
)
_CIRCA_AFTER = re.compile(r" (?:circa|\((?:approximat\w{2,5} ?|presumed)\))$", re.IGNORECASE)
_RANGE = re.compile(r" to |(?<=\d{4}) ?[-–/] ?(?=\d{4}\b)| and (?=\d)")
_BETWEEN = re.compile(r"between ", re.IGNORECASE)
_OR = re.compile(r" or (?!around\b)", re.IGNORECASE)
_LONGEST = 80


def partial_date(text: str) -> str | None:
    """`1962-03-05`, `5 Mar 1962`, `March 1962` or `1962` as a partial date; None for others.

    A time of day or a time zone after an ISO date is left out.
    """
    text = text.strip()
    if len(text) > _LONGEST:
        return None
    text = _TIME_OR_ZONE.sub("", text)
    if _ISO.fullmatch(text) is None:
        worded = _WORDED.fullmatch(text)
        if worded is None:
            return None
        day, month, year = worded.groups()
        if month is not None and month.lower() not in _MONTHS:
            return None
        text = year
        if month is not None:
            text += f"-{_MONTHS[month.lower()]:02d}"
        if day is not None:
            text += f"-{int(day):02d}"
    try:
        date_parts(text)
    except ValueError:
        return None
    return text


def day_first_date(text: str) -> str | None:
    """`5.3.1962`, `05/03/1962`, `00/03/1962`, `dd/mm/1962` or `3/1962` as a partial date.

    A day or month that is `00`, `dd` or `mm` is not known. Other forms are those of
    `partial_date`; None for what is no date.
    """
    found = _DAY_FIRST.fullmatch(text.strip().lower()) if len(text) <= _LONGEST else None
    if found is None:
        return partial_date(text)
    day, _, month, _, year = found.groups()
    if month in ("mm", "00", "0"):
        return partial_date(year)
    if day in (None, "dd", "00", "0"):
        return partial_date(f"{year}-{int(month):02d}")
    return partial_date(f"{year}-{int(month):02d}-{int(day):02d}")


def birth_dates(text: str) -> tuple[BirthDate, ...]:
    """Every date of birth that `text` states: one, `A or B`, a range, any of them `circa`.

    Empty where any part of it is not understood, so that the caller keeps the whole text.
    """
    if len(text) > _LONGEST:
        return ()
    found = tuple(_birth_date(part) for part in _OR.split(text.strip()))
    return tuple(date for date in found if date is not None) if None not in found else ()


def _birth_date(text: str) -> BirthDate | None:
    stated = _CIRCA.sub("", text, count=1) if _CIRCA.match(text) else text
    stated = _CIRCA_AFTER.sub("", stated)
    ends = [
        day_first_date(end) if "." in end else partial_date(end)
        for end in _RANGE.split(_BETWEEN.sub("", stated), maxsplit=1)
    ]
    start, end = ends[0], ends[-1]
    if start is None or end is None or end < start:
        return None
    return BirthDate(start=start, end=end if len(ends) > 1 else None, circa=stated != text)
