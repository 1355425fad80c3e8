import pytest

from matchers.folding import fold
from matchers.industry import same, symbols


@pytest.mark.parametrize(
    ("spellings", "expected"),
    [
        ("nauchny nauchnoe tudomanyos vedecky scientifique", ("#RESEARCH",)),
        ("konstruktorskoe konstruktorskoye tervezo", ("#DESIGN",)),
        ("byuro biuro iroda", ("#BUREAU",)),
        ("kutatointezet nii gosnii", ("#RESEARCH", "#INSTITUTE")),
        ("npp rpe", ("#RESEARCH", "#MANUFACTURING")),
        ("rossiiskoi russische oroszorszagi", ("@ru",)),
        ("akademika", ()),
    ],
)
def test_words_of_many_languages_are_one_symbol(spellings: str, expected: tuple[str, ...]) -> None:
    assert {symbols(fold(word), word) for word in spellings.split()} == {expected}


@pytest.mark.parametrize("word", ["vega", "tsentrkurort", "iskra", "", "ab", "nie", "cimic"])
def test_other_words_stay(word: str) -> None:
    assert symbols(fold(word), word) is None


def test_symbols_that_say_the_same() -> None:
    assert same("#NPP") == ("#RESEARCH", "#MANUFACTURING")
    assert same("#TRADE") == ("#TRADE",)
    assert same("#NAMED") == ()
