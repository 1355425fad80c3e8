"""The full alert: everything an installation knows of one match.

It never leaves the installation as it is. `sharing.disclose` builds what a partner may see of it,
field by field, along the table in `sharing.fields`.
"""

import datetime as dt
import enum
from decimal import Decimal

from matchers.model import (
    Address,
    BirthDate,
    Evidence,
    FreeText,
    Identifier,
    Kind,
    ListedEntity,
    ListedName,
    Match,
    Party,
    PartyName,
    Struct,
    Subject,
    Verdict,
)
from sharing.corridor import Corridor
from sharing.ids import Revision

PUBLIC = "public"
"""Owner of the lists that governments publish. No partner may be called so."""


class Trigger(enum.StrEnum):
    """What made an alert, or its latest revision."""

    EVENT = "event"
    LIST_UPDATE = "listUpdate"
    DELISTING = "delisting"
    AMENDED = "amended"
    CANCELLED = "cancelled"


class Status(enum.StrEnum):
    """Where an alert stands with its analysts."""

    OPEN = "open"
    IN_REVIEW = "inReview"
    CLOSED = "closed"


class Transport(Struct, frozen=True):
    """A means of transport as the shipment names it."""

    mode: str | None = None
    name: str | None = None
    imo: str | None = None
    flag: str | None = None
    call_sign: str | None = None
    tail_number: str | None = None


class Item(Struct, frozen=True):
    """One line of goods. All but the commodity code is commercial."""

    hs_code: str | None = None
    description: str | None = None
    value: Decimal | None = None
    currency: str | None = None


class EventFacts(Struct, frozen=True):
    """What an alert draws from its event; owned by the event's publisher.

    `type` is the event's type with its version, such as `shipment.v1`; `time` carries a time zone.
    `corridor` decides scope and is never shown. Raises ValueError for a time without a zone.
    """

    type: str
    publisher: str
    reference: str
    time: dt.datetime
    corridor: Corridor = Corridor()
    route: tuple[str, ...] = ()
    transport: tuple[Transport, ...] = ()
    containers: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()
    amount: Decimal | None = None
    currency: str | None = None
    remittance_text: tuple[str, ...] = ()
    trade_references: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _require_zone("time of an event", self.time)

    @property
    def date(self) -> str:
        """The day of the event in UTC, as `2026-03-01`."""
        return self.time.astimezone(dt.UTC).date().isoformat()


