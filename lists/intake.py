"""One source of a refresh: its newest version where that is sound, else its last good one."""

import enum
import re
import shutil
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from traceback import extract_tb

import msgspec

from lists.build import LoadedList, Progress, SourceSpec, load
from lists.checks import Version, check, check_head
from lists.errors import LoadError
from lists.fetch import Copy, Fetcher
from lists.in_use import InUse
from lists.last_good import Kept, LastGood, reader
from lists.published import Published, published
from lists.reading.files import read_head
from lists.refusal import Check, Refusal, SourceRefused
from lists.snapshot import content_digest, file_digest
from lists.sources import Source, duration
from matchers.model import ListedEntity, Struct

_FORMER_KEPT = 50
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]")


class Status(enum.StrEnum):
    """What became of a source in a refresh."""

    FRESH = "fresh"  # a new version was taken
    UNCHANGED = "unchanged"  # its publisher has nothing new
    REFUSED = "refused"  # there is something new, or nothing to be had; the last good one stays
    LEFT = "left"  # not asked this time


class Outcome(Struct, frozen=True):
    """What became of one source, and what of it goes into the snapshot: None for nothing at all.

    `files` is the folder of a new version, `let_pass` what an operator let pass of it.
    """

    source: str
    status: Status
    loaded: LoadedList | None
    kept: Kept | None
    files: Path | None = None
    refusals: tuple[Refusal, ...] = ()
    let_pass: tuple[Refusal, ...] = ()

    @property
    def entities(self) -> tuple[tuple[str, ListedEntity], ...]:
        """The entities with their places."""
        return self.loaded.entities if self.loaded is not None else ()

    @property
    def unparsed(self) -> int:
        """How many records became no entity."""
        return self.loaded.unparsed_count if self.loaded is not None else 0


class Intake:
    """Brings sources in, one by one; what is in use is what they are compared with."""

    def __init__(
        self,
        sources: Mapping[str, Source],
        state: LastGood,
        fetcher: Fetcher,
        in_use: InUse,
        now: Callable[[], datetime],
        progress: Progress,
    ) -> None:
        self._sources = sources
        self._state = state
        self._fetcher = fetcher
        self._in_use = in_use
        self._now = now
        self._progress = progress

    def last(self, source_id: str) -> Outcome:
        """The last good version of a source that is not asked: as it is in use.

        It comes from what is kept here where that is the same version, else from the snapshot: the
        two part where a refresh was killed between publishing and keeping, or lists rolled back.
        """
        kept, loaded = self._state.kept(source_id), self._state.loaded(source_id)
        said = self._in_use.digest(source_id)
        if kept is not None and loaded is not None and said in (None, kept.digest):
            return Outcome(source=source_id, status=Status.LEFT, loaded=loaded, kept=kept)
        listed = [
            ("the snapshot in use", msgspec.structs.replace(entity, linked=()))
            for entity in self._in_use.entities
            if entity.source == source_id
        ]
        loader = self._sources[source_id].loader
        found = LoadedList(kind=loader, files=(), entities=tuple(listed), unparsed={})
        return Outcome(
            source=source_id, status=Status.LEFT, loaded=found if listed else None, kept=None
        )

    def bring(self, source_id: str, aside: Path, *, accepted: bool) -> Outcome:
        """Fetch, read and check a source; whatever is wrong with it, the others are not touched.

        New files lie in the folder `aside` afterwards. With `accepted` what differs from last time
        is let pass.
        """
        last = self.last(source_id)
        try:
            return self._brought(source_id, last, aside, accepted=accepted)
        except SourceRefused as error:
            return self.refused(last, error.refusal)
        except LoadError as error:
            return self.refused(last, Refusal(check=Check.PARSE, reason=str(error)))
        except Exception as error:  # noqa: BLE001 - a fault of one loader must not stop the others
            at = extract_tb(error.__traceback__)[-1]
            reason = f"a fault of ours: {type(error).__name__} in {at.name}, line {at.lineno}"
            return self.refused(last, Refusal(check=Check.PARSE, reason=reason))

    @staticmethod
    def refused(last: Outcome, *refusals: Refusal) -> Outcome:
        """The last good version, and why the newest is not taken."""
        return msgspec.structs.replace(last, status=Status.REFUSED, files=None, refusals=refusals)

    def _brought(self, source_id: str, last: Outcome, aside: Path, *, accepted: bool) -> Outcome:
        source, now = self._sources[source_id], self._now()
        copies, whole = self._fetched(source_id, last.kept, aside, accepted=accepted)
        before = last.kept
        kept = Kept(
            digest=content_digest({copy.name: copy.sha256 for copy in copies}),
            reader=reader(),
            copies=copies,
            fetched=instant(now) if whole or before is None else before.fetched,
            confirmed=instant(now),
            published=_published(aside, copies),
            former=_former(before),
        )
        if before is not None and before.digest == kept.digest:
            kept = msgspec.structs.replace(kept, former=before.former)
            if before.reader == kept.reader:
                return msgspec.structs.replace(last, status=Status.UNCHANGED, kept=kept)
        _check_heads(source.loader, aside)
        path = aside / copies[0].name if len(copies) == 1 else aside
        loaded = load(SourceSpec(kind=source.loader, path=path), self._progress)
        refusals = check(
            source_id, source, _version(loaded, kept), _last_version(last), self._sources
        )
        standing = tuple(each for each in refusals if not (accepted and each.comparing))
        if standing:
            return self.refused(last, *standing)
        return Outcome(
            source=source_id,
            status=Status.FRESH,
            loaded=loaded,
            kept=kept,
            files=aside,
            let_pass=refusals,
        )

    def _fetched(
        self, source_id: str, before: Kept | None, aside: Path, *, accepted: bool
    ) -> tuple[tuple[Copy, ...], bool]:
        """Every file of a source in the folder `aside`, and whether all came whole just now."""
        source = self._sources[source_id]
        recent = before is not None and self._now() - duration(source.max_age) < (
            datetime.fromisoformat(before.fetched)
        )
        kept = {copy.address: copy for copy in before.copies} if before is not None else {}
        copies = []
        whole = True
        for address, name in file_names(source.files):
            target = aside / name
            if "://" not in address:
                copies.append(_copied(Path(address), target))
                continue
            known = kept.get(address, Copy(address=address, name=name))
            if accepted:
                known = Copy(address=address, name=name)
            there = self._state.files(source_id) / known.name
            usable = recent and there.is_file() and file_digest(there) == known.sha256
            copy = self._fetcher.fetch(known, target, conditional=usable)
            if copy is None:
                shutil.copyfile(there, target)
                whole = False
            copies.append(copy or known)
        return tuple(copies), whole


