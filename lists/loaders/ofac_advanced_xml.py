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
from lists.loaders.ofac_advanced_entity import (
    Alias,
    Document,
    Feature,
    Listing,
    PartyRecord,
    Relation,
    to_entity,
)
from lists.loaders.ofac_reference import (
    Location,
    Values,
    read_date,
    read_location,
    read_period,
    read_values,
    value_of,
)
from lists.reading.files import SourceFile
from lists.reading.xml import attribute, child, child_text, children, local, records, text
from matchers.model import Struct

_ROOT = "Sanctions"
_REFERENCES = "ReferenceValueSets"
_TAGS = frozenset(
    {_REFERENCES, "Location", "IDRegDocument", "DistinctParty"}
    | {"ProfileRelationship", "SanctionsEntry"}
)
_LATIN = frozenset({"latin", "latn"})
_NOTHING_SAID = "Unknown"


class _Party(Struct, frozen=True):
    """One `DistinctParty` before what refers to it is known."""

    place: str
    key: str
    kind: str
    profiles: tuple[str, ...]
    identities: tuple[str, ...]
    aliases: tuple[Alias, ...]
    features: tuple[Feature, ...]
    comments: tuple[str, ...]

    def name(self) -> str:
        return next((alias.name for alias in self.aliases if alias.primary), self.key)


class _Contents:
    """What the file holds, as far as it has been read: parties wait for what refers to them."""

    def __init__(self) -> None:
        self.values: Values = {}
        self.locations: dict[str, Location] = {}
        self.documents: dict[str, list[Document]] = defaultdict(list)
        self.relations: dict[str, list[tuple[str, Relation]]] = defaultdict(list)
        self.listings: dict[str, list[Listing]] = defaultdict(list)
        self.parties: list[_Party] = []

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
                self.documents[identity].append(_document(element, self.values))
            case "DistinctParty":
                self.parties.append(_party(place, element, self.values, self.locations))
            case "ProfileRelationship":
                profile = attribute(element, "From-ProfileID")
                other = attribute(element, "To-ProfileID")
                self.relations[profile].append((other, _relation(element, self.values)))
            case _:
                profile = attribute(element, "ProfileID")
                self.listings[profile].append(_listing(element, self.values))


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
    seen: set[str] = set()
    for party in contents.parties:
        yield party.place, _record(party, contents, names, repeated=party.key in seen)
        seen.add(party.key)


def _record(
    party: _Party, contents: _Contents, names: dict[str, tuple[str, str]], *, repeated: bool
) -> PartyRecord:
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
        repeated=repeated,
    )


def _document(element: etree._Element, values: Values) -> Document:
    dates = (
        (value_of(values, date, "IDRegDocDateType"), read_period(child(date, "DatePeriod")))
        for date in children(element, "DocumentDate")
    )
    validity = value_of(values, element, "Validity")
    issuer = attribute(element, "IssuedBy-CountryID")
    notes = (
        *(f"{kind}: {period.start}" for kind, period in dates if period is not None),
        *([f"Validity: {validity}"] if validity not in ("", "Valid", _NOTHING_SAID) else []),
        child_text(element, "IssuingAuthority"),
        child_text(element, "Comment"),
    )
    return Document(
        label=value_of(values, element, "IDRegDocType"),
        number=child_text(element, "IDRegistrationNo"),
        country=values.get("Country", {}).get(issuer, ""),
        notes=tuple(filter(None, notes)),
    )


def _party(
    place: str, element: etree._Element, values: Values, locations: dict[str, Location]
) -> _Party:
    profiles = list(children(element, "Profile"))
    identities = [identity for profile in profiles for identity in children(profile, "Identity")]
    features = [
        *children(element, "Feature"),
        *(feature for profile in profiles for feature in children(profile, "Feature")),
    ]
    comments = (child_text(part, "Comment") for part in (element, *profiles))
    return _Party(
        place=place,
        key=attribute(element, "FixedRef"),
        kind=next((_kind(profile, values) for profile in profiles), ""),
        profiles=tuple(attribute(profile, "ID") for profile in profiles),
        identities=tuple(attribute(identity, "ID") for identity in identities),
        aliases=tuple(alias for identity in identities for alias in _aliases(identity, values)),
        features=tuple(
            said for feature in features for said in _feature(feature, values, locations)
        ),
        comments=tuple(filter(None, comments)),
    )


