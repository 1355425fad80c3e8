"""Names as the annexes of the Official Journal print them, told from the notes stuck to them."""

import re
from collections.abc import Iterator

from lists.reading.enumerations import parts
from matchers.model import ListedName, ListedNameType

_LANGUAGE = re.compile(r"^[A-Z][a-z]{3,15}(?: spelling)?:\s*")
_NOT_A_NAME = frozenset({"text of image"})
_TOLD = re.compile(
    r"[.,;]?\s*\(?(?:date|place) of birth:|\(born |(?:^|\s)born (?:on|in)? ?", re.IGNORECASE
)
_NOTE = re.compile(r"\s*\((?=[^()]{12})[^()\d]*\d[^()]*(?:\)|$)")
"""Brackets that tell of documents or dates, not of names."""

_IN_SCRIPT = re.compile(
    r"\((?:in )?(?:original script|[A-Z][a-z]{3,12} spelling|Arabic|Cyrillic)\s*:\s*([^()]+)\)"
)
_BRACKET = re.compile(r"\s*\(([^()]*)\)")
_FORMER_NOTE = re.compile(
    r"\s*\(?(?:as )?(?:former|previous)ly (?:listed|known)[^)]*\)?", re.IGNORECASE
)
_EX = re.compile(r"\s*\((?:ex|former(?:ly)?|f\.?k\.?a\.?)[ -]([^()]+)\)", re.IGNORECASE)
_ALIASES = re.compile(r"\s*\((?:a\.?k\.?a\.?|alias)\s+([^()]+)\)", re.IGNORECASE)
_BETWEEN_ALIASES = re.compile(r",\s*| or ")
_BETWEEN = re.compile(r"\s/\s")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")
_LETTER = re.compile(r"[^\W\d_]")
_LONGEST = 2000


def names_in(cell: str, kind: ListedNameType) -> Iterator[ListedName]:
    """The names that a cell holds, of `kind` where no note says otherwise."""
    for part in parts(cell):
        if len(part) > _LONGEST:
            yield ListedName(value=part, type=kind)
            continue
        for name in _BETWEEN.split(part):
            yield from _names(name, kind)


def _names(text: str, kind: ListedNameType) -> Iterator[ListedName]:
    """The names that one of the parts of a cell holds: one, and others in brackets behind it."""
    told = _TOLD.search(text)
    stated = _LANGUAGE.sub("", text[: told.start()] if told else text)
    if _FORMER_NOTE.search(stated):
        stated, kind = _FORMER_NOTE.sub("", stated), _former(kind)
    stated = _NOTE.sub("", stated)
    behind: list[tuple[str, ListedNameType]] = []
    for match in _ALIASES.finditer(stated):
        aliases = _BETWEEN_ALIASES.split(match[1])
        if all(" " in alias.strip() for alias in aliases):  # others are variants of one word
            behind += [(alias, _alias(kind)) for alias in aliases]
            stated = stated.replace(match[0], "")
    for pattern, other in ((_IN_SCRIPT, ListedNameType.ORIGINAL), (_EX, ListedNameType.FORMER)):
        behind += [(match[1], other) for match in pattern.finditer(stated)]
        stated = pattern.sub("", stated)
    for match in list(_BRACKET.finditer(stated)):
        if _LATIN.search(_BRACKET.sub("", stated)) and _foreign(match[1]):
            behind.append((match[1], ListedNameType.ORIGINAL))
            stated = stated.replace(match[0], "", 1)
    for value, stated_kind in ((stated, kind), *behind):
        name = (
            " ".join(value.split()).strip(' ,;."“”') if value is stated else value.strip(' ,;"“”')
        )
        if _LETTER.search(name) and name.casefold() not in _NOT_A_NAME:
            yield ListedName(value=_closed(name, value), type=_in_script(name, stated_kind))


def _closed(name: str, value: str) -> str:
    """The name with the full stop of an abbreviation, such as `Ltd.`, which is no punctuation."""
    return f"{name}." if value.rstrip(" ,;").endswith(".") and not name.endswith(".") else name


def _former(kind: ListedNameType) -> ListedNameType:
    """A weak name stays weak, and a primary one primary."""
    return ListedNameType.FORMER if kind is ListedNameType.STRONG else kind


def _alias(kind: ListedNameType) -> ListedNameType:
    return ListedNameType.STRONG if kind is ListedNameType.PRIMARY else kind


def _in_script(name: str, kind: ListedNameType) -> ListedNameType:
    """A strong alias that is wholly in another script is the name in its original script."""
    strong = kind is ListedNameType.STRONG
    return ListedNameType.ORIGINAL if strong and _foreign(name) else kind


def _foreign(text: str) -> bool:
    return bool(_LETTER.search(text)) and not _LATIN.search(text)
