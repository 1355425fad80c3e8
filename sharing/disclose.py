"""What a partner may see of an alert: the only way from a full alert to an alert topic.

A view starts empty and gains the fields that the recipient is entitled to; whatever the table of
`sharing.fields` does not name can therefore not be in it.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from operator import attrgetter
from types import MappingProxyType

import msgspec

from matchers.model import Evidence, Struct
from sharing.alert import PUBLIC, Alert
from sharing.entitlement import Basis, Nothing, entitlement
from sharing.fields import FIELDS, Owner, Tier
from sharing.ids import partner_alert_id, partner_revision
from sharing.plan import Given, Plan, Withheld, plan
from sharing.policy import Policy
from sharing.reasons import Reason, WithheldReason

__all__ = ["Disclosure", "Nothing", "Reason", "WithheldReason", "disclose", "recipients"]

View = dict[str, object]


class Disclosure(Struct, frozen=True):
    """An alert cut to what one recipient may see.

    `view` is what is published: nested dicts of plain values, with money as Decimal, ready for
    `msgspec.json`. `withheld` and `rationale` together name every field of the table once, with
    the reason it was withheld or given.
    """

    view: View
    withheld: tuple[Withheld, ...]
    rationale: tuple[Given, ...]


def recipients(publisher: str, list_owner: str, policy: Policy) -> Sequence[str]:
    """The partners that could be entitled to an alert: those with every agreement they need.

    The publisher comes first, always, because its screening is made of its disclosure. Scope and
    time are left to `disclose`. The cost does not depend on the partners that are not returned;
    their number is `len(policy.partners)` less the length of this.
    """
    return (publisher, *policy.reach.get((publisher, list_owner), ()))


def disclose(
    alert: Alert,
    recipient: str,
    policy: Policy,
    now: dt.datetime,
    *,
    secret: bytes,
    markings: Mapping[str, Tier] = MappingProxyType({}),
    room: Tier = Tier.FULL,
) -> Disclosure | Nothing:
    """Cut an alert to what `recipient` may see at the instant `now`, or say why that is nothing.

    Pure, and total: it answers for every alert and every recipient, and denies what no rule gives.
    `now` carries a time zone. `secret` is the installation's, at least 16 bytes (ValueError
    otherwise), and makes the recipient's own alert id. `markings` says how much each known marking
    lets others than the list's owner see of its entry; an entry with another marking is disclosed
    to its owner alone. `room` is the highest tier that the view has room for.
    """
    entitled = entitlement(alert, recipient, policy, now)
    if isinstance(entitled, Nothing):
        return entitled
    cap = Tier.FULL
    if alert.match.marking is not None and entitled.listing.basis is not Basis.OWN_LIST:
        known = markings.get(alert.match.marking)
        if known is None:
            return Nothing(reason=Reason.UNKNOWN_MARKING, owner=Owner.LIST)
        cap = known
    cut = plan(entitled, cap, alert.party.text_field, room)
    if cut.handling is not None and cut.handling.purposes == ():
        return Nothing(reason=Reason.NO_COMMON_PURPOSE, owner=Owner.BOTH)
    view = _envelope(alert, recipient, policy, cut, secret)
    _fill(view, alert, recipient, cut)
    return Disclosure(view=view, withheld=cut.withheld, rationale=cut.rationale)


def _envelope(alert: Alert, recipient: str, policy: Policy, cut: Plan, secret: bytes) -> View:
    """The fields that are part of every alert."""
    return {
        "alertId": partner_alert_id(secret, recipient, alert.internal_id),
        "revision": partner_revision(secret, recipient, alert.internal_id, alert.revision),
        "trigger": alert.trigger.value,
        "status": alert.status.value,
        "raisedAt": _plain(alert.raised_at),
        "verdict": alert.verdict.value,
        "contact": [policy.partners[grantor].whom_to_ask for grantor in cut.grantors],
        "handling": _plain(cut.handling) if cut.handling else {},
        "agreements": list(cut.agreements),
        "withheld": _plain(cut.withheld),
    }


def _fill(view: View, alert: Alert, recipient: str, cut: Plan) -> None:
    """Add the given fields that have a value."""
    for name, group, key, read in _READERS:
        if name in cut.names:
            _put(view, group, key, _plain(read(alert)))
    if "match.evidence" in cut.names:
        _put(view, "match", "evidence", [_line(e, cut.names) for e in alert.match.evidence])
    if "match.linked" in cut.names:
        _put(view, "match", "linked", _linked(alert, recipient))
    members = [(key, read) for name, key, read in _ITEM_READERS if name in cut.names]
    if members:
        _put(
            view,
            "event",
            "items",
            [
                {key: _plain(value) for key, read in members if (value := read(item)) is not None}
                for item in alert.event.items
            ],
        )


def _put(view: View, group: str, key: str, value: object) -> None:
    if value is not None and value not in ((), []):
        section = view.setdefault(group, {})
        if isinstance(section, dict):
            section[key] = value


def _line(evidence: Evidence, given: frozenset[str]) -> View:
    """A line of evidence. Without a field that it quotes, only its claim and points remain."""
    if not given.issuperset(evidence.quotes):
        return {"feature": evidence.feature, "points": evidence.points}
    return {
        "feature": evidence.feature,
        "value": evidence.value,
        "points": evidence.points,
        "detail": evidence.detail,
    }


def _linked(alert: Alert, recipient: str) -> list[str]:
    """The linked entries that are no third partner's intelligence."""
    known = {PUBLIC, recipient, alert.match.owner}
    return [linked.entity_id for linked in alert.match.linked if linked.owner in known]


def _plain(value: object) -> object:
    return msgspec.to_builtins(value, builtin_types=(Decimal,))


def _attribute(name: str) -> str:
    return re.sub("[A-Z]", lambda letter: "_" + letter.group().lower(), name)


_Reader = Callable[[object], object]


def _readers() -> Iterator[tuple[str, str, str, _Reader]]:
    """Name, group, key and reader of the fields that are taken from the alert as they are."""
    for field in FIELDS:
        group, _, key = field.name.partition(".")
        if field.owner is not Owner.NONE and field.name not in _BUILT and "[]" not in group + key:
            yield field.name, group, key, attrgetter(_attribute(field.name))


_BUILT = ("match.evidence", "match.linked")
_READERS = tuple(_readers())
_ITEM_READERS: tuple[tuple[str, str, _Reader], ...] = tuple(
    (field.name, key, attrgetter(_attribute(key)))
    for field in FIELDS
    for group, _, key in (field.name.partition("[]."),)
    if group == "event.items"
)
