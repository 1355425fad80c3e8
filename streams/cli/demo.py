"""`portcullis demo`: the whole path on sample data, drawn."""

import re
import statistics
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from config.resolve import Resolved
from streams.cli.common import err, out, settings_options
from streams.cli.show import alert_panel, cell, verdict_text

if TYPE_CHECKING:
    from streams.local.demo import Seen

_EVENTS_SHOWN = 4
_WITHHELD = re.compile(r'portcullis_withheld_total\{partner="([^"]+)",reason="([^"]+)"\} ([\d.]+)')


@click.command()
@settings_options("bootstrap")
def demo(resolved: Resolved) -> None:
    """Screen sample events against sample lists, and show what each partner sees.

    Everything is made up: three partners, their agreements, lists, shipments and payments. The
    broker is inside this process unless --bootstrap names one; the worker is a process of its own.

    \b
    Example:
      portcullis demo
      portcullis demo --bootstrap localhost:9092
    """  # noqa: D301 - click's mark for a paragraph that is not wrapped
    from streams.local.demo import run_demo

    # A broker that the environment names is not one to put samples on: it has to be said here.
    named = resolved if resolved.origins["bootstrap"] == "option" else None
    with tempfile.TemporaryDirectory(prefix="portcullis-demo-") as folder:
        seen = run_demo(Path(folder), named, lambda step: err.print(f"[dim]· {step}[/]"))
    out.print(_alerts(seen))
    out.print(_dead_letters(seen))
    out.print(_summary(seen))
    out.print("next: the README's section on a partner of your own, and portcullis embedded --help")


def _alerts(seen: "Seen") -> Table:
    """A few events, and what each partner learns of them, side by side."""
    table = Table(title="The same events, as each partner sees them", expand=True, show_lines=True)
    for partner in seen.alerts:
        table.add_column(partner, ratio=1, vertical="top")
    events = _by_event(seen)
    for alerts in events[:_EVENTS_SHOWN]:
        table.add_row(*(_cell(alerts.get(partner, [])) for partner in seen.alerts))
    table.caption = (
        f"and {max(0, len(events) - _EVENTS_SHOWN)} more events with alerts. A publisher sees all "
        "of its own event, others what its agreement with them gives (`under`)."
    )
    return table


def _by_event(seen: "Seen") -> list[dict[str, list[dict[str, Any]]]]:
    """Alerts by partner for each event; first one of each way in which agreements cut them.

    Partners cannot join their alerts; this demonstration knows that those of one event were raised
    at the same instant.
    """
    events: dict[str, dict[str, list[dict[str, Any]]]] = defaultdict(lambda: defaultdict(list))
    for partner, alerts in seen.alerts.items():
        for alert in alerts:
            events[alert["raisedAt"]][partner].append(alert)
    distinct: dict[object, dict[str, list[dict[str, Any]]]] = {}
    for known in events.values():
        depths = tuple((partner, len(first[0]["withheld"])) for partner, first in known.items())
        distinct.setdefault(depths, known)
    rest = [known for known in events.values() if known not in distinct.values()]
    return sorted(distinct.values(), key=len, reverse=True) + rest


def _cell(alerts: list[dict[str, Any]]) -> RenderableType:
    if not alerts:
        return Text("nothing", style="dim")
    return Group(*(alert_panel(alert) for alert in alerts))


def _dead_letters(seen: "Seen") -> Table:
    table = Table("reason", "from", "where", "detail", title="Dead letters")
    for letter in seen.dead_letters:
        cells = (letter.reason, letter.topic, letter.path, letter.detail)
        table.add_row(*(cell(text) for text in cells))
    return table


def _summary(seen: "Seen") -> Table:
    table = Table("", "", title="In all", show_header=False)
    verdicts = Counter(str(screening["verdict"]) for screening in seen.screenings)
    table.add_row(
        "messages",
        f"{seen.sent}: {len(seen.screenings)} events, {len(seen.dead_letters)} dead letters",
    )
    for verdict in ("clear", "review", "hold"):
        table.add_row(verdict_text(verdict), str(verdicts[verdict]))
    for partner, alerts in seen.alerts.items():
        table.add_row(f"alerts of {partner}", str(len(alerts)))
    for partner, reason, count in _WITHHELD.findall(seen.metrics):
        table.add_row(f"withheld from {partner}", f"{float(count):.0f} ({reason})")
    if len(seen.latencies) > 1:
        table.add_row("event to alert", _percentiles(seen.latencies))
    return table


def _percentiles(latencies: Iterable[float]) -> str:
    cuts = statistics.quantiles(latencies, n=100, method="inclusive")
    return f"p50 {cuts[49] * 1000:.0f} ms, p99 {cuts[98] * 1000:.0f} ms"
