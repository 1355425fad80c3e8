import pytest

from matchers.folding import fold
from matchers.persons import family_words, is_patronymic, parted


@pytest.mark.parametrize(
    ("text", "family"),
    [
        ("LAVIN, Arkady", {"lavin"}),
        ("Lavin, Arkady", {"lavin"}),
        ("Arkady LAVIN", {"lavin"}),
        ("Arkady AL-MASRI", {"al", "masri"}),
        ("ARKADY LAVIN", set()),  # all in capitals: nothing is told
        ("Arkady Lavin", set()),
        ("J. R. Lavin", set()),
        ("LAVIN,", set()),
    ],
)
def test_family_by_comma_or_capitals(text: str, family: set[str]) -> None:
    assert family_words(text) - {""} == family


@pytest.mark.parametrize(
    ("plain", "parts"),
    [
        ("abdulrahman", ["abd", "rahman"]),
        ("abdelaziz", ["abd", "aziz"]),
        ("abdurrahman", ["abd", "rahman"]),
        ("abdussalam", ["abd", "salam"]),
        ("abdul", ["abd"]),
        ("abdullah", ["abdullah"]),
        ("abdallah", ["abdallah"]),
        ("abdullayev", ["abdullayev"]),
        ("abdulov", ["abdulov"]),
        ("abdo", ["abdo"]),
        ("abolfazl", ["abu", "fazl"]),
        ("jamaleddine", ["jamal", "din"]),
        ("nuruddin", ["nur", "din"]),
        ("eddine", ["din"]),
        ("aladdin", ["aladdin"]),
    ],
)
def test_servants_of_god_come_apart(plain: str, parts: list[str]) -> None:
    assert [folded for folded, _ in parted(fold(plain), plain)] == [fold(part) for part in parts]


@pytest.mark.parametrize(
    ("word", "expected"),
    [("viktorovic", True), ("evna", True), ("lavrov", False), ("sergevna", True)],
)
def test_patronymics_by_their_endings(word: str, *, expected: bool) -> None:
    assert is_patronymic(word) is expected
