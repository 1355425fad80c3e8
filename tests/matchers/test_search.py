"""Searching an index gives what a slow scan of all of its names gives."""

import math
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchers.compare import pair_values
from matchers.features import NAME_FEATURES
from matchers.index import Index
from matchers.model import Kind, ListedEntity, ListedName, ListedNameType
from matchers.names import AnalysedName, readings
from matchers.query import query, word_readings
from matchers.retrieve import Scratch
from matchers.scorecard import scorecard, shapes
from matchers.search import Found, search
from matchers.texts import running_text
from tests.matchers import oracle

STRONG, WEAK = ListedNameType.STRONG, ListedNameType.WEAK
NAMES: tuple[tuple[Kind, tuple[tuple[str, ListedNameType], ...]], ...] = (
    (Kind.PERSON, (("Zarathul Okonore", STRONG), ("Velmarin", WEAK))),
    (Kind.PERSON, (("Zarathul Velmarin Tundo", STRONG),)),
    (Kind.PERSON, (("Okonore (Kelsin Braduk)", STRONG), ("Zaratul O. Konorev", STRONG))),
    (Kind.PERSON, (("Dragunov Arkadi", STRONG), ("Draganof", WEAK), ("Arkadi D.", STRONG))),
    (Kind.PERSON, (("Драгунов Аркадий", STRONG), ("Velmartundo Okonor", STRONG))),
    (Kind.PERSON, (("خالد الفاروقي", STRONG), ("Khalid Faruki", STRONG))),
    (Kind.VESSEL, (("Velmar Tundo 7", STRONG), ("Kelsin", STRONG))),
    (Kind.VESSEL, (("Velmartundo", STRONG),)),
    (Kind.ORGANIZATION, (("Zarathul Kelsin LLC", STRONG), ("Zarathul Kelsin OOO", STRONG))),
    (Kind.ORGANIZATION, (("Okonore Velmarin (Braduk Tundo) JSC", STRONG), ("Braduk", WEAK))),
)
ENTITIES = tuple(
    ListedEntity(
        id=f"e-{number}",
        source="t",
        kind=kind,
        names=tuple(ListedName(value=value, type=type_) for value, type_ in names),
    )
    for number, (kind, names) in enumerate(NAMES)
)
WORDS = (
    "zarathul zaratul sarathul okonore okonor konorev velmarin velmar tundo velmartundo velmarim",
    "dragunov draganof dragunow arkadi arkady arkadidragunov d o z kelsin kelsen braduk 7 8 khalid",
    "khaled faruki zarathulokonore драгунов خالد llc jsc unheard qqx",
)
QUERY = st.lists(st.sampled_from(" ".join(WORDS).split()), min_size=1, max_size=4).map(" ".join)
LISTED_NAME = st.sampled_from([name.value for entity in ENTITIES for name in entity.names])
KIND = st.sampled_from([Kind.PERSON, Kind.ORGANIZATION, Kind.VESSEL])


class Listing(NamedTuple):
    """A reading of a listed name, the name, all words of its entity, and texts that are read so."""

    entity: int
    position: int
    read: AnalysedName
    weak: bool
    of_entity: frozenset[str]
    texts: frozenset[str]


@pytest.fixture(scope="module")
def universe() -> Index:
    return Index.build(ENTITIES)


def listings(kind: Kind) -> Iterator[Listing]:
    texts: dict[tuple[str, str], set[str]] = {}
    for entity in ENTITIES:
        for listed in entity.names if entity.kind is kind else ():
            for each in readings(listed.value, kind):
                texts.setdefault(each.keys, set()).add(running_text(each))
    for number, entity in enumerate(ENTITIES):
        if entity.kind is not kind:
            continue
        read = [
            (place, name, each)
            for place, name in enumerate(entity.names)
            for each in readings(name.value, kind)
        ]
        words = frozenset(word for _, _, each in read for word in each.words)
        for place, name, each in read:
            of_text = frozenset(texts[each.keys])
            yield Listing(number, place, each, name.type is WEAK, words, of_text)


def searched(index: Index, name: AnalysedName, floor: float = -math.inf) -> Found:
    return search(
        index.lists,
        query(index, name),
        shapes(scorecard(), name.kind),
        Scratch.of(index),
        index.same_core(name),
        floor,
    )


def slow_totals(index: Index, name: AnalysedName) -> dict[int, list[tuple[float, Listing]]]:
    """The points of every listing of every entity, by the plain definitions."""
    card = scorecard().of(name.kind)
    weights = [index.query_weight(word, name.kind) for word in name.words]
    found: dict[int, list[tuple[float, Listing]]] = {}
    for listing in listings(name.kind):
        values = oracle.claims_of(
            name,
            listing.read,
            listing.of_entity,
            index.weight,
            index.words.numbers,
            weights,
            listing.texts,
        )
        total = card.base + sum(
            oracle.points(card.names[claim], value) for claim, value in values.items()
        )
        total += scorecard().facts["weak_alias"] * listing.weak
        found.setdefault(listing.entity, []).append((total, listing))
    return found


