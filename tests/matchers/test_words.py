import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchers.arrays import pack, slots, starts, unpack
from matchers.index import Index
from matchers.weights import background, weight
from matchers.words import likeness

WORD = st.text("abdeghiklmnorstuvz", min_size=1, max_size=12)


@given(WORD, WORD)
def test_likeness_is_symmetric_and_bounded(left: str, right: str) -> None:
    value = likeness(left, right)
    assert 0 <= value <= 1
    assert value == pytest.approx(likeness(right, left), abs=1e-6)
    assert likeness(left, left) == 1


@pytest.mark.parametrize(
    ("nearer", "farther"),
    [
        (("kadafi", "gadafi"), ("kadafi", "kamari")),
        (("dragunov", "draganov"), ("dragunov", "drobinin")),
        (("muhamad", "mhmd"), ("muhamad", "ahmed")),
    ],
)
def test_spellings_of_one_name_are_more_alike(
    nearer: tuple[str, str], farther: tuple[str, str]
) -> None:
    assert likeness(*nearer) > likeness(*farther)


@pytest.mark.parametrize(("left", "right"), [("#TRADE", "#TRAD"), ("1234", "1235"), ("@ru", "ru")])
def test_symbols_and_numbers_are_like_nothing_else(left: str, right: str) -> None:
    assert likeness(left, right) == 0


@given(WORD)
def test_near_words_of_the_index_are_as_alike_as_pairs_say(index: Index, word: str) -> None:
    numbers, alike = index.words.near(word)
    found = {index.words.words[n]: value for n, value in zip(numbers, alike.tolist(), strict=True)}
    for listed in index.words.words:
        assert found.get(listed, 0.0) == pytest.approx(likeness(word, listed), abs=1e-5)
    assert list(alike) == sorted(alike)


def test_rare_words_weigh_more() -> None:
    assert weight("zarathul") > weight("muhamad") > weight("#TRADE") > 0
    assert weight("zarathul", listed=500, names=1000) < weight("zarathul", listed=1, names=1000)


def test_the_background_table_holds_shares() -> None:
    assert all(0 < share < 0.1 for share in background().values())


@given(st.lists(st.text(max_size=8)))
def test_texts_survive_packing(texts: list[str]) -> None:
    assert unpack(pack("x", texts), "x") == texts


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 5))))
def test_slots_are_ranges_in_turn(ranges: list[tuple[int, int]]) -> None:
    first = np.array([start for start, _ in ranges], dtype=np.int64)
    lengths = np.array([length for _, length in ranges], dtype=np.int64)
    expected = [place for start, length in ranges for place in range(start, start + length)]
    assert slots(first, lengths).tolist() == expected


def test_starts_end_with_the_whole() -> None:
    assert starts([2, 0, 3]).tolist() == [0, 2, 2, 5]
