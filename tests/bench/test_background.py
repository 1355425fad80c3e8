from bench.background import count, header
from matchers.model import Kind


def test_words_of_at_least_two_names_are_counted_once_a_name() -> None:
    counted = count(["Maria Lavin", "Maria Maria Orlov", "Ivan Orloff", "..."], Kind.PERSON)
    assert counted.names == 3
    assert counted.holding == {"maria": 2, "orlov": 2}


def test_the_header_tells_names_and_digest() -> None:
    text = header({"made up (MIT)": ["Maria Lavin", "Ivan Orlov"]})
    assert "made up (MIT): 2, 893357481406cb80" in text
