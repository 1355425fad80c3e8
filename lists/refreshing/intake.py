"""One source of a refresh: its newest version where that is sound, else its last good one."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from traceback import extract_tb

import msgspec

from lists.build import LoadedList, Progress, SourceSpec, load
from lists.errors import LoadError
from lists.refreshing.checks import check
from lists.refreshing.fetch import Fetcher
from lists.refreshing.fetched import fetch_files, is_recent
from lists.refreshing.in_use import InUse
from lists.refreshing.last_good import Kept, LastGood, reader
from lists.refreshing.outcome import Outcome, Status, version_of
from lists.refreshing.refusal import Check, Refusal, SourceRefused
from lists.sources import Source, duration

_FORMER_KEPT = 50


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
            return Outcome(
                source=source_id,
                status=Status.LEFT,
                loaded=loaded,
                kept=kept,
                former=kept.former,
            )
        listed = [
            ("the snapshot in use", msgspec.structs.replace(entity, linked=()))
            for entity in self._in_use.entities
            if entity.source == source_id
        ]
        loader = self._sources[source_id].loader
        found = LoadedList(kind=loader, files=(), entities=tuple(listed), unparsed={})
        return Outcome(
            source=source_id,
            status=Status.LEFT,
            loaded=found if listed else None,
            kept=None,
            former=_with(kept),
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
            return last.refused(error.refusal)
        except LoadError as error:
            reason = str(error).replace(f"{aside}/", "")
            return last.refused(Refusal(check=Check.PARSE, reason=reason))
        except Exception as error:  # noqa: BLE001 - a fault of one loader must not stop the others
            at = extract_tb(error.__traceback__)[-1]
            reason = f"a fault of ours: {type(error).__name__} in {at.name}, line {at.lineno}"
            return last.refused(Refusal(check=Check.PARSE, reason=reason))

    def _brought(self, source_id: str, last: Outcome, aside: Path, *, accepted: bool) -> Outcome:
        source, before, now = self._sources[source_id], last.kept, self._now()
        recent = is_recent(before, now, duration(source.max_age))
        there = self._state.files(source_id)
        fetched = fetch_files(
            source.files,
            before,
            there,
            aside,
            self._fetcher,
            conditional=recent and not accepted,
        )
        kept = Kept(
            digest=fetched.digest,
            reader=reader(),
            copies=fetched.copies,
            fetched=instant(now) if fetched.whole or before is None else before.fetched,
            confirmed=instant(now),
            published=fetched.published(),
            former=_with(before)[:_FORMER_KEPT] or last.former,
        )
        if before is not None and before.digest == kept.digest:
            kept = msgspec.structs.replace(kept, former=before.former)
            if before.reader == kept.reader:
                return msgspec.structs.replace(last, status=Status.UNCHANGED, kept=kept)
        fetched.check_heads(source.loader)
        loaded = _relative(
            load(SourceSpec(kind=source.loader, path=fetched.path), self._progress), aside
        )
        fresh = version_of(loaded, kept, kept.former)
        refusals = (
            *fetched.other_content(before),
            *check(source_id, source, fresh, last.version, self._sources),
        )
        if standing := [each for each in refusals if not (accepted and each.comparing)]:
            return last.refused(*standing)
        return Outcome(
            source=source_id,
            status=Status.FRESH,
            loaded=loaded,
            kept=kept,
            former=kept.former,
            files=aside,
            let_pass=refusals,
        )


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
    return intake.last(outcome.source).refused(Refusal(check=Check.DUPLICATE, reason=reason))


def _with(kept: Kept | None) -> tuple[str, ...]:
    """The digest of a version and those of the versions before it."""
    return (kept.digest, *kept.former) if kept is not None else ()


def _relative(loaded: LoadedList, folder: Path) -> LoadedList:
    """What was read, with places that do not name the folder of this refresh."""
    prefix = f"{folder}/"
    return msgspec.structs.replace(
        loaded,
        entities=tuple((place.removeprefix(prefix), entity) for place, entity in loaded.entities),
        unparsed={
            source: tuple(
                msgspec.structs.replace(
                    each,
                    reason=each.reason.replace(prefix, ""),
                    places=tuple(place.removeprefix(prefix) for place in each.places),
                )
                for each in reasons
            )
            for source, reasons in loaded.unparsed.items()
        },
    )


def instant(at: datetime) -> str:
    """An instant in ISO 8601."""
    return at.isoformat(timespec="seconds")
