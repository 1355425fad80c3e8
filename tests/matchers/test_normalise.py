import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rigour.text.scripts import text_scripts
from rigour.text.translit import maybe_ascii

from matchers.normalise import MAX_CHARACTERS, MAX_EXPANSION, by_letters, clean, latin, script


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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("손철주", "soncheolju"),
        ("김영복", "gim-yeongbog"),
        ("Η Βάση", "e base"),
        ("Драгунов", ""),
        ("Dragunov", ""),
        ("Kim 김", ""),
        ("1", ""),
    ],
)
def test_hangul_and_greek_are_romanised_letter_by_letter(text: str, expected: str) -> None:
    assert by_letters(text) == expected


RUSSIAN = "".join(map(chr, range(ord("а"), ord("я") + 1))) + "ё"
LATIN = "".join(
    letter for letter in map(chr, range(0x180)) if letter.isalpha() and text_scripts(letter)
)


@given(
    st.text(LATIN, min_size=1) | st.text(RUSSIAN, min_size=1) | st.text(LATIN + RUSSIAN + "іїў'")
)
def test_latin_by_letters_is_the_transliteration_of_the_word(word: str) -> None:
    assert latin(word) == maybe_ascii(word.casefold())


@given(st.text(st.characters(codec="utf-8"), max_size=30))
def test_clean_removes_what_no_eye_sees_and_nothing_else(text: str) -> None:
    seen = []
    for character in unicodedata.normalize("NFKC", text):
        category = unicodedata.category(character)
        if category == "Cc" and character != "\0":
            seen.append(" ")
        elif category[0] not in "CZ":
            seen.append(character)
        elif category[0] == "Z":
            seen.append(" ")
    cleaned = clean(text)
    assert len(cleaned) == len(" ".join("".join(seen).split()))
    if not {"Cyrillic", "Greek"} & text_scripts(text):
        assert cleaned == " ".join("".join(seen).split())


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
