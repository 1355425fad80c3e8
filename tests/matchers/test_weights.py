import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchers.background import background
from matchers.model import Kind
from matchers.names import LISTED_KINDS
from matchers.weights import BACKGROUND_NAMES, weight


def surprise(word: str) -> float:
    """The information in the letters of a word, by all letters of ordinary organizations."""
    text = "".join(filter(str.isalpha, background(Kind.ORGANIZATION)))
    return sum(math.log(len(text) / text.count(letter)) for letter in word)


def test_words_of_equal_shares_are_told_apart_by_their_letters() -> None:
    one, two = weight("zqx", Kind.PERSON), weight("ean", Kind.PERSON)
    assert 0 < one - two < 0.2
    assert weight("яя", Kind.PERSON) == pytest.approx(  # letters that no word there has
        weight("ean", Kind.PERSON) + 0.01 * (14 - surprise("ean"))
    )


@given(
    st.sampled_from(["zarathul", "maria", "#TRADE"]),
    st.sampled_from(LISTED_KINDS),
    st.integers(0, 500),
    st.integers(500, 100_000),
    st.floats(0, 0.5),
)
def test_a_weight_is_the_negative_logarithm_of_the_smoothed_share(
    word: str, kind: Kind, listed: int, names: int, share: float
) -> None:
    held = listed + max(0.6, share * BACKGROUND_NAMES)
    nats = -math.log(held / (names + BACKGROUND_NAMES))
    expected = nats / 2 if word == "#TRADE" else nats + 0.01 * surprise(word)
    assert weight(word, kind, listed, names, share) == pytest.approx(expected)


@pytest.mark.parametrize("kind", LISTED_KINDS)
def test_rare_words_weigh_more(kind: Kind) -> None:
    common = max(background(kind).items(), key=lambda pair: pair[1])[0]
    assert weight("zarathul", kind) > weight(common, kind) > 0
    assert weight("zarathul", kind, 500, 1000) < weight("zarathul", kind, 1, 1000)


def test_the_share_is_by_default_that_of_ordinary_names() -> None:
    share = background(Kind.PERSON)["maria"]
    assert weight("maria", Kind.PERSON) == weight("maria", Kind.PERSON, share=share)
