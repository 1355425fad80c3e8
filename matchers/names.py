"""A name taken apart: the words that tell, the legal form, and two keys for exact equality.

`rigour.names` tokenises, finds legal forms and reads industry words and places in many languages
as one language-free symbol (`trading`, `torgovlya` and `handel` are all `#TRADE`); what follows
here is transliteration of the rest and the folding of spelling families.
"""

import enum
import functools
import re
from collections.abc import Iterator
from typing import Final

from rigour.names import Name, NamePart, NamePartTag, NameTypeTag, SymbolCategory, analyze_names

from matchers.model import Kind, Struct
from matchers.normalise import clean, latin, script

LISTED_KINDS: Final = (Kind.PERSON, Kind.ORGANIZATION, Kind.VESSEL, Kind.AIRCRAFT)
"""The kinds under which a name can be read; a name of unknown kind is read under each of them."""

MAX_WORDS: Final = 40
"""Words read of one name; the longest listed names have about that many."""

_TAGS: Final = {
    Kind.PERSON: NameTypeTag.PER,
    Kind.ORGANIZATION: NameTypeTag.ORG,
    Kind.VESSEL: NameTypeTag.OBJ,
    Kind.AIRCRAFT: NameTypeTag.OBJ,
}
_ARTICLE_FROM: Final = 4
"""Letters from which an Arabic word may begin with the article; `Ali` does not."""

_SYMBOLS: Final = (SymbolCategory.SYMBOL, SymbolCategory.DOMAIN)
_SPELLINGS: Final = (
    # Spelling families of transliteration: one letter for what one sound is written as.
    ("ough", "o"),
    ("tch", "ch"),
    ("sch", "sh"),
    ("kh", "h"),
    ("gh", "g"),
    ("ck", "k"),
    ("ph", "f"),
    ("th", "t"),
    ("dh", "d"),
    ("ts", "c"),
    ("tz", "c"),
    ("ks", "x"),
    ("ou", "u"),
    ("oo", "u"),
    ("ee", "i"),
    ("q", "k"),
    ("w", "v"),
    ("y", "i"),
    ("j", "i"),
)
_FOLD: Final = re.compile("|".join(family for family, _ in _SPELLINGS))
_FOLDED: Final = dict(_SPELLINGS)
_NPO: Final = re.compile(r"\b(?:npo|нпо)\b", re.IGNORECASE)
"""Russia's science and production associations, which rigour takes for non-profit organisations."""

CONSONANTAL: Final = "~"
"""Begins a word from a script that leaves vowels out."""

_HARD_C: Final = re.compile("c(?![hkeiyz])")
_DOUBLE: Final = re.compile(r"(.)\1+")


class Role(enum.IntEnum):
    """What a word of a name is there for."""

    WORD = 0
    SYMBOL = 1
    PLACE = 2
    NUMBER = 3
    INITIAL = 4
    PATRONYMIC = 5
    PARTICLE = 6
    GIVEN = 7
    FAMILY = 8


class AnalysedName(Struct):
    """One name, read as a name of one kind.

    `words` are distinct and folded, in the order in which they stand; `plain` are the same words as
    they are spelt, `roles` what each is there for. A word that begins with `~` comes from a script
    that leaves vowels out. `legal` are the legal classes in the name. `full_key` is equal for two
    names that are equal on all words, `core_key` for two that are equal but for legal forms and
    stop words. A `variant` is a part of the text that names alone.
    """

    text: str
    kind: Kind
    words: tuple[str, ...]
    plain: tuple[str, ...]
    roles: tuple[int, ...]
    legal: str
    full_key: str
    core_key: str
    variant: bool = False

    @property
    def keys(self) -> tuple[str, str]:
        """What tells one name from another; names of equal keys have equal words."""
        return self.full_key, self.core_key


def fold(word: str) -> str:
    """One spelling for a family of transliterations: Khokhlov, Hohlov; Youssef, Yusef, Jusef."""
    if word[0] == CONSONANTAL:
        return CONSONANTAL + fold(word[1:]) if len(word) > 1 else word
    if not word.isalpha():
        return word
    word = _HARD_C.sub("k", word)
    return _DOUBLE.sub(r"\1", _FOLD.sub(lambda found: _FOLDED[found[0]], word))


def is_symbol(word: str) -> bool:
    """Whether a word is a language-free symbol: of an industry (`#TRADE`) or a place (`@ru`)."""
    return word[0] in "#@"


def analyse(text: str, kind: Kind) -> AnalysedName | None:
    """Take a name apart as one of the given kind; None where nothing of it can be read.

    Raises ValueError for `Kind.UNKNOWN`: the caller decides under which kinds to read.
    """
    if kind is Kind.UNKNOWN:
        raise ValueError("a name is read under one of LISTED_KINDS, not as unknown")
    return _analyse(clean(text), kind)


