"""Facts of an entry of the EU's list (layout 1.1): dates, places, addresses, documents."""

from collections.abc import Iterator

from lists.reading.dates import partial_date
from lists.reading.nodes import Node
from lists.reading.numbers import bank_codes, stated_numbers
from lists.reading.territories import country_code
from matchers.model import Address, BirthDate, Identifier, Kind, Scheme

KINDS = {
    "person": Kind.PERSON,
    "enterprise": Kind.ORGANIZATION,
    "vessel": Kind.VESSEL,
    "ship": Kind.VESSEL,
    "aircraft": Kind.AIRCRAFT,
}
"""`subjectType` to kind."""

COUNTRY = ("countryIso2Code", "countryDescription")
_SCHEMES = {
    "passport": Scheme.PASSPORT,
    "travelcardid": Scheme.PASSPORT,
    "id": Scheme.NATIONAL_ID,
    "ssn": Scheme.NATIONAL_ID,
    "drivinglicence": Scheme.NATIONAL_ID,
    "birthcert": Scheme.NATIONAL_ID,
    "electoralid": Scheme.NATIONAL_ID,
    "residentperm": Scheme.NATIONAL_ID,
    "regnumber": Scheme.REGISTRATION_NUMBER,
    "fiscalcode": Scheme.TAX_NUMBER,
    "swiftbic": Scheme.BIC,
    "imo": Scheme.IMO,
}
"""`identificationTypeCode` to scheme; others go by their description and remarks."""

_PLACE_PARTS = ("place", "city", "zipCode", "region")


def country_of(part: Node) -> str | None:
    """The country of a part: its code, unless that is the one for `unknown`, or its name."""
    code, name = map(part.get, COUNTRY)
    return (country_code(code) if code.isalpha() else None) or country_code(name)


def birth_date(birth: Node) -> BirthDate | None:
    """The date that a `birthdate` states; None where it states none that is understood."""
    if birth.get("calendarType") not in ("", "GREGORIAN"):
        return None
    circa = birth.get("circa").lower() == "true"
    start, end = birth.get("yearRangeFrom"), birth.get("yearRangeTo")
    if start or end:
        first, last = partial_date(start), partial_date(end)
        if first is None or last is None or first > last:
            return None
        return BirthDate(start=first, end=last, circa=circa)
    day = partial_date(birth.get("birthdate")) or _assembled(birth)
    return BirthDate(start=day, circa=circa) if day else None


def _assembled(birth: Node) -> str | None:
    """Year, and month and day where stated."""
    year, month, day = map(birth.get, ("year", "monthOfYear", "dayOfMonth"))
    if not month.isdecimal():
        return partial_date(year)
    parts = [year, month.zfill(2), *([day.zfill(2)] if day.isdecimal() else [])]
    return partial_date("-".join(parts)) or partial_date(year)


def place_of(part: Node) -> str:
    """A place of birth as one line."""
    name = part.get("countryDescription")
    country = "" if name == "UNKNOWN" else name
    return ", ".join(filter(None, (*map(part.get, _PLACE_PARTS), country)))


def address_of(part: Node) -> Address:
    """The address; a country that is not understood stays as its last line."""
    country, name = country_of(part), part.get("countryDescription")
    box = part.get("poBox")
    lines = (
        *(part.get("street"), f"P.O. Box {box}" if box else "", part.get("place")),
        *(part.get("region"), part.get("zipCode"), "" if country or name == "UNKNOWN" else name),
    )
    return Address(lines=tuple(filter(None, lines)), town=part.get("city") or None, country=country)


def identifiers(part: Node) -> Iterator[Identifier]:
    """The numbers of an `identification`, notes cut off."""
    code, country = part.get("identificationTypeCode"), country_of(part)
    for text in dict.fromkeys((part.get("number"), part.get("latinNumber"))):
        if code == "swiftbic":
            yield from bank_codes(text.upper(), country)
            continue
        for number in stated_numbers(text):
            known = _SCHEMES.get(code)
            yield (
                Identifier(scheme=known, value=number.value, country=country or number.country)
                if known
                else number.identifier(_by_words(part), country)
            )


def _by_words(part: Node) -> Scheme:
    """The scheme of a number of a type without a code of its own, by what is said of it."""
    words = " ".join(remark.text for remark in part.all("remark"))
    described = stated_numbers(f"1 ({words})") if words else ()
    return described[0].scheme(Scheme.NATIONAL_ID) if described else Scheme.NATIONAL_ID
