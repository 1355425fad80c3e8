import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchers.decide import Thresholds
from matchers.identifiers import key
from matchers.index import Index
from matchers.model import Identifier, Kind, ListedEntity, Party, PartyName, Scheme
from matchers.screener import Screener

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


@given(NAME, st.sampled_from(Kind))
def test_stored_arrays_answer_alike(
    index: Index,
    listed: tuple[ListedEntity, ...],
    thresholds: Thresholds,
    name: str,
    kind: Kind,
) -> None:
    stored = {}
    for label, array in index.arrays().items():
        file = io.BytesIO()
        np.save(file, array, allow_pickle=False)
        file.seek(0)
        stored[label] = np.load(file)
    party = Party(kind=kind, names=(PartyName(value=name),))
    again = Screener(Index.from_arrays(stored, listed), thresholds)
    assert again.screen([party], min_score=0) == Screener(index, thresholds).screen(
        [party], min_score=0
    )


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
