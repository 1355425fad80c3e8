"""A listed entity of what OFAC's advanced XML says of one party."""

from collections.abc import Iterator, Sequence

from lists.errors import Unparsable
from lists.loaders.ofac_party import Alias, Document, Feature, Listing, PartyRecord
from lists.loaders.ofac_statements import Statement, read_statements, tail_number
from matchers.model import (
    Address,
    Kind,
    ListedEntity,
    ListedName,
    ListedNameType,
)

_SDN = "us-ofac-sdn"
_CONSOLIDATED = "us-ofac-cons"
_SDN_LIST = "SDN List"
_PROGRAMME = "Program"
_KINDS = {
    "individual": Kind.PERSON,
    "entity": Kind.ORGANIZATION,
    "vessel": Kind.VESSEL,
    "aircraft": Kind.AIRCRAFT,
}
_IN_FIELDS = ("Birthdate", "Place of Birth", "Location")
"""Features that have fields of their own; the others are statements."""
_NATIONALITY = {"Nationality Country": "nationality", "Citizenship Country": "citizenship"}


def to_entity(party: PartyRecord) -> ListedEntity:
    """The listed entity of one party; raises Unparsable."""
    source = _source(party.listings)
    if not (party.key.isascii() and party.key.isdigit()):
        raise Unparsable("the FixedRef of the party is not a number", source)
    names = tuple(_names(party.aliases))
    if not names:
        raise Unparsable("no name", source)
    kind = _KINDS.get(party.kind.casefold(), Kind.UNKNOWN)
    dates, places, addresses = (_of(party, label) for label in _IN_FIELDS)
    statements = [
        _statement(feature) for feature in party.features if feature.label not in _IN_FIELDS
    ]
    stated = read_statements([*map(_of_document, party.documents), *statements], kind)
    programmes = [
        comment
        for listing in party.listings
        for measure, comment in listing.measures
        if measure == _PROGRAMME and comment
    ]
    return ListedEntity(
        id=f"{source}-{party.key}",
        source=source,
        kind=kind,
        names=names,
        identifiers=(*tail_number(kind, names[0].value), *stated.identifiers),
        birth_dates=tuple(feature.period for feature in dates if feature.period is not None),
        birth_places=tuple(filter(None, (feature.said() for feature in places))),
        gender=stated.gender,
        built=stated.built,
        countries=stated.countries,
        addresses=tuple(_addresses(addresses)),
        programmes=tuple(dict.fromkeys(programmes)),
        legal_basis=_each(listing.legal_basis for listing in party.listings),
        listed_on=min((date for listing in party.listings for date in listing.dates), default=None),
        remarks=(
            *([] if kind is not Kind.UNKNOWN else [f"Type: {party.kind}"]),
            *(f"DOB {feature.said()}" for feature in dates if _more(feature)),
            *(f"Address: {feature.comment}" for feature in addresses if feature.comment),
            *stated.remarks,
            *_each(_listed(listing) for listing in party.listings),
            *(f"Name of a false identity: {alias.name}" for alias in _false(party.aliases)),
            *party.comments,
        ),
        relations=party.relations,
    )


def _of(party: PartyRecord, label: str) -> list[Feature]:
    return [feature for feature in party.features if feature.label == label]


def _source(listings: Sequence[Listing]) -> str:
    """The list of a party: SDN, unless all entries are on OFAC's other lists."""
    others = listings and all(listing.name not in ("", _SDN_LIST) for listing in listings)
    return _CONSOLIDATED if others else _SDN


def _names(aliases: Sequence[Alias]) -> Iterator[ListedName]:
    """The names, the primary one first."""
    for alias in sorted(aliases, key=lambda alias: alias.type() is not ListedNameType.PRIMARY):
        if alias.name:
            yield ListedName(value=alias.name, type=alias.type(), script=alias.script)


def _false(aliases: Sequence[Alias]) -> Iterator[Alias]:
    return (alias for alias in aliases if alias.false_identity)


def _of_document(document: Document) -> Statement:
    return Statement(
        label=document.label,
        value=document.number,
        country=document.country,
        more=document.notes,
        marked=bool(document.number),
    )


def _statement(feature: Feature) -> Statement:
    """A feature as a statement; a country where it is one, its comment where it has one."""
    label = _NATIONALITY.get(feature.label, feature.label)
    whole = Feature(
        label=label, value=feature.value, period=feature.period, places=feature.places
    ).said()
    more = (feature.comment,) if feature.comment else ()
    return Statement(label=label, value=whole, more=more)


def _addresses(features: Sequence[Feature]) -> Iterator[Address]:
    for feature in features:
        for place in feature.places:
            address = place.address()
            if address != Address():
                yield address


def _more(feature: Feature) -> bool:
    """Whether a date of birth says more than its period, or has none."""
    return feature.period is None or bool(feature.value or feature.comment)


def _listed(listing: Listing) -> Iterator[str]:
    """What an entry on a list says that has no field: which list, what follows, comments."""
    if listing.name not in ("", _SDN_LIST):
        yield f"List: {listing.name}"
    for measure, comment in listing.measures:
        if measure != _PROGRAMME and (measure or comment):
            yield f"Sanctions type: {' '.join(filter(None, (measure, comment)))}"
    yield from listing.comments


def _each(groups: "Iterator[Sequence[str]] | Iterator[Iterator[str]]") -> tuple[str, ...]:
    """Every text of the groups once."""
    return tuple(dict.fromkeys(text for group in groups for text in group))
