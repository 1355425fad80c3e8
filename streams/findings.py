"""What a rescreening tells the worker that answers for a reference.

A worker alone knows what stands of a reference, and alone writes it: so a rescreening publishes no
alert itself. It puts what it has found where that worker reads it, partition by partition.
"""

import msgspec

from matchers.model import Struct
from sharing.alert import Alert, Versions
from streams import topics
from streams.events.bad import BadEvent, Reason
from streams.events.envelope import Record


class Found(Struct, frozen=True, tag="found"):
    """An alert that an event of the past calls for under newer lists.

    `cut` is True where it would outgrow its topic, and so lacks what only the tier `full` shows.
    """

    alert: Alert
    cut: bool = False

    @property
    def reference(self) -> str:
        """The reference of its event."""
        return self.alert.event.reference


class Delisted(Struct, frozen=True, tag="delisted"):
    """Entities that are on no list any more, and which have open alerts under a reference.

    `versions` are those of the lists that are without them, `snapshot_version` their number.
    """

    reference: str
    entities: tuple[str, ...]
    versions: Versions
    snapshot_version: int


Finding = Found | Delisted

_ENCODER = msgspec.json.Encoder()
_DECODER: "msgspec.json.Decoder[Finding]" = msgspec.json.Decoder(Finding)


def found_record(alert: Alert, event: Record) -> Record:
    """What tells of an alert, for the worker that reads the partition of its event."""
    topic = topics.found_of(event.topic)
    whole = _record(Found(alert=alert), topic, event.partition)
    if len(whole.value or b"") <= topics.MAX_ALERT_BYTES:
        return whole
    return _record(Found(alert=_cut(alert), cut=True), topic, event.partition)


def _cut(alert: Alert) -> Alert:
    """Without what grows with an event or an entry and is shown in the tier `full` alone."""
    bulk = ("route", "transport", "containers", "items", "remittance_text", "trade_references")
    lists = ("names", "identifiers", "birth_dates", "birth_places", "addresses", "remarks")
    return msgspec.structs.replace(
        alert,
        event=msgspec.structs.replace(alert.event, **dict.fromkeys(bulk, ())),
        party=msgspec.structs.replace(alert.party, identifiers=(), address=None),
        match=msgspec.structs.replace(alert.match, **dict.fromkeys(lists, ())),
    )


def delisted_record(delisted: Delisted, state: Record) -> Record:
    """What tells of a delisting, for the worker that keeps this record of what stands."""
    return _record(delisted, topics.found_of_state(state.topic), state.partition)


def read_finding(record: Record) -> Finding:
    """What a rescreening tells in a record; raises BadEvent for what this version cannot read."""
    try:
        return _DECODER.decode(record.value or b"")
    except (msgspec.MsgspecError, ValueError, UnicodeDecodeError) as error:
        detail = f"not what a rescreening of this version writes: {error}"
        raise BadEvent(Reason.BAD_FINDING, detail) from None


def _record(finding: Finding, topic: str, partition: int) -> Record:
    return Record(
        topic=topic,
        partition=partition,
        key=finding.reference.encode(),
        value=_ENCODER.encode(finding),
    )
