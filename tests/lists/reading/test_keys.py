import pytest

from lists.reading.keys import digest_key, folded


@pytest.mark.parametrize(
    "name", ["jo  flint", "JO FLINT", "Jo-Flint.", "ＪＯ ＦＬＩＮＴ", "Jo\tFlint"]
)
def test_a_key_does_not_hang_on_how_a_name_is_printed(name: str) -> None:
    assert digest_key("DPL", name, "US") == digest_key("DPL", "Jo Flint", "US") == "ba595393bf7b"


@pytest.mark.parametrize(
    "parts", [("DPL", "Jo Flint"), ("DP", "LJo Flint"), ("DPL", "Jo", "Flint")]
)
def test_other_parts_give_another_key(parts: tuple[str, ...]) -> None:
    others = {("EL", "Jo Flint"), ("DPL", "Jo Flint", "US"), ("DPL", "Jo Flynt")}
    assert digest_key(*parts) not in {digest_key(*other) for other in others}
    assert len(digest_key(*parts)) == 12


def test_marks_and_letters_of_all_scripts_count() -> None:
    assert folded("Ахмед é \u202e-") == "ахмедé"
    assert folded("कि") != folded("क")
