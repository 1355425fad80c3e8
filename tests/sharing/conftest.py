"""Alerts full of canaries, policies of one line, and an oracle that says what the rules say.

The oracle is slow and obvious on purpose: its table is written by hand, apart from the product's.
"""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple

import pytest

from matchers.model import (
    Address,
    BirthDate,
    Evidence,
    Identifier,
    Kind,
    ListedName,
    PartyName,
    Scheme,
    Verdict,
)
from sharing.agreement import Agreement
from sharing.alert import (
    PUBLIC,
    Alert,
    AppliedThresholds,
    EventFacts,
    Item,
    Linked,
    MatchFacts,
    PartyFacts,
    Transport,
    Versions,
)
from sharing.corridor import Corridor
from sharing.fields import Tier
from sharing.handling import Handling
from sharing.ids import Revision
from sharing.partner import Partner
from sharing.policy import Policy, make_policy
from sharing.scope import Scope

HIT, IDENTITY, RATIONALE, FULL = Tier

VISIBLE = {
    # owner, tier: fields. An owner "event$" is the event's, and commercial.
    ("event", HIT): "event.type event.date",
    ("event", IDENTITY): (
        "event.publisher event.reference event.time party.path party.role party.kind party.names"
    ),
    ("list", IDENTITY): (
        "match.entityId match.source match.listedName match.programmes match.linked match.listStale"
    ),
    ("both", RATIONALE): (
        "match.score match.queryName match.evidence "
        "versions.snapshot versions.scorecard versions.policy"
    ),
    ("list", RATIONALE): "match.legalBasis match.listedOn match.thresholds",
    ("list", FULL): (
        "match.names match.identifiers match.birthDates match.birthPlaces match.gender "
        "match.built match.countries match.addresses match.remarks"
    ),
    ("event", FULL): (
        "party.identifiers party.birthDate party.birthPlace party.gender party.built "
        "party.address party.countries event.route "
        "event.transport event.containers event.items[].hsCode"
    ),
    ("event$", FULL): (
        "event.items[].description event.items[].value event.items[].currency event.amount "
        "event.currency event.remittanceText event.tradeReferences"
    ),
}
ENVELOPE = "alertId revision trigger status raisedAt verdict contact handling agreements withheld"
RULES = {
    name: (owner.rstrip("$"), tier, owner.endswith("$"))
    for (owner, tier), names in VISIBLE.items()
    for name in names.split()
}
ORDER = [HIT, IDENTITY, RATIONALE, FULL]


class Limit(NamedTuple):
    """What one agreement lets through; None in its place is no limit."""

    tier: Tier
    allow: frozenset[str] | None = None

    def reaches(self, name: str) -> bool:
        return ORDER.index(self.tier) >= ORDER.index(RULES[name][1])

    def lets(self, name: str) -> bool:
        commercial = RULES[name][2]
        if not self.reaches(name):
            return False
        if self.allow is None:
            return not commercial
        return name in self.allow


def visible(event: Limit | None, listing: Limit | None) -> set[str]:
    """The fields that a recipient with these two limits may see, the envelope apart."""
    seen = set()
    for name, (owner, _, _) in RULES.items():
        limits = {"event": [event], "list": [listing], "both": [event, listing]}[owner]
        if owner == "list" and event is not None and not event.reaches(name):
            continue  # the entry would name the party that it matched
        if all(limit is None or limit.lets(name) for limit in limits):
            seen.add(name)
    return seen


class Oracle(NamedTuple):
    rules: dict[str, tuple[str, Tier, bool]]
    envelope: frozenset[str]
    limit: type[Limit]
    visible: Callable[[Limit | None, Limit | None], set[str]]


@pytest.fixture(scope="session")
def oracle() -> Oracle:
    return Oracle(RULES, frozenset(ENVELOPE.split()), Limit, visible)


NOW = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)


@pytest.fixture(scope="session")
def now() -> dt.datetime:
    return NOW


@pytest.fixture(scope="session")
def secret() -> bytes:
    return b"an installation secret for tests"


def _agreement(
    grantor: str,
    recipient: str,
    tier: Tier = FULL,
    allow: frozenset[str] | None = None,
    *,
    agreement_id: str | None = None,
    scope: Scope | None = None,
    handling: Handling | None = None,
    since: dt.datetime = NOW - dt.timedelta(days=1),
    until: dt.datetime = NOW + dt.timedelta(days=1),
) -> Agreement:
    return Agreement(
        id=agreement_id or f"id-{grantor}-{recipient}",
        grantor=grantor,
        recipient=recipient,
        scope=scope or Scope(),
        max_detail=tier,
        allow=allow,
        handling=handling or Handling(),
        valid_from=since,
        valid_until=until,
    )


@pytest.fixture(scope="session")
def agreement() -> Callable[..., Agreement]:
    """Make an agreement in force now: grantor, recipient, tier, allow, and more by name."""
    return _agreement


