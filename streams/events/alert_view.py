"""The shape of `alerts.<partner>`: what a partner's programs may rely on.

Built field by field in `sharing.disclose`; these types describe it for its readers. Only what the
tier `hit` shows is always there. Why a field is missing is said in `withheld`.
"""

from decimal import Decimal

from matchers.model import (
    Address,
    BirthDate,
    Identifier,
    Kind,
    ListedName,
    PartyName,
    Struct,
    Verdict,
)
from sharing.alert import AppliedThresholds, Status, Transport, Trigger
from sharing.handling import Handling
from sharing.plan import Withheld
from streams.events.model import EventType


class ItemView(Struct):
    """What a recipient sees of one line of goods."""

    hs_code: str | None = None
    description: str | None = None
    value: Decimal | None = None
    currency: str | None = None


class EventView(Struct):
    """What a recipient sees of the event; `date` is its day in UTC."""

    type: EventType | None = None
    date: str | None = None
    publisher: str | None = None
    reference: str | None = None
    time: str | None = None
    route: tuple[str, ...] = ()
    transport: tuple[Transport, ...] = ()
    containers: tuple[str, ...] = ()
    items: tuple[ItemView, ...] = ()
    amount: Decimal | None = None
    currency: str | None = None
    remittance_text: tuple[str, ...] = ()
    trade_references: tuple[str, ...] = ()


class PartyView(Struct):
    """What a recipient sees of the screened party."""

    path: str | None = None
    role: str | None = None
    kind: Kind | None = None
    names: tuple[PartyName, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    birth_date: str | None = None
    address: Address | None = None
    countries: tuple[str, ...] = ()
    birth_place: str | None = None
    gender: str | None = None
    built: str | None = None


class EvidenceView(Struct, kw_only=True):
    """A claim and its points; value and detail only where the fields that they quote are given."""

    feature: str
    points: float
    value: float | None = None
    detail: str | None = None


class MatchView(Struct):
    """What a recipient sees of the match and its listed entity.

    `listStale` is there, and true, where the list was older than its maximum age.
    """

    entity_id: str | None = None
    source: str | None = None
    listed_name: str | None = None
    programmes: tuple[str, ...] = ()
    linked: tuple[str, ...] = ()
    list_stale: bool | None = None
    score: float | None = None
    query_name: str | None = None
    evidence: tuple[EvidenceView, ...] = ()
    legal_basis: tuple[str, ...] = ()
    listed_on: str | None = None
    thresholds: AppliedThresholds | None = None
    names: tuple[ListedName, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    birth_dates: tuple[BirthDate, ...] = ()
    birth_places: tuple[str, ...] = ()
    gender: str | None = None
    built: str | None = None
    countries: tuple[str, ...] = ()
    addresses: tuple[Address, ...] = ()
    remarks: tuple[str, ...] = ()


class VersionsView(Struct):
    """With what the alert was made."""

    snapshot: str | None = None
    scorecard: str | None = None
    policy: str | None = None


class AlertView(Struct, kw_only=True):
    """One alert as one partner may see it.

    `alertId` is that partner's own. Of several alerts with one id the one with the highest
    `revision`, in text order, stands. `handling` is empty where no agreement was needed.
    """

    alert_id: str
    revision: str
    trigger: Trigger
    status: Status
    raised_at: str
    verdict: Verdict
    contact: tuple[str, ...]
    handling: Handling
    agreements: tuple[str, ...]
    withheld: tuple[Withheld, ...]
    event: EventView | None = None
    party: PartyView | None = None
    match: MatchView | None = None
    versions: VersionsView | None = None
