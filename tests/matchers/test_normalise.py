import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchers.normalise import MAX_CHARACTERS, MAX_EXPANSION, clean, latin, script


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Arkady\u200b Dragunov", "Arkady Dragunov"),
        ("\u202eArkady\u202c", "Arkady"),
        ("Ark\0ady", "Arkady"),
        ("Arkady\r\n\tDragunov ", "Arkady Dragunov"),
        ("Ａｒｋａｄｙ", "Arkady"),
        ("Аrkady", "Arkady"),  # a Cyrillic A in a Latin word
        ("ДРAГУНОВ", "ДРАГУНОВ"),  # a Latin A in a Cyrillic word
        ("Драгунов Arkady", "Драгунов Arkady"),  # two words, two scripts: nothing mixed
        ("", ""),
        ("\0\u200b", ""),
    ],
)
def test_clean_keeps_what_the_eye_sees(text: str, expected: str) -> None:
    assert clean(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Драгунов", "dragunov"),
        ("خالد", "khald"),
        ("华为", "hua wei"),
        ("Müller", "muller"),
        ("Ελλάδα", "ellada"),
        ("ヤマハ", "yamaha"),
        ("PLAIN", "plain"),
    ],
)
def test_latin_writes_every_script(text: str, expected: str) -> None:
    assert latin(text) == expected


@given(st.text(max_size=200))
def test_clean_is_idempotent_and_latin_is_ascii(text: str) -> None:
    once = clean(text)
    assert "\0" not in once
    assert latin(once).isascii()
    assert latin(once) == latin(clean(once))


@pytest.mark.parametrize("unit", ["a", "ﷺ", "Ж", "\u202e", "\0", "华", "e\u0301", "🏴"])
def test_a_name_of_a_megabyte_is_bounded_and_quick(unit: str) -> None:
    begun = time.perf_counter()
    result = latin(clean(unit * (1 << 20)))
    assert len(result) <= MAX_CHARACTERS * MAX_EXPANSION
    assert time.perf_counter() - begun < 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Anna", "Latin"), ("Анна", "Cyrillic"), ("Anna Анна", "mixed"), ("123", None), ("", None)],
)
def test_script(text: str, expected: str | None) -> None:
    assert script(text) == expected