def readings(text: str, kind: Kind) -> tuple[AnalysedName, ...]:
    """The main reading of a text, then the parts of it that name alone."""
    name = analyse(text, kind)
    return () if name is None else (name,)


def _role(word: str) -> Role:
    if is_symbol(word):
        return Role.SYMBOL if word[0] == "#" else Role.PLACE
    if word[0].isdigit():
        return Role.NUMBER
    return Role.INITIAL if len(word) == 1 else Role.WORD


@functools.lru_cache(maxsize=16_384)
def _analyse(text: str, kind: Kind) -> AnalysedName | None:
    found = analyze_names(
        _TAGS[kind],
        [_NPO.sub("research and production association", text)],
        symbols=kind is Kind.ORGANIZATION,
        numerics=False,
        phonetics=False,
        consolidate=False,
    )
    for name in found:
        return _taken_apart(text, kind, name)
    return None


def _taken_apart(text: str, kind: Kind, name: Name) -> AnalysedName | None:
    symbols, legal = _spans(name)
    forms: list[str] = []
    every: list[str] = []
    core: list[str] = []
    words: dict[str, str] = {}
    for part, initials in _parts(name, kind):
        symbol = symbols.get(part.index)
        if initials:
            spelt = [initials]
        else:
            spelt = _spelt(part) if symbol is None else list(filter(None, [symbol]))
        if part.tag == NamePartTag.LEGAL:
            forms += spelt
            continue
        every += spelt
        if part.tag == NamePartTag.STOP and not initials:
            continue
        core += spelt
        for word in spelt:
            words.setdefault(fold(word), part.form if symbol else word)
    if not words:  # nothing but legal forms and stop words: they are the name
        core = every = every + forms
        legal = set()
        words = {fold(word): word for word in core}
    if not words:
        return None
    ordered = list(words)[:MAX_WORDS]
    return AnalysedName(
        text=text,
        kind=kind,
        words=tuple(ordered),
        plain=tuple(words[word] for word in ordered),
        roles=tuple(map(_role, ordered)),
        legal="+".join(sorted(legal)),
        full_key=" ".join(sorted([*every, *(f"={form}" for form in legal)])),
        core_key=" ".join(sorted(core)),
    )


def _parts(name: Name, kind: Kind) -> Iterator[tuple[NamePart, str]]:
    """The parts of a name; outside persons' names a run of single letters is one part.

    `S. A. Lavochkina` and `S.A. Lavochkina` are one spelling; the joined letters come along.
    """
    run: list[NamePart] = []
    for part in [*name.parts[:MAX_WORDS], None]:
        if part is not None and kind is not Kind.PERSON and _is_initial(part):
            run.append(part)
            continue
        if run:
            yield run[0], "".join(letter.comparable for letter in run)
            run = []
        if part is not None:
            yield part, ""


def _is_initial(part: NamePart) -> bool:
    letter: str = part.comparable
    return len(letter) == 1 and letter.isascii() and letter.isalpha()


def _spelt(part: NamePart) -> list[str]:
    """A part in ASCII; scripts without spaces come apart into several words."""
    spelt = part.comparable
    if spelt.isascii():
        return [spelt]
    words = latin(spelt).split()
    return list(map(_consonantal, words)) if script(spelt) == "Arabic" else words


def _consonantal(word: str) -> str:
    """An Arabic word nearer to how it is written in Latin: no article, waw within it as a vowel."""
    stem = word.removeprefix("al") if len(word) > _ARTICLE_FROM else word
    return CONSONANTAL + stem[0] + stem[1:].replace("w", "u").replace("y", "i")


def _spans(name: Name) -> tuple[dict[int, str], set[str]]:
    """Symbols by the index of the first part they stand for, and the legal classes.

    Longer spans win; the further parts of a span have an empty symbol.
    """
    legal = set()
    spans = []
    for span in name.spans:
        category, identity = span.symbol.category, span.symbol.id
        if category == SymbolCategory.ORG_CLASS:
            legal.add(identity)
        elif category in _SYMBOLS or category == SymbolCategory.LOCATION:
            mark = "@" if category == SymbolCategory.LOCATION else "#"
            indices = [part.index for part in span.parts]
            spans.append((-len(indices), mark + identity, indices))
    symbols: dict[int, str] = {}
    for _, symbol, indices in sorted(spans):
        if symbols.keys().isdisjoint(indices):
            symbols.update(dict.fromkeys(indices, ""))
            symbols[indices[0]] = symbol
    return symbols, legal
