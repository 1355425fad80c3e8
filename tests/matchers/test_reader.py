from collections.abc import Callable

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchers import reader
from matchers.index import Index
from matchers.model import Kind, ListedEntity, ListedName, ListedNameType
from matchers.names import readings
from matchers.phrases import phrase_key
from matchers.reader import Reader

NAMES = ("Imran Quartz", "Quartz Holdings Ltd", "Sea Quartz", "김영복", "Имран Кварц")
KINDS = (Kind.PERSON, Kind.ORGANIZATION, Kind.VESSEL, Kind.UNKNOWN)


def entities(*names: str) -> list[ListedEntity]:
    return [
        ListedEntity(
            id=f"x-{number}",
            source="x",
            kind=KINDS[number % len(KINDS)],
            names=(ListedName(value=name, type=ListedNameType.STRONG),),
        )
        for number, name in enumerate(names)
    ]


def equal(left: Index, right: Index) -> bool:
    one, other = left.arrays(), right.arrays()
    return one.keys() == other.keys() and all(
        np.array_equal(one[name], other[name]) for name in one
    )


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that are read in earnest."""
    seen: list[str] = []

    def noted(text: str, kind: Kind) -> object:
        seen.append(text)
        return readings(text, kind)

    monkeypatch.setattr(reader, "readings", noted)
    return seen


def test_only_what_is_new_is_read_and_the_index_is_the_same(read: list[str]) -> None:
    first = Reader()
    Index.build(entities(*NAMES[:3]), reader=first)
    read.clear()
    again = Reader(first.memory())
    index = Index.build(entities(*NAMES), reader=again)
    assert set(read) == set(NAMES[3:])
    assert equal(index, Index.build(entities(*NAMES)))
    read.clear()
    Index.build(entities(*NAMES), reader=Reader(again.memory()))
    assert read == []


def test_what_was_not_asked_for_is_forgotten(read: list[str]) -> None:
    first = Reader()
    first.readings(NAMES[0], Kind.PERSON)
    second = Reader(first.memory())
    second.readings(NAMES[1], Kind.PERSON)
    read.clear()
    Reader(second.memory()).readings(NAMES[0], Kind.PERSON)
    assert read == [NAMES[0]]


@given(st.sampled_from(NAMES) | st.text(max_size=60), st.sampled_from(KINDS[:3]))
def test_a_remembered_name_is_what_was_read(text: str, kind: Kind) -> None:
    first = Reader()
    expected = first.readings(text, kind), first.phrase_key(text)
    assert expected == (readings(text, kind), phrase_key(text))
    second = Reader(first.memory())
    assert (second.readings(text, kind), second.phrase_key(text)) == expected


@pytest.mark.parametrize(
    "damage",
    [
        lambda memory: memory[:-1],
        lambda _: b"\x00",
        lambda _: b"not of this form",
        lambda _: msgspec.msgpack.encode({"version": "x", "names": {}, "phrases": {}}),
        lambda memory: memory.replace(reader.reading_version().encode(), b"0" * 64),
    ],
)
def test_a_memory_that_does_not_serve_is_none(
    read: list[str], damage: Callable[[bytes], bytes]
) -> None:
    first = Reader()
    first.readings(NAMES[0], Kind.PERSON)
    read.clear()
    Reader(damage(first.memory())).readings(NAMES[0], Kind.PERSON)
    assert read == [NAMES[0]]
