"""OFAC's older XML layout: SDN.XML and CONSOLIDATED.XML, whose root is `sdnList`.

Elements are those of OFAC's schema for these files, `sdn.xsd`: names, aliases of a stated category,
addresses, birth dates, and documents as type and number. The layout does not say which of the two
lists it holds; the name of the file does.
"""

from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path

from lxml import etree

from lists.errors import LoadError, Unparsable
from lists.loaders.loader import Loader, single_file
from lists.loaders.ofac_remarks import parse_remarks
from lists.loaders.ofac_statements import Statement, read_statements, tail_number
from lists.reading.addresses import address
from lists.reading.dates import birth_dates
from lists.reading.files import SourceFile
from lists.reading.territories import country_codes
from lists.reading.xml import child, child_text, children, local, records, text
from matchers.model import Address, Kind, ListedEntity, ListedName, ListedNameType, Struct

_ROOT = "sdnList"
_SOURCES = {"sdn": "us-ofac-sdn", "cons": "us-ofac-cons"}
"""How the file's name begins, to the source id."""
_KINDS = {
    "individual": Kind.PERSON,
    "entity": Kind.ORGANIZATION,
    "vessel": Kind.VESSEL,
    "aircraft": Kind.AIRCRAFT,
}
_FORMER = "f.k.a."
_STREET = ("address1", "address2", "address3")
_VESSEL_IDS = {"callSign": "Vessel Call Sign", "vesselFlag": "Vessel flag"}
_VESSEL = {
    "vesselType": "Vessel type",
    "vesselOwner": "Vessel owner",
    "tonnage": "Tonnage",
    "grossRegisteredTonnage": "Gross registered tonnage",
}
_READ = frozenset(
    {"uid", "firstName", "lastName", "title", "sdnType", "remarks", "programList", "idList"}
    | {"akaList", "addressList", "nationalityList", "citizenshipList", "dateOfBirthList"}
    | {"placeOfBirthList", "vesselInfo"}
)
"""Children that have a field or a remark of their own; any other becomes a remark as it is."""


class Entry(Struct, frozen=True):
    """One `sdnEntry`: its leaves and those of its groups, as names and texts."""

    source: str
    leaves: tuple[tuple[str, str], ...]
    programmes: tuple[str, ...] = ()
    aliases: tuple[dict[str, str], ...] = ()
    addresses: tuple[dict[str, str], ...] = ()
    documents: tuple[dict[str, str], ...] = ()
    dates: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    nationalities: tuple[str, ...] = ()
    vessel: tuple[tuple[str, str], ...] = ()
    others: tuple[str, ...] = ()

    def get(self, name: str) -> str:
        """The text of the first leaf of this name; empty where there is none."""
        return next((value for leaf, value in self.leaves if leaf == name), "")


def parse(files: Sequence[SourceFile]) -> Iterator[tuple[str, Entry]]:
    """Each sdnEntry; raises LoadError also for a file whose name tells of neither list."""
    (file,) = files
    source = _source(file)
    for place, element in records(file, roots={_ROOT}, tags={"sdnEntry"}):
        yield place, _entry(source, element)


def _source(file: SourceFile) -> str:
    name = Path(file.path).name.lower()
    for beginning, source in _SOURCES.items():
        if name.startswith(beginning):
            return source
    raise LoadError(
        f"{file.path}: this layout does not say which list it holds; let the name of the file "
        "begin with `sdn` for the SDN list, or with `cons` for the consolidated list"
    )


def _entry(source: str, element: etree._Element) -> Entry:
    return Entry(
        source=source,
        leaves=tuple((local(leaf), text(leaf)) for leaf in children(element) if len(leaf) == 0),
        programmes=tuple(map(text, _items(element, "programList"))),
        aliases=tuple(map(_leaves, _items(element, "akaList"))),
        addresses=tuple(map(_leaves, _items(element, "addressList"))),
        documents=tuple(map(_leaves, _items(element, "idList"))),
        dates=tuple(child_text(item, "dateOfBirth") for item in _items(element, "dateOfBirthList")),
        places=tuple(
            child_text(item, "placeOfBirth") for item in _items(element, "placeOfBirthList")
        ),
        nationalities=tuple(
            child_text(item, "country")
            for item in chain(
                _items(element, "nationalityList"), _items(element, "citizenshipList")
            )
        ),
        vessel=tuple((local(leaf), text(leaf)) for leaf in _items(element, "vesselInfo")),
        others=tuple(
            f"{local(other)}: {text(other)}"
            for other in children(element)
            if local(other) not in _READ and text(other)
        ),
    )


