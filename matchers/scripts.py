"""One word of any script as folded and plain words: what it is compared by, and how it is shown.

Arabic and Hebrew leave vowels out: such a word keeps its consonants, marked `~`. Han is written by
syllables, Hangul as lists romanise it: between McCune-Reischauer and the Revised Romanization.
"""

import enum
import functools
import re
import unicodedata
from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Final

import yaml

from matchers.folding import CONSONANTAL, fold
from matchers.normalise import latin, script

LEGAL_CLASS: Final = "="
"""Begins a legal class in the table of Han words."""

_CARONS: Final = str.maketrans(
    {
        "č": "ch",
        "ć": "ch",
        "š": "sh",
        "ś": "sh",
        "ş": "sh",
        "ș": "sh",
        "ž": "zh",
        "ż": "zh",
        "ź": "zh",
        "đ": "dj",
        "ñ": "ny",
        "ğ": "g",
        "ə": "a",
    }
)
"""Letters whose sound ASCII loses: folded as English writes it; the plain word goes without."""

_CONSONANTS: Final = str.maketrans(
    {
        **dict.fromkeys("اأإآٱى", "a"),
        **dict.fromkeys("ءئؤعّـًٌٍَُِْ'", ""),
        **dict.fromkeys("ةۃ", ""),
        **dict.fromkeys("يیېئ", "y"),
        **dict.fromkeys("کك", "k"),
        **dict.fromkeys("هہھەۀ", "h"),
        **dict.fromkeys("تطث", "t"),
        **dict.fromkeys("دذض", "d"),
        **dict.fromkeys("زظ", "z"),
        **dict.fromkeys("سصش", "s"),
        **dict.fromkeys("حخ", "h"),
        "ب": "b",
        "پ": "p",
        "ج": "j",
        "چ": "c",
        "ر": "r",
        "ژ": "z",
        "غ": "g",
        "ف": "f",
        "ق": "k",
        "گ": "g",
        "ل": "l",
        "م": "m",
        "ن": "n",
        "ں": "n",
        "ڑ": "r",
        "ڈ": "d",
        "ٹ": "t",
        "ے": "y",
        "و": "w",
    }
)
"""Arabic, Persian and Urdu letters by the folded sound that Latin spellings give them."""

_ARTICLE: Final = "ال"
_ARTICLE_FROM: Final = 4
"""Letters from which an Arabic word may begin with the article; `Ali` does not."""

_BARE: Final = 2
"""Letters that a word keeps, a silent h or not."""

_PERSIAN: Final = re.compile("[پچژگکی]")
"""Letters that Arabic does not have, or writes in another way."""

_PERSIAN_SOUNDS: Final = str.maketrans("ضظذث", "zzzs")
_ABD: Final = "عبد"
_GOD: Final = "الله"
_JAMO: Final = (
    "k kk n t tt r m p pp s ss - j jj ch k t p h",
    "a ae ya yae o e yo ye o wa wae oe yo u wo we wi yu u ui i",
    "- k k k n n n t l k m l l l p l m p p t t ng t t k t p t",
)
"""The initials, medials and finals of a Hangul syllable in Unicode's order; a dash is none."""

_INITIALS, _MEDIALS, _FINALS = (letters.split() for letters in _JAMO)
_HAN: Final = re.compile("[\u3400-\u9fff\uf900-\ufaff]")
_HANGUL: Final = range(0xAC00, 0xD7A4)


class Han(enum.IntEnum):
    """What a token in Han is: an organization's words, a person's whole name, or a part of it."""

    WORDS = 0
    NAME = 1
    PART = 2


Spelt = tuple[tuple[str, str], ...]
"""Words as (folded, plain)."""


def spelt(word: str, han: Han = Han.WORDS) -> Spelt:
    """The words of a lower-case token: one for most scripts, several for those without spaces."""
    if word.isascii():
        return ((fold(word), word),)
    if any(ord(letter) in _HANGUL for letter in word):
        return tuple((fold(syllable), syllable) for syllable in _hangul(word))
    known = script(word)
    if known in {"Arabic", "Hebrew"}:
        return tuple(_semitic(word, known))
    plain = _han(word, han) if _HAN.search(word) else latin(word).split()
    if known == "Latin" and len(plain) == 1:
        return ((fold(latin(word.translate(_CARONS))), plain[0]),)
    return tuple((fold(one), one) for one in plain)


