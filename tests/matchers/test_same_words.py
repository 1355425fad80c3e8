import pytest

from matchers.folding import fold
from matchers.nicknames import same_name_words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("william", "bill"),
        ("aleksandr", "sasha"),
        ("alexander", "oleksandr"),
        ("volodymyr", "vladimir"),
        ("ihar", "igor"),
        ("siarhei", "sergey"),
        ("mohammed", "mohd"),
        ("mohammed", "muhammad"),
        ("yusuf", "joseph"),
        ("francisco", "paco"),
        ("igorevich", "ihorovych"),
        ("lee", "rhee"),
    ],
)
def test_words_of_one_name(one: str, other: str) -> None:
    assert fold(other) in same_name_words(fold(one))
    assert fold(one) in same_name_words(fold(other))


@pytest.mark.parametrize(
    ("one", "other"), [("bill", "bob"), ("ivan", "ivana"), ("hassan", "hussein"), ("sam", "dan")]
)
def test_other_names(one: str, other: str) -> None:
    assert fold(other) not in same_name_words(fold(one))


def test_a_word_is_not_among_its_own_others() -> None:
    assert "ivan" not in same_name_words("ivan")
    assert same_name_words("lavinskaya") == frozenset()
