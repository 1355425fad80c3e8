"""`portcullis lists`: build a snapshot of denied-party lists, and show what one holds."""

import sys
from pathlib import Path

import click
import msgspec
from rich import box
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn
from rich.table import Table

from lists.build import SourceSpec, build
from lists.errors import BuildError, ListsError
from lists.loaders import LOADERS
from lists.snapshot import Manifest
from lists.store import open_store

FAILED = 1


@click.group("lists")
def lists() -> None:
    """Build and inspect snapshots of denied-party lists."""


class _Source(click.ParamType):
    """A `KIND=PATH` argument."""

    name = "KIND=PATH"

    def convert(
        self, value: str, param: click.Parameter | None, ctx: click.Context | None
    ) -> SourceSpec:
        try:
            return SourceSpec.parse(value)
        except BuildError as error:
            self.fail(str(error), param, ctx)


@lists.command("build")
@click.option(
    "--source",
    "sources",
    type=_Source(),
    required=True,
    multiple=True,
    help=f"A list to build from; repeatable. KIND is one of {', '.join(LOADERS)}.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="The folder of snapshots to build into; made if absent.",
)
def build_command(sources: tuple[SourceSpec, ...], out: Path) -> None:
    r"""Build one snapshot of all given lists and make it the current one of a folder.

    The same lists give the same content digest. Records that cannot be parsed are counted and
    printed with their reasons; the build goes on without them.

    \b
    Example:
      portcullis lists build --source ofac-sdn-csv=sdn/ --source un-xml=consolidated.xml.gz \
          --source ftm=entities.ftm.json --out snapshots/
    """
    console = Console(stderr=True)
    bars: dict[str, TaskID] = {}
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    ) as bar:

        def show(step: str, done: int, total: int) -> None:
            if step not in bars:
                bars[step] = bar.add_task(step, total=None)
            bar.update(bars[step], completed=done, total=total or None)

        try:
            manifest = build(sources, out, progress=show)
        except ListsError as error:
            console.print(f"Error: {error}", markup=False, highlight=False, soft_wrap=True)
            sys.exit(FAILED)
    _print_table(manifest)
    _print_unparsed(manifest, Console(stderr=True))


@lists.command("show")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of a table.")
def show_command(folder: Path, *, as_json: bool) -> None:
    r"""Show what the current snapshot of a folder holds: one row per loader and source id.

    \b
    Example:
      portcullis lists show snapshots/ --json
    """
    store = open_store(f"file://{folder}")
    try:
        pointer = store.current()
        if pointer is None:
            click.echo(
                f"Error: {folder}: holds no snapshot; make one: portcullis lists build", err=True
            )
            sys.exit(FAILED)
        manifest = store.manifest(pointer)
    except ListsError as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(FAILED)
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(summary(manifest)), indent=2))
    else:
        _print_table(manifest)
        _print_unparsed(manifest, Console())


def summary(manifest: Manifest) -> dict[str, object]:
    """What `lists show --json` prints of a manifest."""
    described = msgspec.to_builtins(manifest)
    outline = ("version", "contentDigest", "created", "entities", "names")
    columns = (
        *("loader", "id", "entities", "names"),
        *("weakAliases", "identifiers", "birthDates", "unparsed"),
    )
    return {key: described[key] for key in outline} | {
        "sources": [{key: row[key] for key in columns} for row in described["sources"]]
    }


def _print_table(manifest: Manifest) -> None:
    table = Table(
        title=f"Snapshot {manifest.version}-{manifest.content_digest[:12]}, {manifest.created}",
        title_justify="left",
        box=box.SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
    )
    for heading in ("loader", "source"):
        table.add_column(heading, no_wrap=True)
    for heading in ("entities", "names", "weak", "ids", "bad ids", "births", "unparsed"):
        table.add_column(heading, justify="right", no_wrap=True)
    for row in manifest.sources:
        counts = (row.entities, row.names, row.weak_aliases, row.identifiers)
        more = (row.invalid_identifiers, row.birth_dates, row.unparsed)
        table.add_row(row.loader, row.id, *(f"{count:,}" for count in counts + more))
    table.caption = f"{manifest.entities:,} entities, {manifest.names:,} names"
    Console().print(table)


def _print_unparsed(manifest: Manifest, console: Console) -> None:
    for row in manifest.sources:
        for unparsed in row.unparsed_reasons:
            places = ", ".join(unparsed.places)
            more = " …" if unparsed.count > len(unparsed.places) else ""
            what = f"{row.loader} {row.id}: {unparsed.count:,} unparsed: {unparsed.reason}"
            console.print(f"{what} ({places}{more})", markup=False, highlight=False, soft_wrap=True)
