import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from matchers.slips import Running, running_arrays, slip_letters, slipped
from matchers.spelling import Letters

TEXT = st.text("abc", max_size=9) | st.sampled_from(["zarathulokonore", "okonorezarathul"])


def as_letters(text: str) -> Letters:
    return np.frombuffer(text.encode(), dtype=np.uint8)


def running(texts: list[list[str]]) -> Running:
    arrays = running_arrays(texts)
    return Running(*(arrays[f"running_{name}"] for name in Running._fields))


def found(texts: list[list[str]], query: str, first: int = 0, last: int = 99) -> dict[int, int]:
    slips = slipped(running(texts), as_letters(query), first, last)
    assert len(set(slips.documents.tolist())) == len(slips.documents)
    return dict(zip(slips.documents.tolist(), slips.letters.tolist(), strict=True))


@given(st.lists(st.lists(TEXT, max_size=3, unique=True), max_size=6), TEXT)
def test_every_text_that_is_one_slip_away_is_found(texts: list[list[str]], query: str) -> None:
    expected = {}
    for document, of_document in enumerate(texts):
        away = [len(each) for each in of_document if OSA.distance(query, each) == 1]
        if max(away, default=0) > 3:
            expected[document] = max(away)
    assert found(texts, query) == expected


@pytest.mark.parametrize(
    "query",
    [
        "arathul", "zrathul", "zarathu",  # left out
        "xzarathul", "zarxathul", "zarathulx",  # added
        "xarathul", "zarxthul", "zarathux",  # exchanged
        "azrathul", "zaarthul", "zartahul", "zaratuhl", "zarahtul", "zarathlu",  # swapped
    ],
)  # fmt: skip
def test_a_slip_anywhere_is_one(query: str) -> None:
    assert found([["zarathul"], ["velmarin"]], query) == {0: 8}


@pytest.mark.parametrize("query", ["zarathul", "zarath", "zaratuhlx", "", "x", "luhtaraz"])
def test_others_are_none(query: str) -> None:
    assert found([["zarathul"]], query) == {}


def test_documents_of_other_kinds_are_not_looked_at() -> None:
    texts = [["zarathul"], ["zarathus"], ["zarathum"]]
    assert found(texts, "zarathux", 1, 2) == {1: 8}


def test_names_that_share_a_half_with_very_many_may_be_left_out() -> None:
    crowd = [[f"limitedliability{number:04}"] for number in range(3_000)]
    assert len(found(crowd, "limitedliability0001x")) == 1
    assert len(found(crowd, "limitedliability000")) <= 64


def test_letters_are_those_of_the_document() -> None:
    slips = slipped(running([["zarathul"], ["zarathulx"]]), as_letters("zarathux"), 0, 2)
    assert [slip_letters(slips, document) for document in (0, 1, 2)] == [8, 9, 0]
