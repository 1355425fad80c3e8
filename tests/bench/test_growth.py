import itertools
from collections import Counter

import pytest

from bench.growth import universes
from bench.made_up import made_up
from matchers.index import Index
from matchers.model import Kind, ListedEntity, ListedName, ListedNameType
from tests.bench.listed import ENTITIES, case

ORDINARY = [(Kind.PERSON, "Tamsin Dallweg"), (Kind.ORGANIZATION, "Kestrand Optics GmbH")]


def made(count: int, seed: int = 1) -> list[ListedEntity]:
    return list(itertools.islice(made_up(ENTITIES, ORDINARY, seed), count))


def test_the_same_seed_makes_the_same_entities() -> None:
    assert made(50) == made(80)[:50]
    assert made(50) != made(50, seed=2)


def test_made_up_entities_are_like_real_ones_but_nobody() -> None:
    found = made(400)
    assert len({entity.id for entity in found}) == 400
    assert {entity.id for entity in found}.isdisjoint(entity.id for entity in ENTITIES)
    shapes = {(entity.kind, len(entity.names)) for entity in ENTITIES}
    assert {(entity.kind, len(entity.names)) for entity in found} == shapes
    assert len({entity.names[0].value for entity in found}) > 40
    assert Index.build(found[:20]).arrays()["entities"][0] == 20


def test_aliases_stay_spellings_of_each_other() -> None:
    one = ListedEntity(
        id="e",
        source="t",
        kind=Kind.PERSON,
        names=(
            ListedName(value="Dragunov"),
            ListedName(value="Dragunow", type=ListedNameType.STRONG),
        ),
    )
    donors = [(Kind.PERSON, f"Word{number:03}") for number in range(600)]
    for entity in itertools.islice(made_up([one], donors, 1), 50):
        first, second = (name.value for name in entity.names)
        assert first == second or first[:-1] == second[:-1]
        assert [name.type for name in entity.names] == [name.type for name in one.names]


def test_common_words_stay_and_others_do_not() -> None:
    real = [
        ListedEntity(
            id=str(number),
            source="t",
            kind=Kind.ORGANIZATION,
            names=(ListedName(value=f"Stem{number:04} Trading"),),
        )
        for number in range(1_000)
    ]
    found = list(itertools.islice(made_up(real, (), 1), 200))
    words = Counter(word for entity in found for word in entity.names[0].value.split())
    assert words["Trading"] == 200
    assert words.most_common(2)[1][1] < 10


def test_sizes_are_samples_of_the_real_universe_itself_and_more() -> None:
    cases = [case("Tamsin Dallweg")]
    small, real, large = universes(ENTITIES, [20, 3, 8], cases, 1)
    assert [each for each in ENTITIES if each in small] == small
    assert (len(small), real, len(large)) == (3, ENTITIES, 20)
    assert [each for each in large if each in ENTITIES] != ENTITIES  # in another order
    assert sum(each in ENTITIES for each in large) == len(ENTITIES)
    assert [len(each) for each in universes(ENTITIES, [20, 40], cases, 1)] == [20, 40]


def test_there_must_be_an_entity_to_go_by() -> None:
    with pytest.raises(IndexError):
        next(made_up((), ORDINARY, 1))
