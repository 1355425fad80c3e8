import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from bench.manipulate import MANIPULATIONS
from matchers.model import Kind
from matchers.normalise import clean

NAMES = st.lists(
    st.text("abcdefghijklmnopqrstuvwxyz", min_size=2, max_size=12).map(str.capitalize),
    min_size=1,
    max_size=5,
).map(" ".join)
KINDS = st.sampled_from([Kind.PERSON, Kind.ORGANIZATION, Kind.VESSEL])
SEEDS = st.integers(0, 2**16)


def altered(of: str, name: str, kind: Kind = Kind.ORGANIZATION, seed: int = 1) -> str | None:
    return MANIPULATIONS[of](name, kind, random.Random(seed))


@given(st.sampled_from(sorted(MANIPULATIONS)), NAMES, KINDS, SEEDS)
def test_a_seed_gives_one_result_and_none_but_exact_leaves_a_name_alone(
    of: str, name: str, kind: Kind, seed: int
) -> None:
    one = altered(of, name, kind, seed)
    assert one == altered(of, name, kind, seed)
    assert one is None or (one == name) == (of == "exact")


@pytest.mark.parametrize("of", ["insertion", "deletion", "substitution", "transposition"])
@given(NAMES, SEEDS)
def test_a_typo_is_one_slip_that_leaves_first_letters_and_blanks(
    of: str, name: str, seed: int
) -> None:
    slipped = altered(of, name, seed=seed)
    if slipped is None:
        assert of == "transposition" or all(len(word) < 5 for word in name.split())
        return
    assert OSA.distance(name, slipped) == 1
    assert slipped.count(" ") == name.count(" ")
    assert len(slipped) - len(name) == {"insertion": 1, "deletion": -1}.get(of, 0)


@given(NAMES, SEEDS)
def test_words_and_letters_stay(name: str, seed: int) -> None:
    moved = altered("reorder", name, seed=seed)
    assert moved is None or sorted(moved.split()) == sorted(name.split())
    for of in ("joined_words", "split_word"):
        other = altered(of, name, seed=seed)
        assert other is None or other.replace(" ", "") == name.replace(" ", "")
    hidden = altered("zero_width", name, seed=seed)
    assert hidden is None or clean(hidden) == name


@pytest.mark.parametrize(
    ("of", "name", "kind", "expected"),
    [
        ("reorder", "DRAGUNOV, Arkady Pavlovich", Kind.PERSON, "Arkady Pavlovich DRAGUNOV"),
        ("reorder", "Tempest", Kind.VESSEL, None),
        ("initials", "DRAGUNOV, Arkady Pavlovich", Kind.PERSON, "DRAGUNOV, A. Pavlovich"),
        ("initials", "Arkady Dragunov", Kind.PERSON, "A. Dragunov"),
        ("initials", "Arkady Dragunov", Kind.ORGANIZATION, None),
        ("nickname", "Robert Okonore", Kind.PERSON, "Bob Okonore"),
        ("nickname", "OKONORE, ROBERT", Kind.PERSON, "OKONORE, BOB"),
        ("nickname", "Zarathul Okonore", Kind.PERSON, None),
        ("legal_form_dropped", "Blue Heron Trading, LLC", Kind.ORGANIZATION, "Blue Heron Trading"),
        ("legal_form_dropped", "OOO Severny Shtorm", Kind.ORGANIZATION, "Severny Shtorm"),
        ("legal_form_dropped", "Blue Heron LLC", Kind.PERSON, None),
        (
            "legal_form_changed",
            "Blue Heron JSC",
            Kind.ORGANIZATION,
            "Blue Heron Joint Stock Company",
        ),
        ("legal_form_added", "Blue Heron LLC", Kind.ORGANIZATION, None),
        ("truncation_35", "x" * 35, Kind.ORGANIZATION, None),
        ("truncation_35", "x" * 36, Kind.ORGANIZATION, "x" * 35),
        ("truncation_140", "x" * 200, Kind.ORGANIZATION, "x" * 140),
        ("transliteration", "Драгунов Аркадий", Kind.PERSON, "Dragunov Arkadiy"),
        ("transliteration", "Dragunov", Kind.PERSON, None),
        ("native_script", "Dragunov", Kind.PERSON, "Драгунов"),
        ("missing_word", "Blue Heron", Kind.ORGANIZATION, None),
        ("phonetic", "Khan", Kind.PERSON, "Han"),
    ],
)
def test_single_names(of: str, name: str, kind: Kind, expected: str | None) -> None:
    assert altered(of, name, kind) == expected
