import pytest

from lists.reading.territories import country_code, country_codes


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Iran (Islamic Republic of)", "IR"),
        ("Korea, North", "KP"),
        ("Burma", "MM"),
        ("Virgin Islands, British", "VG"),
        ("Kosovo", "XK"),
        ("ir", "IR"),
        ("Yugoslavia", None),
        ("undetermined", None),
        ("None Identified", None),
        ("", None),
        ("x" * 1_000_000, None),
    ],
)
def test_country_code(text: str, expected: str | None) -> None:
    assert country_code(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Congo, Democratic Republic of the", ("CD",)),
        ("Russia / Russie", ("RU",)),
        ("Myanmar (Burma) / Myanmar (Birmanie)", ("MM",)),
        ("Mali;Togo", ("ML", "TG")),
        ("Germany and Atlantis", ()),
        ("Crimea (occupied)", ()),
        (";" * 1_000_000, ()),
    ],
)
def test_country_codes(text: str, expected: tuple[str, ...]) -> None:
    assert country_codes(text) == expected
