"""One rescreening by hand: begun, or gone on with where the same one was broken off."""

import threading

from config.settings import Settings
from lists.snapshots.pointer import Pointer
from streams.logs import get_logger
from streams.rescreen.job import Job, jobs
from streams.rescreen.preparing import prepare, take_up
from streams.rescreen.running import DryRun, Interrupted, Progress, Publishing, Tell, rescreen

log = get_logger(__name__)


def by_hand(
    settings: Settings,
    address: str,
    snapshot: Pointer,
    against: Pointer | None,
    tell: Tell,
    stopping: threading.Event,
    *,
    dry_run: bool,
) -> Progress:
    """Screen past events again; returns how far it came, which is the end unless told to stop.

    Raises what loading lists and policy raises, and TransportError.
    """
    if dry_run:
        prepared = prepare(settings, "hand", address, snapshot, against)
        return rescreen(prepared, settings, DryRun(), tell, stopping, anew=True)
    prepared = prepare(settings, "hand", address, snapshot, against)
    while True:
        last = jobs(settings).get("hand")
        goes_on = last is not None and _is_same(last, prepared.job) and not last.is_done
        if last is not None and goes_on:
            log.info("going on", events=last.read, left=last.left)
            prepared = take_up(settings, last)
        try:
            outlet = Publishing(settings, "hand")
            return rescreen(prepared, settings, outlet, tell, stopping, anew=not goes_on)
        except Interrupted as error:
            log.warning("taken up again", reason=str(error))


def _is_same(one: Job, other: Job) -> bool:
    """Whether two jobs are for the same change of lists and the same time back."""
    return (one.snapshot, one.against, one.look_back, one.address) == (
        other.snapshot,
        other.against,
        other.look_back,
        other.address,
    )
