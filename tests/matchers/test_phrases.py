import pytest

from matchers.phrases import MAXIMUM_TEXT, phrase_key, phrases


@pytest.mark.parametrize("name", ["Ali", "Falcon", "Al Bad", "", "\0", "a " * 20])
def test_short_and_endless_names_are_not_looked_for(name: str) -> None:
    assert phrase_key(name) is None


@pytest.mark.parametrize(
    "text",
    [
        "Payment to NORTHERN GALE SHIPPING for freight",
        "northern-gale shipping",
        "(Nörthern Gale\nShipping)",
    ],
)
def test_a_listed_name_is_found_in_text(text: str) -> None:
    assert phrase_key("Northern Gale Shipping") in phrases(text)


@pytest.mark.parametrize("text", ["northern shipping gale", "northerngale shipping", "shipping"])
def test_other_words_are_not_it(text: str) -> None:
    assert phrase_key("Northern Gale Shipping") not in phrases(text)


def test_long_text_is_read_in_part() -> None:
    assert phrase_key("Northern Gale Shipping") not in phrases(
        "x " * MAXIMUM_TEXT + "northern gale shipping"
    )
