"""Names of an entry of the Security Council's list: their qualities, scripts and spellings."""

import re
from collections.abc import Iterator

from lists.loaders.un_record import Group, UnRecord
from matchers.model import ListedName, ListedNameType

QUALITIES = {
    "Good": ListedNameType.STRONG,
    "a.k.a.": ListedNameType.STRONG,
    "Low": ListedNameType.WEAK,
    "f.k.a.": ListedNameType.FORMER,
    "": ListedNameType.STRONG,
}
NAME_PARTS = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")
_LONGEST_LISTING = 2000
_BETWEEN_NAMES = re.compile(r";(?![^()]*\))")
"""Some entries hold several spellings in one element, parted by semicolons outside brackets."""

_FORMER = re.compile(r"\b(?:formerly|previously) listed as\b", re.IGNORECASE)
_IN_SCRIPT = re.compile(
    r"\b(?:original script|in arabic(?: script)?)\s?: *([^:;.()]+)", re.IGNORECASE
)
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")
_LETTER = re.compile(r"[^\W\d_]")
_NAMES_ONLY = re.compile(r"[^\d:()]+;[^\d:()]+")
"""A note that is nothing but further spellings: `Yunis al-Mauritani; Younis al-Mauritani`."""


def names(record: UnRecord) -> tuple[ListedName, ...]:
    """Every name of an entry, its primary one first."""
    found = [(" ".join(filter(None, map(record.text, NAME_PARTS))), ListedNameType.PRIMARY)]
    found.append((record.text("NAME_ORIGINAL_SCRIPT"), ListedNameType.ORIGINAL))
    for alias in record.all("ALIAS"):
        found.extend(_alias(alias))
    return tuple(
        ListedName(value=value.strip(), type=kind)
        for listing, kind in found
        for value in _spellings(listing)
        if value.strip()
    )


def _spellings(listing: str) -> list[str]:
    return _BETWEEN_NAMES.split(listing) if len(listing) <= _LONGEST_LISTING else [listing]


def _alias(alias: Group) -> Iterator[tuple[str, ListedNameType]]:
    """The alias by its quality, and the names that its note holds."""
    kind = QUALITIES.get(alias.get("QUALITY"), ListedNameType.STRONG)
    note = alias.get("NOTE")[:_LONGEST_LISTING]
    if kind is ListedNameType.STRONG and _FORMER.search(note):
        kind = ListedNameType.FORMER
    yield alias.get("ALIAS_NAME"), kind
    for match in _IN_SCRIPT.finditer(note):
        if _LETTER.search(match[1]) and not _LATIN.search(match[1]):
            weak = kind is ListedNameType.WEAK
            yield match[1], kind if weak else ListedNameType.ORIGINAL
    if _NAMES_ONLY.fullmatch(note):
        yield note, kind
