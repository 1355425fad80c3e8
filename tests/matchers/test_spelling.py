import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import Indel, LCSseq

from matchers import spelling
from tests.matchers import oracle

WORD = st.text("abdeghiklmnorstuvz", min_size=1, max_size=12)
ANY_WORD = st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=spelling.MAX_LETTERS)
FEW_LETTERS = st.text("abh", max_size=6)


@given(ANY_WORD)
def test_a_skeleton_is_the_consonants(word: str) -> None:
    out = np.empty(spelling.MAX_LETTERS, dtype=np.uint8)
    length = spelling.skeleton(spelling.letters(word), out)
    assert out[:length].tobytes().decode() == oracle.bones(word)


@pytest.mark.parametrize(
    ("word", "bones"),
    [
        ("muhamad", "mhmd"),
        ("abdula", "abdl"),
        ("fatimah", "ftm"),
        ("oh", "ah"),
        ("hasan", "hsn"),
        ("aeiou", "a"),
    ],
)
def test_words_and_their_consonants(word: str, bones: str) -> None:
    assert oracle.bones(word) == bones


@given(ANY_WORD, st.booleans())
def test_features_are_those_of_the_plain_definition(word: str, consonantal: bool) -> None:  # noqa: FBT001
    buckets = np.empty(spelling.MAX_FEATURES, dtype=np.int64)
    values, memory = np.empty(spelling.MAX_FEATURES), np.empty(64, dtype=np.uint8)
    count, length, of_skeleton = spelling.features(
        spelling.letters(word), consonantal, buckets, values, memory
    )
    expected = oracle.features(word, consonantal=consonantal)
    assert dict(zip(buckets[:count].tolist(), values[:count].tolist(), strict=True)) == expected
    assert length == pytest.approx(sum(expected.values()))
    assert of_skeleton == pytest.approx(sum(oracle.features(word, consonantal=True).values()))
    assert 0 <= buckets[:count].min() <= buckets[:count].max() < spelling.BUCKETS


@given(FEW_LETTERS | ANY_WORD, FEW_LETTERS | ANY_WORD)
def test_edit_similarity_is_that_of_insertions_and_deletions(left: str, right: str) -> None:
    one, other = spelling.letters(left), spelling.letters(right)
    places = np.full(256, np.iinfo(np.uint64).max, dtype=np.uint64)
    spelling.letter_places(one, places)
    assert spelling.common_letters(places, other) == LCSseq.similarity(left, right)
    expected = Indel.normalized_similarity(left, right)
    assert spelling.edit_similarity(places, len(one), other) == pytest.approx(expected)


@given(st.integers(0, 2**64 - 1))
def test_bits_are_counted(word: int) -> None:
    assert spelling.bits(np.uint64(word)) == word.bit_count()


@given(st.text("ab 1", max_size=5), st.text("ab 1", max_size=5))
def test_one_slip_is_any_slip_of_letters(left: str, right: str) -> None:
    one, other = spelling.letters(left), spelling.letters(right)
    assert spelling.one_slip(one, other) == oracle.one_slip(left, right)


@st.composite
def slipped(draw: st.DrawFn) -> tuple[str, str]:
    word = draw(st.text("abdgn", min_size=4, max_size=10))
    place = draw(st.integers(0, len(word) - 2))
    letter = draw(st.sampled_from("abdgn"))
    return word, draw(
        st.sampled_from(
            [
                word[:place] + letter + word[place:],
                word[:place] + word[place + 1 :],
                word[:place] + letter + word[place + 1 :],
                word[:place] + word[place + 1] + word[place] + word[place + 2 :],
            ]
        )
    )


@given(slipped())
def test_words_one_slip_apart_share_a_key(words: tuple[str, str]) -> None:
    if min(map(len, words)) < 4:
        return
    keys = []
    for word in words:
        found = np.empty(spelling.MAX_LETTERS + 1, dtype=np.int64)
        count = spelling.slip_keys(spelling.letters(word), found)
        assert count <= len(word) + 1
        keys.append(set(found[:count].tolist()))
    assert keys[0] & keys[1]


def test_short_words_have_no_slips() -> None:
    assert spelling.slip_keys(spelling.letters("abc"), np.empty(9, dtype=np.int64)) == 0


@pytest.mark.parametrize("length", [64, 65, 500])
def test_long_words_are_read_as_far_as_a_machine_word_goes(length: int) -> None:
    word = ("abcdefgh" * 63)[:length]
    assert len(spelling.letters(word)) == 64
    buckets = np.empty(spelling.MAX_FEATURES, dtype=np.int64)
    values, memory = np.empty(spelling.MAX_FEATURES), np.empty(64, dtype=np.uint8)
    count, _, _ = spelling.features(spelling.letters(word), False, buckets, values, memory)
    assert count <= spelling.MAX_FEATURES
