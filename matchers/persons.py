"""What the words of a person's name are there for: given, family, patronymic, particle, title.

A family name is told by a comma or by capitals (`KIM, Yong Chol`; `Sergey LAVROV`), a patronymic by
its ending, and from its place the other two follow. Where nothing tells, a word is a word.
"""

import functools
import re
from collections.abc import Collection, Mapping, Sequence
from importlib.resources import files
from typing import Any, Final

import yaml

from matchers.folding import fold
from matchers.model import Struct
from matchers.roles import Role
from matchers.scripts import spelt

_ABDUL: Final = re.compile(r"(?:abd(?:[aeu]l|[aeu]([rsdnztj])(?=\1)|[ou])|abdal)([a-z]{3,})")
"""Abdulrahman, Abdelaziz, Abdurrahman, Abdussalam; joined to the name of God that follows."""

_WHOLE: Final = re.compile(r"abd[aeou]l+ah?i?|abdul.*(?:[oe]va?|in|enko)|abdul+a.*")
"""Abdullah, and surnames made of Abdul."""

_ABUL: Final = re.compile(r"ab[ou]{1,2}l?a?l?((?:f|gh|q|kh|h)[a-z]{3,})")
"""Abulfazl, Abolghasem."""

_DIN: Final = re.compile(r"([a-z]{3,}?)[aeu]l?dd(?:in|ine|een|eene|yn)")
"""Jamaluddin, Nureddine, Salahaddin: of the religion."""

_DIN_ALONE: Final = frozenset({"din", "dine", "deen", "eddin", "eddine", "uddin", "aldin", "addin"})
_ABD_ALONE: Final = frozenset({"abd", "abdul", "abdel", "abdal", "abdol", "abdur", "abdus", "abdu"})
_LOOK_ALIKES: Final = str.maketrans("01345789", "oieastbg")
"""Digits that are written for letters so that a name is not found."""

_PATRONYMIC_FROM: Final = 3
"""Words of a name from which an ending tells a patronymic; Ivan Petrovich may be a Serb."""

_LEFT: Final = 2
"""Words that are left of a name whatever are titles."""

# A member looked up on its enum takes as long as a word does here.
_WORD, _GIVEN, _FAMILY, _PATRONYMIC = Role.WORD, Role.GIVEN, Role.FAMILY, Role.PATRONYMIC
_NAMES: Final = (_WORD, _GIVEN)
_HAS_CASE: Final = re.compile(r"[^\W\d_]")
_BREAKS: Final = re.compile(r"[\s\-.,]+")
_SILENT: Final = re.compile(r"['’`ʼʻ]")


class PersonWords(Struct):
    """The table of `person_words.yaml`; titles and suffixes are folded."""

    titles: frozenset[str]
    suffixes: frozenset[str]
    articles: frozenset[str]
    leading: frozenset[str]
    between: frozenset[str]
    particles: Mapping[str, str]
    patronymics: tuple[str, ...]


@functools.cache
def person_words() -> PersonWords:
    """Titles, articles, particles and the endings of patronymics."""
    text = files("matchers").joinpath("person_words.yaml").read_text(encoding="utf-8")
    table: dict[str, Any] = yaml.safe_load(text)
    return PersonWords(
        titles=frozenset(spelt(title)[0][0] for group in table["titles"] for title in group),
        suffixes=frozenset(map(fold, table["suffixes"])),
        articles=frozenset(table["articles"]),
        leading=frozenset(table["leading"]),
        between=frozenset(table["between"]),
        particles={
            spelling: particle
            for particle, spellings in table["particles"].items()
            for spelling in spellings
        },
        patronymics=tuple(table["patronymics"]),
    )


def parted(folded: str, plain: str) -> tuple[tuple[str, str], ...]:
    """A word of a name in its parts, each folded and plain: Abdulrahman is abd and rahman."""
    if plain in _ABD_ALONE:
        return (("abd", "abdul"),)
    if plain in _DIN_ALONE:
        return (("din", "din"),)
    found = _ABDUL.fullmatch(plain)
    if found is not None and not _WHOLE.fullmatch(plain):
        return (("abd", "abdul"), (fold(found[2]), found[2]))
    if (found := _ABUL.fullmatch(plain)) is not None:
        return (("abu", "abu"), (fold(found[1]), found[1]))
    if (found := _DIN.fullmatch(plain)) is not None:
        return ((fold(found[1]), found[1]), ("din", "din"))
    return ((folded, plain),)


