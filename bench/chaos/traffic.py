"""The messages of a run: events with who is listed in them, and damaged ones in between."""

import datetime as dt
import random
from collections import deque
from collections.abc import Iterator, Sequence

import msgspec

from bench.chaos.schedule import Fault
from bench.chaos.world import (
    ENTRIES,
    PARTNERS,
    UNLISTED_ORGANIZATIONS,
    UNLISTED_PERSONS,
    Entry,
)
from bench.damage import DAMAGES, damaged
from matchers.model import Identifier, Kind, Party, PartyName, Scheme, Struct
from streams.events.envelope import Record
from streams.events.model import Function
from streams.events.outputs import DEAD_LETTERS, read_dead_letter

NUMBER = "number"
"""Header with the message's number in the run; no attribute of an event, so workers pass it by."""

DAMAGED_A_FAULT = 12
_START = dt.datetime(2024, 5, 1, tzinfo=dt.UTC)  # past on every machine: no time is cut to now
_LISTED_SHARE = 0.25
_SAME_REFERENCE_SHARE = 0.6
_OPEN_REFERENCES = 5
_FUNCTIONS = {Function.ORIGINAL: 6, Function.CHANGE: 2, Function.REPLACE: 1, Function.CANCEL: 1}
"""How often a later event of a shipment's reference has each function."""

_KIND = {"Person": Kind.PERSON, "Organization": Kind.ORGANIZATION, "Vessel": Kind.VESSEL}
_ROLES = {
    "shipments": ("consignor", "consignee", "notifyParty"),
    "transactions": ("debtor", "creditor"),
}


def _unlisted(kind: Kind, name: str, scheme: Scheme, number: str) -> Party:
    identifier = Identifier(scheme=scheme, value=number, country="XA")
    return Party(kind=kind, names=(PartyName(value=name),), identifiers=(identifier,))


UNLISTED = (
    *(
        _unlisted(Kind.PERSON, name, Scheme.PASSPORT, f"QX{7_310_011 + 97 * at}")
        for at, name in enumerate(UNLISTED_PERSONS)
    ),
    *(
        _unlisted(Kind.ORGANIZATION, name, Scheme.REGISTRATION_NUMBER, f"RN{4_220_057 + 89 * at}")
        for at, name in enumerate(UNLISTED_ORGANIZATIONS)
    ),
)
"""Parties that no list names."""


class Named(Struct):
    """Somebody in an event, and the listed entity that this is, if it is one."""

    role: str
    party: Party
    entry: Entry | None = None


class Event(Struct):
    """What an event says, as far as its outcome depends on it."""

    id: str
    publisher: str
    reference: str
    time: dt.datetime
    named: tuple[Named, ...]
    function: Function = Function.ORIGINAL


class Message(Struct):
    """A message as it is sent: an `event`, or, where there is none, damaged."""

    number: int
    record: Record
    event: Event | None = None


def messages(seed: int, events: int, faults: Sequence[Fault]) -> list[Message]:
    """All messages in the order in which they are sent: `events` good ones, and the damaged ones.

    Damaged ones follow where a fault of the kind `damage` strikes. Events of one reference come in
    the order of their times; some of a shipment's amend or cancel what was sent before.
    """
    rng = random.Random(f"traffic {seed}")
    source = _Source(rng)
    damage_after = {fault.after for fault in faults if fault.kind == "damage"}
    kinds = _endless(rng)
    sent: list[Message] = []
    for count in range(1, events + 1):
        sent.append(source.event(len(sent)))
        if count in damage_after:
            for _ in range(DAMAGED_A_FAULT):
                sent.append(_spoilt(source.event(len(sent)), next(kinds), rng))
                sent.append(source.event(len(sent)))
    return sent


def number_of(record: Record) -> int | None:
    """The number of a message that was read from an input topic."""
    return next((int(value or b"0") for name, value in record.headers if name == NUMBER), None)


def answered_number(record: Record) -> int | None:
    """The number of the message that a screening or dead letter answers; None for an alert."""
    if record.topic == DEAD_LETTERS:
        return number_of(read_dead_letter(record).original)
    if not record.topic.startswith("screenings."):
        return None
    return number_of_id(msgspec.json.decode(record.value or b"null")["eventId"])


