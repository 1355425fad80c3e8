"""`portcullis demo`: the whole path on sample data, drawn."""

import re
import statistics
import tempfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from streams.cli.common import FAILED, err, fail, out
from streams.cli.show import alert_panel, printable, verdict_text

if TYPE_CHECKING:
    from streams.demo import Seen

_PANELS = 4
_WITHHELD = re.compile(r'portcullis_withheld_total\{partner="([^"]+)",reason="([^"]+)"\} ([\d.]+)')


@click.command()
@click.option("--bootstrap", metavar="HOST:PORT", help="A Kafka to use; else one is embedded.")
def demo(bootstrap: str | None) -> None:
    """Screen sample events against sample lists, and show what each partner sees.

    Everything is made up: three partners, their agreements, lists, shipments and payments. The
    broker is inside this process unless --bootstrap names one; the worker is a process of its own.

    \b
    Example:
      portcullis demo
      portcullis demo --bootstrap localhost:9092
    """  # noqa: D301 - click's mark for a paragraph that is not wrapped
    from streams.child import WorkerFailed
    from streams.demo import DemoFailed, run_demo

    try:
        with tempfile.TemporaryDirectory(prefix="portcullis-demo-") as folder:
            seen = run_demo(Path(folder), bootstrap, lambda step: err.print(f"[dim]· {step}[/]"))
    except (DemoFailed, WorkerFailed) as error:
        fail(str(error), FAILED)
    out.print(_alerts(seen))
    out.print(_dead_letters(seen))
    out.print(_summary(seen))


def _alerts(seen: "Seen") -> RenderableType:
    """The best alerts of each partner, side by side."""
    table = Table(title="Alerts, as each partner sees them", box=None, expand=True, padding=(0, 1))
    for partner in seen.alerts:
        table.add_column(partner, ratio=1, vertical="top")
    table.add_row(*(_column(alerts) for alerts in seen.alerts.values()))
    return table


def _column(alerts: list[dict[str, Any]]) -> RenderableType:
    ranked = sorted(alerts, key=_rank)
    more = len(alerts) - _PANELS
    note = Text(f"and {more} more" if more > 0 else "", style="dim")
    return Group(*(alert_panel(alert) for alert in ranked[:_PANELS]), note)


def _rank(alert: dict[str, Any]) -> tuple[bool, str]:
    return (alert.get("verdict") != "hold", str(alert.get("event", {}).get("reference", "")))


def _dead_letters(seen: "Seen") -> Table:
    table = Table("reason", "from", "where", "detail", title="Dead letters")
    for letter in seen.dead_letters:
        cells = (letter.reason, letter.topic, letter.path, letter.detail)
        table.add_row(*(printable(cell) for cell in cells))
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
