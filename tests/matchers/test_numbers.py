import pytest

from matchers.numbers import joined, may_begin, number


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("38", 38),
        ("038", 38),
        ("38th", 38),
        ("no3", 3),
        ("first", 1),
        ("eighth", 8),
        ("ninety", 90),
        ("xxxviii", 38),
        ("iv", 4),
        ("ix", 9),
        ("xi", None),  # a Chinese name
        ("ii", None),  # two initials
        ("iiii", None),
        ("ik6", None),
        ("vega", None),
        ("1234567", None),
    ],
)
def test_number(word: str, expected: int | None) -> None:
    assert number(word) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["no", "38"], (2, 38)),
        (["no", "smoking"], None),
        (["thirty", "eighth"], (2, 38)),
        (["thirty", "men"], (1, 30)),
        (["38"], (1, 38)),
        (["vega", "38"], None),
    ],
)
def test_number_words_that_belong_together(
    words: list[str], expected: tuple[int, int] | None
) -> None:
    assert joined(words, 0) == expected
    assert may_begin(words[0]) or expected is None
