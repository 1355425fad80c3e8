"""`portcullis lists`: build a snapshot of denied-party lists, and show what one holds."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn
from rich.table import Table

from config.resolve import Resolved
from streams.cli import list_keys, published_lists
from streams.cli.common import FAILED, err, fail, out, settings_options

if TYPE_CHECKING:
    from lists.build import Progress as Report
    from lists.build import SourceSpec
    from lists.snapshots.snapshot import Manifest

_FOLDER = click.Path(path_type=Path, file_okay=False)


class _Source(click.ParamType):
    """A `KIND=PATH` argument."""

    name = "KIND=PATH"

    def convert(
        self, value: str, param: click.Parameter | None, ctx: click.Context | None
    ) -> "SourceSpec":
        from lists.build import SourceSpec
        from lists.errors import BuildError

        try:
            return SourceSpec.parse(value)
        except BuildError as error:
            self.fail(str(error), param, ctx)


@click.group("lists")
def lists() -> None:
    """Build and inspect snapshots of denied-party lists."""


@lists.command("build")
@click.option(
    "--source",
    "sources",
    type=_Source(),
    required=True,
    multiple=True,
    help="A list to build from; repeatable.",
)
@click.option(
    "--out", "folder", type=_FOLDER, required=True, help="Folder of snapshots; made if absent."
)
def build_command(sources: "tuple[SourceSpec, ...]", folder: Path) -> None:
    """Build one snapshot of all given lists and make it the current one of a folder.

    The same lists give the same content digest. Records that cannot be parsed are counted and
    printed with their reasons on standard error; the build goes on without them.

    \b
    KIND is one of
      au-xlsx            Australia's consolidated list, one spreadsheet
      bis-dpl-txt        the US Denied Persons List, tab-separated text, one file
      ca-xml             Canada's consolidated autonomous sanctions list, one file
      csl-csv            the US Consolidated Screening List, its CSV file
      csl-json           the US Consolidated Screening List, its JSON file
      eu-fsf-xml         the EU's consolidated list, XML 1.1 or the older layout, one file
      eu-oj-csv          a folder of annexes of the Official Journal, and of amendments to them
      ftm                FollowTheMoney JSON lines, one file
      ftm-delta          a folder with entities.ftm.json and the files of changes since
      ofac-advanced-xml  OFAC's advanced XML, one file
      ofac-cons-csv      a folder with cons_prim.csv, and cons_alt.csv and others where present
      ofac-sdn-csv       a folder with sdn.csv, and alt.csv, add.csv, sdn_comments.csv where present
      ofac-xml           OFAC's older XML layout, one file whose name begins with sdn or cons
      partner-csv        a list of your own, CSV or .xlsx: see `portcullis lists template`
      seco-xml           Switzerland's consolidated list, one file
      uk-conlist-csv     the UK's consolidated list as it was until January 2026, one file
      uk-csv             the UK Sanctions List, its CSV file
      uk-xml             the UK Sanctions List, its XML file
      un-xml             the Security Council's consolidated list, one file
    All files may be gzipped.

    \b
    Example:
      portcullis lists build --source ofac-sdn-csv=sdn/ --source un-xml=consolidated.xml.gz \\
          --source ftm=entities.ftm.json --out snapshots/
    """  # noqa: D301 - click's mark for a paragraph that is not wrapped
    from lists.build import build

    with progress() as report:
        manifest = build(sources, folder, progress=report)
    _print_table(manifest)
    for line in (
        *unparsed_lines(manifest),
        *conflict_lines(manifest),
        *ownerless_lines(manifest),
    ):
        err.print(line, markup=False)


@lists.command("template")
@click.option(
    "--out",
    "path",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("parties.csv"),
    show_default=True,
    help="The file to write; never one that is there already.",
)
@click.option(
    "--delimiter",
    type=click.Choice([",", ";"]),
    default=",",
    show_default=True,
    help="Between columns. Take ; where your spreadsheet writes 3,5 for three and a half.",
)
def template_command(path: Path, delimiter: str) -> None:
    """Write an empty table for a list of your own, to be filled in with a spreadsheet.

    Only the column `name` is needed; what you leave empty is not known. The two rows that begin
    with # say what each column means and show an example; they are skipped, and may stay. Several
    values of one cell are parted by semicolons. Save it as CSV or as .xlsx.

    \b
    The name of the file becomes the id of the list: parties.csv is the list partner-parties.
    A table with columns of another name needs no change: write parties.mapping.yaml beside it.
      source: partner-watch            # another id
      columns: {Nom: name, Né le: birth_date}
      dates: month-first               # if 03/04/1962 is the fourth of March
      encoding: windows-1252           # if it is not UTF-8 or UTF-16

    \b
    Example:
      portcullis lists template --out parties.csv
      portcullis lists build --source partner-csv=parties.csv --out snapshot
      portcullis screen --snapshot snapshot --name "Imran Quartz"
    """  # noqa: D301 - click's mark for a paragraph that is not wrapped
    from lists.template import write_template

    write_template(path, delimiter)
    out.print(
        f"{path} written; fill it in, then: portcullis lists build "
        f"--source partner-csv={path} --out snapshot",
        soft_wrap=True,
        markup=False,
    )


@lists.command("show")
@click.argument("url", metavar="URL")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of a table.")
@settings_options()
def show_command(resolved: Resolved, url: str, *, as_json: bool) -> None:
    """Show what the current snapshot of a store holds: one row per loader and source id.

    URL is a folder, file://DIR, redis://HOST:PORT/DB or rediss://HOST:PORT/DB. Of a published
    snapshot the signature has to be that of a trusted key (setting trusted_keys).

    \b
    Example:
      portcullis lists show snapshots/ --json
    """  # noqa: D301 - click's mark for a paragraph that is not wrapped
    from lists.snapshots.checking import authentic
    from lists.snapshots.keys import read_public_keys
    from lists.snapshots.pointer import LOCAL_VERSION
    from lists.snapshots.store import open_folder, open_store

    store = open_store(url, resolved.settings)
    pointer = store.current()
    if pointer is None:
        fail(f"{url} holds no snapshot; `portcullis lists build --out` makes one", FAILED)
    if pointer.version == LOCAL_VERSION:
        manifest = open_folder(url).manifest(pointer)
    else:
        trusted = read_public_keys(Path(resolved.settings.trusted_keys).expanduser())
        manifest = authentic(store.signed(pointer), pointer, trusted)
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(summary(manifest)), indent=2))
        return
    _print_table(manifest)
    for line in (
        *publication_lines(manifest),
        *unparsed_lines(manifest),
        *conflict_lines(manifest),
        *source_lines(manifest),
    ):
        out.print(line, markup=False)


def publication_lines(manifest: "Manifest") -> Iterator[str]:
    """Lines about how and when a published snapshot came to be; none for a local build."""
    if manifest.expires is not None:
        yield f"expires {manifest.expires}"
    for each in manifest.provenance:
        published = f", published {each.published_at}" if each.published_at else ""
        yield f"{each.id}: fetched {each.fetched_at}{published}, SHA-256 {each.digest[:16]}"
    for passed in manifest.accepted:
        what = "; ".join(passed.what)
        yield f"{passed.source}: let pass by {passed.who}, {passed.when}: {passed.why} ({what})"
    if manifest.rollback is not None:
        back = manifest.rollback
        yield f"rolled back to version {back.of} by {back.who}, {back.when}: {back.why}"


lists.add_command(list_keys.keys)
lists.add_command(published_lists.verify_command)
lists.add_command(published_lists.rollback_command)


def summary(manifest: "Manifest") -> dict[str, object]:
    """What `lists show --json` prints of a manifest."""
    described = msgspec.to_builtins(manifest)
    outline = ("version", "contentDigest", "created", "entities", "names")
    stated = ("expires", "provenance", "rollback", "accepted")
    columns = (
        *("loader", "id", "entities", "names"),
        *("weakAliases", "identifiers", "birthDates", "unparsed"),
    )
    return {key: described[key] for key in (*outline, *stated) if key in described} | {
        "sources": [{key: row[key] for key in columns} for row in described["sources"]]
    }


def unparsed_lines(manifest: "Manifest") -> Iterator[str]:
    """One line for each reason that records were not parsed, with the first places."""
    for row in manifest.sources:
        for unparsed in row.unparsed_reasons:
            more = " …" if unparsed.count > len(unparsed.places) else ""
            yield (
                f"{row.loader} {row.id}: {unparsed.count:,} unparsed: {unparsed.reason} "
                f"({', '.join(unparsed.places)}{more})"
            )


def conflict_lines(manifest: "Manifest") -> Iterator[str]:
    """One line for each pair of entries that share a number or reference and were not linked."""
    for conflict in manifest.conflicts:
        yield (
            f"{conflict.left} and {conflict.right} are not linked: both have {conflict.shared}, "
            f"but {conflict.conflicting}"
        )
    more = manifest.conflicting - len(manifest.conflicts)
    if more:
        yield f"{more:,} more pairs are not linked for such reasons"


def ownerless_lines(manifest: "Manifest") -> "Iterator[str]":
    """What to write for the partners' lists that the shipped sources file cannot know."""
    from lists.sources import ownerless, ownerless_message, read_sources, stated_owners

    owned = stated_owners(read_sources())
    found = ownerless(((row.loader, row.id) for row in manifest.sources), owned)
    if found:
        yield ownerless_message(found)


