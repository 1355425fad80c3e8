"""One JSON document a line: an event, a bare party, or a pair of parties.

An event is a structured CloudEvent, or its data with `type` (and `id`, `source`, `time` where
known) among its fields.
"""

import datetime as dt
from typing import Annotated

import msgspec
from msgspec import Meta

from matchers.model import (
    Address,
    Identifier,
    Kind,
    PartialDate,
    Party,
    PartyName,
    Struct,
)
from streams.events.bad import BadEvent, Reason
from streams.events.decode import check_party, read_event
from streams.events.envelope import (
    Attributes,
    Unpacked,
    check_bytes,
    parse,
    partner_of,
    structured,
)
from streams.events.model import MAX_NAMES, Event, Reference

LineId = Annotated[str, Meta(max_length=256)] | int | None


class _Peek(Struct, rename=None):
    """The fields of a line that tell what it is."""

    id: msgspec.Raw = msgspec.Raw()
    type: msgspec.Raw = msgspec.Raw()
    specversion: msgspec.Raw = msgspec.Raw()
    data: msgspec.Raw = msgspec.Raw()


class _DataWithType(Struct, rename=None):
    """The envelope attributes that may stand among an event's data."""

    type: str
    id: Reference | None = None
    source: str = ""
    time: Annotated[dt.datetime, Meta(tz=True)] | None = None
    partitionkey: Reference | None = None


class PartyDocument(Struct):
    """A bare party as `screen` and `compare` take it: names may be plain texts."""

    id: LineId = None
    kind: Kind = Kind.UNKNOWN
    names: Annotated[tuple[PartyName | str, ...], Meta(max_length=MAX_NAMES)] = ()
    identifiers: tuple[Identifier, ...] = ()
    address: Address | None = None
    countries: tuple[str, ...] = ()
    birth_date: PartialDate | None = None
    birth_place: str | None = None
    gender: str | None = None
    built: str | None = None


class _Pair(Struct, kw_only=True):
    id: LineId = None
    left: PartyDocument
    right: PartyDocument


class PartyLine(Struct):
    """A bare party, with its id as given."""

    id: str | int
    party: Party


class PairLine(Struct):
    """Two parties to compare: the screened one, and one that stands for a listed entity."""

    id: str | int
    left: Party
    right: Party


_PEEK = msgspec.json.Decoder(_Peek)
_DATA_WITH_TYPE = msgspec.json.Decoder(_DataWithType)
_BARE_PARTY = msgspec.json.Decoder(PartyDocument)
_PAIR = msgspec.json.Decoder(_Pair)


def read_line(line: bytes, fallback_id: str) -> Event | PartyLine:
    """Read an event or a bare party; `fallback_id` names a line that has no id.

    Raises BadEvent for a line that is neither. An event may name any publisher.
    """
    unpacked = unpack_line(line, fallback_id)
    if unpacked is not None:
        return read_event(unpacked, partner_of(unpacked.attributes.source) or "")
    bare = parse(line, _BARE_PARTY)
    return PartyLine(id=fallback_id if bare.id is None else bare.id, party=_party(bare, ""))


def read_pair(line: bytes, fallback_id: str) -> PairLine:
    """Read a pair of parties; raises BadEvent."""
    pair = parse(check_bytes(line), _PAIR)
    return PairLine(
        id=fallback_id if pair.id is None else pair.id,
        left=_party(pair.left, "left"),
        right=_party(pair.right, "right"),
    )


def unpack_line(line: bytes, fallback_id: str | None = None) -> Unpacked | None:
    """Take the event in a line out of its envelope; None for a line that is no event.

    Raises BadEvent, also for an event without an id where there is no `fallback_id`.
    """
    peek = parse(check_bytes(line), _PEEK)
    if peek.specversion or peek.data:
        event = structured(line)
        return Unpacked(attributes=event, data=event.data)
    if not peek.type:
        return None
    given = parse(line, _DATA_WITH_TYPE)
    event_id = given.id or fallback_id
    if event_id is None:
        raise BadEvent(Reason.MISSING_FIELD, "id is required", "id")
    attributes = Attributes(
        specversion="1.0",
        id=event_id,
        source=given.source,
        type=given.type,
        time=given.time,
        partitionkey=given.partitionkey,
    )
    return Unpacked(attributes=attributes, data=line)


def _party(bare: PartyDocument, path: str) -> Party:
    names = tuple(PartyName(value=name) if isinstance(name, str) else name for name in bare.names)
    party = Party(
        kind=bare.kind,
        names=names,
        identifiers=bare.identifiers,
        address=bare.address,
        countries=bare.countries,
        birth_date=bare.birth_date,
        birth_place=bare.birth_place,
        gender=bare.gender,
        built=bare.built,
    )
    check_party(party, path)
    return party
