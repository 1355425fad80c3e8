"""Keeps the tables of `docs/sharing.md` in step with the code.

`python -m sharing.document` writes them between their markers; with `--check` it only compares,
and exits with status 1 where they differ.
"""

import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from sharing.alert import PUBLIC
from sharing.entitlement import Basis, event_basis, list_basis
from sharing.fields import FIELDS, Tier
from sharing.reasons import Explained, Reason, WithheldReason

DOCUMENT = Path(__file__).parent.parent / "docs" / "sharing.md"


def entitlement_table() -> str:
    """Who needs what from whom, as `entitlement` decides it."""
    recipients = {
        "the event's publisher": "publisher",
        "the list's owner": "list owner",
        "any other partner": "other",
    }
    lists = {PUBLIC: "public list", "list owner": "a partner's list"}
    rows = [
        (
            f"{name}, {lists[owner]}",
            _need(event_basis("publisher", recipient)),
            _need(list_basis(owner, recipient)),
        )
        for owner in lists
        for name, recipient in recipients.items()
        if (owner, recipient) != (PUBLIC, "list owner")
    ]
    return _table(("recipient", "needs from the event's publisher", "from the list's owner"), rows)


def field_table() -> str:
    """Every field, its owner, and the tiers that show it."""
    rows = [
        (
            f"`{field.name}`",
            field.owner.value,
            *(
                ("if named" if field.commercial else "●") if tier.reaches(field.tier) else ""
                for tier in Tier
            ),
        )
        for field in FIELDS
    ]
    return _table(("field", "owner", *(tier.value for tier in Tier)), rows)


def reason_table(reasons: type[Explained]) -> str:
    """The codes of an enumeration and what they mean."""
    return _table(("reason", "means that"), [(f"`{r.value}`", r.meaning) for r in reasons])


TABLES: Mapping[str, Callable[[], str]] = {
    "entitlement": entitlement_table,
    "fields": field_table,
    "nothing": lambda: reason_table(Reason),
    "withheld": lambda: reason_table(WithheldReason),
}


def updated(text: str) -> str:
    """The document with its tables made anew. Raises ValueError where a marker is missing."""
    for name, table in TABLES.items():
        begin, end = f"<!-- generated: {name} -->", f"<!-- end: {name} -->"
        if text.count(begin) != 1 or text.count(end) != 1:
            raise ValueError(f"put one {begin} and one {end} into the document")
        pattern = re.compile(re.escape(begin) + ".*" + re.escape(end), re.DOTALL)
        text = pattern.sub(f"{begin}\n\n{table()}\n\n{end}", text)
    return text


def main(arguments: list[str]) -> int:
    """Write the tables, or with `--check` compare them; returns the exit status."""
    text = DOCUMENT.read_text(encoding="utf-8")
    if arguments == ["--check"]:
        if text == updated(text):
            return 0
        sys.stderr.write(f"{DOCUMENT} is out of step; run python -m sharing.document\n")
        return 1
    if arguments:
        sys.stderr.write("usage: python -m sharing.document [--check]\n")
        return 2
    DOCUMENT.write_text(updated(text), encoding="utf-8")
    return 0


def _need(basis: Basis) -> str:
    return "an agreement" if basis is Basis.AGREEMENT else f"nothing: {basis.value}"


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    return "\n".join(_lines(head, rows))


def _lines(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    for row in (head, ("---",) * len(head), *rows):
        yield f"| {' | '.join(row)} |"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
