from hypothesis import given
from hypothesis import strategies as st

from matchers.arrays import digest, pack, starts, unpack


@given(st.lists(st.text(max_size=8)))
def test_texts_survive_packing(texts: list[str]) -> None:
    assert unpack(pack("x", texts), "x") == texts


def test_starts_end_with_the_whole() -> None:
    assert starts([2, 0, 3]).tolist() == [0, 2, 2, 5]


def test_a_digest_is_the_same_in_every_process() -> None:
    assert digest("dragunov") == 8387175349428414331
    assert digest("dragunov") != digest("dragunow")
