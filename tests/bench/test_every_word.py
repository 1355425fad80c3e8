import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.every_word import EveryWord
from matchers.likeness import likeness
from matchers.translations import translations
from matchers.words import word_arrays

LISTED = sorted(
    {"dragunov", "dragunof", "tragunow", "northern", "nordern", "gale", "gail", "#TRADE", "7"}
    | {f"drag{letter}nov" for letter in "abcdefghijklmnopqrstuvwxyz"}
)


@given(
    st.lists(
        st.sampled_from([*LISTED, "dragunow", "norsern", "unheard", "#TRADE", "8"]), max_size=9
    )
)
def test_every_word_that_is_alike_is_there_once(words: list[str]) -> None:
    table = EveryWord(word_arrays(LISTED, translations([], len(LISTED), ())))
    for word in words:
        table.make_room(1)
        found = table.near(word)
        numbers = table.near_words[found.start : found.start + found.length].tolist()
        alike = table.near_likeness[found.start : found.start + found.length].tolist()
        wanted = {
            number: pytest.approx(likeness(word, listed), rel=1e-6)
            for number, listed in enumerate(LISTED)
            if likeness(word, listed) > 0
        }
        assert dict(zip(numbers, alike, strict=True)) == wanted
        assert len(numbers) == len(wanted)
