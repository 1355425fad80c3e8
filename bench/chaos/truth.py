"""What must come of the events: worked out from how they were made, not by the code under test.

Only ids are computed as the product does, since a partner's id of an alert has no other meaning.
"""

import dataclasses
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bench.chaos.traffic import Event, Message, Named
from bench.chaos.world import OWNERS, PARTNERS, Pair
from matchers.model import Verdict
from sharing.alert import PUBLIC
from sharing.ids import Revision, fingerprint, internal_alert_id, partner_alert_id, partner_revision
from streams.events.envelope import Record

Ground = tuple[str, str]
"""With what an event was screened, as its screening states it: snapshot and policy version."""

AlertKey = tuple[str, str, str]
"""A partner, its id of an alert, and the revision: one record on that partner's topic."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What one event leads to: the verdict that its publisher reads, and alerts with verdicts."""

    verdict: str
    alerts: Mapping[AlertKey, str]


@dataclass(frozen=True, slots=True)
class Truth:
    """What was true in a run: `policies` and `snapshots` by the names that outputs state."""

    secret: bytes
    policies: Mapping[str, frozenset[Pair]]
    snapshots: Mapping[str, frozenset[str]]

    def grounds(self) -> Iterator[Ground]:
        """Every combination of lists and policy that was ever in force."""
        return ((lists, policy) for lists in self.snapshots for policy in self.policies)

    def follow(self, placed: Sequence[tuple[Event, Record]]) -> Iterator["Followed"]:
        """What each event of one reference leads to; these come in the order of their partition.

        Every event is an original that stands for itself. One that amended an earlier event would
        find here what of that still stands.
        """
        for event, record in placed:
            yield Followed(event=event, record=record, truth=self)

    def entitled(self, publisher: str, owner: str, policy: str) -> list[str]:
        """The partners that may know of a match: each needs a ground with both owners."""
        pairs = self.policies[policy]
        return [
            partner
            for partner in PARTNERS
            if (partner == publisher or (publisher, partner) in pairs)
            and (owner in (PUBLIC, partner) or (owner, partner) in pairs)
        ]


@dataclass(frozen=True, slots=True)
class Followed:
    """An event in its place, ready to say what must come of it on any ground."""

    event: Event
    record: Record
    truth: Truth = dataclasses.field(repr=False)

    def on(self, ground: Ground) -> Expected:
        """What must come of it when screened with these lists and this policy.

        Raises KeyError for lists or a policy that were never in force.
        """
        lists, policy = ground
        matched = [
            named
            for named in self.event.named
            if named.entry is not None and named.entry.id in self.truth.snapshots[lists]
        ]
        alerts: dict[AlertKey, str] = {}
        verdict = Verdict.CLEAR
        for named in matched:
            owner = OWNERS[named.entry.source] if named.entry else PUBLIC
            for partner in self.truth.entitled(self.event.publisher, owner, policy):
                alerts[self.key(named, partner)] = Verdict.HOLD.value
                if partner == self.event.publisher:
                    verdict = Verdict.HOLD
        return Expected(verdict=verdict.value, alerts=alerts)

    def key(self, named: Named, partner: str) -> AlertKey:
        """How one partner would know the alert about somebody in this event."""
        if named.entry is None:
            raise ValueError("who is not listed raises no alert")
        event = self.event
        internal = internal_alert_id(
            publisher=event.publisher,
            reference=event.reference,
            role=named.role,
            party=fingerprint(named.party),
            entity_id=named.entry.id,
        )
        revision = Revision(event_time=event.time, sequence=self.record.offset, snapshot_version=0)
        secret = self.truth.secret
        return (
            partner,
            partner_alert_id(secret, partner, internal),
            partner_revision(secret, partner, internal, revision),
        )


def followed(
    truth: Truth, messages: Mapping[int, Message], inputs: Mapping[int, Record]
) -> dict[int, Followed]:
    """Every event that is on the broker, by its number, each followed along its reference."""
    by_reference: dict[tuple[str, str], list[tuple[int, Event, Record]]] = defaultdict(list)
    for number, record in inputs.items():
        event = messages[number].event
        if event is not None:
            by_reference[record.topic, event.reference].append((number, event, record))
    result: dict[int, Followed] = {}
    for placed in by_reference.values():
        placed.sort(key=lambda one: (one[2].partition, one[2].offset))
        chain = truth.follow([(event, record) for _, event, record in placed])
        result |= zip((number for number, _, _ in placed), chain, strict=True)
    return result
