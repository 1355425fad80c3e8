"""From a line of a file to the record that puts it on its publisher's topic."""

import msgspec

from matchers.model import Struct
from streams.events.bad import BadEvent, Reason, quoted
from streams.events.envelope import Attributes, Record, is_partner_id, parse, partner_of
from streams.events.lines import unpack_line
from streams.events.model import EventType

_FAMILIES = {event_type.family for event_type in EventType}


class _Numbers(Struct):
    """The numbers that an event may go by. Their shape is for the worker to judge."""

    lrn: msgspec.Raw = msgspec.Raw()
    mrn: msgspec.Raw = msgspec.Raw()
    itn: msgspec.Raw = msgspec.Raw()
    uetr: msgspec.Raw = msgspec.Raw()
    end_to_end_id: msgspec.Raw = msgspec.Raw()


_NUMBERS = msgspec.json.Decoder(_Numbers)
_ANY = msgspec.json.Decoder()


def event_record(line: bytes, partner: str | None) -> Record:
    """The record in binary mode for an event in a line of JSON, keyed by its reference.

    The publisher is who its `source` says, else `partner`. The data go as they are: whether they
    are a sound event is for the worker to say. Raises BadEvent for a line without an envelope, for
    one of no known type, and where nobody or somebody else than `partner` is its source.
    """
    unpacked = unpack_line(line)
    if unpacked is None:
        raise BadEvent(Reason.MISSING_FIELD, "type is required, or a whole CloudEvent", "type")
    attributes = unpacked.attributes
    publisher = _publisher(attributes.source, partner)
    family = attributes.type.partition(".")[0]
    if family not in _FAMILIES:
        detail = f"{quoted(attributes.type)} is not {' or '.join(EventType)}"
        raise BadEvent(Reason.UNKNOWN_TYPE, detail, "type")
    reference = attributes.partitionkey or _own_reference(unpacked.data)
    return Record(
        topic=f"{family}s.{publisher}",
        key=reference.encode() if reference else None,
        value=bytes(unpacked.data),
        headers=_headers(attributes, publisher),
    )


def _publisher(source: str, partner: str | None) -> str:
    named = partner_of(source) if source else partner
    if named is None or not is_partner_id(named):
        detail = f"{quoted(source)} names no partner; send urn:portcullis:partner:ID"
        raise BadEvent(Reason.MISSING_FIELD, detail, "source")
    if partner is not None and named != partner:
        raise BadEvent(Reason.FOREIGN_SOURCE, f"{quoted(source)} is not of {partner}", "source")
    return named


def _own_reference(data: bytes | msgspec.Raw) -> str | None:
    """The first of the event's numbers that is a text, in the order that the worker takes them."""
    numbers = parse(data, _NUMBERS)
    for name in numbers.__struct_fields__:
        raw = getattr(numbers, name)
        value = parse(raw, _ANY) if raw else None
        if value and isinstance(value, str):
            return value
    return None


def _headers(attributes: Attributes, publisher: str) -> tuple[tuple[str, bytes], ...]:
    texts = {
        "ce_specversion": attributes.specversion,
        "ce_id": attributes.id,
        "ce_source": attributes.source or f"urn:portcullis:partner:{publisher}",
        "ce_type": attributes.type,
        "ce_time": attributes.time.isoformat() if attributes.time else None,
        "ce_partitionkey": attributes.partitionkey,
        "content-type": "application/json",
    }
    return tuple((name, text.encode()) for name, text in texts.items() if text is not None)
