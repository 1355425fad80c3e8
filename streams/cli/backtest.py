"""`portcullis backtest`: what other thresholds or lists would have done to past events."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol

import click
import msgspec
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from config.resolve import Resolved
from config.settings import Settings
from streams.cli.backtest_drawing import Answer, Named, draw
from streams.cli.common import BAD_LINES, USAGE, err, fail, settings_options
from streams.cli.ndjson import batches
from streams.events.bad import BadEvent

if TYPE_CHECKING:
    from lists.snapshots.snapshot import Snapshot
    from matchers.decide import Thresholds
    from streams.backtest import Side
    from streams.past_events import Batch

_VERSION = re.compile(r"(?:(?P<url>.+)@)?(?P<version>[0-9]{1,9})")
_DAYS = timedelta(days=3650)


class Advance(Protocol):
    """Says how far a back-test has come."""

    def __call__(self, events: int, until_ms: int) -> None:
        """So many more events are done, up to that time."""


@click.command()
@settings_options("bootstrap", "partners", "trusted_keys")
@click.option("--since", metavar="DURATION", help="So far back: 30d, 6h. Default: 30d.")
@click.option(
    "--events", type=click.File("rb"), metavar="FILE|-", help="Events of a file, not of Kafka."
)
@click.option(
    "--thresholds",
    "thresholds_file",
    metavar="FILE",
    help="Proposed thresholds; default: those in use.",
)
@click.option(
    "--snapshot",
    "proposed",
    metavar="URL[@VERSION]",
    help="Proposed lists, or a version of those in use; default: those in use.",
)
@click.option("--in-use", metavar="URL", help="The lists in use; default: the setting snapshot.")
@click.option(
    "--sample",
    type=click.IntRange(0, 1000),
    default=10,
    show_default=True,
    help="Examples of each change.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
def backtest(
    resolved: Resolved,
    *,
    since: str | None,
    events: BinaryIO | None,
    thresholds_file: str | None,
    proposed: str | None,
    in_use: str | None,
    sample: int,
    as_json: bool,
) -> None:
    """Screen past events with proposed thresholds or lists, and count what would change.

    Alerts gained, lost and kept, by list and programme and verdict, and examples to read. Nothing
    is published and no offset is committed: events are read beside the workers, in a group of its
    own, with a login that may read them (the workers'). Good-guy records are left out.

    \b
    Examples:
      portcullis backtest --since 30d --thresholds proposed.yaml --settings worker.yaml
      portcullis backtest --since 7d --snapshot redis://lists:6379/0@41
      portcullis backtest --events week.ndjson --thresholds proposed.yaml --json
    """  # noqa: D301 - click's mark for a paragraph that is not wrapped
    from streams.backtest import Backtest

    if thresholds_file is None and proposed is None:
        raise click.UsageError("propose something: --thresholds FILE, or --snapshot URL[@VERSION]")
    if events is not None and since is not None:
        raise click.UsageError("--since is for events of Kafka; a file is read whole")
    settings = resolved.settings
    if in_use is not None:
        settings = msgspec.structs.replace(settings, snapshot=in_use)
    instant = None if events is not None else _instant(since or "30d")
    (present, now), (other, then) = _sides(settings, thresholds_file, proposed)
    comparison = Backtest(present, other, sample=sample)
    bad = 0
    with _progress() as advance:
        for batch in _past(settings, events, instant):
            comparison.add(batch.events)
            bad += batch.bad
            advance(len(batch.events), batch.until_ms)
    answer = Answer(present=now, proposed=then, since=instant, bad=bad, report=comparison.report())
    if as_json:
        click.echo(msgspec.json.encode(answer))
    else:
        draw(answer)
    if bad and events is not None:
        raise click.exceptions.Exit(BAD_LINES)


def _instant(since: str) -> datetime:
    from lists.sources import duration

    try:
        back = duration(since)
    except (ValueError, OverflowError):  # no duration, or one of too many digits
        back = timedelta(0)
    if not timedelta(0) < back <= _DAYS:
        raise click.UsageError(
            f"--since {since:.20}: give a time up to {_DAYS.days}d, such as 30d or 6h"
        )
    return datetime.now(UTC) - back


def _sides(
    settings: Settings, thresholds_file: str | None, proposed: str | None
) -> "tuple[tuple[Side, Named], tuple[Side, Named]]":
    """What is in use, and what is proposed; the same index for both where lists do not differ."""
    from streams.installation import read_thresholds

    now = read_thresholds(settings.thresholds)
    then = now if thresholds_file is None else read_thresholds(thresholds_file)
    lists = _lists(settings.snapshot, None, settings)
    others = lists if proposed is None else _lists(*_place(proposed, settings), settings)
    file = settings.thresholds if thresholds_file is None else thresholds_file
    return _side(lists, now, settings.thresholds), _side(others, then, file)


def _place(proposed: str, settings: Settings) -> tuple[str, int | None]:
    found = _VERSION.fullmatch(proposed)
    if found is None:
        return proposed, None
    return found["url"] or settings.snapshot, int(found["version"])


def _lists(url: str, version: int | None, settings: Settings) -> "Snapshot":
    from lists.snapshots.taking import load_aside

    snapshot = load_aside(url, settings, version)
    if snapshot is None:
        fail(f"{url} holds no snapshot; `portcullis lists build --out` makes one", USAGE)
    return snapshot


def _side(snapshot: "Snapshot", thresholds: "Thresholds", file: str) -> "tuple[Side, Named]":
    from matchers.screener import Screener
    from streams.active import snapshot_name
    from streams.backtest import Side

    side = Side(
        Screener(snapshot.index, thresholds),
        {entity.id: entity for entity in snapshot.entities},
    )
    return side, Named(snapshot=snapshot_name(snapshot.manifest), thresholds=file or "(shipped)")


def _past(
    settings: Settings, events: BinaryIO | None, instant: datetime | None
) -> "Iterator[Batch]":
    return _of_file(events) if events is not None else _of_kafka(settings, instant)


def _of_file(source: BinaryIO) -> "Iterator[Batch]":
    from streams.past_events import Batch, of_line

    for lines in batches(source):
        read = []
        for line in lines:
            try:
                read.append(of_line(line.text, line.number))
            except BadEvent as bad:
                err.print(f"line {line.number}: {bad}", markup=False)
        yield Batch(events=tuple(read), bad=len(lines) - len(read))


def _of_kafka(settings: Settings, instant: datetime | None) -> "Iterator[Batch]":
    from sharing.policy import load_policy
    from streams import topics
    from streams.broker.reading import TopicReader
    from streams.past_events import of_records

    names = topics.inputs(load_policy(Path(settings.partners)).partners)
    reader = TopicReader(settings, names, since=instant, group=f"{settings.group}-backtest")
    try:
        yield from of_records(reader.until_end())
    finally:
        reader.close()


@contextmanager
def _progress() -> "Iterator[Advance]":
    """Counts events on a terminal's standard error; says nothing anywhere else."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.completed:,.0f} events{task.fields[until]}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=err, disable=not err.is_terminal, transient=True) as bars:
        task = bars.add_task("", total=None, until="")

        def advance(events: int, until_ms: int) -> None:
            until = f", until {datetime.fromtimestamp(until_ms / 1000, UTC):%Y-%m-%d %H:%M}"
            bars.update(task, advance=events, until=until if until_ms else "")

        yield advance
