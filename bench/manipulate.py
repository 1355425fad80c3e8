"""Manipulations of a listed name: the ways in which trade documents and evaders alter names.

Every function is pure: it takes a name, its kind and a seeded generator, and gives the altered
name, or None where the manipulation makes no sense of that name. None gives a name unchanged, but
`exact`.
"""

import functools
import random
import re
from collections.abc import Callable
from typing import Final

import icu

from bench.spellings import (
    LEGAL_FORMS,
    LOOK_ALIKES,
    NICKNAMES,
    ORDINARY_WORDS,
    SOUNDS,
    TITLES,
)
from matchers.model import Kind

Manipulation = Callable[[str, Kind, random.Random], str | None]

_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"
_TYPO_FROM: Final = 5
"""Letters from which a word is long enough for a slip in it to leave the word recognisable."""

_SHORT_FIELD, _LONG_FIELD = 35, 140
"""Characters that fields of legacy payment and customs formats hold."""


def exact(name: str, _kind: Kind, _rng: random.Random) -> str | None:
    """The name itself."""
    return name


def native_script(name: str, _kind: Kind, _rng: random.Random) -> str | None:
    """A Latin name as ICU writes it in Cyrillic."""
    return _other(name, _icu("Latin-Cyrillic").transliterate(name)) if _is_latin(name) else None


def transliteration(name: str, _kind: Kind, _rng: random.Random) -> str | None:
    """A name in another script as ICU romanises it (Cyrillic by the BGN system), without marks."""
    if name.isascii() or _is_latin(name):
        return None
    scheme = "Any-Latin; Latin-ASCII"
    if re.search("[\u0400-\u04ff]", name):
        scheme = f"Russian-Latin/BGN; {scheme}"
    latin = _icu(scheme).transliterate(name)
    return latin if latin.isascii() and re.search("[A-Za-z]{3}", latin) else None


def phonetic(name: str, _kind: Kind, rng: random.Random) -> str | None:
    """One sound spelt another way."""
    lower = name.casefold()
    found = [pair for pair in SOUNDS if pair[0] in lower]
    if not found or not name.isascii():
        return None
    sound, other = rng.choice(found)
    at = rng.choice([each.start() for each in re.finditer(sound, lower)])
    return _other(name, name[:at] + _as(name[at], other) + name[at + len(sound) :])


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
    """Two neighbouring letters of a word exchanged."""
    at = _inside(name, rng)
    return (
        None
        if at is None
        else _other(name, name[: at - 1] + name[at] + name[at - 1] + name[at + 1 :])
    )


def reorder(name: str, _kind: Kind, _rng: random.Random) -> str | None:
    """The first word last; what stands after a comma first."""
    before, comma, after = name.partition(", ")
    if comma:
        return f"{after} {before}"
    words = name.split()
    return _other(name, " ".join([*words[1:], words[0]])) if len(words) > 1 else None


def missing_word(name: str, _kind: Kind, rng: random.Random) -> str | None:
    """One word of three or more left out."""
    words = name.split()
    if len(words) < 3:
        return None
    gone = rng.randrange(len(words))
    return " ".join(words[:gone] + words[gone + 1 :])


def added_word(name: str, kind: Kind, rng: random.Random) -> str | None:
    """An ordinary word more."""
    words = name.split()
    if kind not in ORDINARY_WORDS or not name.isascii():
        return None
    words.insert(rng.randrange(1, len(words) + 1), rng.choice(ORDINARY_WORDS[kind]))
    return " ".join(words)


def initials(name: str, kind: Kind, _rng: random.Random) -> str | None:
    """The first given name of a person as its first letter."""
    return _given(name, kind, lambda word: f"{word[0]}.")


def nickname(name: str, kind: Kind, rng: random.Random) -> str | None:
    """The first given name of a person as friends say it."""

    def familiar(word: str) -> str | None:
        known = NICKNAMES.get(word.casefold())
        return _like(word, rng.choice(known)) if known else None

    return _given(name, kind, familiar)


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
    if not _is_latin(name):
        return None
    found = [at for each in re.finditer(r"[A-Za-z]{3,}", name) for at in range(*each.span())]
    found = [at for at in found if name[at] in LOOK_ALIKES]
    at = rng.choice(found) if found else None
    return None if at is None else name[:at] + LOOK_ALIKES[name[at]] + name[at + 1 :]


def zero_width(name: str, _kind: Kind, rng: random.Random) -> str | None:
    """A character without width inside a word."""
    at = _inside(name, rng, least=2)
    return None if at is None else name[:at] + rng.choice("\u200b\u200d\u2060\ufeff") + name[at:]


