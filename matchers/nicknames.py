"""Given names that are one name: short and pet forms, and the forms of neighbouring languages."""

import functools
from collections.abc import Mapping
from importlib.resources import files
from typing import Final

import yaml

from matchers.folding import fold

SAME_NAME: Final = 0.8
"""Likeness of two words that are one name. Less than of two spellings: Bill may be no William."""

_NOTHING: Final[frozenset[str]] = frozenset()


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
    return _same().get(word, _NOTHING)
