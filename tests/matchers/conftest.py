"""A small list of our own invention, and what screens against it."""

import pytest

from matchers.decide import Threshold, Thresholds
from matchers.index import Index
from matchers.model import (
    BirthDate,
    Identifier,
    Kind,
    ListedEntity,
    ListedName,
    ListedNameType,
    Scheme,
)
from matchers.screener import Screener


def _names(primary: str, *aliases: str, weak: tuple[str, ...] = ()) -> tuple[ListedName, ...]:
    return (
        ListedName(value=primary),
        *(ListedName(value=alias, type=ListedNameType.STRONG) for alias in aliases),
        *(ListedName(value=alias, type=ListedNameType.WEAK) for alias in weak),
    )


LISTED = (
    ListedEntity(
        id="t-1",
        source="t",
        kind=Kind.PERSON,
        names=_names("DRAGUNOV, Arkady Pavlovich", "Драгунов Аркадий Павлович", weak=("Falcon",)),
        birth_dates=(BirthDate(start="1962-03-05"),),
        countries=("RU",),
        identifiers=(Identifier(scheme=Scheme.PASSPORT, value="75 1234567", country="RU"),),
    ),
    ListedEntity(
        id="t-2",
        source="t",
        kind=Kind.ORGANIZATION,
        names=_names("Northern Gale Shipping LLC", "OOO Severny Shtorm"),
        countries=("RU",),
        identifiers=(Identifier(scheme=Scheme.LEI, value="253400V1H6ART1UQ0N98"),),
    ),
    ListedEntity(
        id="t-3",
        source="t",
        kind=Kind.VESSEL,
        names=_names("OCEAN TEMPEST"),
        identifiers=(Identifier(scheme=Scheme.IMO, value="IMO 9074729"),),
        programmes=("SHADOW",),
    ),
    ListedEntity(
        id="t-4",
        source="u",
        kind=Kind.UNKNOWN,
        names=_names("Zarathul Mekhanika", "Zarathul Mechanics"),
    ),
    ListedEntity(
        id="t-5",
        source="u",
        kind=Kind.PERSON,
        names=_names("Khalid Al-Faruqi", "خالد الفاروقي"),
        birth_dates=(BirthDate(start="1970", end="1972"),),
    ),
    ListedEntity(id="t-6", source="u", kind=Kind.AIRCRAFT, names=_names("EP-ZQX"), identifiers=()),
    ListedEntity(
        id="t-7",
        source="u",
        kind=Kind.ORGANIZATION,
        names=_names("Blue Heron Trading Company", "Blue Heron General Trading"),
        countries=("AE",),
    ),
)


@pytest.fixture(scope="session")
def listed() -> tuple[ListedEntity, ...]:
    return LISTED


@pytest.fixture(scope="session")
def index() -> Index:
    return Index.build(LISTED)


@pytest.fixture(scope="session")
def thresholds() -> Thresholds:
    return Thresholds(default=Threshold(review=0.5, hold=0.9))


@pytest.fixture(scope="session")
def screener(index: Index, thresholds: Thresholds) -> Screener:
    return Screener(index, thresholds)
