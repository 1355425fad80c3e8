"""Slips in letters, blanks and marks of a listed name; see `bench.manipulate`."""

import random
import re
from typing import Final

from bench.spellings import LOOK_ALIKES, SOUNDS
from matchers.model import Kind

_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"
_TYPO_FROM: Final = 5
"""Letters from which a word is long enough for a slip in it to leave the word recognisable."""


def phonetic(name: str, _kind: Kind, rng: random.Random) -> str | None:
    """One sound spelt another way."""
    lower = name.casefold()
    found = [pair for pair in SOUNDS if pair[0] in lower]
    if not found or not name.isascii():
        return None
    sound, same = rng.choice(found)
    at = rng.choice([each.start() for each in re.finditer(sound, lower)])
    return other(name, name[:at] + _as(name[at], same) + name[at + len(sound) :])


def insertion(name: str, _kind: Kind, rng: random.Random) -> str | None:
    """One letter too many, inside a word."""
    at = _inside(name, rng)
    return None if at is None else name[:at] + _as(name[at], rng.choice(_LETTERS)) + name[at:]


def deletion(name: str, _kind: Kind, rng: random.Random) -> str | None:
    """One letter missing, inside a word."""
    at = _inside(name, rng)
    return None if at is None else name[:at] + name[at + 1 :]


def substitution(name: str, _kind: Kind, rng: random.Random) -> str | None:
    """One letter for another, inside a word."""
    at = _inside(name, rng)
    if at is None:
        return None
    letter = rng.choice(_LETTERS.replace(name[at].lower(), ""))
    return name[:at] + _as(name[at], letter) + name[at + 1 :]


def transposition(name: str, _kind: Kind, rng: random.Random) -> str | None:
    """Two different neighbouring letters of a word exchanged, the first one excepted."""
    words = re.finditer(rf"[A-Za-z]{{{_TYPO_FROM},}}", name)
    found = [at for each in words for at in range(each.start() + 2, each.end())]
    found = [at for at in found if name[at - 1] != name[at]]
    at = rng.choice(found) if found else None
    return None if at is None else name[: at - 1] + name[at] + name[at - 1] + name[at + 1 :]


def joined_words(name: str, _kind: Kind, rng: random.Random) -> str | None:
    """The blank between two words gone."""
    found = [each.start() for each in re.finditer(r"(?<=\w) (?=\w)", name)]
    at = rng.choice(found) if found else None
    return None if at is None else name[:at] + name[at + 1 :]


def split_word(name: str, _kind: Kind, rng: random.Random) -> str | None:
    """A blank inside a word of six letters or more, three or more on each side."""
    found = [
        at
        for each in re.finditer(r"[^\W\d_]{6,}", name)
        for at in range(each.start() + 3, each.end() - 2)
    ]
    at = rng.choice(found) if found else None
    return None if at is None else f"{name[:at]} {name[at:]}"


def punctuation(name: str, _kind: Kind, rng: random.Random) -> str | None:
    """Another mark between two words."""
    found = [each.start() for each in re.finditer(r"(?<=\w) (?=\w)", name)]
    at = rng.choice(found) if found else None
    return (
        None
        if at is None
        else name[:at] + rng.choice(["-", ", ", ". ", " - ", "/"]) + name[at + 1 :]
    )


def homoglyph(name: str, _kind: Kind, rng: random.Random) -> str | None:
    """One Latin letter as the Cyrillic one that looks like it."""
    if not is_latin(name):
        return None
    found = [at for each in re.finditer(r"[A-Za-z]{3,}", name) for at in range(*each.span())]
    found = [at for at in found if name[at] in LOOK_ALIKES]
    at = rng.choice(found) if found else None
    return None if at is None else name[:at] + LOOK_ALIKES[name[at]] + name[at + 1 :]


def zero_width(name: str, _kind: Kind, rng: random.Random) -> str | None:
    """A character without width inside a word."""
    at = _inside(name, rng, least=2)
    return None if at is None else name[:at] + rng.choice("\u200b\u200d\u2060\ufeff") + name[at:]


def _inside(name: str, rng: random.Random, least: int = _TYPO_FROM) -> int | None:
    """A place inside a word of so many Latin letters or more, its first letter excepted."""
    words = re.finditer(rf"[A-Za-z]{{{least},}}", name)
    found = [at for each in words for at in range(each.start() + 1, each.end())]
    return rng.choice(found) if found else None


def _as(model: str, letters: str) -> str:
    return letters.upper() if model.isupper() else letters


def other(name: str, altered: str) -> str | None:
    """What has been altered; None where nothing was."""
    return altered if altered != name else None


def is_latin(name: str) -> bool:
    """Whether a name has Latin letters, and no letters of other scripts."""
    return all(ord(letter) < 0x250 for letter in name) and bool(re.search("[A-Za-z]", name))
