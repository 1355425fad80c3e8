"""Every topic of an installation: its name, who writes and reads it, and how it is kept."""

from collections.abc import Iterable

from matchers.model import Struct
from streams.events.list_update import LIST_UPDATES
from streams.events.outputs import DEAD_LETTERS

SHIPMENTS = "shipments"
INPUT_KINDS = (SHIPMENTS, "transactions")
KINDS = (*INPUT_KINDS, "screenings", "alerts", "alert-state")
"""What the names of partners' topics begin with, before a dot and the partner's id."""

MIB = 1024 * 1024
DAY_MS = 24 * 60 * 60 * 1000
ALERT_STATE_KEPT_MS = 90 * DAY_MS
MAX_ALERT_BYTES = 2 * MIB - 16 * 1024
"""What `alerts.<partner>` takes in a record, less room for its key and framing."""


class Topic(Struct):
    """One topic as it ought to be. `retention_ms` is a default with its reason beside it.

    `compacted` keeps the last record of every key, for as long as the retention. `stamped` has the
    broker write the time of its records, so that whoever publishes cannot choose it. `follows`
    names the topic than which it must not have fewer partitions.
    """

    name: str
    retention_ms: int
    max_message_bytes: int
    why: str
    compacted: bool = False
    stamped: bool = False
    follows: str = ""


def inputs(partners: Iterable[str]) -> list[str]:
    """The topics that partners publish events on, in a stable order."""
    return [f"{kind}.{partner}" for partner in sorted(partners) for kind in INPUT_KINDS]


def publisher_of(topic: str) -> str:
    """The partner that alone writes an input topic; raises ValueError for any other topic."""
    kind, _, partner = topic.partition(".")
    if kind not in INPUT_KINDS or not partner:
        raise ValueError(f"{topic} is not an input topic")
    return partner


def screenings(partner: str) -> str:
    """Where a publisher reads the outcome of its own events."""
    return f"screenings.{partner}"


def alerts(partner: str) -> str:
    """Where a partner's analysts read their alerts."""
    return f"alerts.{partner}"


def alert_state(partner: str) -> str:
    """Where workers keep which alerts of a partner's shipments stand: theirs alone.

    It has as many partitions as the shipments have: what is kept of one partition of these is in
    the partition of the same number.
    """
    return f"alert-state.{partner}"


def state_of(topic: str) -> str | None:
    """Where it is kept which alerts of an input topic stand; None where they are never amended."""
    kind, _, partner = topic.partition(".")
    return alert_state(partner) if kind == SHIPMENTS else None


def readable_by(partner: str) -> list[str]:
    """All topics that a partner may read: nothing else is ever written for it."""
    return [screenings(partner), alerts(partner)]


def outputs(partners: Iterable[str]) -> list[str]:
    """Everything that workers write."""
    return [DEAD_LETTERS, *(name for partner in partners for name in readable_by(partner))]


def all_topics(partners: Iterable[str]) -> list[Topic]:
    """Every topic that an installation with these partners needs."""
    partners = sorted(partners)
    return [
        *(
            Topic(
                name=name,
                retention_ms=30 * DAY_MS,
                max_message_bytes=MIB,
                why="the look-back window in which a newly listed party is searched for",
                stamped=True,
            )
            for name in inputs(partners)
        ),
        *(
            Topic(
                name=screenings(partner),
                retention_ms=7 * DAY_MS,
                max_message_bytes=MIB,
                why="the publisher acts on it within hours; a week bridges an outage",
            )
            for partner in partners
        ),
        *(
            Topic(
                name=alerts(partner),
                retention_ms=90 * DAY_MS,
                max_message_bytes=2 * MIB,  # a full alert may hold all of a 1 MiB event
                why="analysts work cases for weeks; personal data is not kept longer",
            )
            for partner in partners
        ),
        *(
            Topic(
                name=alert_state(partner),
                retention_ms=ALERT_STATE_KEPT_MS,
                max_message_bytes=2 * MIB,
                why="as long as the alerts that an amendment could close",
                compacted=True,
                follows=f"shipments.{partner}",
            )
            for partner in partners
        ),
        Topic(
            name=DEAD_LETTERS,
            retention_ms=14 * DAY_MS,
            max_message_bytes=2 * MIB,
            why="original bytes plus headers; two weeks to mend and replay",
        ),
        Topic(
            name=LIST_UPDATES,
            retention_ms=30 * DAY_MS,
            max_message_bytes=MIB,
            why="the look-back window in which a newly listed party is searched for",
        ),
    ]
