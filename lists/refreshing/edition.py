"""One edition of the lists: what a refresh is asked to do, works with, publishes and keeps."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from config.files import ConfigError
from lists.build import Progress, describe
from lists.delta import Counts, Delta
from lists.errors import BuildError
from lists.link import Conflict
from lists.loaders import LOADERS
from lists.refreshing.checks import check_fill_names
from lists.refreshing.fetch import Fetcher
from lists.refreshing.in_use import InUse
from lists.refreshing.last_good import LastGood, reader
from lists.refreshing.outcome import Outcome, Status
from lists.snapshots.snapshot import (
    Accepted,
    Manifest,
    Provenance,
    content_digest,
    content_files,
    write_content,
)
from lists.sources import Source, duration
from matchers.index import Index
from matchers.model import ListedEntity, Struct
from matchers.reader import Reader

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_GONE = "gone: not described any more"
RENEWAL = timedelta(hours=12)
"""After how long at most the same content is published anew: its age and expiry are then of today.
"""


class Order(Struct, frozen=True):
    """What to refresh: the sources that have files, those of them to ask, and what to let pass.

    `accepted` says by source id why an operator lets pass what differs from last time; `who` that
    is. With `dry_run` nothing is published or kept.
    """

    sources: Mapping[str, Source]
    chosen: frozenset[str]
    accepted: Mapping[str, str]
    who: str
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class Desk:
    """What a refresh works with: everything that has an effect."""

    state: LastGood
    fetcher: Fetcher
    in_use: Callable[[], InUse]
    publish: Callable[[Path, Manifest], Manifest]
    announce: Callable[[Manifest, Mapping[str, Counts]], None]
    index: Callable[[Sequence[ListedEntity], Reader], Index]
    now: Callable[[], datetime]
    progress: Progress


def check_order(order: Order, in_use: InUse) -> None:
    """Raise ConfigError for what cannot be meant.

    A source that is in use and no longer described would lose all its entities: that has to be let
    pass, too.
    """
    check_fill_names(order.sources)
    for source_id, source in order.sources.items():
        if _ID.fullmatch(source_id) is None:
            raise ConfigError(f"{source_id[:80]!r} is no id of a source: letters, digits, `.-_`")
        if source.loader not in LOADERS:
            raise ConfigError(
                f"source {source_id}: no kind of list is called {source.loader!r}; known are "
                f"{', '.join(LOADERS)}"
            )
        for text in (source.every, source.max_age):
            duration(text)
    in_manifest = {each.id for each in in_use.manifest.provenance} if in_use.manifest else set()
    if unknown := (order.chosen | order.accepted.keys()) - order.sources.keys() - in_manifest:
        raise ConfigError(
            f"no source with files is called {', '.join(sorted(unknown))}; described are "
            f"{', '.join(sorted(order.sources)) or 'none'}"
        )
    if gone := in_manifest - order.sources.keys() - order.accepted.keys():
        raise ConfigError(
            f"{', '.join(sorted(gone))}: in the snapshot in use, and not described any more; "
            "describe it with loader and files, or let it go with --accept-drop and --why"
        )


def is_due(
    outcomes: Sequence[Outcome], changes: Delta, in_use: InUse, order: Order, now: datetime
) -> bool:
    """Whether there is something to publish: new content, or the same that grows old."""
    if not any(outcome.loaded for outcome in outcomes):
        return False
    if in_use.manifest is None or changes != Delta():
        return True
    fresh = any(outcome.status is Status.FRESH for outcome in outcomes)
    limits = (duration(source.max_age) / 4 for source in order.sources.values())
    age = now - datetime.fromisoformat(in_use.manifest.created)
    return fresh or age >= min((RENEWAL, *limits))


def content(
    entities: Sequence[ListedEntity],
    outcomes: Sequence[Outcome],
    changes: Delta,
    in_use: InUse,
    desk: Desk,
    aside: Path,
) -> tuple[Path, dict[str, str]]:
    """A folder with entities and index, and its files' digests: what there is, or built anew."""
    kept = desk.state.content
    same = changes == Delta() and all(map(_is_same, outcomes))
    if in_use.manifest is not None and same:
        files = content_files(kept) if kept.is_dir() else {}
        if content_digest(files) == in_use.manifest.content_digest:
            return kept, files
    folder = aside / "snapshot"
    folder.mkdir()
    names = desk.state.names()
    index = desk.index(entities, names)
    desk.state.keep_names(names)
    desk.progress("write", 0, 0)
    return folder, write_content(folder, entities, index.arrays())


def _is_same(outcome: Outcome) -> bool:
    """Whether a source is as it was published last, read and indexed by the code of today."""
    return (
        outcome.status is not Status.FRESH
        and outcome.kept is not None
        and outcome.kept.reader == reader()
    )


def manifest(
    outcomes: Sequence[Outcome],
    files: dict[str, str],
    conflicts: Sequence[Conflict],
    in_use: InUse,
    order: Order,
    now: datetime,
) -> Manifest:
    """What is published, to be numbered, dated and signed."""
    loaded = [outcome.loaded for outcome in outcomes if outcome.loaded is not None]
    if not loaded:
        raise BuildError("there is not one sound list to publish")
    return msgspec.structs.replace(
        describe(loaded, files, previous=None, conflicts=conflicts),
        provenance=tuple(_provenances(outcomes, in_use, order)),
        accepted=tuple(_accepted(outcomes, in_use, order, now)),
    )


def _provenances(outcomes: Sequence[Outcome], in_use: InUse, order: Order) -> Iterator[Provenance]:
    """Where each source is from; of one whose files are not kept here, what was said last."""
    said = {each.id: each for each in in_use.manifest.provenance} if in_use.manifest else {}
    for outcome in outcomes:
        kept = outcome.kept
        if outcome.loaded is not None and kept is not None:
            yield Provenance(
                id=outcome.source,
                urls=order.sources[outcome.source].files,
                fetched_at=kept.confirmed,
                digest=kept.digest,
                parser=kept.reader,
                published_at=kept.published.at if kept.published else None,
            )
        elif outcome.loaded is not None and outcome.source in said:
            yield said[outcome.source]


def _accepted(
    outcomes: Sequence[Outcome], in_use: InUse, order: Order, now: datetime
) -> Iterator[Accepted]:
    """What an operator let pass of the versions that are published, and of sources gone."""
    staying = {outcome.source for outcome in outcomes if outcome.status is not Status.FRESH}
    said = in_use.manifest.accepted if in_use.manifest is not None else ()
    yield from (each for each in said if each.source in staying)
    let_pass = {
        outcome.source: tuple(f"{each.check}: {each.reason}" for each in outcome.let_pass)
        for outcome in outcomes
        if outcome.let_pass
    }
    gone = dict.fromkeys(order.accepted.keys() - order.sources.keys(), (_GONE,))
    for source_id, what in sorted((let_pass | gone).items()):
        yield Accepted(
            source=source_id,
            what=what,
            why=order.accepted[source_id],
            who=order.who,
            when=now.isoformat(timespec="seconds"),
        )


def keep(outcomes: Sequence[Outcome], state: LastGood) -> None:
    """Remember what was taken, and that what is unchanged was confirmed."""
    for outcome in outcomes:
        if outcome.kept is None or outcome.loaded is None:
            continue
        if outcome.status is Status.FRESH and outcome.files is not None:
            state.keep(outcome.source, outcome.kept, outcome.loaded, outcome.files)
        elif outcome.status is Status.UNCHANGED:
            state.confirm(outcome.source, outcome.kept)
