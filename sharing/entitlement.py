"""Who is entitled to an alert at all, and on what ground.

An alert draws on intelligence of two owners: the event's publisher and the list's owner. A
recipient needs a ground with each; one missing ground, and there is no alert.
"""

import datetime as dt
import enum

from matchers.model import Struct
from sharing.agreement import Agreement
from sharing.alert import PUBLIC, Alert
from sharing.fields import Owner
from sharing.policy import Policy
from sharing.reasons import Reason


class Basis(enum.StrEnum):
    """Why a recipient may see one owner's side of an alert."""

    OWN_EVENT = "own event"
    OWN_LIST = "own list"
    PUBLIC_LIST = "public list"
    AGREEMENT = "agreement"


class Ground(Struct, frozen=True):
    """The basis of one side, and the agreements in force where that is the basis.

    There is more than one agreement only where an entry's several programmes bring it under
    several; then a field needs them all.
    """

    basis: Basis
    agreements: tuple[Agreement, ...] = ()


class Entitlement(Struct, frozen=True):
    """The grounds on which a recipient may see the event's side and the list's side."""

    event: Ground
    listing: Ground


class Nothing(Struct, frozen=True):
    """No alert for this recipient, why, and on whose side the ground is missing."""

    reason: Reason
    owner: Owner = Owner.NONE


def event_basis(publisher: str, recipient: str) -> Basis:
    """What lets a recipient see an event: that it published it, or else an agreement."""
    return Basis.OWN_EVENT if recipient == publisher else Basis.AGREEMENT


def list_basis(list_owner: str, recipient: str) -> Basis:
    """What lets a recipient see a list: that it is public or its own, or else an agreement."""
    if list_owner == PUBLIC:
        return Basis.PUBLIC_LIST
    return Basis.OWN_LIST if recipient == list_owner else Basis.AGREEMENT


def entitlement(
    alert: Alert, recipient: str, policy: Policy, now: dt.datetime
) -> Entitlement | Nothing:
    """The recipient's grounds at the instant `now`, or why there are none."""
    if recipient not in policy.partners:
        return Nothing(reason=Reason.UNKNOWN_PARTNER)
    if recipient in policy.suspended:
        return Nothing(reason=Reason.SUSPENDED)
    publisher, owner = alert.event.publisher, alert.match.owner
    event = _ground(
        event_basis(publisher, recipient),
        alert,
        policy.between.get((publisher, recipient), ()),
        now,
    )
    if isinstance(event, Reason):
        return Nothing(reason=event, owner=Owner.EVENT)
    listing = _ground(
        list_basis(owner, recipient), alert, policy.between.get((owner, recipient), ()), now
    )
    if isinstance(listing, Reason):
        return Nothing(reason=listing, owner=Owner.LIST)
    return Entitlement(event=event, listing=listing)


def _ground(
    basis: Basis, alert: Alert, agreements: tuple[Agreement, ...], now: dt.datetime
) -> Ground | Reason:
    """The ground of one side; where it takes an agreement, one that covers the alert in time."""
    if basis is not Basis.AGREEMENT:
        return Ground(basis=basis)
    covering = [agreement for agreement in agreements if agreement.scope.covers(alert)]
    in_force = tuple(a for a in covering if a.valid_from <= now < a.valid_until)
    if in_force:
        return Ground(basis=basis, agreements=in_force)
    if not agreements:
        return Reason.NO_AGREEMENT
    if not covering:
        return Reason.OUT_OF_SCOPE
    if any(agreement.valid_until <= now for agreement in covering):
        return Reason.EXPIRED
    return Reason.NOT_YET_VALID