def _policy(*agreements: Agreement, partners: str = "publisher owner reader") -> Policy:
    return make_policy(
        [Partner(id=name, contact=f"desk {i}") for i, name in enumerate(partners.split())],
        agreements,
    )


@pytest.fixture(scope="session")
def policy() -> Callable[..., Policy]:
    """Make a policy of agreements between publisher, owner and reader."""
    return _policy


class Canaries(NamedTuple):
    """An alert with a value of its own in every field."""

    alert: Alert
    needles: dict[str, tuple[str, ...]]  # field: what its value looks like in JSON
    internal: tuple[str, ...]  # what may never be seen


def _canaries(publisher: str = "publisher", owner: str = PUBLIC) -> Canaries:
    word = {name: f"canary{number:03d}x" for number, name in enumerate(RULES)}
    needles: dict[str, tuple[str, ...]] = {name: (text,) for name, text in word.items()}
    needles |= {
        "event.date": ("1987-06-05",),
        "event.time": ("04:03:02",),
        "event.publisher": (f'"{publisher}"',),
        "party.kind": ("aircraft",),
        "match.score": ("0.7713017",),
        "match.thresholds": ("0.44110293", "0.88220391"),
        "match.listStale": ('"listStale":true',),
        "match.evidence": ("featureOfEvidence", "7.70125"),
        "event.items[].value": ("123456.78",),
        "event.amount": ("987654.32",),
    }
    lines = tuple(
        Evidence(
            feature=f"featureOfEvidence{number}",
            value=1000.5 + number,
            points=7.70125,
            detail=word[name],
            quotes=(name,),
        )
        for number, name in enumerate(RULES)
    )
    moment = dt.datetime(1987, 6, 5, 4, 3, 2, tzinfo=dt.UTC)
    alert = Alert(
        internal_id="canaryInternalId",
        revision=Revision(event_time=moment, sequence=424242, snapshot_version=171717),
        raised_at=NOW,
        verdict=Verdict.HOLD,
        event=EventFacts(
            type=f"shipment.{word['event.type']}",
            publisher=publisher,
            reference=word["event.reference"],
            time=moment,
            corridor=Corridor(origin="canaryOrigin", destination="canaryDestination"),
            route=(word["event.route"],),
            transport=(Transport(name=word["event.transport"]),),
            containers=(word["event.containers"],),
            items=(
                Item(
                    hs_code=word["event.items[].hsCode"],
                    description=word["event.items[].description"],
                    value=Decimal("123456.78"),
                    currency=word["event.items[].currency"],
                ),
            ),
            amount=Decimal("987654.32"),
            currency=word["event.currency"],
            remittance_text=(word["event.remittanceText"],),
            trade_references=(word["event.tradeReferences"],),
        ),
        party=PartyFacts(
            path=word["party.path"],
            role=word["party.role"],
            kind=Kind.AIRCRAFT,
            names=(PartyName(value=word["party.names"]),),
            identifiers=(Identifier(scheme=Scheme.LEI, value=word["party.identifiers"]),),
            birth_date=word["party.birthDate"],
            address=Address(town=word["party.address"]),
            countries=(word["party.countries"],),
            birth_place=word["party.birthPlace"],
            gender=word["party.gender"],
            built=word["party.built"],
        ),
        match=MatchFacts(
            entity_id=word["match.entityId"],
            source=word["match.source"],
            score=0.7713017,
            listed_name=word["match.listedName"],
            query_name=word["match.queryName"],
            owner=owner,
            evidence=lines,
            programmes=(word["match.programmes"],),
            linked=(
                Linked(entity_id=word["match.linked"]),
                Linked(entity_id="canaryThirdOwner", owner="third"),
            ),
            thresholds=AppliedThresholds(review=0.44110293, hold=0.88220391),
            legal_basis=(word["match.legalBasis"],),
            listed_on=word["match.listedOn"],
            names=(ListedName(value=word["match.names"]),),
            identifiers=(Identifier(scheme=Scheme.DUNS, value=word["match.identifiers"]),),
            birth_dates=(BirthDate(start=word["match.birthDates"]),),
            birth_places=(word["match.birthPlaces"],),
            gender=word["match.gender"],
            built=word["match.built"],
            countries=(word["match.countries"],),
            addresses=(Address(town=word["match.addresses"]),),
            remarks=(word["match.remarks"],),
            list_stale=True,
        ),
        versions=Versions(
            snapshot=word["versions.snapshot"],
            scorecard=word["versions.scorecard"],
            policy=word["versions.policy"],
        ),
    )
    internal = ("canaryInternalId", "canaryOrigin", "canaryDestination", "canaryThirdOwner")
    return Canaries(alert, needles, (*internal, "424242", "171717"))


@pytest.fixture(scope="session")
def canaries() -> Callable[..., Canaries]:
    """Make an alert of canaries, by the publisher and the list's owner."""
    return _canaries
