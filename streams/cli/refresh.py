"""`portcullis lists refresh` and `lists diff`: fetch what is new, and tell what changed."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec
from rich.table import Table

from config.resolve import Resolved
from streams.cli.common import (
    REFUSED,
    UNREACHABLE,
    as_service,
    fail,
    out,
    settings_options,
    who,
)
from streams.cli.lists import progress

if TYPE_CHECKING:
    from lists.delta import Changed, Delta
    from lists.refresh import Report

_LONGEST = 100


@click.command("refresh")
@settings_options("snapshot", "sources", "bootstrap", "web_port", "refresh_state")
@click.option(
    "--source", "chosen", multiple=True, metavar="ID", help="Only this source; repeatable."
)
@click.option("--dry-run", is_flag=True, help="Fetch and check; publish and keep nothing.")
@click.option("--watch", is_flag=True, help="Go on until SIGTERM, each source every so often.")
@click.option(
    "--accept-drop",
    "accepted",
    multiple=True,
    metavar="ID",
    help="Let pass what differs from last time; needs --why.",
)
@click.option("--why", default="", metavar="TEXT", help="Why that is right; the manifest keeps it.")
@click.option("--announce/--no-announce", default=True, help="Tell it on the topic list-updates.")
@click.option(
    "--metrics-file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write metrics there, for the textfile collector of node_exporter.",
)
def refresh_command(
    resolved: Resolved,
    *,
    chosen: tuple[str, ...],
    dry_run: bool,
    watch: bool,
    accepted: tuple[str, ...],
    why: str,
    announce: bool,
    metrics_file: Path | None,
) -> None:
    """Fetch the lists, check them, and publish one signed snapshot of what is sound.

    A source that fails a check keeps its last good version, is reported with the reason, and holds
    up no other; the exit status is then 5. With --watch each source is asked every so often as
    `sources.yaml` has it, and /metrics is served at `web_bind` and `web_port`.

    \b
    Example:
      portcullis lists refresh --snapshot file:///srv/lists --dry-run
      portcullis lists refresh --snapshot redis://lists:6379/0 --watch
      portcullis lists refresh --accept-drop un-sc --why "delisted, press release SC/15999"
    """  # noqa: D301 - click's mark for a paragraph that is not wrapped
    from prometheus_client import CollectorRegistry, start_http_server

    from lists.sources import read_sources
    from streams.process import forbid_core_dumps, stop_on_signals
    from streams.refresh_metrics import RefreshMetrics, write_metrics
    from streams.refreshing import Refresher

    if accepted and not why.strip():
        raise click.UsageError("--accept-drop needs --why: the manifest keeps the reason")
    if watch and (dry_run or accepted or chosen):
        raise click.UsageError("--watch goes with none of --dry-run, --accept-drop and --source")
    forbid_core_dumps()
    settings = resolved.settings
    metrics = RefreshMetrics(CollectorRegistry())
    sources = read_sources(Path(settings.sources) if settings.sources else None)
    if watch:
        as_service(settings)
        start_http_server(settings.web_port, settings.web_bind, metrics.registry)
        stopping = stop_on_signals()
        Refresher(settings, sources, metrics, lambda *_: None, announce=announce).watch(stopping)
        return
    try:
        with progress() as report_progress:
            refresher = Refresher(settings, sources, metrics, report_progress, announce=announce)
            report = refresher.once(chosen, dict.fromkeys(accepted, why), who(), dry_run=dry_run)
    finally:
        if metrics_file is not None:
            write_metrics(metrics, metrics_file)
    for line in told(report):
        out.print(line, markup=False)
    if refresher.trouble is not None:
        fail(f"published, but not announced: {refresher.trouble}", UNREACHABLE)
    if report.refused:
        fail("not every source was taken; see docs/operations.md#portcullislistrefused", REFUSED)


def told(report: "Report") -> Iterator[str]:
    """A line for each source, and one for each reason that it was refused, or was let pass."""
    from lists.refreshing.outcome import Status

    for outcome in report.outcomes:
        kept = ", the last good version stays" if outcome.status is Status.REFUSED else ""
        held = f"{len(outcome.entities):,} entities" if outcome.loaded else "nothing of it is there"
        yield f"{outcome.source}: {outcome.status}{kept}; {held}"
        yield from (f"  refused: {each.check}: {each.reason}" for each in outcome.refusals)
        yield from (f"  let pass: {each.check}: {each.reason}" for each in outcome.let_pass)
    for source, counts in report.delta.counts().items():
        yield (
            f"{source}: {counts.added:,} added, {counts.removed:,} removed, "
            f"{counts.changed:,} changed, {counts.editorial:,} edited"
        )
    if report.published is not None:
        yield (
            f"published: version {report.published.version}, {report.published.entities:,} entities"
        )
    else:
        yield "nothing published"


@click.command("diff")
@settings_options()
@click.argument("old")
@click.argument("new")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of tables.")
def diff_command(resolved: Resolved, *, old: str, new: str, as_json: bool) -> None:
    """Tell what changed between two versions of lists.

    OLD and NEW are stores (file://DIR, redis://HOST:PORT/DB; the current snapshot, or @VERSION),
    folders of a snapshot, or lists as for `lists build`, KIND=PATH. A change is material where
    screening can see it, else editorial.

    \b
    Example:
      portcullis lists diff un-xml=yesterday.xml.gz un-xml=today.xml.gz
      portcullis lists diff redis://lists:6379/0@41 redis://lists:6379/0 --json
    """  # noqa: D301 - click's mark for a paragraph that is not wrapped
    from lists.delta import delta
    from lists.snapshots.versions import entities_of

    found = delta(entities_of(old, resolved.settings), entities_of(new, resolved.settings))
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(found), indent=2))
        return
    for source, counts in found.counts().items():
        out.print(_table(found, source))
        out.print(
            f"{source}: {counts.added:,} added, {counts.removed:,} removed, "
            f"{counts.changed:,} changed, {counts.editorial:,} edited\n",
            markup=False,
        )
    if not found.counts():
        out.print("no difference")


def _table(found: "Delta", source: str) -> Table:
    table = Table(title=source, title_justify="left", box=None, padding=(0, 1, 0, 0))
    for heading in ("", "id", "name", "what changed"):
        table.add_column(heading, overflow="fold")
    for sign, entries in (("+", found.added), ("-", found.removed)):
        for entry in entries:
            if entry.source == source:
                table.add_row(sign, entry.id, _cut(entry.name), entry.kind)
    for changed in found.changed:
        if changed.source == source:
            for number, line in enumerate(_lines(changed)):
                table.add_row(
                    *(("", "", "") if number else ("~", changed.id, _cut(changed.name))), line
                )
    return table


def _lines(changed: "Changed") -> Iterator[str]:
    """What changed materially, a line for each text that came or went."""
    from lists.delta import Difference

    for name in changed.__struct_fields__:
        difference = getattr(changed, name)
        if isinstance(difference, Difference):
            what = name.replace("_", " ")
            yield from (_cut(f"{what} + {text}") for text in difference.added)
            yield from (_cut(f"{what} - {text}") for text in difference.removed)


def _cut(text: str) -> str:
    plain = "".join(letter if letter.isprintable() else " " for letter in text)
    return plain if len(plain) <= _LONGEST else plain[: _LONGEST - 1] + "…"
