"""What becomes of the alerts of a declaration when a later message about it arrives. Pure.

The events of one reference are ordered by their time, then by their place in the partition, which
is the order of `Revision`. The latest change, replacement or cancellation stands: what came before
it is superseded, what came after it adds to it. This holds in whatever order they arrive, so that
the outcome is the same as if they had been sorted first.
"""

import datetime as dt

from matchers.model import Struct, Verdict
from sharing.alert import Alert, EventFacts, MatchFacts, PartyFacts, Status, Trigger, Versions
from sharing.corridor import Corridor
from sharing.ids import Revision
from streams.events.model import Function

MAX_OPEN = 1_000
"""The most alerts that are kept of one reference; the oldest beyond can no longer be closed."""

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)

Order = tuple[dt.datetime, int]
"""Time of an event and its offset: orders the events of a reference."""


def version_time(event_time: dt.datetime, stamped_ms: int) -> dt.datetime:
    """The time that orders an event: its own, but never after the broker had it.

    A publisher whose clock runs ahead, or who dates an event into the future, must not keep all
    that it sends later from superseding it. `stamped_ms` counts from 1970 in UTC; where the broker
    gives none (0 or less), the event's own time holds.
    """
    if stamped_ms <= 0:
        return event_time
    return min(event_time, _EPOCH + dt.timedelta(milliseconds=stamped_ms))


class Amendment(Struct, frozen=True, array_like=True):
    """The latest event that supersedes others, and what it does to them."""

    time: dt.datetime
    sequence: int
    function: Function

    @property
    def order(self) -> Order:
        """Its place among the events of its reference."""
        return self.time, self.sequence

    @property
    def trigger(self) -> Trigger:
        """What an alert that it closes is closed by."""
        return Trigger.CANCELLED if self.function is Function.CANCEL else Trigger.AMENDED


class OpenAlert(Struct, frozen=True, array_like=True):
    """An alert that stands: what it takes to close it, without a party's name or identifier.

    `time` and `sequence` are those of the event that raised it last, and `snapshot` names the lists
    by which that was; `partners` were told.
    """

    internal_id: str
    time: dt.datetime
    sequence: int
    partners: tuple[str, ...]
    event_type: str
    corridor: tuple[str | None, str | None]
    path: str
    role: str | None
    verdict: Verdict
    entity_id: str
    source: str
    listed_name: str
    programmes: tuple[str, ...]
    marking: str | None
    snapshot: str = ""

    @property
    def order(self) -> Order:
        """The place of the event that raised it last."""
        return self.time, self.sequence


class Standing(Struct, frozen=True, array_like=True):
    """What stands of one reference: the latest amendment, if there is one, and the open alerts."""

    amendment: Amendment | None = None
    open: tuple[OpenAlert, ...] = ()


class Effect(Struct, frozen=True):
    """What an event does to the alerts of its reference.

    Its own alerts are told with `status`, and stand if that is open, but those in `told_later` are
    not told: a later event has raised them. `trigger` holds for alerts that were open before.
    `kept` stay open as they are, `closed` end.
    """

    status: Status
    trigger: Trigger
    told_later: frozenset[str]
    kept: tuple[OpenAlert, ...]
    closed: tuple[OpenAlert, ...]
    amendment: Amendment | None
    late: bool


def effect(before: Standing, order: Order, function: Function, raised: frozenset[str]) -> Effect:
    """What an event at `order` that raises the alerts `raised` (internal ids) does to `before`.

    The alerts of an event that is itself superseded, or cancels, are told as closed ones: they do
    not stand, but nothing that was found stays unsaid.
    """
    amendment = before.amendment
    if amendment is not None and order < amendment.order:
        return Effect(
            status=Status.CLOSED,
            trigger=amendment.trigger,
            told_later=frozenset(each.internal_id for each in before.open),
            kept=before.open,
            closed=(),
            amendment=amendment,
            late=True,
        )
    later = tuple(each for each in before.open if each.order > order)
    told_later = frozenset(each.internal_id for each in later)
    earlier = [each for each in before.open if each.order <= order]
    others = tuple(each for each in earlier if each.internal_id not in raised)
    if not function.supersedes:
        return Effect(
            status=Status.OPEN,
            trigger=Trigger.EVENT,
            told_later=told_later,
            kept=later + others,
            closed=(),
            amendment=amendment,
            late=False,
        )
    amendment = Amendment(time=order[0], sequence=order[1], function=function)
    cancels = function is Function.CANCEL
    return Effect(
        status=Status.CLOSED if cancels else Status.OPEN,
        trigger=amendment.trigger,
        told_later=told_later,
        kept=later,
        closed=others,
        amendment=amendment,
        late=False,
    )


def opened(alert: Alert, partners: tuple[str, ...]) -> OpenAlert:
    """What is kept of an alert that stands."""
    return OpenAlert(
        internal_id=alert.internal_id,
        time=alert.revision.event_time,
        sequence=alert.revision.sequence,
        partners=partners,
        event_type=alert.event.type,
        corridor=(alert.event.corridor.origin, alert.event.corridor.destination),
        path=alert.party.path,
        role=alert.party.role,
        verdict=alert.verdict,
        entity_id=alert.match.entity_id,
        source=alert.match.source,
        listed_name=alert.match.listed_name,
        programmes=alert.match.programmes,
        marking=alert.match.marking,
        snapshot=alert.versions.snapshot,
    )


def closing(
    ended: OpenAlert,
    *,
    publisher: str,
    reference: str,
    owner: str,
    revision: Revision,
    trigger: Trigger,
    versions: Versions,
    now: dt.datetime,
) -> Alert:
    """The alert that says that one no longer stands.

    It names the match, and not again what it rested on. Its corridor and programmes are those of
    the alert that it ends, so that whoever was in scope of the one is in scope of the other.
    """
    origin, destination = ended.corridor
    return Alert(
        internal_id=ended.internal_id,
        revision=revision,
        raised_at=now,
        verdict=ended.verdict,
        event=EventFacts(
            type=ended.event_type,
            publisher=publisher,
            reference=reference,
            time=revision.event_time,
            corridor=Corridor(origin=origin, destination=destination),
        ),
        party=PartyFacts(path=ended.path, role=ended.role, kind=None),
        match=MatchFacts(
            entity_id=ended.entity_id,
            source=ended.source,
            score=None,
            listed_name=ended.listed_name,
            query_name=None,
            owner=owner,
            marking=ended.marking,
            programmes=ended.programmes,
        ),
        versions=versions,
        trigger=trigger,
        status=Status.CLOSED,
    )
