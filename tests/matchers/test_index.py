import functools
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchers.decide import Threshold, Thresholds
from matchers.documents import VARIANT, WEAK
from matchers.identifiers import key
from matchers.index import Index
from matchers.model import (
    Identifier,
    Kind,
    ListedEntity,
    ListedName,
    ListedNameType,
    Party,
    PartyName,
    Scheme,
)
from matchers.names import AnalysedName, analyse, readings
from matchers.screener import Screener
from matchers.texts import legal_agreement
from matchers.weights import weight

NAME = st.lists(
    st.sampled_from(
        [
            "arkadi",
            "dragunov",
            "Драгунов",
            "northern",
            "gale",
            "shipping",
            "blue",
            "heron",
            "khalid",
        ]
    ),
    min_size=1,
    max_size=4,
).map(" ".join)


def test_the_same_entities_give_the_same_bytes(listed: tuple[ListedEntity, ...]) -> None:
    one, two = Index.build(listed).arrays(), Index.build(listed).arrays()
    assert one.keys() == two.keys()
    for name, array in one.items():
        assert array.tobytes() == two[name].tobytes()
        assert array.dtype == two[name].dtype


@pytest.fixture(scope="module")
def stored(index: Index, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the index's arrays."""
    folder = tmp_path_factory.mktemp("index")
    for name, array in index.arrays().items():
        np.save(folder / f"{name}.npy", array, allow_pickle=False)
    return folder


@pytest.fixture(scope="module")
def mapped(stored: Path, listed: tuple[ListedEntity, ...]) -> Index:
    """The index as workers use it: its arrays mapped from files, copied where they are written."""
    read = functools.partial(np.load, mmap_mode="c", allow_pickle=False)
    return Index.from_arrays({path.stem: read(path) for path in stored.iterdir()}, listed)


@given(NAME, st.sampled_from(Kind))
def test_stored_arrays_answer_alike(
    index: Index, mapped: Index, thresholds: Thresholds, name: str, kind: Kind
) -> None:
    party = Party(kind=kind, names=(PartyName(value=name),))
    answers = [Screener(each, thresholds).screen([party], min_score=0) for each in (index, mapped)]
    assert answers[0] == answers[1]


def test_screening_writes_to_no_array(
    stored: Path, mapped: Index, listed: tuple[ListedEntity, ...], thresholds: Thresholds
) -> None:
    screener = Screener(mapped, thresholds)
    for entity in listed:
        names = tuple(PartyName(value=name.value) for name in entity.names)
        screener.screen([Party(kind=entity.kind, names=names)], min_score=0)
    for name, array in mapped.arrays().items():
        assert array.tobytes() == np.load(stored / f"{name}.npy").tobytes()


def test_stored_arrays_are_all_there_is(index: Index, mapped: Index) -> None:
    assert mapped.arrays().keys() == index.arrays().keys()
    for name, array in mapped.arrays().items():
        assert array.tobytes() == index.arrays()[name].tobytes()
    assert mapped.entities == index.entities


def test_arrays_of_other_entities_are_refused(
    index: Index, listed: tuple[ListedEntity, ...]
) -> None:
    with pytest.raises(ValueError, match="7 entities, not 6: build the snapshot again"):
        Index.from_arrays(index.arrays(), listed[:-1])


def test_progress_ends_with_all(listed: tuple[ListedEntity, ...]) -> None:
    seen: list[tuple[int, int]] = []
    Index.build(listed, progress=lambda done, total: seen.append((done, total)))
    assert seen[-1] == (len(listed), len(listed))


def test_identifiers_find_their_entities(index: Index) -> None:
    found = key(Identifier(scheme=Scheme.IMO, value="9074729"))
    assert found is not None
    assert [index.entities[number].id for number in index.identified(found)] == ["t-3"]
    assert index.identified("imo:0000000") == []


def test_an_empty_index_finds_nothing(thresholds: Thresholds) -> None:
    screener = Screener(Index.build(()), thresholds)
    party = Party(names=(PartyName(value="Arkady Dragunov"),))
    (screened,) = screener.screen([party], min_score=0)
    assert (screened.matches, screened.verdict) == ((), "clear")


def held(index: Index, name: AnalysedName) -> list[float]:
    return [index.weight(word, name.kind) for word in name.words]


def test_an_ordinary_name_can_be_taken_out_of_the_background_for_a_while(index: Index) -> None:
    name = analyse("Maria Khalid", Kind.PERSON)
    assert name is not None
    before = held(index, name)
    with index.without(name):
        assert held(index, name) > before
    assert held(index, name) == before
    with pytest.raises(RuntimeError), index.without(name):
        raise RuntimeError
    assert held(index, name) == before


def test_weights_of_listed_words_count_the_lists(index: Index) -> None:
    assert index.weight("dragunov", Kind.PERSON) == pytest.approx(
        weight("dragunov", Kind.PERSON, 1, names_of(index, Kind.PERSON)), rel=1e-6
    )
    assert index.weight("unheard", Kind.PERSON) == weight(
        "unheard", Kind.PERSON, 0, names_of(index, Kind.PERSON)
    )


def names_of(index: Index, kind: Kind) -> int:
    """How many distinct names of a kind are listed, parts of them included."""
    return len(
        {
            read.keys
            for entity in index.entities
            if entity.kind in (kind, Kind.UNKNOWN)
            for name in entity.names
            for read in readings(name.value, kind)
        }
    )


def test_names_are_spelt_out_once_for_all_who_bear_them() -> None:
    entities = [
        ListedEntity(id=number, source="t", kind=Kind.PERSON, names=(ListedName(value=name),))
        for number, name in [("1", "Zarathul Okonore"), ("2", "Okonore Zarathul"), ("3", "Else")]
    ]
    built = Index.build(entities)
    assert np.diff(built.lists.listing_starts).tolist() == [2, 1]
    assert built.lists.listings.tolist() == [[0, 0, 0], [1, 0, 0], [2, 0, 0]]


def test_flags_tell_weak_aliases_and_parts_of_names() -> None:
    entity = ListedEntity(
        id="1",
        source="t",
        kind=Kind.PERSON,
        names=(
            ListedName(value="Zarathul Okonore (Velmarin Tundo)"),
            ListedName(value="Kelsin", type=ListedNameType.WEAK),
        ),
    )
    assert Index.build([entity]).lists.listings.tolist() == [
        [0, 0, 0],
        [0, 0, VARIANT],  # "Zarathul Okonore"
        [0, 0, VARIANT],  # "Velmarin Tundo"
        [0, 1, WEAK],
    ]


@pytest.mark.parametrize(
    ("left", "right", "agreement"),
    [("LLC", "LLC", 1), ("LLC", "JSC", -1), ("", "JSC", 0), ("JSC+LLC", "LLC", 1), ("", "", 0)],
)
def test_legal_agreement(index: Index, left: str, right: str, agreement: float) -> None:
    assert legal_agreement(left, right) == legal_agreement(right, left) == agreement
    agreed = dict(zip(index.legal_classes, index.legal_agreements(left).tolist(), strict=True))
    assert agreed.get(right, agreement) == agreement


@pytest.mark.parametrize("slip", [0, 2])
def test_a_part_scores_as_the_whole(
    index: Index, listed: tuple[ListedEntity, ...], slip: int
) -> None:
    """And nearly so where a word is misspelt, which may then be like another one of the whole."""
    some = listed[::2]
    thresholds = Thresholds(default=Threshold(review=0.5, hold=0.9))
    part, whole = Screener(index.part(some), thresholds), Screener(index, thresholds)
    wanted = {entity.id for entity in some}
    texts = [name.value for entity in listed for name in entity.names]
    parties = [
        Party(names=(PartyName(value=text[:slip] + text[slip + 1 :] if slip else text),))
        for text in texts
    ]
    matched = 0
    for one, other in zip(part.screen(parties), whole.screen(parties, limit=100), strict=True):
        found = {match.entity_id: match.score for match in one.matches}
        expected = {m.entity_id: m.score for m in other.matches if m.entity_id in wanted}
        assert found == pytest.approx(expected, abs=0.1 if slip else 1e-9)
        matched += len(found)
    assert matched >= len(some)


def test_words_weigh_in_a_part_what_they_weigh_in_the_whole(
    index: Index, listed: tuple[ListedEntity, ...]
) -> None:
    part = index.part(listed[:2])
    names = [analyse(name.value, Kind.PERSON) for entity in listed for name in entity.names]
    for name in filter(None, names):
        for word in name.words:
            for each in (part, index):
                each.words.make_room(1)
            assert part.weight(word, Kind.PERSON) == index.weight(word, Kind.PERSON)
            assert part.query_weight(word, Kind.PERSON) == index.query_weight(word, Kind.PERSON)
