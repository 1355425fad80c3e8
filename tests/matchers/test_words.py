import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchers.likeness import NEARLY, likeness
from matchers.near import NEAR_WORDS, TRANSLATED_FROM
from matchers.translations import MOST_LIKENESS, translations
from matchers.words import WordTable, word_arrays
from tests.matchers import oracle

WORD = st.text("abdeghiklmnorstuvz", min_size=1, max_size=12)
WORDS = (
    "gadafi kadafi khadafy qaddafi muhamad mohamed mahmud dragunov draganov drgunov dragunow ali",
    "alia al ~mhmd ~mhmud ~qdafi ~ali ~drgnf hasan hassan husein nasr nasir naser nadir",
)
SPELLINGS = st.sampled_from(" ".join(WORDS).split())
ANY_WORD = WORD | SPELLINGS | WORD.map("~{}".format)

ON_LISTS = (
    "gadafi muhamad mahmud dragunov dragunof tragunow ali alia hasan nasir nadir",
    "~mhmd ~qdafi ~hsn #TRADE @ru 1234 x northern nordern gale",
)
LISTED = tuple(sorted(" ".join(ON_LISTS).split()))


def table_of(listed: tuple[str, ...], known: dict[str, str] | None = None) -> WordTable:
    pairs = [
        (listed.index(one), listed.index(two), MOST_LIKENESS) for one, two in (known or {}).items()
    ]
    return WordTable(word_arrays(listed, translations([], len(listed), pairs)))


def near(table: WordTable, word: str) -> list[tuple[str, float]]:
    """The near listed words of a word, as they are ranked."""
    table.make_room(1)
    found = table.near(word)
    span = slice(found.start, found.start + found.length)
    numbers, alike = table.near_words[span].tolist(), table.near_likeness[span].tolist()
    return [(table.words[n], value) for n, value in zip(numbers, alike, strict=True)]


@pytest.fixture(scope="module")
def table() -> WordTable:
    return table_of(LISTED)


@given(ANY_WORD, ANY_WORD)
def test_likeness_is_that_of_the_plain_definition(left: str, right: str) -> None:
    assert likeness(left, right) == pytest.approx(oracle.likeness(left, right), abs=1e-9)


@given(ANY_WORD, ANY_WORD)
def test_likeness_is_symmetric_and_bounded(left: str, right: str) -> None:
    value = likeness(left, right)
    assert 0 <= value <= 1
    assert value == pytest.approx(likeness(right, left), abs=1e-9)
    assert likeness(left, left) == 1


@given(ANY_WORD, ANY_WORD)
def test_only_equal_words_count_in_full(left: str, right: str) -> None:
    assert left == right or likeness(left, right) <= NEARLY


@pytest.mark.parametrize(
    ("nearer", "farther"),
    [
        (("kadafi", "gadafi"), ("kadafi", "kamari")),
        (("dragunov", "draganov"), ("dragunov", "drobinin")),
        (("muhamad", "~mhmd"), ("ahmed", "~mhmd")),
        (("petrof", "petrov"), ("petrof", "petrenko")),
    ],
)
def test_spellings_of_one_name_are_more_alike(
    nearer: tuple[str, str], farther: tuple[str, str]
) -> None:
    assert likeness(*nearer) > likeness(*farther)


@pytest.mark.parametrize(
    ("left", "right"), [("#TRADE", "#TRAD"), ("1234", "1235"), ("@ru", "ru"), ("a", "ab")]
)
def test_symbols_numbers_and_letters_are_like_nothing_else(left: str, right: str) -> None:
    assert likeness(left, right) == 0


@given(ANY_WORD | st.sampled_from(LISTED))
def test_near_words_are_those_that_a_search_of_all_finds(table: WordTable, word: str) -> None:
    found = near(table, word)
    expected = {
        listed: pytest.approx(likeness(word, listed), abs=1e-5)
        for listed in LISTED
        if likeness(word, listed) > 1e-6
    }
    assert {listed: alike for listed, alike in found if alike > 1e-6} == expected
    alikes = [alike for _, alike in found]
    assert alikes == sorted(alikes, reverse=True)
    assert len(found) == len(dict(found))


@given(st.lists(ANY_WORD, max_size=5))
def test_what_was_looked_up_before_changes_nothing(words: list[str]) -> None:
    arrays = word_arrays(LISTED, translations([], len(LISTED), []))
    shared = WordTable(arrays)
    assert [near(shared, word) for word in words + words] == [
        near(WordTable(arrays), word) for word in words + words
    ]


def test_a_listed_word_comes_first() -> None:
    crowd = tuple(
        sorted({f"dragunov{one}{two}" for one in "abcdefghijkl" for two in "abcdefghijkl"})
    )
    for word in crowd[::29]:
        found = near(table_of(crowd), word)
        assert found[0] == (word, 1.0)
        assert len(found) <= NEAR_WORDS + 1


def test_a_word_is_read_as_the_one_it_is_like_translations_and_all() -> None:
    listed = ("#TRADE", "trading", "tragedy")
    table = table_of(listed, {"trading": "#TRADE"})
    meant = likeness("tradung", "trading")
    assert meant >= TRANSLATED_FROM
    assert dict(near(table, "tradung"))["#TRADE"] == pytest.approx(
        meant * table._spelt.translation_likeness[0], abs=1e-6
    )
    assert dict(near(table, "trading"))["trading"] == 1
    assert "#TRADE" not in dict(near(table, "dragon"))


def test_the_cache_is_emptied_when_it_is_full(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("matchers.words._CACHED_WORDS", 3)
    small, whole = table_of(LISTED), ["gadafi", "dragunow", "hasan", "nader", "ali", "muhamed"]
    for word in whole * 2:
        assert near(small, word) == near(table_of(LISTED), word)
        assert len(small._cache) <= 3


def test_a_word_stands_for_itself_at_a_stated_likeness(table: WordTable) -> None:
    table.make_room(2)
    found = table.exactly("gale", 0.75)
    assert found.length == 1
    assert table.words[table.near_words[found.start]] == "gale"
    assert table.near_likeness[found.start] == 0.75
    assert table.exactly("gale", 0.75) == found
    assert near(table, "gale")[0] == ("gale", 1.0)
