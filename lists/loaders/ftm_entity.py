"""A party of a FollowTheMoney file, with the records that join it, as a listed entity."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated

import msgspec
from msgspec import Meta

from lists.errors import Unparsable
from lists.reading.addresses import address
from lists.reading.dates import birth_dates, partial_date
from lists.reading.territories import country_codes
from matchers.model import (
    Address,
    Identifier,
    Kind,
    ListedEntity,
    ListedName,
    ListedNameType,
    Scheme,
)

_KINDS = {
    "Person": Kind.PERSON,
    "Organization": Kind.ORGANIZATION,
    "Company": Kind.ORGANIZATION,
    "PublicBody": Kind.ORGANIZATION,
    "Vessel": Kind.VESSEL,
    "Airplane": Kind.AIRCRAFT,
    "LegalEntity": Kind.UNKNOWN,  # a person or an organization: the publisher does not say
    "CryptoWallet": Kind.UNKNOWN,
}
_NAMES = {
    "name": ListedNameType.STRONG,  # the first one is the primary name
    "alias": ListedNameType.STRONG,
    "abbreviation": ListedNameType.STRONG,
    "weakAlias": ListedNameType.WEAK,
    "previousName": ListedNameType.FORMER,
    "pastNames": ListedNameType.FORMER,
}
_IDENTIFIERS = {
    "imoNumber": Scheme.IMO,
    "mmsi": Scheme.MMSI,
    "callSign": Scheme.CALL_SIGN,
    "leiCode": Scheme.LEI,
    "swiftBic": Scheme.BIC,
    "bikCode": Scheme.REGISTRATION_NUMBER,
    "dunsCode": Scheme.DUNS,
    "taxNumber": Scheme.TAX_NUMBER,
    "innCode": Scheme.TAX_NUMBER,
    "vatCode": Scheme.TAX_NUMBER,
    "registrationNumber": Scheme.REGISTRATION_NUMBER,
    "ogrnCode": Scheme.REGISTRATION_NUMBER,
    "uscCode": Scheme.REGISTRATION_NUMBER,
    "idNumber": Scheme.NATIONAL_ID,
    "socialSecurityNumber": Scheme.NATIONAL_ID,
    "passportNumber": Scheme.PASSPORT,
    "publicKey": Scheme.WALLET,
}
_RUSSIAN = frozenset({"innCode", "ogrnCode", "bikCode"})
_COUNTRIES = frozenset(
    {"country", "nationality", "citizenship", "jurisdiction", "flag", "mainCountry"}
)
_PROGRAMMES = ("programId", "program")
_KEPT = _NAMES.keys() | _IDENTIFIERS.keys() | {*_PROGRAMMES, "birthPlace", "address"}
"""Properties whose every value has a field of its own."""
_DOCUMENTS = frozenset({"Passport", "Identification"})
_REMARKED = _DOCUMENTS | {"Sanction"}
"""Schemata of joining records that say more than fields hold; links become relations."""
_ADDRESS_LINES = ("remarks", "postOfficeBox", "street", "street2", "postalCode", "region", "state")
_FIRST_ONLY = frozenset({"gender", "listingDate", "sourceUrl"})
"""Properties whose first value has a field of its own."""


class FtmRecord(msgspec.Struct, frozen=True):
    """One line, as the FollowTheMoney format has it; other keys are not ours to keep."""

    id: Annotated[str, Meta(min_length=1, max_length=255)]
    schema: str
    datasets: Annotated[list[str], Meta(min_length=1)]
    properties: dict[str, list[str]]
    caption: str = ""


def entity_of(record: FtmRecord, joined: Sequence[FtmRecord]) -> ListedEntity:
    """The listed entity that `record` and the records about it describe; raises Unparsable."""
    source = record.datasets[0]
    kind = _KINDS.get(record.schema)
    if kind is None:
        raise Unparsable(f"schema {record.schema[:40]!r} is no party to screen for", source)
    stated = record.properties
    names = _names(stated)
    if not names:
        raise Unparsable("no name", source)
    return ListedEntity(
        id=record.id,
        source=source,
        kind=kind,
        names=names,
        identifiers=(*_identifiers(stated, kind), *_documents(joined)),
        birth_dates=tuple(
            date for text in stated.get("birthDate", ()) for date in birth_dates(text)
        ),
        birth_places=tuple(stated.get("birthPlace", ())),
        gender=_first(record, "gender"),
        built=_built(stated),
        countries=_countries(stated),
        addresses=(
            *(Address(lines=(text,)) for text in stated.get("address", ())),
            *(_address(each) for each in joined if each.schema == "Address"),
        ),
        programmes=tuple(
            dict.fromkeys(
                text
                for each in (record, *_sanctions(joined))
                for prop in _PROGRAMMES
                for text in each.properties.get(prop, ())
            )
        ),
        listed_on=_first(record, "listingDate") or _listed_on(joined),
        remarks=(
            *(
                f"{prop}: {value}"
                for prop, values in stated.items()
                for position, value in enumerate(values)
                if not _has_field(prop, value, position)
            ),
            *(_said(each, record.id) for each in joined if each.schema in _REMARKED),
        ),
        relations=tuple(
            _said(each, record.id)
            for each in joined
            if each.schema not in _REMARKED and each.schema != "Address"
        ),
        source_url=_first(record, "sourceUrl"),
    )


def _names(stated: Mapping[str, list[str]]) -> tuple[ListedName, ...]:
    values = [
        (value.strip(), kind)
        for prop, kind in _NAMES.items()
        for value in stated.get(prop, ())
        if value.strip()
    ]
    has_primary = any(value.strip() for value in stated.get("name", ()))
    return tuple(
        ListedName(
            value=value,
            type=ListedNameType.PRIMARY if has_primary and position == 0 else kind,
        )
        for position, (value, kind) in enumerate(values)
    )


def _identifiers(stated: Mapping[str, list[str]], kind: Kind) -> tuple[Identifier, ...]:
    """The identifiers stated. An aircraft's registration is the number on its tail."""
    schemes = _IDENTIFIERS
    if kind is Kind.AIRCRAFT:
        schemes = {**schemes, "registrationNumber": Scheme.AIRCRAFT_TAIL}
    return tuple(
        Identifier(scheme=schemes[prop], value=value, country="RU" if prop in _RUSSIAN else None)
        for prop, values in stated.items()
        if prop in _IDENTIFIERS
        for value in values
    )


