"""`python -m bench chaos`: a run at a terminal."""

import contextlib
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import msgspec
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from bench.chaos.report import Report, Takeovers
from bench.chaos.run import Plan, run_chaos
from bench.chaos.schedule import KINDS, MEANING, FaultKind
from tools.kafka.jars import KafkaMissing

UNREACHABLE = 4
_SHOWN = 30
_KILL_FLOOR_SECONDS, _SIGTERM_FLOOR_SECONDS = 15, 2


@click.command(
    epilog="Faults: " + "; ".join(f"{kind}: {MEANING[kind]}" for kind in KINDS) + ". "
    "Example: python -m bench chaos --events 2000 --faults 8 --seconds 90 --seed 3",
)
@click.option("--events", default=Plan().events, show_default=True, help="Good events.")
@click.option("--faults", default=Plan().faults, show_default=True, help="Faults, of all kinds.")
@click.option(
    "--workers",
    type=click.IntRange(2),
    default=Plan().workers,
    show_default=True,
    help="Workers, at least two, so that there is one to take over.",
)
@click.option(
    "--nodes",
    type=click.Choice(["1", "3"]),
    default="3",
    show_default=True,
    help="Brokers in the cluster. A single one is not killed, unless --only asks for it.",
)
@click.option(
    "--seconds", default=Plan().seconds, show_default=True, help="How long events flow, at least."
)
@click.option(
    "--only",
    "kinds",
    type=click.Choice(KINDS),
    multiple=True,
    help="Faults of this kind alone; may be given several times.",
)
@click.option("--seed", default=Plan().seed, show_default=True, help="Same seed, same schedule.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of the table.")
@click.option(
    "--keep",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for the broker's files and the workers' logs; else they are deleted.",
)
def chaos(
    *,
    events: int,
    faults: int,
    workers: int,
    nodes: str,
    seconds: float,
    seed: int,
    kinds: tuple[FaultKind, ...],
    as_json: bool,
    keep: Path | None,
) -> None:
    """Faults of every kind while events flow through a real Kafka: what is lost, doubled, misled.

    Exit status: 0 nothing was wrong, 1 something was, 2 usage, 4 no Kafka can be run here.
    """
    plan = Plan(
        events=events,
        faults=faults,
        workers=workers,
        nodes=int(nodes),
        seconds=seconds,
        seed=seed,
        kinds=kinds,
    )
    with contextlib.ExitStack() as stack:
        folder = keep or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="chaos-")))
        tell = stack.enter_context(_progress())
        try:
            report = run_chaos(plan, folder, tell)
        except ValueError as error:
            raise click.UsageError(str(error)) from error
        except KafkaMissing as error:
            click.echo(f"error: {error}", err=True)
            sys.exit(UNREACHABLE)
    if as_json:
        sys.stdout.write(msgspec.json.encode(report).decode() + "\n")
    else:
        show(report, Console(soft_wrap=True, highlight=False))
    sys.exit(0 if report.sound else 1)


@contextlib.contextmanager
def _progress() -> Iterator[Callable[[str, int, int], None]]:
    """A bar on a terminal's standard error, a line for each step elsewhere."""
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    if not console.is_terminal:
        started = time.monotonic()
        yield lambda step, sent, of: console.print(
            f"{time.monotonic() - started:6.1f} s  {sent:,}/{of:,}  {step}", markup=False
        )
        return
    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.description}"),
    )
    with Progress(*columns, console=console, transient=True) as bars:
        bar = bars.add_task("")
        yield lambda step, sent, of: bars.update(bar, description=step, completed=sent, total=of)


def show(report: Report, console: Console) -> None:
    """The table, takeovers, and everything that is wrong."""
    table = Table(
        "fault", "tried", "lost", "doubled", "to a wrong partner", "otherwise wrong", "longest wait"
    )
    for row in report.rows:
        table.add_row(
            row.fault,
            str(row.tried),
            str(row.lost),
            str(row.doubled),
            str(row.misrouted),
            str(row.other),
            f"{row.longest_wait:.1f} s",
        )
    console.print(table)
    console.print(
        f"{report.events:,} events, {report.damaged:,} damaged messages, {report.outputs:,} "
        f"outputs, {report.seconds:.0f} s, seed {report.seed}"
    )
    console.print(
        "others took over after kill -9 ", _spread(report.after_kill, _KILL_FLOOR_SECONDS)
    )
    console.print(
        "others took over after SIGTERM ", _spread(report.after_sigterm, _SIGTERM_FLOOR_SECONDS)
    )
    console.print(f"kills of a worker with work in hand: {report.kills_with_work}")
    console.print(f"names, identifiers, secrets in the workers' logs: {len(report.leaks)}")
    for leak in report.leaks[:_SHOWN]:
        console.print(f"  {leak.file}:{leak.line}: {leak.what}", markup=False)
    console.print(f"workers that ended by themselves: {len(report.ended)}")
    for ended in report.ended:
        console.print(f"  {_clock(ended.at)} {ended.slot}: {ended.why}", markup=False)
        for line in ended.last_lines:
            console.print(f"    | {line}", markup=False)
    for finding in report.findings[:_SHOWN]:
        spans = f"{_clock(finding.since)} to {_clock(finding.until)}"
        console.print(f"{finding.wrong}: {finding.what} ({finding.where}; {spans})", markup=False)
    if len(report.findings) > _SHOWN:
        console.print(f"... and {len(report.findings) - _SHOWN:,} more; --json has them all")
    if report.findings:
        for one in report.faults:
            line = f"  {_clock(one.began)} to {_clock(one.ended)} {one.fault.kind} {one.to}"
            console.print(line, markup=False)


def _spread(taken: Takeovers, floor: int) -> str:
    never = f", {taken.never} never" if taken.never else ""
    if taken.spread is None:
        return f"was not measured{never}"
    times = " / ".join(f"{seconds:.1f}" for seconds in taken.spread)
    return f"within {times} s (min / median / max; at most {floor} s){never}"


def _clock(milliseconds: int) -> str:
    if not milliseconds:
        return "-"
    seconds, rest = divmod(milliseconds, 1000)
    return f"{time.strftime('%H:%M:%S', time.localtime(seconds))}.{rest:03d}"
