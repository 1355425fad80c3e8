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

from bench.misspell import (
    deletion,
    homoglyph,
    insertion,
    is_latin,
    joined_words,
    other,
    phonetic,
    punctuation,
    split_word,
    substitution,
    transposition,
    zero_width,
)
from bench.spellings import LEGAL_FORMS, NICKNAMES, ORDINARY_WORDS, TITLES
from matchers.model import Kind

Manipulation = Callable[[str, Kind, random.Random], str | None]

_SHORT_FIELD, _LONG_FIELD = 35, 140
"""Characters that fields of legacy payment and customs formats hold."""


def exact(name: str, _kind: Kind, _rng: random.Random) -> str | None:
    """The name itself."""
    return name


def native_script(name: str, kind: Kind, _rng: random.Random) -> str | None:
    """A person's Latin name in Cyrillic, by the BGN system; organizations' words have meanings."""
    if kind is not Kind.PERSON or not is_latin(name):
        return None
    native = _icu("Latin-ASCII; Latin-Russian/BGN").transliterate(name)
    return None if re.search("[A-Za-z]", native) else other(name, native)


def transliteration(name: str, _kind: Kind, _rng: random.Random) -> str | None:
    """A name in another alphabet as ICU romanises it (Cyrillic by the BGN system), without marks.

    Not Arabic and Hebrew, which leave vowels out, nor Han: nobody romanises these sign by sign.
    """
    letters = re.findall(r"[^\W\d_]", name)
    if re.search("[\u0590-\u08ff\u3400-\u9fff]", name) or any(map(is_latin, letters)):
        return None
    scheme = "Any-Latin; Latin-ASCII"
    if re.search("[ієїґІЄЇҐ]", name):
        scheme = f"Ukrainian-Latin/BGN; {scheme}"
    elif re.search("[\u0400-\u04ff]", name):
        scheme = f"Russian-Latin/BGN; {scheme}"
    latin = _icu(scheme).transliterate(re.sub("[«»„“”]", '"', name))
    return latin if latin.isascii() and re.search("[A-Za-z]{3}", latin) else None


def reorder(name: str, kind: Kind, _rng: random.Random) -> str | None:
    """The first word, or a legal form that stands first, last; what is after a comma first."""
    before, comma, after = name.partition(", ")
    if comma:
        return f"{after} {before}"
    found = _legal_form(name, kind)
    first = found[0].end() if found and not found[0].start() else len(name.split(maxsplit=1)[0])
    return other(name, f"{name[first:]} {name[:first]}".strip())


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


def title(name: str, kind: Kind, rng: random.Random) -> str | None:
    """A form of address before a person's name of two words, a ship's prefix before a vessel's."""
    known = TITLES.get(kind)
    if not known or not is_latin(name) or "," in name:
        return None
    alone = kind is Kind.PERSON and " " not in name
    return None if alone else f"{rng.choice(known)} {name}"


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
    if kind is not Kind.ORGANIZATION or not is_latin(name) or _legal_form(name, kind):
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


def _like(model: str, word: str) -> str:
    return word.upper() if model.isupper() else word.capitalize()


def _given(name: str, kind: Kind, change: Callable[[str], str | None]) -> str | None:
    """A person's name with its first given name changed: after a comma, else the first word."""
    before, comma, after = name.rpartition(", ")
    words = after.split()
    if kind is not Kind.PERSON or not is_latin(name) or len(words) + bool(comma) < 2:
        return None
    changed = change(words[0]) if len(words[0]) > 2 else None
    return changed and before + comma + " ".join([changed, *words[1:]])


def _legal_form(name: str, kind: Kind) -> tuple[re.Match[str], tuple[str, ...]] | None:
    """Where a legal form stands, at either end of an organization's name, and its spellings."""
    if kind is not Kind.ORGANIZATION:
        return None
    every = []
    for group in LEGAL_FORMS:
        forms = "|".join(map(re.escape, sorted(group, key=len, reverse=True)))
        found = re.search(rf"^(?:{forms})(?=\s)|(?<=\s)(?:{forms})$", name, re.IGNORECASE)
        if found:
            every.append((found, group))
    # `Joint Stock Company` is a part of `Public Joint Stock Company`.
    return max(every, key=lambda each: len(each[0].group()), default=None)


@functools.cache
def _icu(scheme: str) -> icu.Transliterator:
    return icu.Transliterator.createInstance(scheme)
