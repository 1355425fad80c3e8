"""Cells that list several things: `(a) one, (b) two`, `1) one 2) two`, `one; two`."""

import re

from matchers.model import Struct

_MARKER = re.compile(
    r"\(([a-z]|[ivx]{1,4}|\d{1,2})\)|(?<![\w(])([a-z]|[ivx]{1,4}|\d{1,2})\)(?=\s)", re.ASCII
)
_FIRST = frozenset({"a", "i", "1"})
_AROUND = ' \t\r\n,;"“”'
_QUOTES = '"“”'
_FLAT = str.maketrans("", "", _QUOTES)


class Enumeration(Struct, frozen=True):
    """What stands before the first marker, such as `Passport No:`, and the things that follow."""

    lead: str
    parts: tuple[str, ...]


def enumeration(text: str) -> Enumeration:
    """The things that `text` enumerates; itself where it does not enumerate.

    Markers count only where the first one is the first of its kind, so that `number (s)` is none.
    Semicolons outside brackets part things too. Takes time in proportion to the text.
    """
    markers = list(_MARKER.finditer(text))
    if not markers or (markers[0][1] or markers[0][2]) not in _FIRST:
        return Enumeration(lead="", parts=_parted(text))
    ends = [*(marker.start() for marker in markers[1:]), len(text)]
    found = [text[marker.end() : end] for marker, end in zip(markers, ends, strict=True)]
    lead = text[: markers[0].start()].strip(_AROUND)
    return Enumeration(lead=lead, parts=tuple(part for each in found for part in _parted(each)))


def parts(text: str) -> tuple[str, ...]:
    """The things that `text` enumerates, what stands before the first marker being one of them."""
    found = enumeration(text)
    return tuple(filter(None, (found.lead, *found.parts)))


def parted(text: str, at: str = ";") -> tuple[str, ...]:
    """`text` cut at every character of `at` that stands outside brackets; empty pieces left out."""
    pieces: list[str] = []
    depth = begin = 0
    for position, character in enumerate(text):
        if character == "(":
            depth += 1
        elif character == ")":
            depth = max(0, depth - 1)
        elif character in at and depth == 0:
            pieces.append(text[begin:position])
            begin = position + 1
    if depth:  # a bracket that nobody closes says nothing of what is outside
        pieces = [piece for each in (*pieces, text[begin:]) for piece in _split(each, at)]
    else:
        pieces.append(text[begin:])
    return tuple(filter(None, (piece.strip() for piece in pieces)))


def _split(text: str, at: str) -> list[str]:
    return re.split(f"[{re.escape(at)}]", text)


def _parted(text: str) -> tuple[str, ...]:
    pieces = (piece.translate(_FLAT).strip(_AROUND) for piece in parted(text))
    return tuple(piece for piece in pieces if any(map(str.isalnum, piece)))
