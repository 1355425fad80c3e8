"""The United Nations Security Council consolidated list, XML.

Its structure is that of https://scsanctions.un.org/resources/xml/en/consolidated.xml: INDIVIDUAL
and ENTITY elements, each with names, aliases of a stated quality, addresses, dates, documents.
"""

import re
from collections.abc import Iterator, Sequence

from lists.errors import Unparsable
from lists.loaders.loader import Loader, single_file
from lists.loaders.un_documents import identifiers, is_understood
from lists.loaders.un_names import NAME_PARTS, QUALITIES, names
from lists.loaders.un_record import KINDS, Group, UnRecord, record_of
from lists.reading.addresses import address
from lists.reading.dates import birth_dates, partial_date
from lists.reading.files import SourceFile
from lists.reading.prose import flag_state, is_ship
from lists.reading.territories import country_codes
from lists.reading.xml import records
from matchers.model import (
    Address,
    BirthDate,
    Kind,
    ListedEntity,
)

SOURCE = "un-sc"
_ROOT = "CONSOLIDATED_LIST"
_ADDRESS_LINES = ("STREET", "STATE_PROVINCE", "ZIP_CODE")
_PLACE_PARTS = ("STREET", "CITY", "STATE_PROVINCE", "COUNTRY")
_AMENDED = re.compile(r"\s*\(\s*amended\b.*", re.IGNORECASE)
_IN_FIELDS = frozenset(
    {*NAME_PARTS, "NAME_ORIGINAL_SCRIPT", "REFERENCE_NUMBER", "GENDER"}
    | {"UN_LIST_TYPE", "DATAID", "VERSIONNUM", "LIST_TYPE"}
)
"""Children kept whole in fields, or that say nothing of the party (row numbers, list's name)."""
_CORE = {
    "LISTED_ON": frozenset({"VALUE"}),
    "NATIONALITY": frozenset({"VALUE"}),
    "ALIAS": frozenset({"QUALITY", "ALIAS_NAME"}),
    "ADDRESS": frozenset({*_ADDRESS_LINES, "CITY", "COUNTRY"}),
    "PLACE_OF_BIRTH": frozenset(_PLACE_PARTS),
    "DATE_OF_BIRTH": frozenset({"TYPE_OF_DATE", "DATE", "YEAR", "FROM_YEAR", "TO_YEAR"}),
    "DOCUMENT": frozenset({"TYPE_OF_DOCUMENT", "NUMBER", "ISSUING_COUNTRY", "COUNTRY_OF_ISSUE"}),
}
"""For each repeated group, its leaves that are read into fields; the others become remarks."""


def parse(files: Sequence[SourceFile]) -> Iterator[tuple[str, UnRecord]]:
    """Each INDIVIDUAL and ENTITY; raises LoadError as `lists.reading.xml.records` does."""
    (file,) = files
    for place, element in records(file, roots={_ROOT}, tags=KINDS):
        yield place, record_of(element)


def to_entity(record: UnRecord) -> ListedEntity:
    """The listed entity of one record; raises Unparsable."""
    reference = record.text("REFERENCE_NUMBER")
    if not reference:
        raise Unparsable("no REFERENCE_NUMBER", SOURCE)
    stated = names(record)
    if not stated:
        raise Unparsable("no name", SOURCE)
    addresses = tuple(_address(group) for group in record.all("ADDRESS"))
    nationalities = [
        code
        for group in record.all("NATIONALITY")
        for _, text in group.leaves
        for code in country_codes(text)
    ]
    comments = record.text("COMMENTS1")
    ship = record.kind is not Kind.PERSON and is_ship(comments)
    flag = country_codes(flag_state(comments)) if ship else ()
    return ListedEntity(
        id=f"{SOURCE}-{reference}",
        source=SOURCE,
        kind=Kind.VESSEL if ship else record.kind,
        names=stated,
        identifiers=identifiers(record),
        birth_dates=tuple(
            date
            for tag in ("DATE_OF_BIRTH", "ALIAS")
            for group in record.all(tag)
            for date in _birth_dates(group)
        ),
        birth_places=tuple(filter(None, map(_place, record.all("PLACE_OF_BIRTH")))),
        gender=record.text("GENDER").lower() or None,
        countries=tuple(dict.fromkeys((*nationalities, *flag))),
        addresses=tuple(filter(Address().__ne__, addresses)),
        programmes=tuple(filter(None, [record.text("UN_LIST_TYPE")])),
        listed_on=_listed_on(record.text("LISTED_ON")),
        remarks=tuple(group.remark() for group in record.groups if not _in_fields(group)),
    )


def _listed_on(text: str) -> str | None:
    """The day of listing; days on which the entry was amended may follow in brackets."""
    return partial_date(_AMENDED.sub("", text))


def _address(group: Group) -> Address:
    return address(map(group.get, _ADDRESS_LINES), group.get("CITY"), group.get("COUNTRY"))


def _place(group: Group) -> str:
    return ", ".join(filter(None, map(group.get, _PLACE_PARTS)))


def _birth_dates(group: Group) -> tuple[BirthDate, ...]:
    """What a DATE_OF_BIRTH states: a date, a year, or a range; or the one told with an alias."""
    if group.tag == "ALIAS":
        return birth_dates(group.get("DATE_OF_BIRTH"))
    start = partial_date(group.get("DATE") or group.get("YEAR") or group.get("FROM_YEAR"))
    if start is None:
        return birth_dates(group.get("NOTE"))
    end = partial_date(group.get("TO_YEAR"))
    if end is not None and end < start:
        return ()
    return (BirthDate(start=start, end=end, circa=group.get("TYPE_OF_DATE") == "APPROXIMATELY"),)


def _in_fields(group: Group) -> bool:
    """Whether the fields of the entity hold everything that this child says."""
    if group.tag in _IN_FIELDS:
        return True
    core = _CORE.get(group.tag, frozenset())
    return all(leaf in core for leaf, _ in group.leaves) and _understood(group)


def _understood(group: Group) -> bool:
    """Whether what has a form (dates, countries, qualities, numbers) has one that is known."""
    match group.tag:
        case "LISTED_ON":
            return partial_date(group.get("VALUE")) is not None
        case "NATIONALITY":
            return all(country_codes(text) for _, text in group.leaves)
        case "ALIAS":
            return group.get("QUALITY") in QUALITIES
        case "DATE_OF_BIRTH":
            dates = [text for leaf, text in group.leaves if leaf != "TYPE_OF_DATE"]
            return all(map(partial_date, dates)) and bool(_birth_dates(group))
        case "DOCUMENT":
            return is_understood(group)
        case _:
            return True


UN_XML = Loader(kind="un-xml", files=single_file, parse=parse, to_entity=to_entity)
"""The `un-xml` loader: the consolidated list of the Security Council, one XML file."""
