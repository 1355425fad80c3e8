"""Words that are one given name: short forms, neighbouring languages, what Wikidata links."""

import functools
from collections.abc import Mapping
from importlib.resources import files

import yaml
from rigour.names import NameTypeTag, SymbolCategory, analyze_names

from matchers.folding import fold

NOTHING: frozenset[str] = frozenset()


@functools.cache
def _same() -> Mapping[str, frozenset[str]]:
    text = files("matchers").joinpath("nicknames.yaml").read_text(encoding="utf-8")
    found: dict[str, set[str]] = {}
    for groups in yaml.safe_load(text)["groups"].values():
        for group in groups:
            words = set(map(fold, group))
            for word in words:
                found.setdefault(word, set()).update(words - {word})
    return {word: frozenset(others) for word, others in found.items()}


def same_name_words(word: str) -> frozenset[str]:
    """The folded words that are the same given name as a folded word; itself is not among them."""
    return _same().get(word, NOTHING)


@functools.lru_cache(maxsize=50_000)
def name_symbols(word: str) -> frozenset[str]:
    """What persons' names a word as it is spelt may be, as Wikidata identifiers (from rigour).

    Two spellings of one name have some in common; most common words have many.
    """
    found = analyze_names(
        NameTypeTag.PER, [word], symbols=True, numerics=False, phonetics=False, consolidate=False
    )
    return frozenset(
        span.symbol.id
        for name in found
        for span in name.spans
        if span.symbol.category in {SymbolCategory.NAME, SymbolCategory.NICK}
    )
