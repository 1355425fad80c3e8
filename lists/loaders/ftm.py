"""FollowTheMoney JSON lines: one entity a line, of any dataset.

The properties and schemata are those of https://followthemoney.tech/explorer/.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated

import msgspec
from msgspec import Meta

from lists.dates import birth_dates
from lists.errors import Unparsable
from lists.files import SourceFile
from lists.loaders.loader import Loader, single_file
from lists.territories import country_codes
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
_FIRST_ONLY = frozenset({"gender", "listingDate", "sourceUrl"})
"""Properties whose first value has a field of its own."""


class FtmRecord(msgspec.Struct, frozen=True):
    """One line, as the FollowTheMoney format has it; other keys are not ours to keep."""

    id: Annotated[str, Meta(min_length=1, max_length=255)]
    schema: str
    datasets: Annotated[list[str], Meta(min_length=1)]
    properties: dict[str, list[str]]
    caption: str = ""


_decoder = msgspec.json.Decoder(FtmRecord)


def parse(files: Sequence[SourceFile]) -> Iterator[tuple[str, bytes]]:
    """Each line that is not blank, undecoded."""
    for file in files:
        for number, line in enumerate(file.content.splitlines(), start=1):
            if line.strip():
                yield file.place(number), line


def to_entity(line: bytes) -> ListedEntity:
    """The listed entity of one line; raises Unparsable. Its source is the first dataset."""
    record = _record(line)
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
        identifiers=_identifiers(stated, kind),
        birth_dates=tuple(
            date for text in stated.get("birthDate", ()) for date in birth_dates(text)
        ),
        birth_places=tuple(stated.get("birthPlace", ())),
        gender=next(iter(stated.get("gender", ())), None),
        countries=_countries(stated),
        addresses=tuple(Address(lines=(text,)) for text in stated.get("address", ())),
        programmes=tuple(text for prop in _PROGRAMMES for text in stated.get(prop, ())),
        listed_on=next(iter(stated.get("listingDate", ())), None),
        remarks=tuple(
            f"{prop}: {value}"
            for prop, values in stated.items()
            for position, value in enumerate(values)
            if not _has_field(prop, value, position)
        ),
        source_url=next(iter(stated.get("sourceUrl", ())), None),
    )


def _record(line: bytes) -> FtmRecord:
    try:
        return _decoder.decode(line)
    except UnicodeDecodeError as error:
        raise Unparsable("not UTF-8") from error
    except msgspec.ValidationError as error:
        raise Unparsable(f"not a FollowTheMoney entity: {error}") from error
    except (msgspec.DecodeError, RecursionError) as error:
        raise Unparsable("not JSON") from error


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


FTM = Loader(kind="ftm", files=single_file, parse=parse, to_entity=to_entity)
"""The `ftm` loader: one file of FollowTheMoney JSON lines, such as an OpenSanctions export."""
