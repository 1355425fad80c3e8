"""Making good-guy records: from what an operator asks for to a sealed record, or why not."""

import datetime as dt
from collections.abc import Mapping
from typing import Annotated

import msgspec
from msgspec import Meta

from lists.material import material_version
from lists.sources import duration
from matchers.model import ListedEntity, Party, Struct
from sharing.suppression import (
    MAX_DAYS,
    NotSuppressible,
    Suppression,
    Text,
    Withdrawn,
    check_suppressible,
    party_fingerprint,
    record_id,
    sealed,
)
from streams.events.lines import PartyLine, read_line
from streams.events.parties import parties


class Request(Struct, frozen=True, forbid_unknown_fields=True):
    """What an operator asks for, as a line of `suppressions import` has it.

    `party` is a party, or an event, of which `path` says which party (`parties[1]`). `expires` is a
    day or an instant in UTC, or a duration from now such as `90d`.
    """

    party: msgspec.Raw
    entity_id: Annotated[str, Meta(min_length=1, max_length=500)]
    reason: Text
    requested_by: Text
    approved_by: Text
    expires: str
    path: str | None = None
    origin: Text | None = None


Match = tuple[str, str, str]
"""What a record is about: the party's fingerprint, the entity's id, and its version."""


def match_of(record: Suppression) -> Match:
    """What a record is about."""
    return record.party, record.entity_id, record.entity_version


def approve(
    request: Request,
    *,
    entities: Mapping[str, ListedEntity],
    holding: Mapping[Match, Suppression],
    secret: bytes,
    entered_by: str,
    now: dt.datetime,
) -> Suppression:
    """The record that a request comes to. `holding` are those that are in force already.

    Raises NotSuppressible where it must not be made, BadEvent where the party cannot be read.
    """
    party = read_party(bytes(request.party), request.path)
    entity = entities.get(request.entity_id)
    if entity is None:
        raise NotSuppressible(
            f"no listed entity is called {request.entity_id} in the lists in use; an alert names "
            "it as match.entityId"
        )
    check_suppressible(party, entity)
    created = now.replace(microsecond=0)
    fingerprint, version = party_fingerprint(secret, party), material_version(entity)
    other = holding.get((fingerprint, entity.id, version))
    if other is not None:
        raise NotSuppressible(
            f"record {other.id} holds for these two until {other.expires:%Y-%m-%d}; to have "
            "another, expire that one first"
        )
    record = Suppression(
        id=record_id(secret, fingerprint, entity.id, version, created.isoformat()),
        party=fingerprint,
        entity_id=entity.id,
        entity_version=version,
        reason=request.reason,
        requested_by=request.requested_by,
        approved_by=request.approved_by,
        entered_by=entered_by,
        created=created,
        expires=expiry(request.expires, created),
        origin=request.origin,
    )
    return _readable(sealed(secret, record))


def withdraw(
    record: Suppression, *, by: str, why: str, secret: bytes, now: dt.datetime
) -> Suppression:
    """The record, ended now. Raises NotSuppressible where it holds no more anyway."""
    if not record.holds(now):
        raise NotSuppressible(f"record {record.id} has ended, {record.ended:%Y-%m-%d %H:%M} UTC")
    withdrawn = Withdrawn(at=now.replace(microsecond=0), by=by, why=why)
    return _readable(sealed(secret, msgspec.structs.replace(record, withdrawn=withdrawn)))


def _readable(record: Suppression) -> Suppression:
    """The record, as it will be read again: texts are checked only when they are read."""
    try:
        return msgspec.json.decode(msgspec.json.encode(record), type=Suppression)
    except msgspec.ValidationError as error:
        raise NotSuppressible(f"{error}; texts are 1 to 500 printable characters") from None


def read_party(document: bytes, path: str | None) -> Party:
    """The party of a document: a bare one, or one of an event.

    Raises BadEvent for what is neither, NotSuppressible where it does not say which party is meant.
    """
    read = read_line(document, "the document")
    if isinstance(read, PartyLine):
        return read.party
    named = {
        located.path: located.subject
        for located in parties(read)
        if isinstance(located.subject, Party)
    }
    party = named.get(path or "")
    if party is None:
        raise NotSuppressible(
            f"{path or 'no path'} names no party of this event; it has {', '.join(named)}"
        )
    return party


def expiry(text: str, created: dt.datetime) -> dt.datetime:
    """When a record ends, in UTC; raises NotSuppressible for what says no time."""
    try:
        return created + duration(text)
    except (ValueError, OverflowError):  # no duration, or one of too many digits
        pass
    try:
        found = dt.datetime.fromisoformat(text)
        return found.replace(tzinfo=dt.UTC) if found.tzinfo is None else found.astimezone(dt.UTC)
    except (ValueError, OverflowError):
        raise NotSuppressible(
            f"{text!r} says no time; write 90d, 2026-12-31 or 2026-12-31T12:00:00Z, at most "
            f"{MAX_DAYS} days from now"
        ) from None
