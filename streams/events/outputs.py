"""What workers write: the screening of an event for its publisher, and dead letters."""

import datetime as dt
from collections.abc import Sequence
from itertools import accumulate
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

_MAX_VALUE = 1280 * 1024
_MAX_KEY = 64 * 1024
_MAX_HEADERS = 512 * 1024
"""What a dead letter keeps of each, in bytes. A broker's limit is on compressed bytes: a message of
a few kilobytes may unfold to hundreds of megabytes, which `dead-letters` would not take."""

_HEADER_FRAME = 32
_KEPT = "original-"
_JSON = msgspec.json.Encoder(decimal_format="number")

ListCounts = Annotated[
    msgspec.Raw,
    Meta(extra_json_schema={"type": "object", "additionalProperties": {"type": "integer"}}),
]
"""JSON object from the id of each list screened with to the number of its entities."""

AlertDocument = Annotated[
    dict[str, Any], Meta(extra_json_schema={"$ref": "urn:portcullis:alert.v1"})
]
"""An alert as one partner may see it, in the shape of `alert.v1`."""


class SuppressedMatch(Struct, omit_defaults=False):
    """A match of which no alert was made, since the good-guy record `record` says that it is none.

    `verdict` is what it would have called for; it does not count for the event's. `alert_id` is the
    id that the alert would have had. What its publisher may not see of a match is null.
    """

    record: str
    expires: dt.datetime
    alert_id: str
    path: str | None
    role: str | None
    entity_id: str | None
    source: str | None
    score: float | None
    verdict: Verdict


class Screening(Struct, omit_defaults=False):
    """The outcome of one event, for its publisher to release or hold the goods or the payment.

    `matches` holds what that publisher may see of each match, best first, in the shape of its
    alerts; `verdict` counts these alone. `left_out` more, on lists that it may know of, were at or
    above the review threshold but too many to be listed. `lists` names the lists that it may know
    of, `stale_lists` those of them that were older than their maximum age, or expired: what was
    listed since then was not looked for. `suppressed` are matches that good-guy records set apart:
    no alert was made of them, and `verdict` does not count them. `received_at` is the time of the
    record in milliseconds since 1970 UTC.
    """

    event_id: str
    reference: str
    type: EventType
    verdict: Verdict
    matches: Sequence[AlertDocument]
    left_out: int
    suppressed: Sequence[SuppressedMatch]
    versions: Versions
    lists: ListCounts
    stale_lists: tuple[str, ...]
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
    pass for ours and the record can be sent again as it was. Only of a record that is too large
    for its own topic, too, is the end cut off; `leftOut` then says how many bytes.
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
    kept = _fitting(record)
    left_out = _size(record) - _size(kept)
    if left_out:
        told["leftOut"] = str(left_out)
    ours = tuple((name, text.encode(errors="replace")) for name, text in told.items())
    originals = tuple((_KEPT + name, value) for name, value in kept.headers)
    return Record(topic=DEAD_LETTERS, key=kept.key, value=kept.value, headers=(*ours, *originals))


def _fitting(record: Record) -> Record:
    """As much of a record as a dead letter takes."""
    sizes = accumulate(_header_size(header) for header in record.headers)
    fitting = sum(size <= _MAX_HEADERS for size in sizes)
    return msgspec.structs.replace(
        record,
        key=None if record.key is None else record.key[:_MAX_KEY],
        value=None if record.value is None else record.value[:_MAX_VALUE],
        headers=record.headers[:fitting],
    )


def _size(record: Record) -> int:
    headers = sum(_header_size(header) for header in record.headers)
    return len(record.key or b"") + len(record.value or b"") + headers


def _header_size(header: tuple[str, bytes | None]) -> int:
    """The bytes of a header, with what Kafka and we put around it."""
    name, value = header
    return len(name.encode(errors="replace")) + len(value or b"") + _HEADER_FRAME


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
            told[name] = value.decode(errors="replace")
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
