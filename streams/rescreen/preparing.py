"""From two versions of lists to what a rescreening works with."""

import dataclasses
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from config.settings import Settings
from lists.errors import SnapshotError
from lists.freshness import stale
from lists.snapshots.pointer import Pointer
from lists.snapshots.snapshot import Snapshot
from lists.snapshots.versions import held
from lists.sources import duration, max_ages, ownerless, ownerless_message, stated_owners
from matchers.model import ListedEntity
from matchers.screener import Screener
from sharing.policy import load_policy
from streams.active import Active, in_force
from streams.installation import described_sources, read_thresholds
from streams.lists_watch import Lists
from streams.logs import get_logger
from streams.rescreen.job import Job, Slot
from streams.rescreen.sieve import Sieve
from streams.rescreen.work import Work, work

log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A job with what it takes to do it: the newer lists and policy, the sieve, and the work."""

    job: Job
    active: Active
    work: Work
    sieve: Sieve | None


def prepare(
    settings: Settings,
    slot: Slot,
    address: str,
    snapshot: Pointer,
    against: Pointer | None,
    *,
    settle_seconds: float = 0.0,
) -> Prepared:
    """A new job, with what it takes.

    Raises what loading the newer lists raises, ConfigError, PolicyError and OSError. Where the
    older ones are no longer kept, all that is listed counts as new: that takes longer, and misses
    nothing.
    """
    now = time.time()
    job = Job(
        slot=slot,
        address=address,
        snapshot=snapshot,
        against=against,
        look_back=settings.look_back,
        since_ms=int((now - duration(settings.look_back).total_seconds()) * 1000),
        until_ms=int((now + settle_seconds) * 1000),
        began_ms=int(now * 1000),
    )
    prepared = take_up(settings, job)
    asked = {"wanted": len(prepared.work.wanted), "removed": len(prepared.work.removed)}
    return dataclasses.replace(prepared, job=msgspec.structs.replace(job, **asked))


def take_up(settings: Settings, job: Job) -> Prepared:
    """What a job takes that may have begun before; raises as `prepare` does."""
    snapshot = held(job.address, job.snapshot, settings)
    found = work(_older(settings, job), snapshot.entities)
    thresholds = read_thresholds(settings.thresholds)
    return Prepared(
        job=job,
        active=_active(snapshot, settings),
        work=found,
        sieve=Sieve(snapshot.index, found.wanted, thresholds) if found.wanted else None,
    )


def _older(settings: Settings, job: Job) -> Sequence[ListedEntity]:
    if job.against is None:
        return ()
    try:
        return held(job.address, job.against, settings).entities
    except SnapshotError as error:
        log.warning("all that is listed counts as new", reason=str(error))
        return ()


def _active(snapshot: Snapshot, settings: Settings) -> Active:
    """What events are screened with; there is no secret in it, since nothing is disclosed here."""
    thresholds = read_thresholds(settings.thresholds)
    sources = described_sources(settings.sources)
    owners = stated_owners(sources)
    rows = ((row.loader, row.id) for row in snapshot.manifest.sources)
    if nobodys := ownerless(rows, owners):
        raise SnapshotError(ownerless_message(nobodys))
    lists = Lists(
        Screener(snapshot.index, thresholds).warmed(),
        {entity.id: entity for entity in snapshot.entities},
        snapshot.manifest,
    )
    return in_force(
        lists,
        load_policy(Path(settings.partners)),
        thresholds=thresholds,
        owners=owners,
        secret=b"",
        too_old=stale(snapshot.manifest, max_ages(sources), datetime.now(UTC)),
    )
