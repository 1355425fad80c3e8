"""Past events, for what looks at them again: from the topics they came on, or from a file."""

from collections.abc import Iterable, Iterator

from matchers.model import Struct
from streams import topics
from streams.backtest import Past
from streams.events.bad import BadEvent
from streams.events.decode import decode
from streams.events.envelope import Record
from streams.events.lines import PartyLine, read_line
from streams.events.parties import Located, parties

BATCH = 256
BATCH_BYTES = 4 * 1024 * 1024
"""A batch ends at the first of the two, so that memory stays bounded whatever events hold."""


class Batch(Struct):
    """Some events, how many messages were none, and how late the latest is.

    `until_ms` is in milliseconds since 1970 UTC; 0 where no time is known.
    """

    events: tuple[Past, ...]
    bad: int
    until_ms: int = 0


def of_records(records: Iterable[Record]) -> Iterator[Batch]:
    """The events of records of input topics; a record that is no event was a dead letter then."""
    events: list[Past] = []
    bad = until_ms = held = 0
    for record in records:
        until_ms = max(until_ms, record.timestamp_ms)
        held += len(record.value or b"")
        try:
            event = decode(record, topics.publisher_of(record.topic))
        except BadEvent:
            bad += 1
        else:
            events.append(
                Past(
                    publisher=event.publisher,
                    reference=event.reference,
                    named=tuple(parties(event)),
                )
            )
        if len(events) + bad >= BATCH or held >= BATCH_BYTES:
            yield Batch(events=tuple(events), bad=bad, until_ms=until_ms)
            events, bad, held = [], 0, 0
    if events or bad:
        yield Batch(events=tuple(events), bad=bad, until_ms=until_ms)


def of_line(text: bytes, number: int) -> Past:
    """The event or bare party of a line, as `screen` takes it; raises BadEvent."""
    read = read_line(text, f"line:{number}")
    if isinstance(read, PartyLine):
        alone = Located(path="", role="", subject=read.party)
        return Past(publisher="", reference=str(read.id), named=(alone,))
    return Past(publisher=read.publisher, reference=read.reference, named=tuple(parties(read)))
