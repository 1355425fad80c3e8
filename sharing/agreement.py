"""An agreement: what one partner's intelligence another may see, for what, and until when."""

import datetime as dt
import enum
import re
from collections.abc import Iterable

from matchers.model import Struct
from sharing.alert import Alert
from sharing.corridor import Corridor
from sharing.fields import FIELD_NAMES, Tier
from sharing.partner import PARTNER_ID
from sharing.yamlfile import PolicyError, Section

_AGREEMENT_ID = re.compile(r"[A-Za-z0-9._-]{1,40}")
_COUNTRY = re.compile(r"[A-Z]{2}")
_PURPOSE = re.compile(r"[a-z0-9-]{1,40}")
_RETENTION = re.compile(r"P(?=\d)(\d{1,4}Y)?(\d{1,4}M)?(\d{1,4}W)?(\d{1,5}D)?", re.ASCII)
_NOT_ENFORCED = "not enforced by this version; remove it"


class EventType(enum.StrEnum):
    """The kinds of event that a scope can name, without their version."""

    SHIPMENT = "shipment"
    TRANSACTION = "transaction"


class Tlp(enum.StrEnum):
    """Traffic Light Protocol 2.0 labels (FIRST), from wide to narrow. Shown, never the rule."""

    CLEAR = "CLEAR"
    GREEN = "GREEN"
    AMBER = "AMBER"
    AMBER_STRICT = "AMBER+STRICT"
    RED = "RED"


class Handling(Struct, frozen=True, omit_defaults=False):
    """What the recipient may do with what it sees. It travels in the alert.

    `purposes` is None where no agreement limits them; `retention` is an ISO 8601 duration of years,
    months, weeks and days, None where nobody sets one.
    """

    purposes: tuple[str, ...] | None = None
    tlp: Tlp = Tlp.AMBER_STRICT
    onward_sharing: bool = False
    attribution: bool = False
    retention: str | None = None

    @staticmethod
    def strictest(terms: Iterable["Handling"]) -> "Handling | None":
        """The terms that keep all of the given ones; None where there are none.

        The purposes that all allow, the narrowest label, the shortest retention (a year counted as
        365 days, a month as 30), and onward sharing and attribution only where all allow them.
        """
        every = tuple(terms)
        if not every:
            return None
        limits = [term.purposes for term in every if term.purposes is not None]
        return Handling(
            purposes=tuple(p for p in limits[0] if all(p in limit for limit in limits))
            if limits
            else None,
            tlp=max((term.tlp for term in every), key=list(Tlp).index),
            onward_sharing=all(term.onward_sharing for term in every),
            attribution=all(term.attribution for term in every),
            retention=min(
                (term.retention for term in every if term.retention), key=_days, default=None
            ),
        )


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


class Agreement(Struct, frozen=True):
    """A grantor lets a recipient see some of its intelligence, up to a tier, for a time.

    `allow` are the fields that `fields.allow` names; None where the agreement does not narrow its
    tier. `valid_until` is exclusive.
    """

    id: str
    grantor: str
    recipient: str
    scope: Scope
    max_detail: Tier
    allow: frozenset[str] | None
    handling: Handling
    valid_from: dt.datetime
    valid_until: dt.datetime

    def overlaps(self, other: "Agreement") -> bool:
        """Whether one disclosure between the same partners could fall under both."""
        return (
            (self.grantor, self.recipient) == (other.grantor, other.recipient)
            and self.valid_from < other.valid_until
            and other.valid_from < self.valid_until
            and self.scope.overlaps(other.scope)
        )


def read_agreement(section: Section) -> Agreement:
    """Read an agreement from its YAML mapping; raises PolicyError."""
    with section:
        section.refuse("quotas", _NOT_ENFORCED)
        section.refuse("signatures", _NOT_ENFORCED)
        agreement = Agreement(
            id=section.text("id", _AGREEMENT_ID),
            grantor=section.text("grantor", PARTNER_ID),
            recipient=section.text("recipient", PARTNER_ID),
            scope=_read_scope(section.section("scope")),
            max_detail=section.choice("maxDetail", Tier),
            allow=_read_allow(section.section("fields")),
            handling=_read_handling(
                section.section("handling"), _some(section, "purposes", _PURPOSE)
            ),
            valid_from=section.instant("validFrom"),
            valid_until=section.instant("validUntil"),
        )
    if agreement.grantor == agreement.recipient:
        raise section.error("recipient", "is the grantor itself, which needs no agreement")
    if agreement.valid_from >= agreement.valid_until:
        raise section.error("validUntil", "is not after validFrom")
    return agreement


def _read_scope(section: Section) -> Scope:
    with section:
        types = _some(section, "eventTypes", re.compile("|".join(EventType)))
        corridors = section.sections("corridors")
        if corridors == ():
            raise _empty(section, "corridors")
        return Scope(
            lists=_set(_some(section, "lists")),
            programmes=_set(_some(section, "programmes")),
            corridors=None if corridors is None else tuple(map(_read_corridor, corridors)),
            event_types=_set(types),
        )


def _read_corridor(section: Section) -> Corridor:
    with section:
        corridor = Corridor(
            origin=section.optional_text("from", _COUNTRY),
            destination=section.optional_text("to", _COUNTRY),
        )
    if corridor == Corridor():
        raise section.error("from", "a corridor needs `from`, `to` or both")
    return corridor


def _read_allow(section: Section) -> frozenset[str] | None:
    with section:
        names = section.texts("allow")
    if names is None:
        return None
    allow = frozenset(name.removesuffix("[]") for name in names)
    for name in sorted(allow - FIELD_NAMES):
        raise section.error(
            "allow", f"`{name}` is not a field; accepted: {', '.join(sorted(FIELD_NAMES))}"
        )
    return allow


def _read_handling(section: Section, purposes: tuple[str, ...] | None) -> Handling:
    with section:
        return Handling(
            purposes=purposes,
            tlp=section.choice("tlp", Tlp, Handling().tlp),
            onward_sharing=section.flag("onwardSharing", default=False),
            attribution=section.flag("attribution", default=False),
            retention=section.optional_text("retention", _RETENTION),
        )


def _some(
    section: Section, key: str, pattern: re.Pattern[str] | None = None
) -> tuple[str, ...] | None:
    texts = section.texts(key, pattern) if pattern else section.texts(key)
    if texts == ():
        raise _empty(section, key)
    return texts


def _empty(section: Section, key: str) -> PolicyError:
    return section.error(
        key, "an empty list allows nothing; name some, or leave the key out for all"
    )


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


def _days(retention: str) -> int:
    weights = {"Y": 365, "M": 30, "W": 7, "D": 1}
    return sum(int(n) * weights[unit] for n, unit in re.findall(r"(\d+)([YMWD])", retention))
