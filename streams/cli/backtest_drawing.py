"""How a back-test is told: as one document, and drawn on a terminal."""

from collections.abc import Iterator
from datetime import datetime

from rich.table import Table
from rich.text import Text

from matchers.model import Struct
from streams.backtest_report import Counts, Example, Report, Seen
from streams.cli.common import out
from streams.cli.show import cell, printable, verdict_text


class Named(Struct, omit_defaults=False):
    """A side of a back-test: the name of its snapshot, and the file of its thresholds."""

    snapshot: str
    thresholds: str


class Answer(Struct, omit_defaults=False):
    """What `backtest --json` prints; `bad` messages or lines were no events."""

    present: Named
    proposed: Named
    since: datetime | None
    bad: int
    report: Report


def draw(answer: Answer) -> None:
    """Show what a back-test found: counts in a table, then a line for each example."""
    report = answer.report
    for name, side in (("in use", answer.present), ("proposed", answer.proposed)):
        out.print(f"{name:9} snapshot {side.snapshot}, thresholds {side.thresholds}", markup=False)
    out.print(f"{report.events:,} events, {report.parties:,} parties and texts, {answer.bad:,} bad")
    for one in report.outcomes:
        if one.present is not one.proposed:
            out.print(
                Text.assemble(
                    f"{one.events:,} events ", verdict_text(one.present), " → ",
                    verdict_text(one.proposed),
                )
            )  # fmt: skip
    if beyond := report.left_out_present + report.left_out_proposed:
        out.print(f"{beyond:,} matches beyond the most of a party are in none of these counts")
    table = Table()
    for name in ("list", "programme"):
        table.add_column(name, overflow="fold")
    for name in ("gained", "lost", "kept"):
        table.add_column(f"{name}\nreview / hold", justify="right")
    table.add_column("review\n→ hold", justify="right")
    table.add_column("hold\n→ review", justify="right")
    for row in report.lists:
        table.add_row(cell(row.source), cell(row.programme or "all"), *_numbers(row.counts))
    out.print(table)
    for example in report.sample:
        out.print(_line(example))


def _numbers(counts: Counts) -> Iterator[str]:
    for of in (counts.gained, counts.lost, counts.kept):
        yield f"{of['review']:,} / {of['hold']:,}"
    yield f"{counts.raised:,}"
    yield f"{counts.lowered:,}"


def _line(example: Example) -> Text:
    where = " ".join(filter(None, (example.publisher, example.reference, example.path)))
    programmes = f" ({', '.join(example.programmes)})" if example.programmes else ""
    return Text.assemble(
        f"{example.change:8}",
        _of(example.present),
        " → ",
        _of(example.proposed),
        f"  {printable(example.query_name)} = {printable(example.listed_name)}, ",
        f"{printable(example.entity_id)}{printable(programmes)}  {printable(where)}",
    )


def _of(seen: Seen | None) -> Text:
    if seen is None:
        return Text("none")
    return Text.assemble(verdict_text(seen.verdict), f" {seen.score:.3f}")
