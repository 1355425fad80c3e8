"""Exact names and exact identifiers are never lost, on real lists."""

import os
import random
from pathlib import Path

import pytest

from lists.loaders import LOADERS
from lists.reading.files import read_file
from matchers import identifiers
from matchers.decide import Threshold, Thresholds
from matchers.index import Index
from matchers.model import Kind, ListedEntity, ListedNameType, Party, PartyName, Verdict
from matchers.screener import Screener

UNIVERSE = Path(os.environ.get("PORTCULLIS_REALDATA", "../shared/data")) / "universe.ftm.jsonl.gz"
SAMPLE = 1_000
EVERY = 5  # of the entities, one in so many is indexed: a test must be quick

pytestmark = [
    pytest.mark.realdata,
    pytest.mark.skipif(not UNIVERSE.exists(), reason=f"no real lists: {UNIVERSE} is absent"),
]


@pytest.fixture(scope="module")
def universe() -> list[ListedEntity]:
    loader = LOADERS["ftm"]
    outcomes = loader.entities([read_file(file) for file in loader.files(UNIVERSE)])
    return [outcome[1] for outcome in outcomes if isinstance(outcome, tuple)][::EVERY]


@pytest.fixture(scope="module")
def real(universe: list[ListedEntity]) -> Screener:
    return Screener(Index.build(universe), Thresholds(default=Threshold(review=0.5, hold=0.9)))


def test_an_exact_name_finds_its_entity(real: Screener, universe: list[ListedEntity]) -> None:
    names = [
        (entity, name.value)
        for entity in universe
        for name in entity.names
        if name.type is not ListedNameType.WEAK
    ]
    wanted = random.Random(1).sample(names, SAMPLE)
    parties = [Party(kind=entity.kind, names=(PartyName(value=name),)) for entity, name in wanted]
    for (entity, name), found in zip(wanted, real.screen(parties, limit=50), strict=True):
        assert entity.id in {match.entity_id for match in found.matches}, name
        assert found.verdict is not Verdict.CLEAR


def test_an_exact_identifier_holds(real: Screener, universe: list[ListedEntity]) -> None:
    stated = [
        (entity, identifier)
        for entity in universe
        for identifier in entity.identifiers
        if identifiers.canonical(identifier) is not None
    ]
    wanted = random.Random(1).sample(stated, SAMPLE)
    parties = [Party(kind=Kind.UNKNOWN, identifiers=(identifier,)) for _, identifier in wanted]
    for (entity, identifier), found in zip(wanted, real.screen(parties, limit=50), strict=True):
        assert entity.id in {match.entity_id for match in found.matches}, identifier
        assert found.verdict is Verdict.HOLD
