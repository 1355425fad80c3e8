import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchers.normalise import clean
from matchers.scripts import spelt


@pytest.mark.parametrize(
    ("word", "folded"),
    [
        ("محمد", "~mhmd"),
        ("الفاروقي", "~faruki"),
        ("علي", "~ali"),
        ("أحمد", "~ahmd"),
        ("فاطمة", "~fatm"),
        ("عبدالرحمن", "~abd ~rhmn"),
        ("گلپایگانی", "~glpaigani"),
        ("حسن", "~hsn"),
        ("۳۸", "38"),
        ("جواد", "~ivad"),  # waw beside an alef is a consonant
        ("چمران", "~cmran"),
        ("בנימין", "~bnimin"),
        ("김영철", "kim yong col"),
        ("박도춘", "pak to chun"),
        ("习近平", "xi iinping"),
        ("ヤマハ", "iamaha"),
        ("жуков", "zukov"),
        ("žukov", "zukov"),
        ("čajka", "caika"),
        ("müller", "muler"),
        ("გრიგოლი", "grigoli"),
        ("маршалаў", "marsalau"),
        ("38", "38"),
    ],
)
def test_words_of_every_script(word: str, folded: str) -> None:
    assert " ".join(one for one, _ in spelt(word, person=True)) == folded


def test_han_comes_apart_in_organizations() -> None:
    assert [plain for _, plain in spelt("华为", person=False)] == ["hua", "wei"]


@given(st.text(max_size=30), st.booleans())
def test_any_word_gives_ascii_words(text: str, person: bool) -> None:  # noqa: FBT001
    for word in clean(text).lower().split():
        for folded, plain in spelt(word, person=person):
            assert folded
            assert folded.isascii()
            assert plain
            assert plain.isascii()
