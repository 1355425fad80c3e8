"""Two names in one text: `X (Y)`, `X, formerly Y`, `X a.k.a. Y`, `X / Y`, `X – Y`.

Quoted parts are no variants: what stands outside the quotes tells too (measured: it harms).
"""

import re
from typing import Final

MAX_VARIANTS: Final = 3

_PHRASES: Final = (
    r"also known as|previously listed as"
    r"|also called|also spelled|better known as|currently known as|formerly known as"
    r"|previously known as|earlier known as|presently known as|now known as|known as|alias"
    r"|formerly|previously|former name|old name|new name|other name|trading as|doing business as"
    r"|renamed(?: to| as)?|now called"
    r"|a\.?\s?k\.?\s?a\.?(?=[\s:])|a/k/a|f\.?\s?k\.?\s?a\.?(?=[\s:])|f/k/a|n/k/a"
    r"|d\.?\s?b\.?\s?a\.?(?=[\s:])|d/b/a|prev\.|née|geb\."
    r"|ранее|бывш(?:ий|ая|ее)?|он же|она же|также известн(?:ый|ая|ое) как"
    r"|auch bekannt als|ehemals|vormals|früher|anciennement|ex-(?=\w)|anteriormente|anterior"
    r"|dawniej|dříve|ranije|cunoscută? anterior drept|alternative(?:ly)?"
)
_FIRST_WORDS: Final = (
    "also better currently formerly previously earlier presently now known alias former old new "
    "other trading doing renamed a a.k.a. a.k.a aka aka: f f.k.a. f.k.a fka d d.b.a. d.b.a dba "
    "prev. née geb. ранее бывш бывший бывшая бывшее он она также auch ehemals vormals früher "
    "anciennement anteriormente anterior dawniej dříve ranije cunoscut cunoscută alternative "
    "alternatively"
)
_BEGINNINGS: Final = frozenset(_FIRST_WORDS.split())
"""The first words of the phrases: a text without them, and without signs, has one name."""

_SIGNS: Final = frozenset("([{;/–—")
_MARKER: Final = re.compile(rf"(?<![\w-])(?:{_PHRASES})[\s:]*(?:(?<=[\s:-])|(?=\W))", re.IGNORECASE)
_BRACKETS: Final = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]|\{([^{}]*)\}")
_SEPARATOR: Final = re.compile(r"\s/\s|;\s*")
_DASH: Final = re.compile(r"\s[–—-]\s")
_EDGES: Final = " ,;:/-–—"


def variants_of(text: str, *, dashed: bool) -> tuple[str, tuple[str, ...]]:
    """A clean text without the words that join its names, and the parts of it that name alone.

    Without such words the text itself and no part. `dashed`: a spaced dash parts names too.
    """
    if not _may_have_parts(text):
        return text, ()
    parts = []
    rest = text
    for found in _BRACKETS.finditer(text):
        parts += _split(next(filter(None, found.groups()), ""), dashed=False)
    if parts:
        rest = _BRACKETS.sub(" ; ", text)
        outside = " ".join(rest.replace(" ; ", " ").split())
        parts = [*_split(outside, dashed=dashed), *parts]
    else:
        parts = _split(rest, dashed=dashed)
    main = " ".join(_MARKER.sub(" ", text).split())
    distinct = dict.fromkeys(part for part in parts if part and part != main)
    return main or text, tuple(distinct)[:MAX_VARIANTS]


def _may_have_parts(text: str) -> bool:
    """A quick look; most names are one."""
    if not _SIGNS.isdisjoint(text) or " - " in text:
        return True
    lower = text.lower()
    return "ex-" in lower or not _BEGINNINGS.isdisjoint(lower.replace(",", " ").split())


def _split(text: str, *, dashed: bool) -> list[str]:
    parts = [text]
    for pattern in (_MARKER, _SEPARATOR, *((_DASH,) if dashed else ())):
        parts = [piece for part in parts for piece in pattern.split(part)]
    return [part.strip(_EDGES) for part in parts]
