"""Names of an entry of the EU's list (layout 1.1), and of what quality they are."""

import re

from lists.reading.nodes import Node
from matchers.model import ListedName, ListedNameType

_LOW = re.compile(r"\b(?:lo|low|lw|poor)[\s_-]{0,3}q\w{2,9}|\bweak\b", re.IGNORECASE)
"""`low quality`, which is misspelt now and then: `lo quality`, `low qualtiy`."""

_FORMER = re.compile(r"\bf\.?k\.?a\b|\b(?:former|previous)(?:ly)?\b", re.IGNORECASE)


def names(entry: Node) -> tuple[ListedName, ...]:
    """The names: the first strong one is primary; where all are weak, the first one is."""
    stated = [(alias, full_name(alias)) for alias in entry.all("nameAlias")]
    stated = [(alias, value) for alias, value in stated if value]
    first = next((at for at, (alias, _) in enumerate(stated) if not _weak(alias)), 0)
    return tuple(
        ListedName(
            value=value,
            type=ListedNameType.PRIMARY if position == first else _name_type(alias),
            language=alias.get("nameLanguage").lower() or None,
        )
        for position, (alias, value) in enumerate(stated)
    )


def full_name(alias: Node) -> str:
    """The whole name of an alias, or its parts joined."""
    parts = (alias.get("firstName"), alias.get("middleName"), alias.get("lastName"))
    return alias.get("wholeName") or " ".join(filter(None, parts))


def _weak(alias: Node) -> bool:
    """Whether a name is of low quality: it is not strong, or a remark says so, however spelt."""
    return alias.get("strong").lower() == "false" or any(
        _LOW.search(remark.text) for remark in alias.all("remark")
    )


def _name_type(alias: Node) -> ListedNameType:
    if _weak(alias):
        return ListedNameType.WEAK
    former = any(_FORMER.search(remark.text) for remark in alias.all("remark"))
    return ListedNameType.FORMER if former else ListedNameType.STRONG
