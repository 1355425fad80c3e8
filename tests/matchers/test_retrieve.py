import pytest

from matchers.index import Index
from matchers.model import Kind, ListedEntity, ListedName
from matchers.names import analyse
from matchers.query import Query, query
from matchers.retrieve import (
    DOCUMENTS,
    DOCUMENTS_OF,
    Scratch,
    best_documents,
    documents_scored,
)


def listed(names: list[str]) -> Index:
    return Index.build(
        [
            ListedEntity(
                id=str(number), source="t", kind=Kind.PERSON, names=(ListedName(value=name),)
            )
            for number, name in enumerate(names)
        ]
    )


def retrieved(index: Index, text: str) -> list[str]:
    name = analyse(text, Kind.PERSON)
    assert name is not None
    made: Query = query(index, name)
    documents = best_documents(
        index.lists,
        made,
        Scratch.of(index),
        index.same_core(name),
    )
    assert len(set(documents.tolist())) == len(documents)
    return [index.entities[number].names[0].value for number in documents]


LETTERS = "abdegiklmnorstuv"
CROWD = [f"Zarathul K{one}v{two}l{end}" for one in LETTERS for two in LETTERS for end in "ao"]


def test_the_best_shares_go_on_where_many_names_have_a_word() -> None:
    found = retrieved(listed([*CROWD, "Zarathul Okonore", "Somebody Else"]), "Zarathul Okonorev")
    assert len(found) >= DOCUMENTS
    assert "Zarathul Okonore" in found
    assert "Somebody Else" not in found


def test_names_of_the_same_words_come_first_however_many() -> None:
    bearers = [f"Okonore Zarathul {ending}" for ending in ("", "")]
    found = retrieved(listed([*CROWD, *bearers, "Zarathul Okonore"]), "Zarathul Okonore")
    assert found[0].split() == ["Okonore", "Zarathul"]


def test_names_without_a_common_word_are_not_looked_at() -> None:
    index = listed(["Zarathul Okonore", "Velmarin Tundo"])
    assert retrieved(index, "Zarathul") == ["Zarathul Okonore"]
    assert retrieved(index, "Qqx Wwx") == []


@pytest.mark.parametrize(
    ("listed", "scored"), [(0, 1), (1_000, 1), (DOCUMENTS_OF, 1), (16 * DOCUMENTS_OF, 2)]
)
def test_more_names_are_scored_of_longer_lists(listed: int, scored: int) -> None:
    assert documents_scored(listed) == scored * DOCUMENTS
