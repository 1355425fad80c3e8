import pytest
from hypothesis import given
from hypothesis import strategies as st
from rigour.names import Name, NamePartTag, NameTypeTag, analyze_names, normalize_name
from rigour.text.stopwords import is_stopword

from matchers import cuts
from matchers.normalise import clean

TITLES = "Mr. Dr The Prof. Sir M/V MV M.T. M V ss Rear-Admiral Honourable Director"
NAMES = (
    "Lavin O'Hara Wāng 38 II al- Ltd LLC Joint Stock Company of and für Россия ООО société (Moscow)"
)
WORDS = st.sampled_from([*TITLES.split(), *NAMES.split()])
TEXTS = (st.lists(WORDS, max_size=7).map(" ".join) | st.text(max_size=30)).map(clean)


def analysed(text: str, tag: NameTypeTag) -> Name | None:
    symbols = tag == NameTypeTag.ORG
    found = analyze_names(tag, [text], symbols=symbols, phonetics=False, consolidate=False)
    return next(iter(found), None)


def words_of(name: Name | None) -> list[str]:
    return [part.form for part in name.parts][: cuts.MAX_WORDS] if name else []


@given(TEXTS)
def test_persons_and_things_are_cut_as_rigour_analyses_them(text: str) -> None:
    assert cuts.person(text) == words_of(analysed(text, NameTypeTag.PER))
    assert cuts.thing(text) == words_of(analysed(text, NameTypeTag.OBJ))


@given(TEXTS)
def test_legal_forms_stand_where_rigour_marks_them(text: str) -> None:
    name = analysed(text, NameTypeTag.ORG)
    found = cuts.organization(text)
    assert found.words == words_of(name)
    marked = {part.index for part in name.parts if part.tag == NamePartTag.LEGAL} if name else set()
    assert found.legal == marked


@given(TEXTS)
def test_stop_words_are_told_by_themselves(text: str) -> None:
    for tag in (NameTypeTag.ORG, NameTypeTag.OBJ):
        name = analysed(text, tag)
        for part in name.parts if name else ():
            if part.tag != NamePartTag.LEGAL:
                stops = is_stopword(part.form, normalizer=normalize_name)
                assert stops == (part.tag == NamePartTag.STOP)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Mr. Arkady Lavin", ["arkady", "lavin"]),
        ("Arkady Mr. Lavin", ["arkady", "mr", "lavin"]),  # only at the start
        ("The Honourable Lavin", ["lavin"]),
        ("Director", ["director"]),
        ("...", []),
        ("", []),
    ],
)
def test_titles_at_the_start_are_left_out(text: str, words: list[str]) -> None:
    assert cuts.person(text) == words


@pytest.mark.parametrize("text", ["M/V Lavinia", "MV Lavinia", "M.T. Lavinia", "The Lavinia"])
def test_what_vessels_are_is_left_out(text: str) -> None:
    assert cuts.thing(text) == ["lavinia"]


def test_symbols_stand_at_the_first_word_of_the_longest() -> None:
    found = cuts.organization("Vega Limited Liability Company United States")
    assert found.classes == {"LLC"}
    assert found.words == ["vega", "llc", "united", "states"]
    assert found.symbols == {2: "@us", 3: ""}


def test_words_beyond_the_bound_are_not_read() -> None:
    assert cuts.organization("vega " * 100).words == ["vega"] * cuts.MAX_WORDS
    assert cuts.person("vega " * 100) == ["vega"] * cuts.MAX_WORDS