@functools.cache
def han_words() -> Mapping[str, list[str]]:
    """Chinese and Japanese words of organizations' names by what they mean; see the table."""
    text = files("matchers").joinpath("han_words.yaml").read_text(encoding="utf-8")
    words: dict[str, list[str]] = yaml.safe_load(text)
    return words


@functools.cache
def _han_pieces() -> re.Pattern[str]:
    """Known words, the longest first; else up to four syllables before one, or other letters."""
    known = sorted({word for words in han_words().values() for word in words}, key=len)
    longest_first = "|".join(reversed(known))
    return re.compile(
        rf"({longest_first})|(?:(?!{longest_first}){_HAN.pattern}){{1,4}}|[^\W\d_]+?(?={_HAN.pattern}|$)|\d+"
    )


def _han(word: str, han: Han) -> list[str]:
    """Words in Han, each as its syllables joined, as lists write them."""
    if han is Han.WORDS:
        pieces = (found[0] for found in _han_pieces().finditer(word))
        return [plain for piece in pieces if (plain := latin(piece).replace(" ", ""))]
    syllables = latin(word).split()
    if han is Han.NAME and len(syllables) > 1:
        return [syllables[0], "".join(syllables[1:])]
    return ["".join(syllables)] if syllables else []


def _hangul(word: str) -> list[str]:
    """Each syllable on its own; other letters stay together."""
    out = []
    for letter in unicodedata.normalize("NFC", word):
        if ord(letter) not in _HANGUL:
            out.append(latin(letter))
            continue
        rest, final = divmod(ord(letter) - _HANGUL.start, len(_FINALS))
        initial, medial = divmod(rest, len(_MEDIALS))
        out.append((_INITIALS[initial] + _MEDIALS[medial] + _FINALS[final]).replace("-", ""))
    return [syllable for syllable in out if syllable]


def _semitic(word: str, known: str) -> Iterator[tuple[str, str]]:
    """The consonants of an Arabic or Hebrew word, with how it is shown; numbers are numbers.

    The article goes; waw and ya within the word are vowels, but beside an alef and in a last `vi`;
    a last h is silent. Vowels are not guessed: Qasim is Qasem and Ghassem as well.
    """
    if known == "Hebrew":
        for plain in latin(word).replace("'", "").split():
            yield _bones(plain.translate(_OF_HEBREW)), plain
        return
    words = [word]
    if word.startswith(_ABD + _ARTICLE) and word != _ABD + _GOD:
        words = [_ABD, word[len(_ABD) :]]
    for one in words:
        bare = one.removeprefix(_ARTICLE) if len(one) > _ARTICLE_FROM else one
        of_god = len(bare) > len(_GOD) and bare.endswith(_GOD)
        bare = bare.removesuffix(_GOD) if of_god else bare
        if _PERSIAN.search(word):
            bare = bare.translate(_PERSIAN_SOUNDS)
        begun = "a" if bare[:1] == "ع" else ""
        plain = latin(begun + bare.translate(_CONSONANTS)).replace(" ", "")
        if plain:
            ending = "la" if of_god else ""
            yield _bones(plain) + ending, plain + ending


_OF_HEBREW: Final = str.maketrans("qj", "ki")


def _bones(plain: str) -> str:
    """Long vowels as vowels: `farwk` is faruk, but `nwaz` nvaz; `fatmh` is fatm."""
    if plain.isdigit():
        return plain
    letters = list(plain.replace("j", "i"))
    for place in range(len(plain)):
        if plain[place] == "w":
            consonant = plain[place + 1 :] == "y" or plain[place + 1 : place + 2] == "a"
            vowel = place and not consonant and plain[place - 1] != "a"
            letters[place] = "u" if vowel else "v"
        elif plain[place] == "y":
            letters[place] = "i"
    if len(letters) > _BARE and letters[-1] == "h":
        letters.pop()
    return CONSONANTAL + "".join(letters)
