"""What an entry of the EU's list (layout 1.1) says beyond the fields of an entity."""

from collections.abc import Iterator

from lists.loaders.eu_fsf_facts import COUNTRY, KINDS, birth_date, country_of, identifiers
from lists.loaders.eu_fsf_names import full_name
from lists.reading.nodes import Node
from lists.reading.numbers import says_more, stated_numbers

_FLAGS = ("diplomatic", "knownExpired", "knownFalse", "reportedLost", "revokedByIssuer")
_ROW = frozenset({"logicalId", "regulationLanguage"})
_IN_FIELDS = {
    "nameAlias": frozenset(
        {"firstName", "middleName", "lastName", "wholeName", "gender", "nameLanguage", "strong"}
    ),
    "citizenship": frozenset(COUNTRY),
    "birthdate": frozenset(
        {"circa", "calendarType", "city", "zipCode", "birthdate", "dayOfMonth", "monthOfYear"}
        | {"year", "yearRangeFrom", "yearRangeTo", "place", "region", *COUNTRY}
    ),
    "address": frozenset(
        {"city", "street", "poBox", "zipCode", "region", "place", "asAtListingTime", *COUNTRY}
    ),
    "identification": frozenset(
        {"number", "latinNumber", "identificationTypeCode", "identificationTypeDescription"}
        | set(COUNTRY)
    ),
    "regulation": frozenset(
        {"programme", "numberTitle", "publicationDate", "entryIntoForceDate"}
        | {"regulationType", "organisationType"}
    ),
    "subjectType": frozenset({"code", "classificationCode"}),
    "regulationSummary": frozenset({"numberTitle", "publicationDate", "regulationType"}),
}
"""For each element, the attributes that fields hold; the others become a remark."""


def remarks(entry: Node) -> Iterator[str]:
    """Whatever fields do not hold: the entry's own remarks, then those of its parts."""
    for label, name in (
        ("EU reference", "euReferenceNumber"),
        ("UN reference", "unitedNationId"),
        ("Designation details", "designationDetails"),
    ):
        if entry.get(name):
            yield f"{label}: {entry.get(name)}"
    for part in entry.children:
        if part.tag == "remark" and part.text:
            yield f"Remark: {part.text}"
        elif part.tag != "remark":
            yield from _part_remarks(part)


def _part_remarks(part: Node) -> Iterator[str]:
    subject = full_name(part) or part.get("number") or part.get("city")
    about = f"{part.tag} {subject}".strip()
    for child in part.children:
        if child.tag == "contactInfo":
            yield f"{child.get('key')}: {child.get('value')}"
        elif child.tag == "remark" and child.text:
            yield f"Remark on {about}: {child.text}"
        elif child.tag not in ("remark", "regulationSummary", "publicationUrl"):
            yield f"{about}: {child.said()}"
    if part.tag == "nameAlias":
        for label in ("title", "function"):
            if part.get(label):
                yield f"{label.capitalize()}: {part.get(label)}"
    known = _ROW | _IN_FIELDS.get(part.tag, frozenset())
    named = () if part.tag != "nameAlias" else ("title", "function")
    others = [
        f"{name} {value}"
        for name, value in part.attributes.items()
        if value and name not in known and name not in named and not _silent(name, value)
    ]
    if others or not _understood(part):
        yield part.said() if not _understood(part) else f"{about}: {'; '.join(others)}"


def _silent(name: str, value: str) -> bool:
    """Whether an attribute says nothing: a flag that is not set."""
    return name in _FLAGS and value.lower() == "false"


def _understood(part: Node) -> bool:
    """Whether what has a form (dates, countries, numbers) has one that is known."""
    match part.tag:
        case "birthdate":
            plain = any(map(part.get, ("birthdate", "year", "yearRangeFrom", "yearRangeTo")))
            return not plain or birth_date(part) is not None
        case "citizenship":
            return country_of(part) is not None
        case "identification":
            number = part.get("number")
            return bool(tuple(identifiers(part))) and not says_more(number, stated_numbers(number))
        case "subjectType":
            return part.get("code") in KINDS
        case _:
            return True
