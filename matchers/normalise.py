"""Text in any script, made plain: what two spellings of one name have in common.

`clean` removes what the eye does not see, `latin` writes every script in lower-case ASCII letters.
Both bound their work: a name of a megabyte costs as much as one of `MAX_CHARACTERS`.
"""

import functools
import re
import unicodedata
from typing import Final

import icu
from rigour.text.scripts import text_scripts
from rigour.text.translit import maybe_ascii

MAX_CHARACTERS: Final = 1_000
"""What is read of a name. The longest listed names have about 400 characters."""

MAX_EXPANSION: Final = 4
"""Compatibility forms and transliteration lengthen text; no honest name grows more than this."""

_LATIN_OF_CYRILLIC: Final = dict(
    zip("АВСЕНІЈКМОРЅТХУаcеіјорѕхуԁԛԝһӏ", "ABCEHIJKMOPSTXYaceijopsxydqwhl", strict=True)
)
_LATIN_OF_GREEK: Final = dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧονρ", "ABEZHIKMNOPTYXovp", strict=True))
_TO_LATIN: Final = {**_LATIN_OF_CYRILLIC, **_LATIN_OF_GREEK}
_TO_CYRILLIC: Final = {latin: letter for letter, latin in _LATIN_OF_CYRILLIC.items()}
_LATIN: Final = frozenset({"Latin"})
_LIKE_LATIN: Final = frozenset({"Cyrillic", "Greek"})
"""Scripts with letters that look like Latin ones."""

_RUSSIAN: Final = re.compile("[а-яё]+(?<![иы]й)")
"""Words of Russian letters alone; at their end, two of these are written as one."""

_BY_LETTERS: Final = frozenset({"Greek", "Hangul"})
_WORD: Final = re.compile(r"\w+")


def clean(text: str) -> str:
    """The visible text: NFKC, no control or format characters, single spaces, homoglyphs undone.

    Removes NULs, zero-width characters and direction marks; other control characters and line
    breaks become spaces. Reads `MAX_CHARACTERS` at most.
    """
    text = text[:MAX_CHARACTERS]
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)[: MAX_CHARACTERS * MAX_EXPANSION]
    if not text.isprintable():
        text = "".join(map(_visible, text))
    if not text.isascii() and _mixes_look_alikes(text):
        text = _WORD.sub(_one_script, text)
    return " ".join(text.split())


def _mixes_look_alikes(text: str) -> bool:
    scripts = text_scripts(text)
    return "Latin" in scripts and not scripts.isdisjoint(_LIKE_LATIN)


@functools.lru_cache(maxsize=4096)
def _visible(character: str) -> str:
    category = unicodedata.category(character)
    if character == "\0" or category in ("Cf", "Cs", "Co", "Cn"):
        return ""
    return " " if category == "Cc" or category[0] == "Z" else character


def _one_script(found: re.Match[str]) -> str:
    """A word of mixed scripts in one, where look-alikes allow: the script of most letters first."""
    word = found[0]
    if word.isascii() or not _mixes_look_alikes(word):
        return word
    latin_letters = sum(map(str.isascii, word))
    tables = (_TO_LATIN, _TO_CYRILLIC)
    for table in tables if 2 * latin_letters >= len(word) else reversed(tables):
        read = "".join(table.get(letter, letter) for letter in word)
        if len(text_scripts(read)) == 1:
            return read
    return word


@functools.cache
def _transliterator() -> icu.Transliterator:
    return icu.Transliterator.createInstance("Any-Latin; Latin-ASCII; [:^ASCII:] Remove")


def latin(text: str) -> str:
    """Clean text in lower-case ASCII: rigour's transliteration, ICU's for the scripts it leaves.

    Arabic comes out without its short vowels, Han as Mandarin syllables. Word by word, since words
    repeat and transliteration is dear.
    """
    if text.isascii():
        return text.lower()
    return " ".join(map(_latin_word, text.split()))[: MAX_CHARACTERS * MAX_EXPANSION]


@functools.lru_cache(maxsize=50_000)
def _latin_word(word: str) -> str:
    word = word.casefold()
    if _RUSSIAN.fullmatch(word) or (word.isalpha() and text_scripts(word) == _LATIN):
        # Letters that are written alike whatever stands beside them; and letters repeat.
        word = "".join(map(_latin_letter, word))
    else:
        word = maybe_ascii(word)
    if not word.isascii():
        word = _transliterator().transliterate(word).lower()
    return word


@functools.lru_cache(maxsize=4096)
def _latin_letter(letter: str) -> str:
    return maybe_ascii(letter)


def by_letters(text: str) -> str:
    """A text in Hangul or Greek as libraries romanise it, letter for letter; empty for others.

    People write 영호 as Yong-ho or Young-ho and Βάση as Vasi; software writes yeongho and Base.
    """
    if text.isascii() or script(text) not in _BY_LETTERS:
        return ""
    romanised: str = _transliterator().transliterate(text)
    return romanised.lower()[: MAX_CHARACTERS * MAX_EXPANSION]


def script(text: str) -> str | None:
    """The one script of a text, such as `Latin` or `Arabic`; `mixed`, or None without letters."""
    scripts = text_scripts(text)
    if not scripts:
        return None
    return min(scripts) if len(scripts) == 1 else "mixed"
