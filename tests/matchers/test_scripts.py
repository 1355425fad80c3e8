import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchers.normalise import clean
from matchers.scripts import Han, spelt


@pytest.mark.parametrize(
    ("word", "folded"),
    [
        ("محمد", "~mhmd"),
        ("عبدالله", "~abdla"),
        ("موسوی", "~musvi"),
        ("الفاروقي", "~faruki"),
        ("علي", "~ali"),
        ("عمران", "~amran"),
        ("سلطانة", "~sltan"),
        ("عبدالرحمن", "~abd ~rhmn"),
        ("گلپایگانی", "~glpaigani"),
        ("حسنین", "~hsnin"),
        ("۳۸", "38"),
        ("جوادین", "~ivadin"),  # waw beside an alef is a consonant
        ("چمران", "~cmran"),
        ("בנימין", "~bnimin"),
        ("김영철", "kim iong col"),
        ("박도춘", "pak to chun"),
        ("习近平", "xi iinping"),
        ("ヤマハ", "iamaha"),
        ("жуков", "zukov"),
        ("žukov", "zukov"),
        ("čajka", "caika"),
        ("müller", "muler"),
        ("გრიგოლი", "grigoli"),
        ("маршалаў", "marsalov"),
        ("38", "38"),
    ],
)
def test_words_of_every_script(word: str, folded: str) -> None:
    assert " ".join(one for one, _ in spelt(word, Han.NAME)) == folded


def test_han_comes_apart_in_organizations() -> None:
    assert [plain for _, plain in spelt("华为技术有限公司")] == [
        "huawei",
        "jishu",
        "youxiangongsi",
    ]


@given(st.text(max_size=30), st.sampled_from(Han))
def test_any_word_gives_ascii_words(text: str, han: Han) -> None:
    for word in clean(text).lower().split():
        for folded, plain in spelt(word, han):
            assert folded
            assert folded.isascii()
            assert plain
            assert plain.isascii()