def apart(outcomes: Sequence[Outcome], intake: Intake) -> Sequence[Outcome]:
    """The outcomes, no two with an entity of one id: new versions that share one are refused."""
    while True:
        owners: dict[str, set[str]] = defaultdict(set)
        for outcome in outcomes:
            for _, entity in outcome.entities:
                owners[entity.id].add(outcome.source)
        shared = {entity_id: found for entity_id, found in owners.items() if len(found) > 1}
        at_fault = {
            outcome.source: entity_id
            for entity_id, found in shared.items()
            for outcome in outcomes
            if outcome.source in found and outcome.status is Status.FRESH
        }
        if not at_fault:
            return outcomes
        outcomes = [
            _refused_for_sharing(outcome, at_fault[outcome.source], shared, intake)
            if outcome.source in at_fault
            else outcome
            for outcome in outcomes
        ]


def _refused_for_sharing(
    outcome: Outcome, entity_id: str, shared: Mapping[str, set[str]], intake: Intake
) -> Outcome:
    others = ", ".join(sorted(shared[entity_id] - {outcome.source}))
    reason = f"the id {entity_id!r} is also in {others}"
    return intake.refused(
        intake.last(outcome.source), Refusal(check=Check.DUPLICATE, reason=reason)
    )


def file_names(addresses: Sequence[str]) -> list[tuple[str, str]]:
    """Each address with the name of its file here; names differ."""
    names: dict[str, str] = {}
    for number, address in enumerate(addresses):
        last = address.partition("?")[0].rstrip("/").rpartition("/")[2]
        name = _UNSAFE.sub("_", last).lstrip(".") or "file"
        names[f"{number}-{name}" if name in names else name] = address
    return [(address, name) for name, address in names.items()]


def _copied(path: Path, target: Path) -> Copy:
    """A file or folder of this machine, copied so that nobody changes it while it is read."""
    try:
        if path.is_dir():
            shutil.copytree(path, target)
            digests = {
                file.relative_to(target).as_posix(): file_digest(file)
                for file in target.rglob("*")
                if file.is_file()
            }
            return Copy(address=str(path), name=target.name, sha256=content_digest(digests))
        shutil.copyfile(path, target)
    except (OSError, shutil.Error) as error:
        reason = getattr(error, "strerror", None) or "some of it cannot be read"
        raise SourceRefused(Check.FETCH, f"{path}: {reason}") from error
    return Copy(address=str(path), name=target.name, sha256=file_digest(target))


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _check_heads(loader: str, folder: Path) -> None:
    for path in _files(folder):
        refusal = check_head(loader, path.name, read_head(path))
        if refusal is not None:
            raise SourceRefused(refusal.check, refusal.reason)


def _published(folder: Path, copies: Sequence[Copy]) -> Published | None:
    heads = [read_head(path) for path in _files(folder)]
    return published(heads, (copy.last_modified for copy in copies))


def _former(before: Kept | None) -> tuple[str, ...]:
    return (before.digest, *before.former)[:_FORMER_KEPT] if before is not None else ()


def _version(loaded: LoadedList, kept: Kept) -> Version:
    return Version(
        entities=[entity for _, entity in loaded.entities],
        unparsed=loaded.unparsed_count,
        digest=kept.digest,
        published=kept.published,
        former=kept.former,
    )


def _last_version(last: Outcome) -> Version | None:
    """The last good version, as much as is known of it."""
    if last.loaded is None:
        return None
    if last.kept is not None:
        return _version(last.loaded, last.kept)
    return Version(entities=[entity for _, entity in last.entities], unparsed=0)


def instant(at: datetime) -> str:
    """An instant in ISO 8601."""
    return at.isoformat(timespec="seconds")