def _documents(joined: Sequence[FtmRecord]) -> tuple[Identifier, ...]:
    """The numbers of the passports and other papers that join a party."""
    return tuple(
        Identifier(
            scheme=Scheme.PASSPORT if each.schema == "Passport" else Scheme.NATIONAL_ID,
            value=number,
            country=next(iter(country_codes(_first(each, "country") or "")), None),
        )
        for each in joined
        if each.schema in _DOCUMENTS
        for prop in ("number", "passportNumber")
        for number in each.properties.get(prop, ())
    )


def _address(record: FtmRecord) -> Address:
    lines = [text for prop in _ADDRESS_LINES for text in record.properties.get(prop, ())]
    full = record.properties.get("full", [])
    return address(lines or full, _first(record, "city") or "", _first(record, "country") or "")


def _sanctions(joined: Sequence[FtmRecord]) -> Iterator[FtmRecord]:
    return (each for each in joined if each.schema == "Sanction")


def _listed_on(joined: Sequence[FtmRecord]) -> str | None:
    """The earliest date of listing or start that a sanction states."""
    dates = (
        _first(each, "listingDate") or _first(each, "startDate") for each in _sanctions(joined)
    )
    return min((date for date in dates if date is not None), default=None)


def _said(record: FtmRecord, about: str) -> str:
    """All that a record says of the party `about`, in one line: `Ownership: asset own-7, …`."""
    said = (
        f"{prop} {value}"
        for prop, values in record.properties.items()
        for value in values
        if value != about
    )
    return f"{record.schema}: {', '.join(said)}"


def _first(record: FtmRecord, prop: str) -> str | None:
    return next(iter(record.properties.get(prop, ())), None)


def _built(stated: Mapping[str, list[str]]) -> str | None:
    """The first year of build that is one."""
    dates = (partial_date(text) for text in stated.get("buildDate", ()))
    return next((date[:4] for date in dates if date is not None), None)


def _countries(stated: Mapping[str, list[str]]) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(
            code
            for prop, values in stated.items()
            if prop in _COUNTRIES
            for value in values
            for code in country_codes(value)
        )
    )


def _has_field(prop: str, value: str, position: int) -> bool:
    """Whether this value of a property is kept in a field of the entity."""
    if prop in _COUNTRIES:
        return bool(country_codes(value))
    if prop == "birthDate":
        return bool(birth_dates(value))
    if prop in _FIRST_ONLY:
        return position == 0
    return prop in _KEPT