def _kind(profile: etree._Element, values: Values) -> str:
    """`Vessel` or `Aircraft` of a means of transport, else the party's type, `Individual` etc."""
    subtype = value_of(values, profile, "PartySubType")
    if subtype not in ("", _NOTHING_SAID):
        return subtype
    kind = values.get("PartyTypeOf", {}).get(attribute(profile, "PartySubTypeID"), "")
    return values.get("PartyType", {}).get(kind, "")


def _aliases(identity: etree._Element, values: Values) -> Iterator[Alias]:
    """The names of an identity: for each alias, one a documented name."""
    groups = {
        attribute(group, "ID"): value_of(values, group, "NamePartType")
        for all_groups in children(identity, "NamePartGroups")
        for master in children(all_groups)
        for group in children(master)
    }
    for alias in children(identity, "Alias"):
        for name in children(alias, "DocumentedName"):
            stated = [
                value
                for part in children(name, "DocumentedNamePart")
                for value in children(part, "NamePartValue")
            ]
            parts = [
                (groups.get(attribute(value, "NamePartGroupID"), ""), text(value))
                for value in stated
            ]
            scripts = [
                values.get("ScriptCode", {}).get(attribute(value, "ScriptID"), "")
                for value in stated
            ]
            foreign = [code for code in scripts if code and code.casefold() not in _LATIN]
            yield Alias(
                parts=tuple((kind, said) for kind, said in parts if said),
                script=foreign[0] if foreign else None,
                kind=value_of(values, alias, "AliasType"),
                primary=attribute(alias, "Primary") == "true",
                low_quality=attribute(alias, "LowQuality") == "true",
                false_identity=attribute(identity, "False") == "true",
            )


def _feature(
    feature: etree._Element, values: Values, locations: dict[str, Location]
) -> Iterator[Feature]:
    """What a feature says, one for each of its versions."""
    label = value_of(values, feature, "FeatureType")
    for version in children(feature, "FeatureVersion"):
        details = [
            text(detail) or value_of(values, detail, "DetailReference")
            for detail in children(version, "VersionDetail")
        ]
        places = [
            locations[reference]
            for place in children(version, "VersionLocation")
            if (reference := attribute(place, "LocationID")) in locations
        ]
        yield Feature(
            label=label,
            value=" ".join(filter(None, details)),
            period=read_period(child(version, "DatePeriod")),
            places=tuple(places),
            comment=child_text(version, "Comment"),
        )


def _relation(element: etree._Element, values: Values) -> Relation:
    quality = value_of(values, element, "RelationQuality")
    notes = (
        *(["former"] if attribute(element, "Former") == "true" else []),
        *([quality] if quality not in ("", _NOTHING_SAID) else []),
        child_text(element, "Comment"),
    )
    return Relation(
        kind=value_of(values, element, "RelationType"), notes=tuple(filter(None, notes))
    )


def _listing(element: etree._Element, values: Values) -> Listing:
    events = list(children(element, "EntryEvent"))
    bases = (value_of(values, event, "LegalBasis") for event in events)
    measures = [
        (value_of(values, measure, "SanctionsType"), child_text(measure, "Comment"))
        for measure in children(element, "SanctionsMeasure")
    ]
    dates = (read_date(child(event, "Date")) for event in events)
    return Listing(
        name=value_of(values, element, "List"),
        dates=tuple(date for date in dates if date is not None),
        legal_basis=tuple(basis for basis in bases if basis not in ("", _NOTHING_SAID)),
        measures=tuple(measures),
        comments=tuple(filter(None, (child_text(part, "Comment") for part in (element, *events)))),
    )


OFAC_ADVANCED_XML = Loader(
    kind="ofac-advanced-xml", files=single_file, parse=parse, to_entity=to_entity
)
"""The `ofac-advanced-xml` loader: one file, SDN_ADVANCED.XML or CONS_ADVANCED.XML."""
