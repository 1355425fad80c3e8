import pytest
from hypothesis import given
from hypothesis import strategies as st

from lists.reading.enumerations import Enumeration, enumeration, parted, parts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ()),
        ("one", ("one",)),
        ("one; two (not; here); three", ("one", "two (not; here)", "three")),
        ("(a) one, (b) two", ("one", "two")),
        ('"(a) one; (b) two"', ("one", "two")),
        ("(1) one (2) two", ("one", "two")),
        ("(i) one, (ii) two", ("one", "two")),
        ("a) one b) two", ("one", "two")),
        ("(1)-(2) Indonesia", ("Indonesia",)),
        ("lead (a)one(b) two", ("lead", "one", "two")),
        ("number (s) 5", ("number (s) 5",)),
        ("(NGO) one", ("(NGO) one",)),
        ("one (never closed; two", ("one (never closed", "two")),
    ],
)
def test_what_a_text_enumerates(text: str, expected: tuple[str, ...]) -> None:
    assert parts(text) == expected


def test_what_stands_before_the_first_marker_is_told_apart() -> None:
    assert enumeration("Passport: (a) 1, (b) 2") == Enumeration(lead="Passport:", parts=("1", "2"))


@pytest.mark.parametrize("text", [";" * 300_000, "(" * 300_000, "(a)" * 100_000, "a) " * 100_000])
def test_text_of_any_form_takes_time_in_proportion(text: str) -> None:
    assert parts(text) is not None


@given(st.text(alphabet="ab();,1 i", max_size=60))
def test_no_letter_is_lost(text: str) -> None:
    found, stated = (each.translate({32: None, 59: None}) for each in ("".join(parted(text)), text))
    assert found == stated
