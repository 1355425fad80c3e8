import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from matchers.folding import fold
from matchers.legal import legal_phrase, mended_words


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("Compny", "company"),
        ("Limted", "limited"),
        ("Corporaton", "corporation"),
        ("Comapny", "company"),
        ("company", "company"),
        ("COMPANY", "COMPANY"),
        ("Societa", "Societa"),  # another language's word, and no slip
        ("Companyia", "Companyia"),
        ("Compa", "Compa"),
        ("Vega", "Vega"),
        ("Компания", "Компания"),
    ],
)
def test_a_slip_in_a_long_legal_word_is_mended(word: str, expected: str) -> None:
    assert mended_words([word]) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("aktsionernoye obschestvo vega", (2, "JSC")),
        ("otkrytoe aktsionernoe obshchestvo", (3, "JSC")),
        ("named after lavin", (2, "")),
        ("vega", None),
    ],
)
def test_phrases_take_as_many_words_as_they_have(
    text: str, expected: tuple[int, str] | None
) -> None:
    assert legal_phrase([fold(word) for word in text.split()], 0) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Joint Sock Company Vega", "Joint stock Company Vega"),
        ("Red Sock Shop", "Red Sock Shop"),
        ("otkrytoye aktsionernoye obschestvo", "otkrytoye aktsionernoye obshchestvo"),
        ("Vega Privat Limited", "Vega private Limited"),
    ],
)
def test_a_slip_in_a_short_word_is_mended_beside_its_like(text: str, expected: str) -> None:
    assert " ".join(mended_words(text.split())) == expected


@given(st.data())
def test_one_slip_in_company_is_mended_and_two_are_not(data: st.DataObject) -> None:
    letters = list("corporation")
    for _ in range(data.draw(st.integers(1, 2))):
        place = data.draw(st.integers(0, len(letters) - 1))
        letters[place : place + data.draw(st.integers(0, 1))] = data.draw(
            st.text("xyz", max_size=1)
        )
    word = "".join(letters)
    slips = OSA.distance(word, "corporation")
    same = fold(word) == fold("corporation") or word.startswith("corporatio")
    expected = "corporation" if slips == 1 and not same else word
    assert mended_words([word]) == [expected]
