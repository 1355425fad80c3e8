import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchers.folding import RULES, fold

LETTERS = st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=20)
SOUNDS = (
    "schtsch sjtsj stj chtch szcz shch scs tsch tsj tj cz cs dzh dj ksz sch sz zh ch ck q tz kh gh "
    "gu ph th hs oo ou ee w oe ue yo jo C ovas aus skij js vicius ogue ndr ff ie ai ah a e i l r v"
)


@pytest.mark.parametrize(
    "family",
    [
        "khokhlov hohlov chochlow",
        "zhukov zsukov zjukov zukov zukow zukovs zukovas",
        "shoigu schoigu szojgu sojgu sjojgu shoygu",
        "chernov tschernow czernow csernov tjernov tsjernov cernov tchernov",
        "sergey sergei szergej sergej serguei sergejs",
        "yevgeny jewgenij evgenij jevgenij evgeny yevgeniy evgenii",
        "shevchenko chevtchenko schewtschenko sevcsenko sjevtsjenko szewczenko",
        "khrushchev chruschtschow hruscsov chruszczow khrouchtchev chrusjtjov",
        "aleksandrovich alexandrowitsch alekszandrovics aleksandrovitj alexandrovitch",
        "alekseyevich alekseevich aleksejevic alexejewitsch aleksejevitj",
        "afanasyev afanasiev afanasev",
        "hussein husayn husain",
        "mikhail michail mihail",
        "dzhamal jamal djamal",
        "pyotr petr pjotr",
        "victor viktor",
        "tkachyov tkachev tkacev",
        "fatimah fatima",
        "marshalau marsjalau marshalov",
        "stanislav stanislau",
        "jeong jong",
    ],
)
def test_spelling_systems_meet(family: str) -> None:
    assert len({fold(word) for word in family.split()}) == 1


@pytest.mark.parametrize(
    "others",
    [
        "zhang zang chang",
        "zhou zhu",
        "shu su",
        "jin qin yin",
        "borisov boris",
        "orlov orel",
        "bakshayesh baxayesh",
    ],
)
def test_other_names_stay_apart(others: str) -> None:
    words = others.split()
    assert len({fold(word) for word in words}) == len(words)


@given(LETTERS)
def test_folded_words_are_lower_case_ascii(word: str) -> None:
    folded = fold(word)
    assert folded
    assert folded.isascii()
    assert folded.isalpha()
    assert folded.islower()


@pytest.mark.parametrize("word", ["38", "ik6", "#TRADE", "@ru", "~hsyn", ""])
def test_what_is_no_word_is_left(word: str) -> None:
    assert fold(word) == word


@given(st.lists(st.sampled_from(SOUNDS.split()), min_size=1, max_size=5).map("".join))
def test_no_rule_does_anything_without_its_letters(word: str) -> None:
    assert all(sign in word for sign, pattern, _ in RULES if pattern.search(word))