def title(name: str, kind: Kind, rng: random.Random) -> str | None:
    """A form of address before a person's name, a ship's prefix before a vessel's."""
    known = TITLES.get(kind)
    return f"{rng.choice(known)} {name}" if known and _is_latin(name) and "," not in name else None


def legal_form_changed(name: str, kind: Kind, rng: random.Random) -> str | None:
    """The legal form spelt another way."""
    found = _legal_form(name, kind)
    if found is None:
        return None
    match, group = found
    others = [form for form in group if form.casefold() != match.group().casefold()]
    return name[: match.start()] + rng.choice(others) + name[match.end() :]


def legal_form_dropped(name: str, kind: Kind, _rng: random.Random) -> str | None:
    """The legal form left out."""
    found = _legal_form(name, kind)
    if found is None:
        return None
    match, _ = found
    left = " ".join((name[: match.start()] + " " + name[match.end() :]).split()).strip(" ,.-")
    return left if re.search(r"\w{3}", left) else None


def legal_form_added(name: str, kind: Kind, rng: random.Random) -> str | None:
    """A legal form after the name of an organization that has none of those known here."""
    if kind is not Kind.ORGANIZATION or not _is_latin(name) or _legal_form(name, kind):
        return None
    return f"{name} {rng.choice(rng.choice(LEGAL_FORMS))}"


def truncation_35(name: str, _kind: Kind, _rng: random.Random) -> str | None:
    """Cut after 35 characters."""
    return name[:_SHORT_FIELD].strip() if len(name) > _SHORT_FIELD else None


def truncation_140(name: str, _kind: Kind, _rng: random.Random) -> str | None:
    """Cut after 140 characters."""
    return name[:_LONG_FIELD].strip() if len(name) > _LONG_FIELD else None


def in_free_text(name: str, _kind: Kind, rng: random.Random) -> str | None:
    """The name in a line of remittance text."""
    before, after = rng.choice(
        [
            ("Payment to ", " for invoice 4711"),
            ("INV 20391 ", " spare parts"),
            ("b/o ", ", May rent"),
        ]
    )
    return f"{before}{name}{after}"


MANIPULATIONS: Final[dict[str, Manipulation]] = {
    each.__name__: each
    for each in (
        exact, native_script, transliteration, phonetic, insertion, deletion, substitution,
        transposition, reorder, missing_word, added_word, initials, nickname, joined_words,
        split_word, punctuation, homoglyph, zero_width, title, legal_form_changed,
        legal_form_dropped, legal_form_added, truncation_35, truncation_140, in_free_text,
    )
}  # fmt: skip
"""Name of the class to how it is done."""


def _other(name: str, altered: str) -> str | None:
    return altered if altered != name else None


def _is_latin(name: str) -> bool:
    return all(ord(letter) < 0x250 for letter in name) and bool(re.search("[A-Za-z]", name))


def _inside(name: str, rng: random.Random, least: int = _TYPO_FROM) -> int | None:
    """A place inside a word of so many Latin letters or more, its first letter excepted."""
    words = re.finditer(rf"[A-Za-z]{{{least},}}", name)
    found = [at for each in words for at in range(each.start() + 1, each.end())]
    return rng.choice(found) if found else None


def _as(model: str, letters: str) -> str:
    return letters.upper() if model.isupper() else letters


def _like(model: str, word: str) -> str:
    return word.upper() if model.isupper() else word.capitalize()


def _given(name: str, kind: Kind, change: Callable[[str], str | None]) -> str | None:
    """A person's name with its first given name changed: after a comma, else the first word."""
    before, comma, after = name.rpartition(", ")
    words = after.split()
    if kind is not Kind.PERSON or not _is_latin(name) or len(words) + bool(comma) < 2:
        return None
    changed = change(words[0]) if len(words[0]) > 2 else None
    return changed and before + comma + " ".join([changed, *words[1:]])


def _legal_form(name: str, kind: Kind) -> tuple[re.Match[str], tuple[str, ...]] | None:
    """Where a legal form stands, at either end of an organization's name, and its spellings."""
    if kind is not Kind.ORGANIZATION:
        return None
    for group in LEGAL_FORMS:
        forms = "|".join(map(re.escape, sorted(group, key=len, reverse=True)))
        found = re.search(rf"^(?:{forms})(?=\s)|(?<=\s)(?:{forms})$", name, re.IGNORECASE)
        if found:
            return found, group
    return None


@functools.cache
def _icu(scheme: str) -> icu.Transliterator:
    return icu.Transliterator.createInstance(scheme)
