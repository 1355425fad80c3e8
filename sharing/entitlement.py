"""Who is entitled to an alert at all, and on what ground.

An alert draws on intelligence of two owners: the event's publisher and the list's owner. A
recipient needs a ground with each; one missing ground, and there is no alert.

- The publisher itself needs nothing for its own event; a list's owner nothing for its own list.
- Nobody needs anything for a public list.
- All else needs an agreement with the owner of that side.
"""

import datetime as dt
import enum

from matchers.model import Struct
from sharing.agreement import Agreement
from sharing.alert import PUBLIC, Alert
from sharing.fields import Owner
from sharing.policy import Policy


class Basis(enum.StrEnum):
    """Why a recipient may see one owner's side of an alert."""

    OWN_EVENT = "own event"
    OWN_LIST = "own list"
    PUBLIC_LIST = "public list"
    AGREEMENT = "agreement"


class Ground(Struct, frozen=True):
    """The basis of one side, and its agreements where that is the basis.

    There is more than one agreement only where an entry's several programmes bring it under
    several; then a field needs them all.
    """

    basis: Basis
    agreements: tuple[Agreement, ...] = ()


class Entitlement(Struct, frozen=True):
    """The grounds on which a recipient may see the event's side and the list's side."""

    event: Ground
    listing: Ground


class Reason(enum.StrEnum):
    """Why a recipient gets nothing; fit to label a metric."""

    UNKNOWN_PARTNER = "unknownPartner"  # the recipient is not in the policy
    NO_AGREEMENT = "noAgreement"
    OUT_OF_SCOPE = "outOfScope"  # no agreement covers this alert
    NOT_YET_VALID = "notYetValid"
    EXPIRED = "expired"
    NO_COMMON_PURPOSE = "noCommonPurpose"  # the two sides allow no use in common
    UNKNOWN_MARKING = "unknownMarking"  # the entry carries handling terms that cannot be read


class Nothing(Struct, frozen=True):
    """No alert for this recipient, why, and on whose side the ground is missing."""

    reason: Reason
    owner: Owner = Owner.NONE


def entitlement(
    alert: Alert, recipient: str, policy: Policy, now: dt.datetime
) -> Entitlement | Nothing:
    """The recipient's grounds at the instant `now`, or why there are none."""
    if recipient not in policy.partners:
        return Nothing(reason=Reason.UNKNOWN_PARTNER)
    publisher, owner = alert.event.publisher, alert.match.owner
    event = (
        Ground(basis=Basis.OWN_EVENT)
        if recipient == publisher
        else _agreed(alert, publisher, recipient, policy, now)
    )
    if isinstance(event, Reason):
        return Nothing(reason=event, owner=Owner.EVENT)
    listing = (
        Ground(basis=Basis.PUBLIC_LIST)
        if owner == PUBLIC
        else Ground(basis=Basis.OWN_LIST)
        if recipient == owner
        else _agreed(alert, owner, recipient, policy, now)
    )
    if isinstance(listing, Reason):
        return Nothing(reason=listing, owner=Owner.LIST)
    return Entitlement(event=event, listing=listing)


def _agreed(
    alert: Alert, grantor: str, recipient: str, policy: Policy, now: dt.datetime
) -> Ground | Reason:
    agreements = policy.between.get((grantor, recipient), ())
    covering = [agreement for agreement in agreements if agreement.scope.covers(alert)]
    current = tuple(a for a in covering if a.valid_from <= now < a.valid_until)
    if current:
        return Ground(basis=Basis.AGREEMENT, agreements=current)
    if not agreements:
        return Reason.NO_AGREEMENT
    if not covering:
        return Reason.OUT_OF_SCOPE
    if any(agreement.valid_until <= now for agreement in covering):
        return Reason.EXPIRED
    return Reason.NOT_YET_VALID
