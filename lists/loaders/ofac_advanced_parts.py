"""The elements of OFAC's advanced XML, each read into what it says of a party."""

from collections.abc import Iterator

from lxml import etree

from lists.loaders.ofac_party import Alias, Document, Feature, Listing, Relation
from lists.loaders.ofac_reference import (
    Location,
    Values,
    read_date,
    read_period,
    value_of,
)
from lists.reading.xml import attribute, child, child_text, children, text
from matchers.model import Struct

_LATIN = frozenset({"latin", "latn"})
_NOTHING_SAID = "Unknown"


class Party(Struct, frozen=True):
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
        """The primary name; the key where none is primary."""
        return next((alias.name for alias in self.aliases if alias.primary), self.key)


def read_document(element: etree._Element, values: Values) -> Document:
    """One `IDRegDocument`."""
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


def read_party(
    place: str, element: etree._Element, values: Values, locations: dict[str, Location]
) -> Party:
    """One `DistinctParty`; `place` is where it stands."""
    profiles = list(children(element, "Profile"))
    identities = [identity for profile in profiles for identity in children(profile, "Identity")]
    features = [
        *children(element, "Feature"),
        *(feature for profile in profiles for feature in children(profile, "Feature")),
    ]
    comments = (child_text(part, "Comment") for part in (element, *profiles))
    return Party(
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


def read_relation(element: etree._Element, values: Values) -> Relation:
    """One `ProfileRelationship`, without its ends."""
    quality = value_of(values, element, "RelationQuality")
    notes = (
        *(["former"] if attribute(element, "Former") == "true" else []),
        *([quality] if quality not in ("", _NOTHING_SAID) else []),
        child_text(element, "Comment"),
    )
    return Relation(
        kind=value_of(values, element, "RelationType"), notes=tuple(filter(None, notes))
    )


def read_listing(element: etree._Element, values: Values) -> Listing:
    """One `SanctionsEntry`."""
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
