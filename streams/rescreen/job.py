"""A rescreening as it is remembered: what it is for, and how far it has come."""

from typing import Literal

import msgspec

from config.settings import Settings
from lists.snapshots.pointer import LOCAL_VERSION, Pointer
from matchers.model import Struct
from streams import topics
from streams.access import rescreen_group
from streams.broker.reading import TopicReader
from streams.events.envelope import Record

Slot = Literal["watch", "hand"]
"""Who does it: each does one at a time, and has offsets of its own."""


class Job(Struct, frozen=True, omit_defaults=False):
    """One rescreening. Instants are milliseconds since 1970 in UTC; 0 for none.

    `snapshot` are the newer lists, in the store at `address`, `against` the older ones; without
    these all that is listed counts as new. Events from `since_ms` on are read, which is `look_back`
    before its beginning, until those are reached that were there at `until_ms`. `wanted` entities
    are looked for, those `removed` are closed. `read` counts events, `found` alerts and `delisted`
    references that workers were told of, `left` the events that were still to be read. `seconds` is
    the time spent on events, without waiting for the workers.
    """

    slot: Slot
    address: str
    snapshot: Pointer
    against: Pointer | None
    look_back: str
    since_ms: int
    until_ms: int
    began_ms: int
    ended_ms: int = 0
    wanted: int = 0
    removed: int = 0
    read: int = 0
    found: int = 0
    delisted: int = 0
    left: int = 0
    seconds: float = 0.0

    @property
    def is_done(self) -> bool:
        """Whether it has ended."""
        return self.ended_ms > 0

    def record(self) -> Record:
        """What is remembered of it."""
        return Record(
            topic=topics.RESCREEN_JOBS, key=self.slot.encode(), value=msgspec.json.encode(self)
        )


def group(settings: Settings, slot: Slot) -> Settings:
    """The settings of whoever does the jobs of a slot: a group and transactions of its own."""
    return msgspec.structs.replace(settings, group=rescreen_group(settings, slot), slot="1")


def jobs(settings: Settings) -> dict[str, Job]:
    """The last job of each slot. Raises what reading a topic raises."""
    reader = TopicReader(
        settings, [topics.RESCREEN_JOBS], from_beginning=True, group=group(settings, "watch").group
    )
    try:
        found = [
            msgspec.json.decode(record.value, type=Job)
            for record in reader.until_end()
            if record.value is not None
        ]
    finally:
        reader.close()
    return {job.slot: job for job in found}


def is_behind(last: Job, current: Pointer) -> bool:
    """Whether these lists ask for another job after the last one of the watch.

    A store never goes back to an older version; of local builds only another content shows.
    """
    newer = current.version == LOCAL_VERSION or current.version > last.snapshot.version
    return newer and current != last.snapshot
