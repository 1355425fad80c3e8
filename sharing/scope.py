"""The scope of an agreement: which alerts it is about."""

import enum

from matchers.model import Struct
from sharing.alert import Alert
from sharing.corridor import Corridor
from sharing.partner import COUNTRY
from sharing.section import NOTHING_NAMED, Section, one_of


class EventType(enum.StrEnum):
    """The kinds of event that a scope can name, without their version."""

    SHIPMENT = "shipment"
    TRANSACTION = "transaction"


class Scope(Struct, frozen=True):
    """Which alerts an agreement is about. None means all."""

    lists: frozenset[str] | None = None
    programmes: frozenset[str] | None = None
    corridors: tuple[Corridor, ...] | None = None
    event_types: frozenset[str] | None = None

    def covers(self, alert: Alert) -> bool:
        """Whether the alert lies within every limit that is set.

        An entry of several programmes is covered by any of them; a corridor whose end the event
        does not tell is not covered.
        """
        return (
            (self.lists is None or alert.match.source in self.lists)
            and (self.programmes is None or not self.programmes.isdisjoint(alert.match.programmes))
            and (self.event_types is None or alert.event.type.partition(".")[0] in self.event_types)
            and (
                self.corridors is None
                or any(_within(alert.event.corridor, limit) for limit in self.corridors)
            )
        )

    def overlaps(self, other: "Scope") -> bool:
        """Whether some alert of a single programme could lie within both scopes."""
        return (
            _meet(self.lists, other.lists)
            and _meet(self.programmes, other.programmes)
            and _meet(self.event_types, other.event_types)
            and (
                self.corridors is None
                or other.corridors is None
                or any(_crosses(a, b) for a in self.corridors for b in other.corridors)
            )
        )


def read_scope(section: Section) -> Scope:
    """Read a scope from its YAML mapping; raises PolicyError."""
    section.only("lists", "programmes", "corridors", "eventTypes")
    corridors = section.sections("corridors")
    if corridors == ():
        raise section.error("corridors", NOTHING_NAMED)
    return Scope(
        lists=_set(section.some("lists")),
        programmes=_set(section.some("programmes")),
        corridors=None if corridors is None else tuple(map(_read_corridor, corridors)),
        event_types=_set(section.some("eventTypes", one_of(EventType))),
    )


def _read_corridor(section: Section) -> Corridor:
    section.only("from", "to")
    corridor = Corridor(
        origin=section.optional_text("from", COUNTRY),
        destination=section.optional_text("to", COUNTRY),
    )
    if corridor == Corridor():
        raise section.error("from", "missing; give `from`, `to` or both")
    return corridor


def _set(texts: tuple[str, ...] | None) -> frozenset[str] | None:
    return None if texts is None else frozenset(texts)


def _meet(left: frozenset[str] | None, right: frozenset[str] | None) -> bool:
    return left is None or right is None or not left.isdisjoint(right)


def _within(corridor: Corridor, limit: Corridor) -> bool:
    return (limit.origin in (None, corridor.origin)) and (
        limit.destination in (None, corridor.destination)
    )


def _crosses(left: Corridor, right: Corridor) -> bool:
    return (left.origin == right.origin or None in (left.origin, right.origin)) and (
        left.destination == right.destination or None in (left.destination, right.destination)
    )
