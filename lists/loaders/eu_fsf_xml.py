"""The European Union's consolidated list of persons under financial sanctions, XML.

Two layouts: `export` with `sanctionEntity` elements (xmlFullSanctionsList_1_1: what is stated
stands in attributes), here; and the older `WHOLE` with `ENTITY` elements, in `eu_fsf_whole`. Both
number their entries alike, so that one id stands for one entry through the years.
"""

import re
from collections.abc import Iterator, Sequence

from lists.errors import Unparsable
from lists.loaders.eu_fsf_node import Node, node
from lists.loaders.eu_fsf_whole import whole_entity
from lists.loaders.loader import Loader, single_file
from lists.loaders.repeated import Repeated, once
from lists.reading.dates import partial_date
from lists.reading.files import SourceFile
from lists.reading.numbers import says_more, stated_numbers
from lists.reading.territories import country_code
from lists.reading.un_references import un_entries
from lists.reading.xml import records
from matchers.model import (
    Address,
    BirthDate,
    Identifier,
    Kind,
    ListedEntity,
    ListedName,
    ListedNameType,
    Scheme,
)

SOURCE = "eu-fsf"
_ROOTS = {"export", "WHOLE"}
_ENTITY, _OLD_ENTITY = "sanctionEntity", "ENTITY"
_KINDS = {
    "person": Kind.PERSON,
    "enterprise": Kind.ORGANIZATION,
    "vessel": Kind.VESSEL,
    "ship": Kind.VESSEL,
    "aircraft": Kind.AIRCRAFT,
}
_GENDERS = {"M": "male", "F": "female"}
_LOW = re.compile(r"\b(?:lo|low|lw|poor)[\s_-]{0,3}q\w{2,9}|\bweak\b", re.IGNORECASE)
"""`low quality`, which is misspelt now and then: `lo quality`, `low qualtiy`."""

_FORMER = re.compile(r"\bf\.?k\.?a\b|\b(?:former|previous)(?:ly)?\b", re.IGNORECASE)
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

_BIC = re.compile(r"\b[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?\b")
_FLAGS = ("diplomatic", "knownExpired", "knownFalse", "reportedLost", "revokedByIssuer")
_COUNTRY = ("countryIso2Code", "countryDescription")
_ROW = frozenset({"logicalId", "regulationLanguage"})
_IN_FIELDS = {
    "nameAlias": frozenset(
        {"firstName", "middleName", "lastName", "wholeName", "gender", "nameLanguage", "strong"}
    ),
    "citizenship": frozenset(_COUNTRY),
    "birthdate": frozenset(
        {"circa", "calendarType", "city", "zipCode", "birthdate", "dayOfMonth", "monthOfYear"}
        | {"year", "yearRangeFrom", "yearRangeTo", "place", "region", *_COUNTRY}
    ),
    "address": frozenset(
        {"city", "street", "poBox", "zipCode", "region", "place", "asAtListingTime", *_COUNTRY}
    ),
    "identification": frozenset(
        {"number", "latinNumber", "identificationTypeCode", "identificationTypeDescription"}
        | set(_COUNTRY)
    ),
    "regulation": frozenset(
        {"programme", "numberTitle", "publicationDate", "entryIntoForceDate"}
        | {"regulationType", "organisationType"}
    ),
    "subjectType": frozenset({"code", "classificationCode"}),
    "regulationSummary": frozenset({"numberTitle", "publicationDate", "regulationType"}),
}
"""For each element, the attributes that fields hold; the others become a remark."""

_PLACE_PARTS = ("place", "city", "zipCode", "region")


def parse(files: Sequence[SourceFile]) -> Iterator[tuple[str, Node | Repeated]]:
    """Each entry; raises LoadError as `lists.reading.xml.records` does."""
    (file,) = files
    found = records(file, roots=_ROOTS, tags={_ENTITY, _OLD_ENTITY})
    return once(((place, node(element)) for place, element in found), _key, SOURCE)


def _key(entry: Node) -> str:
    return entry.get("logicalId" if entry.tag == _ENTITY else "Id")


def to_entity(entry: Node | Repeated) -> ListedEntity:
    """The listed entity of one entry; raises Unparsable."""
    if isinstance(entry, Repeated):
        raise entry.unparsable()
    key = _key(entry)
    if not key:
        raise Unparsable("no logical id", SOURCE)
    if entry.tag == _OLD_ENTITY:
        return whole_entity(entry, SOURCE)
    names = _names(entry)
    if not names:
        raise Unparsable("no name", SOURCE)
    regulations = entry.all("regulation")
    kind = next((_KINDS.get(each.get("code")) for each in entry.all("subjectType")), None)
    genders = {each.get("gender") for each in entry.all("nameAlias")} & _GENDERS.keys()
    addresses = [_address(each) for each in entry.all("address")]
    births = entry.all("birthdate")
    return ListedEntity(
        id=f"{SOURCE}-{key}",
        source=SOURCE,
        kind=kind or Kind.UNKNOWN,
        names=names,
        identifiers=tuple(
            number for each in entry.all("identification") for number in _identifiers(each)
        ),
        birth_dates=tuple(dict.fromkeys(filter(None, map(_birth_date, births)))),
        birth_places=tuple(dict.fromkeys(filter(None, map(_place, births)))),
        gender=_GENDERS[genders.pop()] if len(genders) == 1 else None,
        countries=tuple(dict.fromkeys(filter(None, map(_country, entry.all("citizenship"))))),
        addresses=tuple(address for address in addresses if address != Address()),
        programmes=tuple(dict.fromkeys(filter(None, (r.get("programme") for r in regulations)))),
        legal_basis=tuple(
            dict.fromkeys(filter(None, (r.get("numberTitle") for r in _regulations(entry))))
        ),
        listed_on=_listed_on(entry, regulations),
        references=un_entries(entry.get("unitedNationId")),
        source_url=next(
            (url.text for each in regulations for url in each.all("publicationUrl") if url.text),
            None,
        ),
        remarks=tuple(dict.fromkeys(_remarks(entry))),
    )


