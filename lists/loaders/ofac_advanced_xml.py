"""OFAC's lists in the advanced XML layout: SDN_ADVANCED.XML and CONS_ADVANCED.XML.

The layout is described in OFAC's explanatory notes on the Advanced Sanctions Data Model and in
`sdn_advanced.xsd`: locations and documents come first, then parties, their relations, and the
entries that put them on lists; all refer to each other by id. A party is known by its `FixedRef`,
which is the number it has in OFAC's other files.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from lxml import etree

from lists.errors import LoadError
from lists.loaders.loader import Loader, single_file
from lists.loaders.ofac_advanced_entity import to_entity
from lists.loaders.ofac_advanced_parts import (
    Party,
    read_document,
    read_listing,
    read_party,
    read_relation,
)
from lists.loaders.ofac_party import Document, Listing, PartyRecord, Relation
from lists.loaders.ofac_reference import Location, Values, read_location, read_values
from lists.reading.files import SourceFile
from lists.reading.xml import attribute, local, records

_ROOT = "Sanctions"
_REFERENCES = "ReferenceValueSets"
_TAGS = frozenset(
    {_REFERENCES, "Location", "IDRegDocument", "DistinctParty"}
    | {"ProfileRelationship", "SanctionsEntry"}
)


class _Contents:
    """What the file holds, as far as it has been read: parties wait for what refers to them."""

    def __init__(self) -> None:
        self.values: Values = {}
        self.locations: dict[str, Location] = {}
        self.documents: dict[str, list[Document]] = defaultdict(list)
        self.relations: dict[str, list[tuple[str, Relation]]] = defaultdict(list)
        self.listings: dict[str, list[Listing]] = defaultdict(list)
        self.parties: list[Party] = []

    def take(self, place: str, element: etree._Element) -> None:
        """Keep what one element says."""
        match local(element):
            case "ReferenceValueSets":
                self.values = read_values(element)
            case "Location":
                location = read_location(element, self.values)
                self.locations[attribute(element, "ID")] = location
            case "IDRegDocument":
                identity = attribute(element, "IdentityID")
                self.documents[identity].append(read_document(element, self.values))
            case "DistinctParty":
                self.parties.append(read_party(place, element, self.values, self.locations))
            case "ProfileRelationship":
                profile = attribute(element, "From-ProfileID")
                other = attribute(element, "To-ProfileID")
                self.relations[profile].append((other, read_relation(element, self.values)))
            case _:
                profile = attribute(element, "ProfileID")
                self.listings[profile].append(read_listing(element, self.values))


def parse(files: Sequence[SourceFile]) -> Iterator[tuple[str, PartyRecord]]:
    """Each party with its documents, relations and listings, once the whole file is read.

    Raises LoadError also for a file whose parties come before what they refer to.
    """
    (file,) = files
    contents = _Contents()
    for place, element in records(file, roots={_ROOT}, tags=_TAGS):
        if not contents.values and local(element) != _REFERENCES:
            raise LoadError(f"{place}: comes before {_REFERENCES}, which it needs; fetch it again")
        contents.take(place, element)
    names = {
        profile: (party.key, party.name())
        for party in contents.parties
        for profile in party.profiles
    }
    for party in contents.parties:
        yield party.place, _record(party, contents, names)


def _record(party: Party, contents: _Contents, names: dict[str, tuple[str, str]]) -> PartyRecord:
    relations = [
        relation.to(*names.get(other, (other, "")))
        for profile in party.profiles
        for other, relation in contents.relations.get(profile, ())
    ]
    return PartyRecord(
        key=party.key,
        kind=party.kind,
        aliases=party.aliases,
        features=party.features,
        comments=party.comments,
        documents=tuple(
            document
            for identity in party.identities
            for document in contents.documents.get(identity, ())
        ),
        relations=tuple(relations),
        listings=tuple(
            listing for profile in party.profiles for listing in contents.listings.get(profile, ())
        ),
    )


OFAC_ADVANCED_XML = Loader(
    kind="ofac-advanced-xml", files=single_file, parse=parse, to_entity=to_entity
)
"""The `ofac-advanced-xml` loader: one file, SDN_ADVANCED.XML or CONS_ADVANCED.XML."""
