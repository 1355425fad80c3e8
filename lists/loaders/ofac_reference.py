"""What parties in OFAC's advanced XML refer to: values by id, locations, and periods.

The file begins with sets of reference values (types of features, documents, scripts, countries), to
which everything after them refers by id. Element and attribute names are those of the schema,
`sdn_advanced.xsd`; namespaces are not looked at, since OFAC changed them on 2024-05-07.
"""

import calendar
from collections import defaultdict

from lxml import etree

from lists.reading.addresses import address
from lists.reading.xml import attribute, child, child_text, children, local, text
from matchers.model import Address, BirthDate, Struct, date_parts

_SHORT_REFERENCE = "LegalBasisShortRef"
_DESCRIPTION = "Description"
_MONTHS = 12
_LINES = ("ADDRESS1", "ADDRESS2", "ADDRESS3", "REGION", "STATE/PROVINCE", "POSTAL CODE")
_TOWN = "CITY"

Values = dict[str, dict[str, str]]
"""Reference values: kind (the element's name, such as `FeatureType`), id, and what it says."""


class Location(Struct, frozen=True):
    """A place: the country's name as stated, and its parts by type, such as CITY.

    Of a part that is stated in several ways, the primary one comes first.
    """

    country: str = ""
    parts: tuple[tuple[str, str], ...] = ()

    def name(self) -> str:
        """The place as one line: its parts, then its country."""
        said = [value for _, value in self.parts]
        return ", ".join([*said, *([self.country] if self.country not in ("", *said) else [])])

    def address(self) -> Address:
        """The place as an address; a country that is not understood stays as its last line."""
        of_type = dict(reversed(self.parts))
        lines = [of_type.get(part, "") for part in _LINES]
        others = [
            value
            for part, value in self.parts
            if part not in (*_LINES, _TOWN) or value != of_type[part]
        ]
        return address((*lines, *others), of_type.get(_TOWN, ""), self.country)


def read_values(reference_sets: etree._Element) -> Values:
    """Every value of `ReferenceValueSets`; for a value with a short form or description, that."""
    values: Values = defaultdict(dict)
    for values_of_a_kind in children(reference_sets):
        for value in children(values_of_a_kind):
            said = (
                attribute(value, _SHORT_REFERENCE)
                or child_text(value, _SHORT_REFERENCE)
                or attribute(value, _DESCRIPTION)
                or text(value)
            )
            values[local(value)][attribute(value, "ID")] = said
            if local(value) == "PartySubType":
                values["PartyTypeOf"][attribute(value, "ID")] = attribute(value, "PartyTypeID")
            if local(value) == "Script":
                code = attribute(value, "ScriptCode")
                values["ScriptCode"][attribute(value, "ID")] = code or said
    return values


def value_of(values: Values, element: etree._Element, name: str) -> str:
    """What the value says that `element` refers to as `<name>ID`; empty where there is none."""
    return values.get(name, {}).get(attribute(element, f"{name}ID"), "")


def read_location(element: etree._Element, values: Values) -> Location:
    """One `Location`."""
    country = area = ""
    parts: list[tuple[str, str]] = []
    for part in children(element):
        match local(part):
            case "LocationCountry":
                country = value_of(values, part, "Country")
            case "LocationAreaCode":
                area = value_of(values, part, "AreaCode")
            case "LocationPart":
                kind = value_of(values, part, "LocPartType")
                stated = sorted(children(part, "LocationPartValue"), key=_is_alternative)
                said = (child_text(value, "Value") for value in stated)
                parts += ((kind, value) for value in said if value)
            case _:
                continue
    return Location(country=country or area, parts=tuple(parts))


def _is_alternative(value: etree._Element) -> bool:
    return attribute(value, "Primary") != "true"


def read_date(element: etree._Element | None) -> str | None:
    """`Year`, `Month` and `Day` below an element as a partial date; None for what is no date."""
    if element is None:
        return None
    numbers = [child_text(element, name) for name in ("Year", "Month", "Day")]
    widths = (4, 2, 2)
    said: list[str] = []
    for number, width in zip(numbers, widths, strict=True):
        if not number:
            break
        if not (number.isascii() and number.isdigit()):
            return None
        said.append(number.rjust(width, "0"))
    date = "-".join(said)
    try:
        date_parts(date)
    except ValueError:
        return None
    return date


def read_period(element: etree._Element | None) -> BirthDate | None:
    """A `DatePeriod` as a date or range: a whole month or year as that, `Approximate` as circa."""
    if element is None:
        return None
    start = read_date(child(element, "Start", "From")) or read_date(child(element, "Start", "To"))
    end = read_date(child(element, "End", "To")) or read_date(child(element, "End", "From"))
    start, end = start or end, end or start
    if start is None or end is None:
        return None
    bounds = (child(element, "Start"), child(element, "End"))
    circa = any(bound is not None and attribute(bound, "Approximate") == "true" for bound in bounds)
    whole = _whole(start, end)
    if whole is not None:
        return BirthDate(start=whole, circa=circa)
    if end < start:
        return None
    return BirthDate(start=_coarse(start, first=True), end=_coarse(end, first=False), circa=circa)


def _whole(start: str, end: str) -> str | None:
    """The day, month or year that runs from `start` to `end`; None for another stretch."""
    if start == end:
        return start
    coarse = _coarse(start, first=True)
    if coarse != start and coarse == _coarse(end, first=False):
        return coarse
    year, month, day = date_parts(start)
    if month and day == 1 and end == f"{start[:7]}-{calendar.monthrange(year or 4, month)[1]}":
        return start[:7]
    return None


def _coarse(date: str, *, first: bool) -> str:
    """A first day of January, or a last one of December, as the year that it begins or ends."""
    _, month, day = date_parts(date)
    edge = (1, 1) if first else (_MONTHS, 31)
    return date[:4] if (month, day) == edge else date