def meet(index: Index, name: AnalysedName, listing: Listing) -> bool:
    """Whether a listed name has a word in common with the query, however written, or is a slip."""
    own = name.core_key == listing.read.core_key
    spelt = [*name.words, *(word for _, _, word in word_readings(name, index.words.numbers))]
    slip = oracle.running_slip(name, listing.texts) > 0
    return own or slip or any(oracle.likeness(a, b) > 0 for a in spelt for b in listing.read.words)


@given(QUERY | LISTED_NAME, KIND)
def test_a_search_gives_what_a_slow_scan_gives(universe: Index, text: str, kind: Kind) -> None:
    for name in readings(text, kind):
        found, slow = searched(universe, name), slow_totals(universe, name)
        met = {
            entity: [(total, each) for total, each in totals if meet(universe, name, each)]
            for entity, totals in slow.items()
        }
        entities = found.entities.tolist()
        assert sorted(entities) == [entity for entity, totals in met.items() if totals]
        for row, entity in enumerate(entities):
            most = max(total for total, _ in met[entity])
            strong = [total for total, listing in met[entity] if not listing.weak]
            assert found.totals[row] == pytest.approx(most, abs=1e-3)
            assert found.strong[row] == pytest.approx(max(strong, default=-math.inf), abs=1e-3)
            assert any(
                listing.position == found.positions[row] and total == pytest.approx(most, abs=1e-3)
                for total, listing in met[entity]
            )


@given(QUERY | LISTED_NAME, KIND)
def test_names_that_are_not_met_would_not_have_counted(
    universe: Index, text: str, kind: Kind
) -> None:
    for name in readings(text, kind):
        for totals in slow_totals(universe, name).values():
            assert all(total < 0 or meet(universe, name, each) for total, each in totals)


@given(QUERY | LISTED_NAME, KIND)
def test_points_add_up_to_the_total(universe: Index, text: str, kind: Kind) -> None:
    for name in readings(text, kind):
        found, shape = searched(universe, name), shapes(scorecard(), kind)
        for row, entity in enumerate(found.entities):
            listed = ENTITIES[entity].names[found.positions[row]]
            base = shape.base + shape.weak * (listed.type is WEAK)
            assert base + found.points[row].sum() == pytest.approx(found.totals[row])


@given(QUERY | LISTED_NAME, KIND, st.floats(-12, 8))
def test_a_floor_leaves_out_exactly_who_does_not_reach_it(
    universe: Index, text: str, kind: Kind, floor: float
) -> None:
    for name in readings(text, kind):
        whole, cut = searched(universe, name), searched(universe, name, floor)
        reaching = np.flatnonzero(whole.totals >= floor)
        expected = {int(whole.entities[row]): row for row in reaching}
        assert set(cut.entities.tolist()) == expected.keys()
        for row, entity in enumerate(cut.entities.tolist()):
            of = expected[entity]
            assert cut.totals[row] == whole.totals[of]
            assert cut.values[row].tolist() == whole.values[of].tolist()
            assert cut.points[row].tolist() == whole.points[of].tolist()
            assert cut.positions[row] == whole.positions[of]
            if whole.strong[of] >= floor:
                assert cut.strong[row] == whole.strong[of]


@given(QUERY | LISTED_NAME, KIND)
def test_index_and_pair_agree(universe: Index, text: str, kind: Kind) -> None:
    """Where no word is read joined or split, which `compare` does not do."""
    for name in readings(text, kind):
        if list(word_readings(name, universe.words.numbers)):
            continue
        weights = [universe.query_weight(word, name.kind) for word in name.words]
        found = searched(universe, name)
        for row, entity in enumerate(found.entities.tolist()):
            read = {
                listing.read.full_key: listing.read
                for listing in listings(kind)
                if listing.entity == entity
            }
            values = [
                pair_values(name, each, list(read.values()), weights, universe.weight)
                for each in read.values()
            ]
            nearest = min(np.abs(each - found.values[row]).max() for each in values)
            assert nearest < 1e-4


@given(LISTED_NAME)
def test_exact_names_are_always_found(universe: Index, value: str) -> None:
    for number, entity in enumerate(ENTITIES):
        if value not in [name.value for name in entity.names]:
            continue
        name = readings(value, entity.kind)[0]
        found = searched(universe, name)
        row = found.entities.tolist().index(number)
        assert found.values[row, NAME_FEATURES.index("exact")] == 2
        assert found.values[row, NAME_FEATURES.index("query_coverage")] == pytest.approx(1)


@pytest.mark.parametrize("text", ["Velmar Tundo Okonor", "VelmarTundo Okonor"])
def test_words_written_together_or_apart_are_found(universe: Index, text: str) -> None:
    (name,) = readings(text, Kind.PERSON)
    found = searched(universe, name)
    row = found.entities.tolist().index(4)
    assert ENTITIES[4].names[found.positions[row]].value == "Velmartundo Okonor"
    assert found.values[row, NAME_FEATURES.index("listed_missing")] < 1


@given(QUERY | LISTED_NAME, KIND)
def test_working_memory_is_left_as_it_was(universe: Index, text: str, kind: Kind) -> None:
    scratch = Scratch.of(universe)
    for name in readings(text, kind):
        search(
            universe.lists,
            query(universe, name),
            shapes(scorecard(), kind),
            scratch,
            universe.same_core(name),
            -6.0,
        )
    for left, clean in zip(scratch, Scratch.of(universe), strict=True):
        assert left.tolist() == clean.tolist()
