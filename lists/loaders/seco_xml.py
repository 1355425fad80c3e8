"""Switzerland's consolidated list of sanctions (SECO), XML, after its documented structure.

A `swiss-sanctions-list` holds `sanctions-program` elements, `target` elements, and a table of
`place` elements that targets refer to. They are read in `seco_record`, identities in
`seco_identity`.
"""

import re
from collections.abc import Iterator, Mapping

from lists.errors import Unparsable
from lists.loaders.loader import Loader, single_file
from lists.loaders.seco_identity import Where, birth_date, countries, document, is_read, names
from lists.loaders.seco_record import UNSAID, SecoRecord, parse
from lists.reading.dates import partial_date
from lists.reading.labels import is_known, scheme_of
from lists.reading.nodes import Node
from lists.reading.un_references import un_entries
from matchers.model import Identifier, Kind, ListedEntity

SOURCE = "ch-seco"
_KINDS = {"individual": Kind.PERSON, "entity": Kind.ORGANIZATION, "object": Kind.UNKNOWN}
_OBJECTS = {"vessel": Kind.VESSEL, "aircraft": Kind.AIRCRAFT}
_LISTED = "listed"
_PLAIN_DOCUMENT = frozenset({"number", "issuer"})
_LONGEST_STATEMENT = 200
_STATEMENT = re.compile(r"([^:]{2,60}?) ?: ?([^:;,]{1,60}?)\.?")
"""A number that is told in words: `Registration number: 1027700132195.`"""


def to_entity(record: SecoRecord) -> ListedEntity:
    """The listed entity of one target; raises Unparsable."""
    target = record.target
    ssid = target.get("ssid")
    if not ssid:
        raise Unparsable("no ssid", SOURCE)
    party = next((child for child in target.children if child.tag in _KINDS), None)
    if party is None:
        raise Unparsable("neither an individual nor an entity nor an object", SOURCE)
    identities = party.all("identity")
    found = tuple(name for identity in identities for name in names(identity))
    if not found:
        raise Unparsable("no name", SOURCE)
    kind = _OBJECTS.get(party.get("object-type"), _KINDS[party.tag])
    parts = [part for identity in identities for part in identity.children]
    addresses = [Where.of(part, record.places) for part in parts if part.tag == "address"]
    births = [Where.of(part, record.places) for part in parts if part.tag == "place-of-birth"]
    codes = [code for part in parts if part.tag == "nationality" for code in countries(part)]
    return ListedEntity(
        id=f"{SOURCE}-{ssid}",
        source=SOURCE,
        kind=kind,
        names=found,
        identifiers=(
            *filter(None, (_identifier(part, kind) for part in parts)),
            *filter(None, (_told(each, kind) for each in party.all("other-information"))),
        ),
        birth_dates=tuple(
            date
            for part in parts
            if kind is Kind.PERSON and part.tag == "day-month-year"
            for date in filter(None, [birth_date(part)])
        ),
        birth_places=tuple(filter(None, (birth.line() for birth in births))),
        gender=party.get("sex").lower() or None,
        countries=tuple(dict.fromkeys(codes)),
        addresses=tuple(address.address() for address in addresses),
        programmes=tuple(dict.fromkeys(each.key or each.measures for each in record.programmes)),
        legal_basis=tuple(dict.fromkeys(each.name for each in record.programmes if each.name)),
        listed_on=_listed_on(target),
        references=un_entries(target.child_text("foreign-identifier")),
        remarks=tuple(dict.fromkeys(_remarks(record, party, kind))),
        relations=tuple(_relation(each) for each in party.all("relation")),
    )


def _identifier(part: Node, kind: Kind) -> Identifier | None:
    return document(part, kind) if part.tag == "identification-document" else None


def _told(information: Node, kind: Kind) -> Identifier | None:
    """The number of an `other-information` that is nothing but a number under a known label."""
    text = information.text
    told = _STATEMENT.fullmatch(text) if len(text) <= _LONGEST_STATEMENT else None
    if told is None or not is_known(told[1]):
        return None
    return Identifier(scheme=scheme_of(told[1], kind), value=told[2])


def _listed_on(target: Node) -> str | None:
    """The date of the first listing: in force, else published."""
    dates = (
        partial_date(change.get("effective-date") or change.get("publication-date"))
        for change in target.all("modification")
        if change.get("modification-type") == _LISTED
    )
    return min(filter(None, dates), default=None)


def _relation(relation: Node) -> str:
    """`related-to: ch-seco-1234`, and what is said of it."""
    said = [child.said(UNSAID) for child in relation.children] + (
        [relation.text] if relation.text else []
    )
    kind, other = relation.get("relation-type"), f"{SOURCE}-{relation.get('target-id')}"
    return f"{kind}: {'; '.join([other, *said])}"


def _remarks(record: SecoRecord, party: Node, kind: Kind) -> Iterator[str]:
    """All that fields do not hold, word for word."""
    for programme in record.programmes:
        if programme.key and programme.measures:
            yield f"measures: {programme.measures}"
    for child in record.target.children:
        if child is not party and child.tag != "sanctions-set-id":
            yield child.said(UNSAID)
    for place in record.places.values():
        if not is_read(place):  # variants of names of towns, and what else is not in addresses
            yield place.said(UNSAID)
    yield from _remarks_of_party(record, party, kind)


def _remarks_of_party(record: SecoRecord, party: Node, kind: Kind) -> Iterator[str]:
    if kind is Kind.UNKNOWN:
        yield f"object-type: {party.get('object-type')}"
    for child in party.children:
        if child.tag == "identity":
            yield from (
                part.said(UNSAID)
                for part in child.children
                if not _in_fields(part, kind, record.places)
            )
        elif child.tag != "relation" and not _is_told(child, kind):
            yield child.said(UNSAID)
    yield from (f"title: {part.child_text('value')}" for part in _titles(party))


def _is_told(child: Node, kind: Kind) -> bool:
    return child.tag == "other-information" and _told(child, kind) is not None


def _in_fields(part: Node, kind: Kind, places: Mapping[str, Node]) -> bool:
    """Whether the fields of the entity hold everything that a part of an identity says."""
    match part.tag:
        case "name":
            return True
        case "day-month-year":
            known = {"ssid", "day", "month", "year", "calendar"}
            plain = known.issuperset(part.attributes)
            return kind is Kind.PERSON and plain and birth_date(part) is not None
        case "nationality":
            return bool(countries(part))
        case "address" | "place-of-birth":
            return not part.get("quality") and Where.of(part, places).is_whole()
        case "identification-document":
            plain = all(child.tag in _PLAIN_DOCUMENT for child in part.children)
            return plain and is_known(part.get("document-type").replace("-", " "))
        case _:
            return False


def _titles(party: Node) -> Iterator[Node]:
    for identity in party.all("identity"):
        for name in identity.all("name"):
            for part in name.all("name-part"):
                if part.get("name-part-type") == "title":
                    yield part


SECO_XML = Loader(kind="seco-xml", files=single_file, parse=parse, to_entity=to_entity)
"""The `seco-xml` loader: Switzerland's consolidated list, one XML file."""
