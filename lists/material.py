"""What screening sees of a listed entity, and a version that changes only where that does.

Material are names and whether they are weak, identifiers, dates of birth, countries, programmes and
kind. Changes of lists are told apart by this (`lists.delta`), and a good-guy record holds for one
material version of its entity.
"""

import hashlib
from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from matchers.identifiers import key
from matchers.model import Identifier, ListedEntity, ListedNameType
from matchers.names import kinds_of, readings
from matchers.normalise import clean

_JSON = msgspec.json.Encoder(order="deterministic")

Facet = Callable[[ListedEntity], Mapping[Any, str]]
"""What screening sees of an entity in one respect, each with the text that stands for it."""


def _names(entity: ListedEntity) -> Mapping[Any, str]:
    """Names as they are read for the index, and whether they are weak; a strong one counts."""
    found: dict[Any, str] = {}
    for name in entity.names:
        weak = name.type is ListedNameType.WEAK
        found.setdefault((_reading(name.value, entity), weak), name.value + " (weak)" * weak)
    return {
        read: text for read, text in found.items() if not (read[1] and (read[0], False) in found)
    }


def _reading(text: str, entity: ListedEntity) -> object:
    read = tuple(
        msgspec.structs.replace(reading, text="")
        for kind in kinds_of(entity.kind)
        for reading in readings(text, kind)
    )
    return read or clean(text).casefold()


def _identifiers(entity: ListedEntity) -> Mapping[Any, str]:
    return {_identifier(each): _shown(each) for each in entity.identifiers}


def _identifier(identifier: Identifier) -> object:
    """What screening looks it up by; for one that is not valid, its letters and digits."""
    plain = "".join(filter(str.isalnum, identifier.value)).upper()
    return key(identifier) or (identifier.scheme, plain), identifier.country


def _shown(identifier: Identifier) -> str:
    country = f" ({identifier.country})" if identifier.country else ""
    return f"{identifier.scheme} {identifier.value}{country}"


def _birth_dates(entity: ListedEntity) -> Mapping[Any, str]:
    return {
        date: ("circa " * date.circa) + date.start + (f" to {date.end}" if date.end else "")
        for date in entity.birth_dates
    }


def _countries(entity: ListedEntity) -> Mapping[Any, str]:
    """Its own, and those it has an address in: screening takes them for less."""
    own = {(country, True): country for country in entity.countries}
    of_addresses = {address.country for address in entity.addresses if address.country}
    return own | {
        (country, False): f"{country} (address)"
        for country in of_addresses
        if (country, True) not in own
    }


FACETS: Mapping[str, Facet] = {
    "kind": lambda entity: {entity.kind: entity.kind.value},
    "names": _names,
    "identifiers": _identifiers,
    "birth_dates": _birth_dates,
    "countries": _countries,
    "programmes": lambda entity: {each: each for each in entity.programmes},
}
"""All that is material, by the field of an entity that states it."""


def material_version(entity: ListedEntity) -> str:
    """Digest of all that is material of an entity: 32 hexadecimal digits.

    It differs exactly where `lists.delta` calls a change material. Names count as they are read, so
    that a product that reads them in another way gives other versions.
    """
    digest = hashlib.sha256()
    for name, facet in FACETS.items():
        stated = sorted(_JSON.encode(each) for each in facet(entity))
        for part in (name.encode(), str(len(stated)).encode(), *stated):
            digest.update(len(part).to_bytes(8) + part)
    return digest.hexdigest()[:32]
