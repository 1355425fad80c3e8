import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchers.normalise import clean
from matchers.variants import MAX_VARIANTS, variants_of


@pytest.mark.parametrize(
    "joined",
    [
        "Tulamash (Orionis)",
        "Tulamash [Orionis]",
        "Tulamash (formerly Orionis)",
        "Tulamash, formerly known as Orionis",
        "Tulamash also known as Orionis",
        "Tulamash a.k.a. Orionis",
        "Tulamash aka Orionis",
        "Tulamash a/k/a Orionis",
        "Tulamash f.k.a. Orionis",
        "Tulamash alias Orionis",
        "Tulamash (prev. Orionis)",
        "Tulamash (ex-Orionis)",
        "Tulamash ranije Orionis",
        "Tulamash / Orionis",
        "Tulamash; Orionis",
        "Tulamash doing business as Orionis",
    ],
)
def test_two_names_in_one_text(joined: str) -> None:
    main, parts = variants_of(joined, dashed=False)
    assert {"Tulamash", "Orionis"} <= set(parts)
    assert "Tulamash" in main
    assert "Orionis" in main


@pytest.mark.parametrize(
    "text",
    [
        "Tulamash Orionis",
        "Akadem Plant",
        "Aliasko",
        "New Tulamash",
        "Tulamash-Orionis",
        "A S Orionis",
        "Vega's Works",
        "X/Y Works",
    ],
)
def test_one_name(text: str) -> None:
    assert variants_of(text, dashed=True) == (text, ())


def test_a_dash_parts_only_where_asked() -> None:
    assert variants_of("Tulamash - Orionis", dashed=False)[1] == ()
    assert set(variants_of("Tulamash – Orionis", dashed=True)[1]) == {"Tulamash", "Orionis"}


@given(st.text("ab ()[]{};/-–,.aka formerly", max_size=60), st.booleans())
def test_any_text_has_few_parts(text: str, dashed: bool) -> None:  # noqa: FBT001
    text = clean(text)
    main, parts = variants_of(text, dashed=dashed)
    assert len(parts) <= MAX_VARIANTS
    assert all(parts)
    assert bool(main) == bool(text)
