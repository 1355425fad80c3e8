import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from matchers.arrays import digest, pack, slots, starts, unpack


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


def test_a_digest_is_the_same_in_every_process() -> None:
    assert digest("dragunov") == 8387175349428414331
    assert digest("dragunov") != digest("dragunow")
