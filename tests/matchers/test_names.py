import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchers.model import Kind
from matchers.names import LISTED_KINDS, MAX_WORDS, analyse, fold, is_symbol


def words(text: str, kind: Kind = Kind.ORGANIZATION) -> tuple[str, ...]:
    name = analyse(text, kind)
    assert name is not None
    return name.words


@pytest.mark.parametrize(
    "family",
    [
        ("khokhlov", "hohlov"),
        ("youssef", "yusef", "jusef"),
        ("qasim", "kasim"),
        ("mohammed", "mohamed"),
        ("wladimir", "vladimir"),
    ],
)
def test_spelling_families_fold_to_one(family: tuple[str, ...]) -> None:
    assert len({fold(word) for word in family}) == 1


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("OAO Vega", "Open Joint Stock Company Vega"),
        ("Vega Trading", "Торговый Vega"),
        ("АО НПО Импульс", "AO NPO Impuls"),
        ("Z.Q. Lavin Works", "Z. Q. Lavin Works"),
        ("Bank of Moscow", "Bank Moskva"),
    ],
)
def test_organizations_that_share_their_core(left: str, right: str) -> None:
    one, two = analyse(left, Kind.ORGANIZATION), analyse(right, Kind.ORGANIZATION)
    assert one is not None
    assert two is not None
    assert one.core_key == two.core_key


def test_legal_form_is_a_class_and_no_word() -> None:
    name = analyse("Vega GmbH", Kind.ORGANIZATION)
    assert name is not None
    assert (name.words, name.legal) == (("vega",), "LLC")


def test_nothing_but_a_legal_form_is_the_name() -> None:
    names = [analyse(text, Kind.ORGANIZATION) for text in ("ASBL", "NGO")]
    assert all(name is not None and name.words for name in names)
    assert len({name.full_key for name in names if name is not None}) == 2


def test_joined_initials_are_words() -> None:
    assert "zas" in words("Z.A.S. Co.")


def test_arabic_words_come_near_to_their_latin_spelling() -> None:
    assert words("الفاروقي", Kind.PERSON) == ("faruki",)


def test_order_does_not_matter_to_the_keys() -> None:
    one, two = (
        analyse(text, Kind.PERSON)
        for text in ("DRAGUNOV, Arkady Pavlovich", "Arkady Pavlovich Dragunov")
    )
    assert one is not None
    assert two is not None
    assert one.full_key == two.full_key


def test_unknown_is_no_kind_to_read_under() -> None:
    with pytest.raises(ValueError, match="LISTED_KINDS"):
        analyse("Vega", Kind.UNKNOWN)


@pytest.mark.parametrize("text", ["", " ", "...", "\0", "\u200b\u202e", '"'])
def test_nothing_to_read(text: str) -> None:
    assert all(analyse(text, kind) is None for kind in LISTED_KINDS)


@given(st.text(max_size=120), st.sampled_from(LISTED_KINDS))
def test_any_text_gives_few_sorted_plain_words(text: str, kind: Kind) -> None:
    name = analyse(text, kind)
    if name is None:
        return
    assert 0 < len(name.words) <= MAX_WORDS
    assert len(name.words) == len(name.plain)
    assert list(name.words) == sorted(set(name.words))
    assert all(word.isascii() and word for word in name.words)


def test_symbols_are_told_by_their_mark() -> None:
    assert [word for word in words("Vega Trading Moscow") if is_symbol(word)] == [
        "#TRADE",
        "@ru-mow",
    ]
