"""The United Nations Security Council consolidated list, XML.

Its structure is that of https://scsanctions.un.org/resources/xml/en/consolidated.xml: INDIVIDUAL
and ENTITY elements, each with names, aliases of a stated quality, addresses, dates, documents.
"""

import re
from collections.abc import Iterator, Sequence

from lxml import etree

from lists.errors import Unparsable
from lists.loaders.loader import Loader, single_file
from lists.reading.dates import birth_dates, partial_date
from lists.reading.files import SourceFile
from lists.reading.territories import country_codes
from lists.reading.xml import children, local, records, text
from matchers.model import (
    Address,
    BirthDate,
    Identifier,
    Kind,
    ListedEntity,
    ListedName,
    ListedNameType,
    Scheme,
    Struct,
)

SOURCE = "un-sc"
_ROOT = "CONSOLIDATED_LIST"
_KINDS = {"INDIVIDUAL": Kind.PERSON, "ENTITY": Kind.ORGANIZATION}
_QUALITIES = {
    "Good": ListedNameType.STRONG,
    "a.k.a.": ListedNameType.STRONG,
    "Low": ListedNameType.WEAK,
    "f.k.a.": ListedNameType.FORMER,
    "": ListedNameType.STRONG,
}
_NAME_PARTS = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")
_ADDRESS_LINES = ("STREET", "STATE_PROVINCE", "ZIP_CODE")
_PLACE_PARTS = ("STREET", "CITY", "STATE_PROVINCE", "COUNTRY")
_PASSPORT_WORDS = ("passport", "passeport", "pasaporte")
_LONGEST_LISTING = 2000
_BETWEEN_NAMES = re.compile(r";(?![^()]*\))")
"""Some entries hold several spellings in one element, parted by semicolons outside brackets."""
_IN_FIELDS = frozenset(
    {*_NAME_PARTS, "NAME_ORIGINAL_SCRIPT", "REFERENCE_NUMBER", "GENDER"}
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


class Group(Struct, frozen=True):
    """One child of a record: its name without the prefix of its kind, and its leaves with text."""

    tag: str
    leaves: tuple[tuple[str, str], ...]

    def get(self, name: str) -> str:
        """The text of the first leaf of this name; empty where there is none."""
        return next((text for leaf, text in self.leaves if leaf == name), "")

    def remark(self) -> str:
        """Everything this group says, as one line."""
        said = "; ".join(
            f"{leaf} {text}" if leaf != "VALUE" else text for leaf, text in self.leaves
        )
        return f"{self.tag}: {said}"


class UnRecord(Struct, frozen=True):
    """One INDIVIDUAL or ENTITY: its children in document order, those without text left out."""

    kind: Kind
    groups: tuple[Group, ...]

    def all(self, tag: str) -> list[Group]:
        """The children of this name."""
        return [group for group in self.groups if group.tag == tag]

    def text(self, tag: str) -> str:
        """The text of the first child of this name; empty where there is none."""
        return next((group.get("VALUE") for group in self.all(tag)), "")


def parse(files: Sequence[SourceFile]) -> Iterator[tuple[str, UnRecord]]:
    """Each INDIVIDUAL and ENTITY; raises LoadError as `lists.reading.xml.records` does."""
    (file,) = files
    for place, element in records(file, roots={_ROOT}, tags=_KINDS):
        yield place, _record(element)


def _record(element: etree._Element) -> UnRecord:
    prefix = f"{local(element)}_"
    groups = []
    for group in children(element):
        leaves = [("VALUE", text(group))] if len(group) == 0 else _leaves(group)
        said = tuple((leaf, value) for leaf, value in leaves if value)
        if said:
            groups.append(Group(tag=local(group).removeprefix(prefix), leaves=said))
    return UnRecord(kind=_KINDS[local(element)], groups=tuple(groups))


def _leaves(group: etree._Element) -> list[tuple[str, str]]:
    return [(local(leaf), text(leaf)) for leaf in children(group)]


def to_entity(record: UnRecord) -> ListedEntity:
    """The listed entity of one record; raises Unparsable."""
    reference = record.text("REFERENCE_NUMBER")
    if not reference:
        raise Unparsable("no REFERENCE_NUMBER", SOURCE)
    names = _names(record)
    if not names:
        raise Unparsable("no name", SOURCE)
    addresses = tuple(_address(group) for group in record.all("ADDRESS"))
    nationalities = [
        code
        for group in record.all("NATIONALITY")
        for _, text in group.leaves
        for code in country_codes(text)
    ]
    return ListedEntity(
        id=f"{SOURCE}-{reference}",
        source=SOURCE,
        kind=record.kind,
        names=names,
        identifiers=tuple(
            identifier for group in record.all("DOCUMENT") for identifier in _identifiers(group)
        ),
        birth_dates=tuple(
            date
            for tag in ("DATE_OF_BIRTH", "ALIAS")
            for group in record.all(tag)
            for date in _birth_dates(group)
        ),
        birth_places=tuple(filter(None, map(_place, record.all("PLACE_OF_BIRTH")))),
        gender=record.text("GENDER").lower() or None,
        countries=tuple(dict.fromkeys(nationalities)),
        addresses=tuple(address for address in addresses if address != Address()),
        programmes=tuple(filter(None, [record.text("UN_LIST_TYPE")])),
        listed_on=partial_date(record.text("LISTED_ON")),
        remarks=tuple(group.remark() for group in record.groups if not _in_fields(group)),
    )


def _names(record: UnRecord) -> tuple[ListedName, ...]:
    primary = " ".join(filter(None, map(record.text, _NAME_PARTS)))
    original = record.text("NAME_ORIGINAL_SCRIPT")
    names = [(primary, ListedNameType.PRIMARY), (original, ListedNameType.ORIGINAL)]
    for alias in record.all("ALIAS"):
        quality = _QUALITIES.get(alias.get("QUALITY"), ListedNameType.STRONG)
        names.append((alias.get("ALIAS_NAME"), quality))
    return tuple(
        ListedName(value=value.strip(), type=kind)
        for values, kind in names
        for value in (_BETWEEN_NAMES.split(values) if len(values) <= _LONGEST_LISTING else [values])
        if value.strip()
    )


def _address(group: Group) -> Address:
    """The address; a country that is not understood stays as its last line."""
    country = group.get("COUNTRY")
    codes = country_codes(country)
    lines = [group.get(part) for part in _ADDRESS_LINES] + ([] if codes else [country])
    return Address(
        lines=tuple(filter(None, lines)),
        town=group.get("CITY") or None,
        country=codes[0] if codes else None,
    )


def _place(group: Group) -> str:
    return ", ".join(filter(None, map(group.get, _PLACE_PARTS)))


def _birth_dates(group: Group) -> tuple[BirthDate, ...]:
    """What a DATE_OF_BIRTH states: a date, a year, or a range; or the one told with an alias."""
    if group.tag == "ALIAS":
        return birth_dates(group.get("DATE_OF_BIRTH"))
    start = partial_date(group.get("DATE") or group.get("YEAR") or group.get("FROM_YEAR"))
    if start is None:
        return birth_dates(group.get("NOTE"))
    return (
        BirthDate(
            start=start,
            end=partial_date(group.get("TO_YEAR")),
            circa=group.get("TYPE_OF_DATE") == "APPROXIMATELY",
        ),
    )


def _identifiers(group: Group) -> tuple[Identifier, ...]:
    """The number of a DOCUMENT; none where it has no number, only a note."""
    number = group.get("NUMBER")
    if not number:
        return ()
    described = f"{group.get('TYPE_OF_DOCUMENT')} {group.get('TYPE_OF_DOCUMENT2')}".lower()
    passport = any(word in described for word in _PASSPORT_WORDS)
    codes = country_codes(group.get("ISSUING_COUNTRY") or group.get("COUNTRY_OF_ISSUE"))
    return (
        Identifier(
            scheme=Scheme.PASSPORT if passport else Scheme.NATIONAL_ID,
            value=number,
            country=codes[0] if len(codes) == 1 else None,
        ),
    )


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
            return group.get("QUALITY") in _QUALITIES
        case "DATE_OF_BIRTH":
            dates = [text for leaf, text in group.leaves if leaf != "TYPE_OF_DATE"]
            return all(map(partial_date, dates))
        case "DOCUMENT":
            country = group.get("ISSUING_COUNTRY") or group.get("COUNTRY_OF_ISSUE")
            understood = not country or len(country_codes(country)) == 1
            return bool(_identifiers(group)) and understood
        case _:
            return True


UN_XML = Loader(kind="un-xml", files=single_file, parse=parse, to_entity=to_entity)
"""The `un-xml` loader: the consolidated list of the Security Council, one XML file."""
