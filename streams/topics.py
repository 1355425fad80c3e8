"""Every topic of an installation: its name, who writes and reads it, and how it is kept."""

from collections.abc import Iterable

from matchers.model import Struct
from streams.events.list_update import LIST_UPDATES
from streams.events.outputs import DEAD_LETTERS

SHIPMENTS = "shipments"
TRANSACTIONS = "transactions"
INPUT_KINDS = (SHIPMENTS, TRANSACTIONS)
STATES = {SHIPMENTS: "alert-state", TRANSACTIONS: "transaction-state"}
"""Where it is kept which alerts of each kind of input stand."""

FOUND = {SHIPMENTS: "found-shipments", TRANSACTIONS: "found-transactions"}
"""Where a rescreening puts what it has found in each kind of input."""

RESCREEN_JOBS = "rescreen-jobs"
KINDS = (*INPUT_KINDS, "screenings", "alerts", *STATES.values(), *FOUND.values())
"""What the names of partners' topics begin with, before a dot and the partner's id."""

_FOUND_PREFIXES = tuple(f"{kind}." for kind in FOUND.values())
_STATE_OF_FOUND = {FOUND[kind]: STATES[kind] for kind in INPUT_KINDS}
_FOUND_OF_STATE = {STATES[kind]: FOUND[kind] for kind in INPUT_KINDS}

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


def state_of(topic: str) -> str:
    """Where workers keep which alerts of an input topic stand: theirs alone.

    It has as many partitions as that has: what is kept of one partition of it is in the partition
    of the same number. Raises KeyError for any other topic.
    """
    kind, _, partner = topic.partition(".")
    return f"{STATES[kind]}.{partner}"


def found_of(topic: str) -> str:
    """Where a rescreening puts what it has found in an input topic, by partition as `state_of`.

    Whoever reads that partition of the events reads this one too.
    """
    kind, _, partner = topic.partition(".")
    return f"{FOUND[kind]}.{partner}"


def partner_of(topic: str) -> str:
    """The partner in the name of a topic."""
    return topic.partition(".")[2]


def is_found(topic: str) -> bool:
    """Whether a topic is one of `found_of`."""
    return topic.startswith(_FOUND_PREFIXES)


def state_of_found(topic: str) -> str:
    """Where it is kept which alerts stand that a topic of `found_of` is about."""
    kind, _, partner = topic.partition(".")
    return f"{_STATE_OF_FOUND[kind]}.{partner}"


def found_of_state(topic: str) -> str:
    """The topic of `found_of` for what stands in a topic of `state_of`."""
    kind, _, partner = topic.partition(".")
    return f"{_FOUND_OF_STATE[kind]}.{partner}"


def states(partners: Iterable[str]) -> list[str]:
    """Every topic of `state_of` for these partners."""
    return [state_of(name) for name in inputs(partners)]


def found(partners: Iterable[str]) -> list[str]:
    """Every topic of `found_of` for these partners."""
    return [found_of(name) for name in inputs(partners)]


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
                name=state_of(name),
                retention_ms=ALERT_STATE_KEPT_MS,
                max_message_bytes=2 * MIB,
                why="as long as the alerts that an amendment or a delisting could close",
                compacted=True,
                follows=name,
            )
            for name in inputs(partners)
        ),
        *(
            Topic(
                name=found_of(name),
                retention_ms=7 * DAY_MS,
                max_message_bytes=2 * MIB,
                why="workers tell it within seconds; a week bridges an outage",
                follows=name,
            )
            for name in inputs(partners)
        ),
        Topic(
            name=RESCREEN_JOBS,
            retention_ms=ALERT_STATE_KEPT_MS,
            max_message_bytes=MIB,
            why="how far rescreening has come; longer than lists go unpublished",
            compacted=True,
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