def _regulations(entry: Node) -> Iterator[Node]:
    """The regulations of the entry, then those of its parts."""
    yield from entry.all("regulation")
    for part in entry.children:
        yield from part.all("regulationSummary")


def _listed_on(entry: Node, regulations: Sequence[Node]) -> str | None:
    """The date of designation; where none is stated, that of the earliest regulation named."""
    stated = partial_date(entry.get("designationDate"))
    if stated is not None:
        return stated
    dates = [
        partial_date(each.get("entryIntoForceDate") or each.get("publicationDate"))
        for each in (*regulations, *_regulations(entry))
    ]
    return min(filter(None, dates), default=None)


def _names(entry: Node) -> tuple[ListedName, ...]:
    """The names: the first strong one is primary; where all are weak, the first one is."""
    stated = [(alias, _full_name(alias)) for alias in entry.all("nameAlias")]
    stated = [(alias, value) for alias, value in stated if value]
    first = next((at for at, (alias, _) in enumerate(stated) if not _weak(alias)), 0)
    return tuple(
        ListedName(
            value=value,
            type=ListedNameType.PRIMARY if position == first else _name_type(alias),
            language=alias.get("nameLanguage").lower() or None,
        )
        for position, (alias, value) in enumerate(stated)
    )


def _full_name(alias: Node) -> str:
    parts = (alias.get("firstName"), alias.get("middleName"), alias.get("lastName"))
    return alias.get("wholeName") or " ".join(filter(None, parts))


def _weak(alias: Node) -> bool:
    """Whether a name is of low quality: it is not strong, or a remark says so, however spelt."""
    return alias.get("strong").lower() == "false" or any(
        _LOW.search(remark.text) for remark in alias.all("remark")
    )


def _name_type(alias: Node) -> ListedNameType:
    if _weak(alias):
        return ListedNameType.WEAK
    former = any(_FORMER.search(remark.text) for remark in alias.all("remark"))
    return ListedNameType.FORMER if former else ListedNameType.STRONG


def _country(part: Node) -> str | None:
    """The country of a part: its code, unless that is the one for `unknown`, or its name."""
    code, name = map(part.get, _COUNTRY)
    return (country_code(code) if code.isalpha() else None) or country_code(name)


def _birth_date(birth: Node) -> BirthDate | None:
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


def _place(part: Node) -> str:
    name = part.get("countryDescription")
    country = "" if name == "UNKNOWN" else name
    return ", ".join(filter(None, (*map(part.get, _PLACE_PARTS), country)))


def _address(part: Node) -> Address:
    """The address; a country that is not understood stays as its last line."""
    country, name = _country(part), part.get("countryDescription")
    box = part.get("poBox")
    lines = (
        *(part.get("street"), f"P.O. Box {box}" if box else "", part.get("place")),
        *(part.get("region"), part.get("zipCode"), "" if country or name == "UNKNOWN" else name),
    )
    return Address(lines=tuple(filter(None, lines)), town=part.get("city") or None, country=country)


def _identifiers(part: Node) -> Iterator[Identifier]:
    """The numbers of an `identification`, notes cut off."""
    code, country = part.get("identificationTypeCode"), _country(part)
    for text in dict.fromkeys((part.get("number"), part.get("latinNumber"))):
        if code == "swiftbic":
            for value in _BIC.findall(text.upper()):
                yield Identifier(scheme=Scheme.BIC, value=value, country=country)
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


def _remarks(entry: Node) -> Iterator[str]:
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
    subject = _full_name(part) or part.get("number") or part.get("city")
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
            return not plain or _birth_date(part) is not None
        case "citizenship":
            return _country(part) is not None
        case "identification":
            number = part.get("number")
            return bool(tuple(_identifiers(part))) and not says_more(number, stated_numbers(number))
        case "subjectType":
            return part.get("code") in _KINDS
        case _:
            return True


EU_FSF_XML = Loader(kind="eu-fsf-xml", files=single_file, parse=parse, to_entity=to_entity)
"""The `eu-fsf-xml` loader: the consolidated financial sanctions list of the EU, one XML file."""
