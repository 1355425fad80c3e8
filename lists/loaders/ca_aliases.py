"""The one text in which Canada's list states all other names of a party, as single names."""

import re
from collections.abc import Iterator

from rigour.names import remove_org_types

from matchers.model import Kind, ListedName, ListedNameType
from matchers.normalise import script

_LONGEST_LISTING = 4000
"""Longer texts are one name: no list states that many."""
_LANGUAGES = {
    "arabic": "ara",
    "belarusian": "bel",
    "belarussian": "bel",
    "persian": "fas",
    "russian": "rus",
    "ukrainian": "ukr",
}
"""Languages as the list labels names with them, and their ISO 639-3 codes."""
_LABEL = re.compile(rf"\(?\b({'|'.join(_LANGUAGES)}) ?: ?", re.IGNORECASE)
_BETWEEN = re.compile(r"[;/]|,? or ")
_COMMA = re.compile(", ?")
_NAME_AND_FORM = 2
_LONGEST_FORM = 4
"""`Interros Invest, MK`: what so short a part stands for is the form, known or not."""
_QUOTES = (('"', '"'), ("«", "»"), ("“", "”"), ("(", ")"))


def aliases(stated: str, kind: Kind) -> Iterator[ListedName]:
    """The names that an alias text holds, in its order, each with the language it is labelled with.

    Parted are they by semicolons, slashes, `or`, labels such as `Russian:`, and by those commas
    that stand in no company's name. Names in another script than Latin are original ones. A part of
    a name is too little to alert on, so a weak alias: a single word for a person (`Andrei` for
    somebody called Andrey), a legal form without a name.
    """
    if len(stated) > _LONGEST_LISTING:
        yield ListedName(value=stated, type=ListedNameType.STRONG)
        return
    language: str | None = None
    for position, part in enumerate(_LABEL.split(stated)):
        if position % 2:
            language = _LANGUAGES[part.lower()]
            continue
        for text in _BETWEEN.split(part):
            for name in _between_commas(text, kind):
                value = name.strip(" ,;")
                if value:
                    yield ListedName(value=value, type=_type(value, kind), language=language)


def _between_commas(text: str, kind: Kind) -> list[str]:
    """The names between commas; the whole text where a comma belongs to a company's name."""
    parts = _COMMA.split(text.strip(" ,"))
    if kind is Kind.PERSON:
        return parts
    last_is_form = len(parts) == _NAME_AND_FORM and len(parts[1]) <= _LONGEST_FORM
    return parts if all(map(_is_name, parts)) and not last_is_form else [text]


def _is_name(part: str) -> bool:
    """Whether a part between commas stands alone: no legal form, no middle of a longer name."""
    whole = all(
        part.count(opening) == part.count(closing)
        if opening != closing
        else part.count(opening) % 2 == 0
        for opening, closing in _QUOTES
    )
    return whole and not part[:1].islower() and bool(remove_org_types(part.lower()).strip(" .\"'"))


def _type(value: str, kind: Kind) -> ListedNameType:
    if _is_part(value, kind):
        return ListedNameType.WEAK
    if script(value) not in {"Latin", "mixed", None}:
        return ListedNameType.ORIGINAL
    return ListedNameType.STRONG


def _is_part(value: str, kind: Kind) -> bool:
    """Whether this is too little of a name: one word of a person's, or a legal form alone."""
    return " " not in value if kind is Kind.PERSON else not remove_org_types(value.lower()).strip()
