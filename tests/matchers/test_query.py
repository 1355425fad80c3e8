import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchers.index import Index
from matchers.model import Kind
from matchers.names import analyse, fold
from matchers.query import (
    BLOCKS,
    FIRST_HALF,
    JOIN,
    SECOND_HALF,
    letter_places,
    query,
    text_similarity,
    word_readings,
)
from tests.matchers import oracle

TEXT = st.text("ab n", max_size=12) | st.text("abdeghiklmnorstuvz ", max_size=300)


def similarity(left: str, right: str) -> float:
    one, other = (np.frombuffer(text.encode(), dtype=np.uint8) for text in (left, right))
    rows = np.empty(BLOCKS, dtype=np.uint64)
    return text_similarity(letter_places(one), min(len(one), 64 * BLOCKS), other, rows)


@given(TEXT, TEXT)
def test_text_similarity_is_that_of_insertions_and_deletions(left: str, right: str) -> None:
    assert similarity(left, right) == pytest.approx(oracle.text_similarity(left, right))


@pytest.mark.parametrize("length", [63, 64, 65, 128, 192, 255, 256, 257, 400])
def test_texts_about_as_long_as_a_block(length: int) -> None:
    left = ("dragunov arkady " * 30)[:length]
    for right in (left, left[1:], left[::-1], left.replace("v", "w"), left + "x"):
        assert similarity(left, right) == pytest.approx(oracle.text_similarity(left, right))


@pytest.mark.parametrize(
    ("text", "listed", "expected"),
    [
        ("velmar tundo", {"velmartundo"}, [(0, JOIN, "velmartundo")]),
        (
            "velmartundo",
            {"velmar", "tundo"},
            [(0, FIRST_HALF, "velmar"), (0, SECOND_HALF, "tundo")],
        ),
        ("velmar tundo", {"velmar", "tundo"}, []),
        ("velmartundo", {"velmar"}, []),
        ("dolphin", {"do", "lphin"}, []),
        ("velmar tundo kelsin", {"tundokelsin"}, [(1, JOIN, "tundokelsin")]),
        ("tundo 7", {"tundo7", "tundo"}, []),
    ],
)
def test_words_may_be_written_together_or_apart(
    text: str, listed: set[str], expected: list[tuple[int, int, str]]
) -> None:
    name = analyse(text, Kind.VESSEL)
    assert name is not None
    assert list(word_readings(name, listed)) == expected


@given(
    st.lists(st.text("abn", min_size=1, max_size=8), min_size=1, max_size=4),
    st.sets(st.text("abn", min_size=3, max_size=8), max_size=60),
)
def test_readings_are_of_listed_words(words: list[str], listed: set[str]) -> None:
    name = analyse(" ".join(words), Kind.VESSEL)
    assert name is not None
    found = list(word_readings(name, listed))
    halves = [each for each in found if each[1] != JOIN]
    for place, kind, word in found:
        assert word in listed
        if kind == JOIN:
            assert fold(word) == fold(name.words[place] + name.words[place + 1])
    for (place, kind, first), (again, other, second) in zip(halves[::2], halves[1::2], strict=True):
        assert (kind, other, again) == (FIRST_HALF, SECOND_HALF, place)
        assert first + second == name.words[place]
        assert min(len(first), len(second)) >= 3
    for place in range(len(name.words)):
        assert sum(at == place and kind == FIRST_HALF for at, kind, _ in found) <= 2


def test_a_likely_slip_weighs_what_the_word_meant_does(index: Index) -> None:
    name = analyse("Draguno Qqxwv Arkady", Kind.PERSON)
    assert name is not None
    slip, unheard, listed = (index.query_weight(word, name.kind) for word in name.words)
    own = index.weight("draguno", Kind.PERSON)
    meant = index.weight("dragunov", Kind.PERSON)
    alike = oracle.likeness("draguno", "dragunov")
    assert slip == pytest.approx(min(own, (1 - alike) * own + alike * meant), rel=1e-5)
    assert unheard == index.weight(name.words[1], Kind.PERSON)
    assert listed == index.weight(name.words[2], Kind.PERSON)
    assert query(index, name).weights.tolist() == [slip, unheard, listed]
