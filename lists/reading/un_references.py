"""References of the United Nations Security Council, as other publishers state them.

A reference such as QDi.001 names one entry of the consolidated list. Up to 2014 those of the
Al-Qaida and Taliban lists had another form with the same number: QI.Z.1.01 became QDi.001.
"""

import re

UN_SOURCE = "un-sc"
_REFERENCE = re.compile(r"(?<![A-Za-z])([A-Za-z]{2})\.?([ie])\.?\s?(\d{3})(?!\d)", re.IGNORECASE)
_OLD = re.compile(
    r"(?<![A-Za-z])([QT])\.?([IE])\.[A-Z]\.(\d{1,3})\.\d{2}(?!\d)", re.IGNORECASE | re.ASCII
)
_OLD_LISTS = {"Q": "QD", "T": "TA"}
_LISTS = frozenset("CD CF GB HT IQ IR KP LB LY ML QD SD SO SS TA YE".split())  # noqa: SIM905
_STATED = re.compile(
    r"\bUN(?:SC)? ?(?:Ref(?:erence)?|List(?:ing)? Ref(?:erence)?)"
    r"(?: ?(?:No|Number))?[.:\s]{0,4}([A-Za-z.]{2,6}[\d.\s]{2,12})",
    re.IGNORECASE,
)


def un_entries(text: str) -> tuple[str, ...]:
    """Ids of the Council's entries whose references stand in `text`, a field made for them."""
    new = [(match[1].upper(), match[2].lower(), match[3]) for match in _REFERENCE.finditer(text)]
    old = [
        (_OLD_LISTS[match[1].upper()], match[2].lower(), match[3].zfill(3))
        for match in _OLD.finditer(text)
    ]
    return tuple(
        dict.fromkeys(
            f"{UN_SOURCE}-{each}{kind}.{number}"
            for each, kind, number in (*new, *old)
            if each in _LISTS
        )
    )


def leading_un_entry(text: str) -> tuple[str, ...]:
    """The id of the Council's entry whose reference `text` begins with; empty where none does.

    Others that follow are of parties that the text mentions.
    """
    found = _REFERENCE.match(text.lstrip())
    return un_entries(found[0]) if found else ()


def stated_un_entries(text: str) -> tuple[str, ...]:
    """The same of any text, where only what follows the words `UN Ref` is the entry's own."""
    found = (each for match in _STATED.finditer(text) for each in un_entries(match[1]))
    return tuple(dict.fromkeys(found))
