import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchers.translations import (
    LEAST_LIKENESS,
    MINIMUM_ENTITIES,
    MOST_LIKENESS,
    MOST_TRANSLATIONS,
    Words,
    translations,
)
from tests.matchers import oracle

COUNT = 9
NAMES = st.lists(st.frozensets(st.integers(0, COUNT - 1), min_size=1, max_size=4), max_size=4)


def mined(
    entities: list[list[Words]], words: int, known: tuple[tuple[int, int, float], ...] = ()
) -> dict[tuple[int, int], float]:
    found = translations(entities, words, known)
    starts = found["translation_starts"]
    assert len(starts) == words + 1
    return {
        (source, int(target)): float(alike)
        for source in range(words)
        for target, alike in zip(
            found["translation_words"][starts[source] : starts[source + 1]],
            found["translation_likeness"][starts[source] : starts[source + 1]],
            strict=True,
        )
    }


@given(st.lists(NAMES, max_size=12))
def test_translations_are_those_of_the_plain_model(entities: list[list[Words]]) -> None:
    found, expected = mined(entities, COUNT), oracle.translated(entities)
    # A probability of just the least share may fall on either side.
    differing = set(found) ^ set(expected)
    assert all(
        (found | expected)[key] == pytest.approx(LEAST_LIKENESS, abs=1e-6) for key in differing
    )
    for key in found.keys() & expected.keys():
        assert found[key] == pytest.approx(expected[key], abs=1e-5)


@given(st.lists(NAMES, max_size=12))
def test_translations_go_both_ways(entities: list[list[Words]]) -> None:
    found = mined(entities, COUNT)
    assert all(found[target, source] == alike for (source, target), alike in found.items())
    assert all(LEAST_LIKENESS <= alike <= MOST_LIKENESS + 1e-6 for alike in found.values())


def bears(own: int, *both: int) -> list[Words]:
    return [frozenset({own, word}) for word in both]


def test_what_enough_entities_show_is_a_translation() -> None:
    trade, handel, gale, storm = range(4)
    shown = [bears(10 + number, trade, handel) for number in range(MINIMUM_ENTITIES)]
    few = [bears(20 + number, gale, storm) for number in range(MINIMUM_ENTITIES - 1)]
    found = mined(shown + few, 40)
    assert found == {
        (trade, handel): pytest.approx(MOST_LIKENESS),
        (handel, trade): pytest.approx(MOST_LIKENESS),
    }


def test_repeating_a_name_shows_nothing_more() -> None:
    entities = [bears(10, 0, 1), bears(11, 0, 1) * 5]
    assert mined(entities, 12) == {}


def test_names_that_share_nothing_but_length_translate_little() -> None:
    entities = [
        [frozenset(range(8)), frozenset(range(8 * turn, 8 * turn + 8))] for turn in range(1, 5)
    ]
    assert mined(entities, 40) == {}
    too_long = [[frozenset(range(9)), frozenset(range(9, 18))]] * MINIMUM_ENTITIES
    assert mined(too_long, 18) == {}


def test_what_is_known_needs_no_evidence() -> None:
    assert mined([], 3, ((2, 0, 0.8),)) == {(2, 0): pytest.approx(0.8)}


def test_a_word_has_no_more_translations_than_memory_is_kept_for() -> None:
    known = tuple((0, target, MOST_LIKENESS) for target in range(1, MOST_TRANSLATIONS + 9))
    found = translations([], MOST_TRANSLATIONS + 9, known)
    assert np.diff(found["translation_starts"]).max() == MOST_TRANSLATIONS
