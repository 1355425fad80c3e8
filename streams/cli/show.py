"""How alerts and screenings are drawn on a terminal."""

import unicodedata
from typing import Any

from rich.console import Group
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

_COLOURS = {"hold": "bold red", "review": "yellow", "clear": "green"}
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def printable(text: object) -> str:
    """Foreign text fit for a terminal: control, format and bidirectional marks become visible.

    A name in an event may hold escape sequences or marks that reorder what a reader sees.
    """
    return "".join(
        f"\\u{ord(char):04x}" if unicodedata.category(char) in _INVISIBLE else char
        for char in str(text)
    )


def cell(text: object) -> Text:
    """Foreign text as a table's cell: visible, and never read as markup."""
    return Text(printable(text))


def verdict_text(verdict: str) -> Text:
    """A verdict in its colour."""
    return Text(verdict, style=_COLOURS.get(verdict, ""))


def alert_panel(alert: dict[str, Any], *, width: int | None = None) -> Panel:
    """One alert as its recipient sees it."""
    rows = Table.grid(padding=(0, 1))
    rows.add_column(style="dim", no_wrap=True)
    rows.add_column(overflow="fold")
    for label, value in _lines(alert):
        rows.add_row(label, Text(value))
    withheld = alert.get("withheld", [])
    note = Text(f"{len(withheld)} fields withheld" if withheld else "complete", style="dim")
    title = Text.assemble(verdict_text(str(alert.get("verdict"))), f" {str(alert['alertId'])[:12]}")
    return Panel(Group(rows, note), title=title, width=width)


def _lines(alert: dict[str, Any]) -> list[tuple[str, str]]:
    event, party, match = (alert.get(part, {}) for part in ("event", "party", "match"))
    names = "; ".join(printable(_name(name)) for name in party.get("names", []))
    listed = [match.get("listedName"), *match.get("programmes", [])]
    candidates = [
        (
            "event",
            [event.get("publisher"), event.get("reference"), event.get("type"), event.get("date")],
        ),
        ("party", [names, party.get("role")]),
        ("listed", listed),
        ("entry", [match.get("entityId")]),
        ("score", [f"{match['score']:.3f}" if "score" in match else None]),
        ("ask", alert.get("contact", [])),
        ("under", alert.get("agreements", [])),
        ("raised", [str(alert.get("raisedAt", ""))[:19]]),
    ]
    lines = [
        (label, " · ".join(printable(value) for value in values if value))
        for label, values in candidates
    ]
    return [(label, value) for label, value in lines if value]


def _name(name: object) -> object:
    return name.get("value") if isinstance(name, dict) else name


def screening_line(screening: dict[str, Any]) -> Text:
    """One screening in a line."""
    best = max(
        (m.get("match", {}).get("score", 0) for m in screening.get("matches", [])), default=0
    )
    return Text.assemble(
        verdict_text(str(screening["verdict"])),
        f"  {printable(screening['reference'])}  {printable(screening['type'])}  ",
        f"{len(screening.get('matches', []))} matches",
        f", best {best:.3f}" if best else "",
    )