class PartyFacts(Struct, frozen=True):
    """The screened party; owned by the event's publisher.

    `kind` is None where the alert ends an earlier one, which told it.
    `text_field` names the alert field whose free text mentioned the party (such as
    `event.remittanceText`): whoever may not see that field may not see the words found in it.
    """

    path: str
    role: str | None = None
    kind: Kind | None = Kind.UNKNOWN
    names: tuple[PartyName, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    birth_date: str | None = None
    address: Address | None = None
    countries: tuple[str, ...] = ()
    birth_place: str | None = None
    gender: str | None = None
    built: str | None = None
    text_field: str | None = None


class AppliedThresholds(Struct, frozen=True):
    """The scores from which this match calls for review and for hold."""

    review: float
    hold: float


class Linked(Struct, frozen=True):
    """The same party on another list, and the owner of that list."""

    entity_id: str
    owner: str = PUBLIC


class MatchFacts(Struct, frozen=True):
    """The match and its listed entity; owned by the list's owner, what compares both by both.

    `owner` is the partner that owns the list, or `public`. `marking` is the entry's own, if any.
    Neither is shown. `list_stale` is True where the list was older than its maximum age. An alert
    that ends an earlier one states no score and no name again.
    """

    entity_id: str
    source: str
    score: float | None
    listed_name: str
    query_name: str | None
    owner: str = PUBLIC
    marking: str | None = None
    evidence: tuple[Evidence, ...] = ()
    programmes: tuple[str, ...] = ()
    linked: tuple[Linked, ...] = ()
    thresholds: AppliedThresholds | None = None
    legal_basis: tuple[str, ...] = ()
    listed_on: str | None = None
    names: tuple[ListedName, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    birth_dates: tuple[BirthDate, ...] = ()
    birth_places: tuple[str, ...] = ()
    gender: str | None = None
    built: str | None = None
    countries: tuple[str, ...] = ()
    addresses: tuple[Address, ...] = ()
    remarks: tuple[str, ...] = ()
    list_stale: bool | None = None


class Versions(Struct, frozen=True):
    """With what the alert was made: lists, scorecard, policy."""

    snapshot: str
    scorecard: str
    policy: str


class Alert(Struct, frozen=True):
    """One match at or above threshold, in full. Raises ValueError for a time without a zone."""

    internal_id: str
    revision: Revision
    raised_at: dt.datetime
    verdict: Verdict
    event: EventFacts
    party: PartyFacts
    match: MatchFacts
    versions: Versions
    trigger: Trigger = Trigger.EVENT
    status: Status = Status.OPEN

    def __post_init__(self) -> None:
        _require_zone("time an alert is raised", self.raised_at)
        _require_zone("time of a revision", self.revision.event_time)


def screened_party(facts: PartyFacts) -> Party | None:
    """The party that facts are of, the inverse of `party_facts`; None where it was a free text."""
    if facts.text_field is not None:
        return None
    return Party(
        kind=facts.kind or Kind.UNKNOWN,
        names=facts.names,
        identifiers=facts.identifiers,
        address=facts.address,
        countries=facts.countries,
        birth_date=facts.birth_date,
        birth_place=facts.birth_place,
        gender=facts.gender,
        built=facts.built,
    )


def party_facts(
    path: str, role: str | None, subject: Subject, text_field: str | None = None
) -> PartyFacts:
    """The facts of one screened subject.

    `path` is its place in the event, such as `parties[2]`. For a free text, `text_field` names the
    alert field that holds the text, and the text itself is not copied. Raises ValueError for a free
    text without one.
    """
    if isinstance(subject, FreeText):
        if text_field is None:
            raise ValueError(f"name the alert field that holds the free text at {path}")
        return PartyFacts(path=path, role=role, text_field=text_field)
    return PartyFacts(
        path=path,
        role=role,
        kind=subject.kind,
        names=subject.names,
        identifiers=subject.identifiers,
        birth_date=subject.birth_date,
        address=subject.address,
        countries=subject.countries,
        birth_place=subject.birth_place,
        gender=subject.gender,
        built=subject.built,
    )


def match_facts(
    match: Match,
    entity: ListedEntity,
    *,
    owner: str,
    thresholds: AppliedThresholds,
    linked: tuple[Linked, ...] = (),
    list_stale: bool | None = None,
) -> MatchFacts:
    """The facts of one match and the listed entity that it names.

    `owner` is that of the entity's list; `linked` are the matches' linked entities with the owners
    of their lists. `list_stale` is True where its list is older than its maximum age.
    """
    return MatchFacts(
        entity_id=match.entity_id,
        source=match.source,
        score=match.score,
        listed_name=match.listed_name,
        query_name=match.query_name,
        owner=owner,
        marking=entity.marking,
        evidence=match.evidence,
        programmes=entity.programmes,
        linked=linked,
        thresholds=thresholds,
        legal_basis=entity.legal_basis,
        listed_on=entity.listed_on,
        names=entity.names,
        identifiers=entity.identifiers,
        birth_dates=entity.birth_dates,
        birth_places=entity.birth_places,
        gender=entity.gender,
        built=entity.built,
        countries=entity.countries,
        addresses=entity.addresses,
        remarks=entity.remarks,
        list_stale=list_stale,
    )


def _require_zone(what: str, instant: dt.datetime) -> None:
    if instant.utcoffset() is None:
        raise ValueError(f"the {what} needs a time zone: {instant.isoformat()}")