def _items(element: etree._Element, group: str) -> Iterator[etree._Element]:
    found = child(element, group)
    return iter(()) if found is None else children(found)


def _leaves(element: etree._Element) -> dict[str, str]:
    return {local(leaf): text(leaf) for leaf in children(element)}


def to_entity(entry: Entry) -> ListedEntity:
    """The listed entity of one entry; raises Unparsable."""
    uid = entry.get("uid")
    if not (uid.isascii() and uid.isdigit()):
        raise Unparsable("the uid of the entry is not a number", entry.source)
    primary = _name(entry.get("lastName"), entry.get("firstName"))
    if not primary:
        raise Unparsable("no name", entry.source)
    kind = _KINDS.get(entry.get("sdnType").lower(), Kind.UNKNOWN)
    stated = read_statements(_statements(entry), kind)
    remarks = parse_remarks(entry.get("remarks"))
    nationalities = {said: country_codes(said) for said in entry.nationalities if said}
    dates = {said: birth_dates(said) for said in entry.dates if said}
    codes = chain(chain.from_iterable(nationalities.values()), stated.countries, remarks.countries)
    return ListedEntity(
        id=f"{entry.source}-{uid}",
        source=entry.source,
        kind=kind,
        names=(ListedName(value=primary), *_aliases(entry), *_weak(remarks.weak_aliases)),
        identifiers=(*tail_number(kind, primary), *stated.identifiers, *remarks.identifiers),
        birth_dates=tuple(chain(*dates.values(), remarks.birth_dates)),
        birth_places=(*filter(None, entry.places), *remarks.birth_places),
        gender=stated.gender or remarks.gender,
        built=stated.built or remarks.built,
        countries=tuple(dict.fromkeys(codes)),
        addresses=tuple(filter(Address().__ne__, map(_address, entry.addresses))),
        programmes=tuple(filter(None, entry.programmes)),
        remarks=(
            *([] if kind is not Kind.UNKNOWN else [f"Type: {entry.get('sdnType')}"]),
            *([f"Title: {entry.get('title')}"] if entry.get("title") else []),
            *(f"DOB {said}" for said, understood in dates.items() if not understood),
            *(f"nationality {said}" for said, known in nationalities.items() if not known),
            *stated.remarks,
            *remarks.rest,
            *entry.others,
        ),
        relations=remarks.relations,
    )


def _name(last: str, first: str) -> str:
    return ", ".join(filter(None, (last, first)))


def _aliases(entry: Entry) -> Iterator[ListedName]:
    for alias in entry.aliases:
        kind = ListedNameType.STRONG
        if alias.get("category", "").lower() == "weak":
            kind = ListedNameType.WEAK
        elif alias.get("type", "").lower() == _FORMER:
            kind = ListedNameType.FORMER
        value = _name(alias.get("lastName", ""), alias.get("firstName", ""))
        if value:
            yield ListedName(value=value, type=kind)


def _weak(names: Sequence[str]) -> Iterator[ListedName]:
    return (ListedName(value=value, type=ListedNameType.WEAK) for value in names)


def _statements(entry: Entry) -> Iterator[Statement]:
    for document in entry.documents:
        dates = {"issued": document.get("issueDate"), "expires": document.get("expirationDate")}
        yield Statement(
            label=document.get("idType", ""),
            value=document.get("idNumber", ""),
            country=document.get("idCountry", ""),
            more=tuple(f"{word} {date}" for word, date in dates.items() if date),
        )
    for leaf, value in entry.vessel:
        if value:
            label = _VESSEL_IDS.get(leaf) or _VESSEL.get(leaf, leaf)
            yield Statement(label=label, value=value)


def _address(leaves: dict[str, str]) -> Address:
    lines = (leaves.get(name, "") for name in (*_STREET, "stateOrProvince", "postalCode"))
    return address(lines, leaves.get("city", ""), leaves.get("country", ""))


OFAC_XML = Loader(kind="ofac-xml", files=single_file, parse=parse, to_entity=to_entity)
"""The `ofac-xml` loader: one file of the older layout, SDN.XML or CONSOLIDATED.XML."""