def source_lines(manifest: "Manifest") -> Iterator[str]:
    """One line for each source that the shipped sources file describes."""
    from lists.sources import read_sources

    known = read_sources()
    for source_id in dict.fromkeys(row.id for row in manifest.sources):
        if source_id in known:
            source = known[source_id]
            yield (
                f"{source_id}: {source.name}. {source.publisher}, {source.address}; "
                f"{source.licence}."
            )


def _print_table(manifest: "Manifest") -> None:
    table = Table(
        title=f"Snapshot {manifest.version}-{manifest.content_digest[:12]}, {manifest.created}",
        title_justify="left",
        box=None,
        padding=(0, 1, 0, 0),
    )
    for heading in ("loader", "source"):
        table.add_column(heading, no_wrap=True)
    for heading in ("entities", "names", "weak", "ids", "bad ids", "births", "unparsed"):
        table.add_column(heading, justify="right", no_wrap=True)
    for row in manifest.sources:
        counts = (
            *(row.entities, row.names, row.weak_aliases, row.identifiers),
            *(row.invalid_identifiers, row.birth_dates, row.unparsed),
        )
        table.add_row(row.loader, row.id, *(f"{count:,}" for count in counts))
    out.print(table)
    out.print(f"{manifest.entities:,} entities, {manifest.names:,} names")


@contextmanager
def progress() -> "Iterator[Report]":
    """A bar for each step on a terminal's standard error; nothing anywhere else."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    steps: dict[str, TaskID] = {}
    with Progress(*columns, console=err, disable=not err.is_terminal, transient=True) as bars:

        def report(step: str, done: int, total: int) -> None:
            if step not in steps:
                steps[step] = bars.add_task(step, total=None)
            bars.update(steps[step], completed=done, total=total or None)

        yield report
