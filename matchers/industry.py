"""Words of organizations' names that say what they do, in many languages, as one symbol each."""

import functools
from collections.abc import Mapping
from importlib.resources import files
from typing import Final

import yaml

from matchers.folding import fold
from matchers.model import Struct
from matchers.scripts import LEGAL_CLASS, han_words, spelt

_SHORTEST: Final = 4
"""Letters of the shortest beginning that tells a word."""

_LONGEST_ENDING: Final = 7
"""Letters that a star may stand for; more make another word (`tsentr`, Tsentrkurort)."""

_ENDING: Final = "*"
_NOTHING: Final = "-"
_PLACE: Final = "@"
_INDUSTRY: Final = "#"


class _Table(Struct):
    words: Mapping[str, tuple[str, ...]]
    acronyms: Mapping[str, tuple[str, ...]]
    beginnings: Mapping[str, tuple[str, ...]]
    same: Mapping[str, tuple[str, ...]]


@functools.cache
def _table() -> _Table:
    text = files("matchers").joinpath("industry_words.yaml").read_text(encoding="utf-8")
    content = yaml.safe_load(text)
    words: dict[str, tuple[str, ...]] = dict.fromkeys(map(fold, content["nothing"]), ())
    for meaning, spellings in han_words().items():
        if meaning and not meaning.startswith(LEGAL_CLASS):
            words.update((one, _marked(meaning)) for one, _ in map(_spelt, spellings))
    beginnings: dict[str, tuple[str, ...]] = {}
    for meaning, spellings in content["words"].items():
        for spelling in spellings:
            table = beginnings if spelling.endswith(_ENDING) else words
            stem = spelling.removesuffix(_ENDING)
            table[_spelt(stem)[0]] = _marked(meaning)
            if table is beginnings:  # `ts` folds to another letter: instruments, components
                table[_spelt(stem + "s")[0]] = _marked(meaning)
    same = {_INDUSTRY + symbol: _marked(other) for symbol, other in content["same"].items()}
    acronyms = {
        acronym: _marked(meaning)
        for meaning, every in content["acronyms"].items()
        for acronym in every
    }
    return _Table(words=words, acronyms=acronyms, beginnings=beginnings, same=same)


def _spelt(word: str) -> tuple[str, str]:
    return spelt(word)[0]


def _marked(meaning: str) -> tuple[str, ...]:
    meant = () if meaning == _NOTHING else meaning.split()
    return tuple(symbol if symbol.startswith(_PLACE) else _INDUSTRY + symbol for symbol in meant)


def symbols(word: str, plain: str) -> tuple[str, ...] | None:
    """What a word, folded and as spelt, stands for: symbols, nothing (none), or itself (None)."""
    table = _table()
    if plain in table.acronyms:
        return table.acronyms[plain]
    if word in table.words:
        return table.words[word]
    for length in range(len(word), max(_SHORTEST, len(word) - _LONGEST_ENDING) - 1, -1):
        if word[:length] in table.beginnings:
            return table.beginnings[word[:length]]
    return None


def same(symbol: str) -> tuple[str, ...]:
    """A symbol of rigour's, or the ones that say the same."""
    return _table().same.get(symbol, (symbol,))