def without_digits(word: str) -> str:
    """A word of a name with letters for the digits that look like them: `Sech1n` is Sechin."""
    return word if word.isalpha() or word.isdigit() else word.translate(_LOOK_ALIKES)


def with_god(plain: str) -> str:
    """The name of which `plain` is the part before `Allah`: Abd, Habib; Abdullah, Habibullah."""
    return plain.removesuffix("ul") + "ullah"


@functools.lru_cache(maxsize=50_000)
def is_patronymic(word: str) -> bool:
    """Whether a folded word ends as patronymics do."""
    return word.endswith(person_words().patronymics)


def family_words(text: str) -> frozenset[str]:
    """The lower-case words of a clean name that comma or capitals say to be the family's."""
    before, comma, after = text.partition(",")
    if comma:
        family = before if _HAS_CASE.search(after) else ""
        return frozenset(_BREAKS.split(_SILENT.sub("", family.lower())))
    if text.isupper() or not any(map(str.isupper, text.split())):
        return frozenset()
    capitals = [word for word in text.split() if len(word) > 1 and word.isupper()]
    capitals = [word for word in capitals if "." not in word]
    return frozenset(_BREAKS.split(_SILENT.sub("", " ".join(capitals).lower())))


def roles(words: Sequence[str], family: Sequence[bool], stops: Collection[int]) -> list[int | None]:
    """The role of each folded word of a name; None for titles, suffixes and the places of `stops`.

    `family`: which words are said to be the family's.
    """
    named = _without_titles(words, family, stops)
    if len(named) == len(words):
        return [*_roles(words, family)]
    found: list[int | None] = [None] * len(words)
    of_named = _roles([words[place] for place in named], [family[place] for place in named])
    for place, role in zip(named, of_named, strict=True):
        found[place] = role
    return found


def _without_titles(
    words: Sequence[str], family: Sequence[bool], stops: Collection[int]
) -> list[int]:
    """The places of a name's words without `stops`, titles and suffixes.

    Titles stand at the start, or follow the family name; suffixes stand at the end. A title is the
    name where fewer than two words would be left.
    """
    table = person_words()
    named = [place for place in range(len(words)) if place not in stops]
    first = 0
    while len(named) > _LEFT and first < len(named):
        if words[named[first]] in table.titles:
            del named[first]
        elif family[named[first]]:
            first += 1
        else:
            break
    while len(named) > _LEFT and words[named[-1]] in table.suffixes:
        named.pop()
    return named


def _roles(words: Sequence[str], family: Sequence[bool]) -> list[int]:
    found = list(map(_role, words))
    if True in family:
        for place, role in enumerate(found):
            if role == _WORD:
                found[place] = _FAMILY if family[place] else _GIVEN
    if len(words) >= _PATRONYMIC_FROM:
        for place in range(1, len(words)):
            if found[place] in _NAMES and is_patronymic(words[place]):
                found[place] = _PATRONYMIC
                _around(found, place)
                break
    if "bin" in words:
        for place, word in enumerate(words[:-2]):
            if word == "bin" and found[place + 1] in _NAMES:
                found[place + 1] = _PATRONYMIC
    return found


@functools.lru_cache(maxsize=50_000)
def _role(word: str) -> int:
    if word in _particles():
        return Role.PARTICLE
    if word[0].isdigit():
        return Role.NUMBER
    return Role.INITIAL if len(word) == 1 else Role.WORD


@functools.cache
def _particles() -> frozenset[str]:
    return frozenset(person_words().particles.values())


def _around(found: list[int], place: int) -> None:
    """Given, patronymic, family; or family, given, patronymic: where the words are just these."""
    others = [other for other, role in enumerate(found) if role == _WORD]
    if others == [place - 1, place + 1]:
        found[place - 1], found[place + 1] = _GIVEN, _FAMILY
    elif others == [place - 2, place - 1]:
        found[place - 2], found[place - 1] = _FAMILY, _GIVEN
