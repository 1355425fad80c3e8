"""What workers write: the screening of an event for its publisher, and dead letters."""

import datetime as dt
from collections.abc import Sequence
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from matchers.model import Struct, Verdict
from sharing.alert import Versions
from streams.events.bad import BadEvent
from streams.events.envelope import Record
from streams.events.model import EventType

DEAD_LETTERS = "dead-letters"
MAX_SCREENING_BYTES = 1024 * 1024 - 16 * 1024
"""What `screenings.<partner>` takes in a record, less room for its key and framing."""

_KEPT = "original-"
_JSON = msgspec.json.Encoder(decimal_format="number")

ListCounts = Annotated[
    msgspec.Raw,
    Meta(extra_json_schema={"type": "object", "additionalProperties": {"type": "integer"}}),
]
"""JSON object from the id of each list screened with to the number of its entities."""


class Screening(Struct, omit_defaults=False):
    """The outcome of one event, for its publisher to release or hold the goods or the payment.

    `matches` holds what that publisher may see of each match, best first, in the shape of its
    alerts; `verdict` counts these alone. `left_out` matches at or above the review threshold were
    too many to be listed. `received_at` is the time of the record in milliseconds since 1970 UTC.
    """

    event_id: str
    reference: str
    type: EventType
    verdict: Verdict
    matches: Sequence[dict[str, Any]]
    left_out: int
    versions: Versions
    lists: ListCounts
    received_at: int
    screened_at: dt.datetime


class DeadLetter(Struct):
    """A refused record, why it was refused and when (ISO 8601), and where it stood.

    `original` can be sent again as it was.
    """

    reason: str
    detail: str
    path: str
    topic: str
    partition: int
    offset: int
    time: str
    original: Record


def dead_letter(record: Record, bad: BadEvent, now: dt.datetime) -> Record:
    """The record for `dead-letters`: the original key and bytes, and in headers what is to know.

    The original headers are kept with `original-` before their names, so that nothing in them can
    pass for ours and the record can be sent again as it was.
    """
    told = {
        "reason": bad.reason.value,
        "detail": bad.detail,
        "path": bad.path,
        "topic": record.topic,
        "partition": str(record.partition),
        "offset": str(record.offset),
        "time": now.isoformat(timespec="milliseconds"),
    }
    ours = tuple((name, text.encode(errors="replace")) for name, text in told.items())
    originals = tuple((_KEPT + name, value) for name, value in record.headers)
    return Record(
        topic=DEAD_LETTERS, key=record.key, value=record.value, headers=(*ours, *originals)
    )


def read_dead_letter(letter: Record) -> DeadLetter:
    """Read what `dead_letter` wrote; raises ValueError for a record that is no dead letter.

    The original's time stamp is not kept; that of `original` is 0.
    """
    told: dict[str, str] = {}
    originals: list[tuple[str, bytes | None]] = []
    for name, value in letter.headers:
        if name.startswith(_KEPT):
            originals.append((name.removeprefix(_KEPT), value))
        elif value is not None:
            told[name] = value.decode()
    try:
        topic, partition, offset = told["topic"], int(told["partition"]), int(told["offset"])
        return DeadLetter(
            reason=told["reason"],
            detail=told["detail"],
            path=told["path"],
            topic=topic,
            partition=partition,
            offset=offset,
            time=told["time"],
            original=Record(
                topic=topic,
                partition=partition,
                offset=offset,
                key=letter.key,
                value=letter.value,
                headers=tuple(originals),
            ),
        )
    except KeyError as error:
        raise ValueError(f"no dead letter: it has no header {error}") from None


def encode_screening(screening: Screening) -> bytes:
    """The JSON of a screening, never more than its topic takes.

    Where its matches are too large in sum, because their parties or list entries are, the worst
    ones give way and are counted in `leftOut`.
    """
    encoded = _JSON.encode(screening)
    while len(encoded) > MAX_SCREENING_BYTES and screening.matches:
        count = len(screening.matches)
        kept = min(count - 1, count * MAX_SCREENING_BYTES // len(encoded))
        screening = msgspec.structs.replace(
            screening,
            matches=screening.matches[:kept],
            left_out=screening.left_out + count - kept,
        )
        encoded = _JSON.encode(screening)
    return encoded
