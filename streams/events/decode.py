"""From a record to an event: every sequence of bytes becomes an Event or raises BadEvent."""

import datetime as dt
import re
from decimal import Decimal
from typing import NoReturn

import msgspec

from matchers.model import Party, date_parts
from streams.events.bad import BadEvent, Reason, quoted
from streams.events.envelope import Record, Unpacked, parse, require_publisher, unpack
from streams.events.model import MAX_NAME, Agent, Event, EventType, Function, Shipment, Transaction

_SHIPMENT = msgspec.json.Decoder(Shipment)
_TRANSACTION = msgspec.json.Decoder(Transaction)
_EVENT_TYPES = {event_type.value: event_type for event_type in EventType}
_DIGITS = 30
_PLAIN_DATE = re.compile(r"[12][0-9]{3}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|1[0-9]|2[0-8]))?)?")
"""Dates of every year, which are nearly all, for a quarter of what asking the calendar costs."""

_VERSIONED = re.compile(r"(shipment|transaction)\.v[0-9.]+")


def decode(record: Record, publisher: str) -> Event:
    """Read the event in a record of a topic of `publisher`.

    Total: raises BadEvent, and nothing else, for a record that holds no event of that publisher.
    """
    unpacked = unpack(record)
    require_publisher(unpacked.attributes.source, publisher, f"{unpacked.prefix}source")
    return read_event(unpacked, publisher, record.timestamp_ms)


def read_event(unpacked: Unpacked, publisher: str, timestamp_ms: int = 0) -> Event:
    """Read the event in an opened envelope; raises BadEvent.

    `timestamp_ms` is the time of the event where its publisher gives none.
    """
    attributes = unpacked.attributes
    event_type = _event_type(attributes.type, f"{unpacked.prefix}type")
    data = _read_data(event_type, unpacked.data)
    return Event(
        id=attributes.id,
        publisher=publisher,
        type=event_type,
        time=attributes.time or _instant(timestamp_ms),
        reference=attributes.partitionkey or _own_reference(data),
        function=data.function if isinstance(data, Shipment) else Function.ORIGINAL,
        data=data,
    )


def check_party(party: Party, path: str) -> None:
    """Refuse a party that cannot be screened, or not in full, or whose birth date is none."""
    if not _is_sound(party):
        _refuse_party(party, path)


def _is_sound(party: Party) -> bool:
    """Whether a party passes; asked of every one, so it says nothing of the reason or place."""
    nameable = bool(party.identifiers)
    for name in party.names:
        if len(name.value) > MAX_NAME:
            return False
        nameable = nameable or not _is_blank(name.value)
    return nameable and (party.birth_date is None or _is_date(party.birth_date))


def _refuse_party(party: Party, path: str) -> NoReturn:
    """Say what keeps a party from being sound."""
    if not party.identifiers and all(_is_blank(name.value) for name in party.names):
        raise BadEvent(Reason.MISSING_FIELD, "a party needs a name or an identifier", path)
    for number, name in enumerate(party.names):
        if len(name.value) > MAX_NAME:
            detail = f"a name has at most {MAX_NAME:,} characters"
            raise BadEvent(Reason.WRONG_FIELD, detail, f"{path}.names[{number}].value".lstrip("."))
    detail = "no such date; write 1962, 1962-03 or 1962-03-05"
    raise BadEvent(Reason.WRONG_FIELD, detail, f"{path}.birthDate".lstrip("."))


def _is_blank(text: str) -> bool:
    return not text or text.isspace()


def _is_date(text: str) -> bool:
    if _PLAIN_DATE.fullmatch(text):
        return True
    try:
        date_parts(text)
    except ValueError:
        return False
    return True


def _event_type(name: str, path: str) -> EventType:
    known = _EVENT_TYPES.get(name)
    if known is not None:
        return known
    if _VERSIONED.fullmatch(name):
        detail = f"{quoted(name)} is a version unknown here; send {' or '.join(EventType)}"
        raise BadEvent(Reason.UNKNOWN_VERSION, detail, path)
    raise BadEvent(Reason.UNKNOWN_TYPE, f"{quoted(name)} is not {' or '.join(EventType)}", path)


def _read_data(event_type: EventType, value: bytes | msgspec.Raw) -> Shipment | Transaction:
    match event_type:
        case EventType.SHIPMENT:
            shipment = parse(value, _SHIPMENT)
            _check_parties(shipment.parties, optional=shipment.function is Function.CANCEL)
            for number, item in enumerate(shipment.items):
                _check_money(item.value, f"items[{number}].value")
            return shipment
        case EventType.TRANSACTION:
            transaction = parse(value, _TRANSACTION)
            _check_parties(transaction.parties, optional=False)
            _check_money(transaction.amount, "amount")
            for number, agent in enumerate(transaction.agents):
                _check_agent(agent, f"agents[{number}]")
            return transaction


def _check_parties(parties: tuple[Party, ...], *, optional: bool) -> None:
    if not parties and not optional:
        raise BadEvent(Reason.MISSING_FIELD, "at least one party is required", "parties")
    for number, party in enumerate(parties):
        if not _is_sound(party):
            _refuse_party(party, f"parties[{number}]")


def _check_agent(agent: Agent, path: str) -> None:
    if not (agent.bic or agent.lei or (agent.name and agent.name.strip())):
        raise BadEvent(Reason.MISSING_FIELD, "an agent needs a bic, a lei or a name", path)


def _check_money(amount: Decimal | None, path: str) -> None:
    """Refuse what Decimal reads, but the readers of an alert could not."""
    if amount is not None and not (amount.is_finite() and abs(amount.adjusted()) <= _DIGITS):
        raise BadEvent(Reason.WRONG_FIELD, f"expected a number below 1e{_DIGITS}", path)


def _own_reference(data: Shipment | Transaction) -> str:
    """The number by which an event goes when its envelope has no partition key."""
    match data:
        case Shipment(lrn=lrn, mrn=mrn, itn=itn):
            reference, field, others = lrn or mrn or itn, "lrn", "mrn or itn"
        case Transaction(uetr=uetr, end_to_end_id=end_to_end_id):
            reference, field, others = uetr or end_to_end_id, "uetr", "endToEndId"
    if reference is None:
        raise BadEvent(Reason.MISSING_FIELD, f"{field} is required, or {others}", field)
    return reference


def _instant(timestamp_ms: int) -> dt.datetime:
    try:
        return dt.datetime.fromtimestamp(timestamp_ms / 1000, dt.UTC)
    except (OverflowError, ValueError, OSError):
        detail = f"the record's time stamp {timestamp_ms} is no time, and the event gives none"
        raise BadEvent(Reason.BAD_ENVELOPE, detail, "time") from None
