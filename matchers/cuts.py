"""A name cut into words by `rigour`, and what that says of an organization's words."""

import functools
from typing import Final

from rigour._core import obj_name_prefixes_list, person_name_prefixes_list
from rigour.names import Name, NameTypeTag, SymbolCategory, analyze_names, tokenize_name

from matchers import legal
from matchers.model import Struct

MAX_WORDS: Final = 40
"""Words read of one name; the longest listed names have about that many."""

PLACE: Final = "@"
"""Begins the symbol of a place; another begins with a hash."""

_LEGAL: Final = "="
_MARKS: Final = {
    SymbolCategory.ORG_CLASS: _LEGAL,
    SymbolCategory.SYMBOL: "#",
    SymbolCategory.DOMAIN: "#",
    SymbolCategory.LOCATION: PLACE,
}
"""What begins a symbol of each category of rigour's; the others are not read."""


class Organization(Struct):
    """The name of an organization in case-folded words, and what rigour says of them.

    `legal` are the places of words of legal forms, `classes` their classes. `symbols` are by the
    first place that they stand for; longer ones win, and their further places have an empty one.
    """

    words: list[str]
    legal: set[int]
    classes: set[str]
    symbols: dict[int, str]


def organization(text: str) -> Organization:
    """The name of an organization as rigour reads it, `MAX_WORDS` at most; it may have none."""
    name = _analysis(text, NameTypeTag.ORG, symbols=True)
    words = name.norm_form.split() if name else []
    found = Organization(words=words[:MAX_WORDS], legal=set(), classes=set(), symbols={})
    spans = []
    for span in name.spans if name else ():
        symbol = span.symbol
        mark = _MARKS.get(symbol.category)
        if mark is None:
            continue
        places = [part.index for part in span.parts]
        if mark == _LEGAL:
            found.legal.update(places)
            if not legal.not_forms().issuperset(span.comparable.split()):
                found.classes.add(symbol.id)
        else:
            spans.append((-len(places), mark + symbol.id, places))
    for _, sign, places in sorted(spans):
        if found.symbols.keys().isdisjoint(places):
            found.symbols.update(dict.fromkeys(places, ""))
            found.symbols[places[0]] = sign
    return found


def person(text: str) -> list[str]:
    """The case-folded words of a person's name, without titles at its start."""
    return _cut(text, NameTypeTag.PER)


def thing(text: str) -> list[str]:
    """The case-folded words of a vessel's or an aircraft's name, without `M/V` at its start."""
    return _cut(text, NameTypeTag.OBJ)


def _cut(text: str, tag: NameTypeTag) -> list[str]:
    """The words of rigour's analysis.

    What it does beyond its tokeniser is of use only at the start of some names, and is ten times
    as dear: it transliterates every word.
    """
    words = tokenize_name(text.casefold())
    if words and words[0] in _first_words(tag):
        name = _analysis(text, tag, symbols=False)
        words = name.norm_form.split() if name else []
    return words[:MAX_WORDS]


@functools.cache
def _first_words(tag: NameTypeTag) -> frozenset[str]:
    """The words that begin what rigour takes off the start of a name."""
    prefixes = person_name_prefixes_list if tag == NameTypeTag.PER else obj_name_prefixes_list
    return frozenset(tokenize_name(prefix.casefold())[0] for prefix in prefixes())


def _analysis(text: str, tag: NameTypeTag, *, symbols: bool) -> Name | None:
    found = analyze_names(
        tag, [text], symbols=symbols, numerics=False, phonetics=False, consolidate=False
    )
    return next(iter(found), None)
