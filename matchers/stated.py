"""What a party states beside its names, prepared once for all the entities it is compared with."""

import enum
import functools
import re
from collections.abc import Mapping
from typing import Final

from matchers import identifiers
from matchers.birth_dates import Parts
from matchers.model import Identifier, Party, Scheme, Struct, date_parts
from matchers.places import Where, where, words_of

MAX_IDENTIFIERS: Final = 50
"""Identifiers compared of one side that differ: more than that are a list, not a holder's."""


class Gender(enum.StrEnum):
    """The gender that documents and lists state of a person."""

    MALE = "male"
    FEMALE = "female"


class Family(enum.IntEnum):
    """What a party may state: each family is compared by itself."""

    IDENTIFIERS = enum.auto()
    BIRTH_DATE = enum.auto()
    COUNTRIES = enum.auto()
    ADDRESS = enum.auto()
    GENDER = enum.auto()
    BIRTH_PLACE = enum.auto()
    BUILT = enum.auto()


class Stated(Struct):
    """The facts of a party. Empty fields are not stated, and say nothing.

    `families` are those that are stated; `all_countries` include that of the address.
    """

    party: Party
    families: tuple[Family, ...]
    numbers: Mapping[Scheme, tuple[Identifier, ...]]
    birth_date: Parts | None
    countries: frozenset[str]
    all_countries: frozenset[str]
    address: Where | None
    birth_place: frozenset[str]
    gender: Gender | None
    built: int | None


@functools.lru_cache(maxsize=32)
def stated(party: Party) -> Stated:
    """Prepare a party; the last ones are remembered, as each meets many candidates."""
    address = where(party.address) if party.address else None
    lived = [party.address.country] if party.address and party.address.country else []
    countries = frozenset(party.countries)
    birth_place = words_of(party.birth_place) if party.birth_place else _NOWHERE
    gender, built = gender_of(party.gender), year_of(party.built)
    given = (
        (Family.IDENTIFIERS, party.identifiers),
        (Family.BIRTH_DATE, party.birth_date),
        (Family.COUNTRIES, countries or lived),
        (Family.ADDRESS, address and address.everything),
        (Family.GENDER, gender),
        (Family.BIRTH_PLACE, birth_place),
        (Family.BUILT, built),
    )
    return Stated(
        party=party,
        families=tuple([family for family, value in given if value]),
        numbers=numbers(party.identifiers),
        birth_date=date_parts(party.birth_date) if party.birth_date else None,
        countries=countries,
        all_countries=countries.union(lived),
        address=address,
        birth_place=birth_place,
        gender=gender,
        built=built,
    )


def numbers(given: tuple[Identifier, ...]) -> dict[Scheme, tuple[Identifier, ...]]:
    """Valid identifiers by scheme."""
    found: dict[Scheme, list[Identifier]] = {}
    for identifier in given[:MAX_IDENTIFIERS]:
        if identifiers.key(identifier) is not None:
            found.setdefault(identifier.scheme, []).append(identifier)
    return {scheme: tuple(each) for scheme, each in found.items()}


def gender_of(text: str | None) -> Gender | None:
    """The gender that a document or a list states, as `male`, `M` or `Female`; None for others."""
    return _GENDERS.get(text[:_LONGEST].strip().lower()) if text else None


def year_of(text: str | None) -> int | None:
    """The year that begins a text, such as `1990` or `1990-05`; None for any other."""
    found = _YEAR.match(text) if text else None
    return int(found[1]) if found else None


_NOWHERE: Final = frozenset[str]()
_LONGEST: Final = 20
_GENDERS: Final = {
    "m": Gender.MALE,
    "male": Gender.MALE,
    "f": Gender.FEMALE,
    "female": Gender.FEMALE,
}
_YEAR: Final = re.compile(r"\s*([12]\d{3})(?!\d)", re.ASCII)
