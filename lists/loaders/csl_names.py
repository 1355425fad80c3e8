"""Names of the Consolidated Screening List, which hold other names and parties in their text.

The Bureau of Industry and Security writes `A (AKA: B)`, `A -AKAS- B, C`, `A, Affiliated Entity: B`
or `A, and subordinate entity B` where a list has one field for a name.
"""

import re
from collections.abc import Iterator

from matchers.model import ListedName, ListedNameType, Struct

_LONGEST = 2000
"""Longer texts are names as they stand: no real one comes near."""
_ALSO = re.compile(
    r"(?<![\s(,;-])(?P<parting>[\s(,;-]*+)(?<![\w.])"
    r"(?:(?P<dotted>[afnd]\.[kb]\.a\.?)|(?P<plain>AKAS?|FKA)\b)[\s.,:-]*+",
    re.IGNORECASE,
)
_IN_BRACKETS = re.compile(r"\((?=[afnd]\.?[kb]\.?a)(?P<alias>[^()]*)\)", re.IGNORECASE)
_WITHIN = re.compile(
    r"(?<![\s,;(.])[\s,;(.]*+\b(?P<label>Affiliated Entit(?:y|ies)):\s*"
    r"|,?\s*(?:and )?\b(?P<subordinate>subordinate (?:entity|institution))\b[,:\s]*",
    re.IGNORECASE,
)
_PARTING = " ,;-"
_FORMER = "F"
_SEVERAL = "AKAS"


class Names(Struct, frozen=True):
    """The names that one text states, the whole of it first, and how its parts stand together."""

    names: tuple[ListedName, ...]
    relations: tuple[str, ...] = ()


def plain_name(text: str, kind: ListedNameType) -> Names:
    """The text as one name of this kind, as the lists of the Treasury give them."""
    whole = " ".join(text.split()).strip(" ;,")
    return Names(names=(ListedName(value=whole, type=kind),) if whole else ())


def read_name(text: str, kind: ListedNameType) -> Names:
    """The text as a name of this kind, and the names within it.

    Names within are strong, former ones former, and weak where they are a single word: the list
    cuts some of the texts in odd places.
    """
    plain = plain_name(text, kind)
    whole = plain.names[0].value if plain.names else ""
    if not whole or len(whole) > _LONGEST:
        return plain
    parts, relations = [whole], []
    within = _WITHIN.search(whole)
    if within is not None and within.start() > 0:
        parts = [whole[: within.start()], whole[within.end() :]]
        label = within["label"] or within["subordinate"].capitalize()
        relations.append(f"{label}: {_tidy(parts[1])}")
    names = [*plain.names]
    names += (
        ListedName(value=name, type=said)
        for part in parts
        for name, said in _also(part)
        if name != whole
    )
    return Names(names=tuple(dict.fromkeys(names)), relations=tuple(relations))


def _also(text: str) -> Iterator[tuple[str, ListedNameType]]:
    """The names that `a.k.a.` parts in a text; one in brackets stands in the middle of another."""
    outside = _IN_BRACKETS.sub(" ", text)
    inside = ("(" + mark["alias"] for mark in _IN_BRACKETS.finditer(text))
    for stated in (outside, *inside):
        yield from _parted(stated)


def _parted(text: str) -> Iterator[tuple[str, ListedNameType]]:
    found = [mark for mark in _ALSO.finditer(text) if mark["dotted"] or mark["parting"].strip()]
    starts = [0, *(mark.end() for mark in found)]
    ends = [*(mark.start() for mark in found), len(text)]
    for mark, start, end in zip([None, *found], starts, ends, strict=True):
        sign = "" if mark is None else (mark["dotted"] or mark["plain"]).upper()
        said = ListedNameType.FORMER if sign.startswith(_FORMER) else ListedNameType.STRONG
        stated = text[start:end]
        for name in stated.split(",") if sign == _SEVERAL else [stated]:
            tidy = _tidy(name)
            if tidy:
                yield tidy, said if " " in tidy else ListedNameType.WEAK


def _tidy(name: str) -> str:
    """A name without what parted it from others: punctuation around, brackets without a pair."""
    if "(" not in name and ")" not in name:
        return " ".join(name.strip(_PARTING).split())
    kept: list[str] = []
    opened: list[int] = []
    for char in name:
        if char == "(":
            opened.append(len(kept))
        elif char == ")":
            if not opened:
                continue
            opened.pop()
        kept.append(char)
    for position in opened:
        kept[position] = " "
    return " ".join("".join(kept).strip(_PARTING).split())