def number_of_id(event_id: str) -> int:
    """The number of the message that carries the event with this id."""
    return int(event_id.removeprefix("e-"))


class _Source:
    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._open = {
            (topic, partner): deque[str](maxlen=_OPEN_REFERENCES)
            for topic in _ROLES
            for partner in PARTNERS
        }

    def event(self, number: int) -> Message:
        """The next event; more than half of them are about a reference that was there before."""
        rng = self._rng
        topic, publisher = rng.choice(tuple(_ROLES)), rng.choice(PARTNERS)
        references = self._open[topic, publisher]
        function = Function.ORIGINAL
        if not references or rng.random() > _SAME_REFERENCE_SHARE:
            references.append(f"{topic[0].upper()}-{publisher}-{number}")
        elif topic == "shipments":
            (function,) = rng.choices(tuple(_FUNCTIONS), tuple(_FUNCTIONS.values()))
        named = [_somebody(rng, role) for role in _ROLES[topic]]
        if topic == "shipments" and rng.random() < 0.3:
            named.append(_vessel(rng))
        event = Event(
            id=f"e-{number}",
            publisher=publisher,
            reference=rng.choice(references),
            time=_START + dt.timedelta(seconds=number),
            named=tuple(named),
            function=function,
        )
        return Message(number=number, record=_record(event, topic, number), event=event)


def _somebody(rng: random.Random, role: str) -> Named:
    if rng.random() < _LISTED_SHARE:
        entry = rng.choice([entry for entry in ENTRIES if not entry.imo])
        party = Party(kind=_KIND[entry.schema], names=(PartyName(value=entry.name),))
        return Named(role=role, party=party, entry=entry)
    return Named(role=role, party=rng.choice(UNLISTED))


def _vessel(rng: random.Random) -> Named:
    entry = rng.choice([entry for entry in ENTRIES if entry.imo])
    party = Party(
        kind=Kind.VESSEL,
        names=(PartyName(value=entry.name),),
        identifiers=(Identifier(scheme=Scheme.IMO, value=entry.imo),),
    )
    return Named(role="transport", party=party, entry=entry)


def _record(event: Event, topic: str, number: int) -> Record:
    data: dict[str, object] = {
        "parties": [_party(n) for n in event.named if n.role != "transport"],
    }
    if topic == "shipments":
        vessels = [n.party for n in event.named if n.role == "transport"]
        data |= {"function": event.function.value, "lrn": event.reference}
        data["transport"] = [
            {"mode": "sea", "name": v.names[0].value, "imo": v.identifiers[0].value}
            for v in vessels
        ]
    else:
        data["endToEndId"] = event.reference
    headers = {
        "ce_specversion": "1.0",
        "ce_id": event.id,
        "ce_source": f"urn:portcullis:partner:{event.publisher}",
        "ce_type": f"{topic[:-1]}.v1",
        "ce_time": event.time.isoformat(),
        "content-type": "application/json",
    }
    record = Record(
        topic=f"{topic}.{event.publisher}",
        key=event.reference.encode(),
        value=msgspec.json.encode(data),
        headers=tuple((name, text.encode()) for name, text in headers.items()),
    )
    return _numbered(record, number)


def _party(named: Named) -> dict[str, object]:
    return {"role": named.role, **msgspec.to_builtins(named.party)}


def _numbered(record: Record, number: int) -> Record:
    kept = tuple(pair for pair in record.headers if pair[0] != NUMBER)
    return msgspec.structs.replace(record, headers=(*kept, (NUMBER, b"%d" % number)))


def _spoilt(message: Message, kind: str, rng: random.Random) -> Message:
    unnumbered = msgspec.structs.replace(message.record, headers=message.record.headers[:-1])
    spoilt = damaged(kind, unnumbered, rng)
    return Message(number=message.number, record=_numbered(spoilt, message.number))


def _endless(rng: random.Random) -> Iterator[str]:
    while True:
        yield from rng.sample(tuple(DAMAGES), len(DAMAGES))
