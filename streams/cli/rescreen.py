"""`portcullis rescreen`: screen past events again for what has changed in the lists."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click
import msgspec
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from config.resolve import Resolved
from config.settings import Settings
from streams.cli.common import FAILED, as_service, err, fail, out, settings_options

if TYPE_CHECKING:
    from streams.rescreen.job import Job
    from streams.rescreen.running import Progress as Stand
    from streams.rescreen.running import Tell

_OPTIONS = (
    "bootstrap",
    "snapshot",
    "partners",
    "delivery",
    "web_port",
    "allow_unsigned",
    "trusted_keys",
    "snapshot_cache",
    "sources",
    "look_back",
)


@click.group(invoke_without_command=True)
@settings_options(*_OPTIONS)
@click.option(
    "--against",
    type=click.IntRange(1),
    metavar="V",
    help="The older version; default: the one before, and where there is none, no lists at all.",
)
@click.option("--dry-run", is_flag=True, help="Say what would be found, and publish nothing.")
@click.option("--watch", is_flag=True, help="Do so for each publication of lists, until stopped.")
@click.pass_context
def rescreen(
    context: click.Context,
    resolved: Resolved,
    *,
    against: int | None,
    dry_run: bool,
    watch: bool,
) -> None:
    """Screen past events again for what is new in the lists, or has changed materially.

    --snapshot is a store, whose current version is meant, or one version of it (URL@V). Alerts are
    raised by the workers, with trigger listUpdate; those on entities that are gone are closed, with
    trigger delisting. A run that was broken off goes on where it was when the same is asked for
    again.

    With --watch it runs as a service beside the workers and does so for each publication by
    itself. At its first start the lists that are current then count as known.

    \b
    Example:
      portcullis rescreen --since 7d --snapshot redis://lists:6379/0 --dry-run
      portcullis rescreen --since 30d --snapshot redis://lists:6379/0@42 --against 40
      portcullis rescreen --watch
      portcullis rescreen status
    """  # noqa: D301 - click's mark for a paragraph that is not wrapped
    from streams.process import forbid_core_dumps

    if context.invoked_subcommand is not None:
        given = [name for name, value in context.params.items() if value not in (None, False)]
        if given:
            raise click.UsageError("options stand behind `status`")
        return
    if watch and (dry_run or against):
        raise click.UsageError("--watch goes with none of --dry-run and --against")
    forbid_core_dumps()
    if watch:
        _watch(resolved.settings)
    else:
        _by_hand(resolved.settings, against, dry_run=dry_run)


@rescreen.command("status")
@settings_options("bootstrap")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of lines.")
def status_command(resolved: Resolved, *, as_json: bool) -> None:
    """Show how far the last rescreenings have come: that of the watch, and that by hand.

    \b
    Example:
      portcullis rescreen status --bootstrap localhost:9092 --json
    """  # noqa: D301 - click's mark for a paragraph that is not wrapped
    from streams.rescreen.job import jobs

    found = [job for _, job in sorted(jobs(resolved.settings).items(), reverse=True)]
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(found), indent=2))
        return
    if not found:
        out.print("no rescreening was begun here")
    for job in found:
        for line in _lines(job):
            out.print(line, markup=False)


def _watch(settings: Settings) -> None:
    """Run as a service until a signal ends it."""
    from streams.process import give_way, stop_on_signals

    give_way()  # before the imports, which take a second of a core
    from prometheus_client import CollectorRegistry, start_http_server

    from streams.rescreen.watching import Watching
    from streams.rescreen_metrics import RescreenMetrics

    as_service(settings)
    metrics = RescreenMetrics(CollectorRegistry())
    start_http_server(settings.web_port, settings.web_bind, metrics.registry)
    Watching(settings, metrics).run(stop_on_signals())


def _by_hand(settings: Settings, against: int | None, *, dry_run: bool) -> None:
    """Do one rescreening, or go on with the same one that was broken off."""
    from streams.process import give_way, stop_on_signals

    give_way()  # before the imports, which take a second of a core
    from lists.snapshots.versions import before, pointed
    from streams.rescreen.by_hand import by_hand

    address, snapshot = pointed(settings.snapshot, settings)
    if against is None:
        older = before(address, snapshot, settings)
    else:
        _, older = pointed(f"{address}@{against}", settings)
    stopping = stop_on_signals()
    with _shown() as tell:
        stand = by_hand(settings, address, snapshot, older, tell, stopping, dry_run=dry_run)
    for line in _told(stand, dry_run=dry_run):
        out.print(line, markup=False)
    if not stand.job.is_done:
        fail("broken off; the same command goes on where it was", FAILED)


def _told(stand: "Stand", *, dry_run: bool) -> Iterator[str]:
    """What a run by hand has found."""
    yield from _lines(stand.job)
    for source, count in sorted(stand.of_source.items()):
        yield f"{source}: {count:,} alerts" + (" would be raised" if dry_run else "")
    if dry_run:
        for publisher, reference, entity in stand.sample:
            yield f"  {publisher} {reference}: {entity}"
        yield "nothing was published"


def _lines(job: "Job") -> Iterator[str]:
    """A job for people."""
    versions = f"version {job.snapshot.name[:12]}"
    against = f" against {job.against.name[:12]}" if job.against else ""
    ended = f"done {_instant(job.ended_ms)}" if job.is_done else f"{job.left:,} events left"
    rate = job.read / job.seconds if job.seconds else 0.0
    yield f"{job.slot}: {versions}{against}, {job.look_back} back, begun {_instant(job.began_ms)}"
    yield f"  {job.wanted:,} entities looked for, {job.removed:,} removed"
    yield (
        f"  {job.read:,} events read, {rate:,.0f}/s; {job.found:,} alerts found, "
        f"{job.delisted:,} references with delistings; {ended}"
    )


def _instant(milliseconds: int) -> str:
    return datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat(timespec="seconds")


@contextmanager
def _shown() -> "Iterator[Tell]":
    """A bar on a terminal's standard error; nothing anywhere else."""
    columns = (
        *(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=err, disable=not err.is_terminal, transient=True) as bars:
        bar = bars.add_task("events", total=None)

        def tell(stand: "Stand") -> None:
            doing = "waiting for the workers" if stand.waiting else f"{stand.job.found:,} alerts"
            read = stand.job.read
            bars.update(bar, description=doing, completed=read, total=read + stand.job.left)

        yield tell
