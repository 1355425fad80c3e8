import pytest

from lists.reading.addresses import address, address_of


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("12 Hill Street, Cali, Colombia", "CO"),
        ("Iran", "IR"),
        ("Km 4 of Hill Road, Mashad, Iran (Islamic Republic of)", "IR"),
        ("1 Hill Street, Sana'a, Yemen, (previous address)", "YE"),
        ("1 Hill Street London WC2A 1QU United Kingdom", "GB"),
        ("231 Hill St. Omsk 644009 Russia.", "RU"),
        ("Russian Federation, 620024, Omsk, Hill Street, 2", "RU"),
        ("1 Hill Street, Tehran, Iran (office), P.O. Box 79145", "IR"),
        ("Hill State, Myanmar/Burma", "MM"),
        ("Iraq; Lebanon", None),
        ("Hill Street, Cali", None),
        ("", None),
        ("(" * 100_000, None),
        ("a, " * 100_000, None),
    ],
)
def test_the_country_of_an_address(text: str, country: str | None) -> None:
    found = address_of(text)
    assert (found.lines, found.country) == ((text,), country)


@pytest.mark.parametrize(
    ("country", "code", "lines"),
    [
        ("Iran", "IR", ("12 Hill Street",)),
        ("Russia / Russie", "RU", ("12 Hill Street",)),
        ("Atlantis", None, ("12 Hill Street", "Atlantis")),
        ("Mali; Togo", None, ("12 Hill Street", "Mali; Togo")),
        ("", None, ("12 Hill Street",)),
    ],
)
def test_a_country_that_is_not_one_stays_a_line(
    country: str, code: str | None, lines: tuple[str, ...]
) -> None:
    found = address(["12 Hill Street", ""], "Cali", country)
    assert (found.lines, found.town, found.country) == (lines, "Cali", code)
