"""The UK Sanctions List, XML: `Designations` with `Designation` elements.

Names come in six parts, of which the sixth is the family name, or the whole name of an entity or
ship. Types of names differ in letter case (`Primary Name`, `Primary name`).
"""

from collections.abc import Iterator, Sequence

from lxml import etree

from lists.loaders.loader import Loader, single_file
from lists.loaders.uk_entity import UkAddress, UkName, UkRecord, entity
from lists.reading.files import SourceFile
from lists.reading.xml import child, child_text, children, local, records, text

_RECORD = "Designation"
_NAME_PARTS = tuple(f"Name{number}" for number in range(1, 7))
_ADDRESS_LINES = (*(f"AddressLine{number}" for number in range(1, 7)), "AddressPostalCode")
_DOCUMENTS = {
    "PassportNumber": ("Passport", "PassportAdditionalInformation"),
    "NationalIdentifierNumber": (
        "National identifier",
        "NationalIdentifierAdditionalInformation",
    ),
    "BusinessRegistrationNumber": ("Business registration number", ""),
    "IMONumber": ("IMO number", ""),
    "HIN": ("Hull identification number", ""),
}
"""Elements that hold a number: what the list calls it, and the element with what is said of it."""

_OWNERS = {
    "CurrentOwnerOperator": "Owner or operator",
    "PreviousOwnerOperator": "Former owner or operator",
    "ParentCompany": "Parent company",
    "Subsidiary": "Subsidiary",
}
_FIELDS = {
    "DOB": "births",
    "Gender": "genders",
    "Nationality": "countries",
    "CurrentBelievedFlagOfShip": "countries",
    "YearBuilt": "built",
}
"""Elements that hold one of several values of a field of the record."""

_ELSEWHERE = frozenset(
    {"UniqueID", "UNReferenceNumber", "RegimeName", "IndividualEntityShip", "DateDesignated"}
    | {"Names", "NonLatinNames", "Addresses", "Location", "SanctionsImposedIndicators"}
    | {information for _, information in _DOCUMENTS.values()}
)
"""Elements that are read by their names, or repeat what SanctionsImposed says."""

_LABELS = {
    "OFSIGroupID": "OFSI group",
    "LastUpdated": "Last updated",
    "DesignationSource": "Designation source",
    "SanctionsImposed": "Sanctions imposed",
    "OtherInformation": "Other information",
    "UKStatementofReasons": "UK statement of reasons",
    "PhoneNumber": "Phone number",
    "EmailAddress": "Email address",
    "TypeOfEntity": "Type of entity",
    "PreviousFlag": "Previous flag",
    "TypeOfShip": "Type of ship",
    "TonnageOfShip": "Tonnage of ship",
    "LengthOfShip": "Length of ship",
}
"""Labels of remarks, as the CSV of the same list heads its columns; others are element names."""


def parse(files: Sequence[SourceFile]) -> Iterator[tuple[str, UkRecord]]:
    """Each designation; raises LoadError as `lists.reading.xml.records` does."""
    (file,) = files
    for place, element in records(file, roots={"Designations"}, tags={_RECORD}):
        yield place, _record(element)


def _record(element: etree._Element) -> UkRecord:
    leaves = list(_leaves(element))
    fields: dict[str, list[str]] = {field: [] for field in _FIELDS.values()}
    for tag, value, _ in leaves:
        if tag in _FIELDS:
            fields[_FIELDS[tag]].append(value)
    regime = child_text(element, "RegimeName")
    return UkRecord(
        unique_id=child_text(element, "UniqueID"),
        kind=child_text(element, "IndividualEntityShip"),
        names=tuple(filter(lambda name: name.value, map(_name, _items(element, "Names")))),
        non_latin=tuple(
            (
                child_text(name, "NameNonLatinScript"),
                child_text(name, "NonLatinScriptType"),
                child_text(name, "NonLatinScriptLanguage"),
            )
            for name in _items(element, "NonLatinNames")
            if child_text(name, "NameNonLatinScript")
        ),
        un_reference=child_text(element, "UNReferenceNumber"),
        regimes=(regime,) if regime else (),
        designated=child_text(element, "DateDesignated"),
        addresses=tuple(map(_address, _items(element, "Addresses"))),
        birth_places=tuple(filter(None, map(_place, element.iter("{*}Location")))),
        documents=tuple(
            (_DOCUMENTS[tag][0], value, _said_beside(leaf, _DOCUMENTS[tag][1]))
            for tag, value, leaf in leaves
            if tag in _DOCUMENTS
        ),
        owners=tuple((_OWNERS[tag], value) for tag, value, _ in leaves if tag in _OWNERS),
        others=tuple(
            (_LABELS.get(tag, tag), value)
            for tag, value, _ in leaves
            if tag not in _DOCUMENTS and tag not in _OWNERS and tag not in _FIELDS
        ),
        births=tuple(fields["births"]),
        genders=tuple(fields["genders"]),
        countries=tuple(fields["countries"]),
        built=tuple(fields["built"]),
    )


def _leaves(element: etree._Element) -> Iterator[tuple[str, str, etree._Element]]:
    """Every element without children that says something, outside of what is read by its name."""
    for part in children(element):
        if local(part) in _ELSEWHERE:
            continue
        if len(part) == 0:
            if value := text(part):
                yield local(part), value, part
        else:
            yield from _leaves(part)


def _items(element: etree._Element, tag: str) -> Iterator[etree._Element]:
    found = child(element, tag)
    return iter(()) if found is None else children(found)


def _name(element: etree._Element) -> UkName:
    return UkName(
        value=" ".join(filter(None, (child_text(element, part) for part in _NAME_PARTS))),
        type=child_text(element, "NameType"),
        strength=child_text(element, "AliasStrength"),
    )


def _address(element: etree._Element) -> UkAddress:
    lines = (child_text(element, part) for part in _ADDRESS_LINES)
    return UkAddress(
        lines=tuple(filter(None, lines)), country=child_text(element, "AddressCountry")
    )


def _place(element: etree._Element) -> str:
    parts = (child_text(element, part) for part in ("TownOfBirth", "CountryOfBirth"))
    return ", ".join(filter(None, parts))


def _said_beside(leaf: etree._Element, tag: str) -> str:
    """What an element beside a number says of it."""
    parent = leaf.getparent()
    return child_text(parent, tag) if tag and parent is not None else ""


UK_XML = Loader(kind="uk-xml", files=single_file, parse=parse, to_entity=entity)
"""The `uk-xml` loader: the UK Sanctions List, one XML file."""
