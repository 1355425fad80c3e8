"""Numbers of papers and registers in the running text of Australia's list, and dates of listing."""

import re
from collections.abc import Iterator
from itertools import pairwise

from lists.reading.dates import day_first_date
from lists.reading.numbers import BIC
from matchers.identifiers import canonical
from matchers.model import Identifier, Scheme

_LABELS = {
    "passport": Scheme.PASSPORT,
    "national identification": Scheme.NATIONAL_ID,
    "national identity": Scheme.NATIONAL_ID,
    "national id": Scheme.NATIONAL_ID,
    "identity card": Scheme.NATIONAL_ID,
    "tazkira": Scheme.NATIONAL_ID,
    "cedula": Scheme.NATIONAL_ID,
    "italian fiscal code": Scheme.TAX_NUMBER,
    "national tax": Scheme.TAX_NUMBER,
    "tax id": Scheme.TAX_NUMBER,
    "inn": Scheme.TAX_NUMBER,
    "identification number": Scheme.NATIONAL_ID,
    "company identification": Scheme.REGISTRATION_NUMBER,
    "business registration document": Scheme.REGISTRATION_NUMBER,
    "state registration": Scheme.REGISTRATION_NUMBER,
    "registration id": Scheme.REGISTRATION_NUMBER,
    "government gazette": Scheme.REGISTRATION_NUMBER,
    "organisation code": Scheme.REGISTRATION_NUMBER,
    "organization code": Scheme.REGISTRATION_NUMBER,
    "ogrn": Scheme.REGISTRATION_NUMBER,
    "swift/bic": Scheme.BIC,
    "imo": Scheme.IMO,
    "imo identification number": Scheme.IMO,
}
_ANY_LABEL = "|".join(map(re.escape, sorted(_LABELS, key=len, reverse=True)))
_LABEL = re.compile(rf"\b({_ANY_LABEL})\b", re.IGNORECASE)
_ITEM = re.compile(r"(?:^|[\s:;,.(])\(?([a-z])\) ?")
_REACH = 70
"""Characters from a label, or from the beginning of an item, within which its number stands."""
_LONGEST_ITEMS = 800
_LONGEST_NUMBER = 40
_KIND_OF_NUMBER = re.compile(r"(?:SSN|ID|NO|NR) ")
"""What stands before a number and looks like its beginning."""
_NUMBER = re.compile(r"(?<![\w/-])[A-Z]{0,4}[-/ ]?\d[\dA-Z/-]{3,24}(?![\w@])")
_FISCAL_CODE = re.compile(r"\b[A-Z]{3} ?[A-Z]{3} ?\d\d[A-Z]\d\d ?[A-Z]\d{3}[A-Z]\b")
_FORMS = {"swift/bic": BIC, "italian fiscal code": _FISCAL_CODE}
"""What the numbers of some labels look like; the others are a few letters, and digits."""
_ELSEWHERE = re.compile(
    r"\b(?:na|address|dob|born|birth|phone|telephone|tel|fax|listed|resolution|issued|made out"
    rf"|expir\w+|{_ANY_LABEL})\b",
    re.IGNORECASE,
)
"""What comes after any of these is not the number that was announced before it."""
_LISTED = re.compile(
    r"\b[Ll]isted(?: by [\w() ]{0,60}?)? ?(?:on)? ?:? ?"
    r"(\d{1,2} ?/ ?\d{1,2} ?/ ?\d{4}|\d{1,2} [A-Z][a-z]{2,8}\.? \d{4})"
)
_AROUND_SLASH = re.compile(r" ?/ ?")


def identifiers(text: str) -> tuple[Identifier, ...]:
    """The numbers that a text announces by a label: `Passport no.: a) Libyan number 223611 b) …`.

    Only those that are valid: what else follows a label is a year or a part of a number, and stays
    in the text alone, as does the country of issue, an adjective there.
    """
    found: dict[Identifier, None] = {}
    for label in _LABEL.finditer(text):
        name = label[1].lower()
        for piece in _announced(text, label.end()):
            number = _FORMS.get(name, _NUMBER).search(piece)
            near = number is not None and number.start() < _REACH
            if number and near and not _ELSEWHERE.search(piece[: number.start()]):
                value = _KIND_OF_NUMBER.sub("", number[0].strip(" -/"))
                found[Identifier(scheme=_LABELS[name], value=value)] = None
    return tuple(number for number in found if canonical(number) is not None)


def _announced(text: str, at: int) -> Iterator[str]:
    """The pieces of text after a label that hold one number each: the next words, or its items."""
    following = text[at : at + _LONGEST_ITEMS]
    starts: list[tuple[int, int]] = []
    for item in _ITEM.finditer(following):
        in_order = item[1] == chr(ord("a") + len(starts))
        if in_order and (starts or item.start() < _REACH):
            starts.append(item.span())
    if not starts or _ELSEWHERE.search(following[: starts[0][0]]):
        yield following[: _REACH + _LONGEST_NUMBER]
        return
    for (_, begin), (end, _) in pairwise([*starts, (len(following), 0)]):
        item_text = following[begin : min(end, begin + _REACH + _LONGEST_NUMBER)]
        yield _LABEL.sub("", item_text, count=1)  # `a) Libyan passport number 223611`


def listed_on(text: str) -> str | None:
    """The first date after `Listed on`, `First listed on` or `Listed by the … on`; else None."""
    found = _LISTED.search(text[:_LONGEST_ITEMS])
    if found is None:
        return None
    return day_first_date(_AROUND_SLASH.sub("/", found[1]))
