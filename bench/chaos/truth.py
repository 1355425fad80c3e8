"""What must come of the events: worked out from how they were made, not by the code under test.

Only ids are computed as the product does, since a partner's id of an alert has no other meaning.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from bench.chaos.traffic import Event, Message, Named
from bench.chaos.world import OWNERS, PARTNERS, Pair
from matchers.model import Verdict
from sharing.alert import PUBLIC, Status
from sharing.ids import Revision, fingerprint, internal_alert_id, partner_alert_id, partner_revision
from streams.events.envelope import Record
from streams.events.model import Function

Ground = tuple[str, str]
"""With what an event was screened, as its screening states it: snapshot and policy version."""

AlertKey = tuple[str, str, str]
"""A partner, its id of an alert, and the revision: one record on that partner's topic."""

Told = tuple[str, str]
"""What such a record says: verdict and status."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What one event leads to: the verdict that its publisher reads, and what partners are told."""

    verdict: str = Verdict.CLEAR.value
    alerts: Mapping[AlertKey, Told] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Followed:
    """An event in its place, and what must come of it.

    Without a ground, because its screening is lost, no alert is required of it: `allowed` are those
    that some ground would give.
    """

    event: Event
    record: Record
    ground: Ground | None
    expected: Expected
    allowed: frozenset[AlertKey] = frozenset()


@dataclass(frozen=True, slots=True)
class _Open:
    """An alert that stands, and who was told of it."""

    named: Named
    partners: tuple[str, ...]


Standing = Mapping[str, _Open]
"""The alerts of a reference that stand, by the installation's own id."""


@dataclass(frozen=True, slots=True)
class Truth:
    """What was true in a run: `policies` and `snapshots` by the names that outputs state."""

    secret: bytes
    policies: Mapping[str, frozenset[Pair]]
    snapshots: Mapping[str, frozenset[str]]

    def grounds(self) -> list[Ground]:
        """Every combination of lists and policy that was ever in force."""
        return [(lists, policy) for lists in self.snapshots for policy in self.policies]

    def follow(self, placed: Iterable[tuple[Event, Record, Ground | None]]) -> Iterator[Followed]:
        """What the events of one reference lead to, in the order of their partition.

        An event that lost its screening is taken to have been screened as the one before it, so
        that what follows can still be judged.
        """
        standing: Standing = {}
        last = self.grounds()[0]
        for event, record, ground in placed:
            last = ground or last
            allowed: set[AlertKey] = set()
            if ground is None:
                for each in self.grounds():
                    allowed |= self._step(standing, event, record, each)[1].alerts.keys()
            standing, expected = self._step(standing, event, record, last)
            yield Followed(
                event=event,
                record=record,
                ground=ground,
                expected=expected,
                allowed=frozenset(allowed),
            )

    def _step(
        self, before: Standing, event: Event, record: Record, ground: Ground
    ) -> tuple[Standing, Expected]:
        """What stands after an event, and what is told of it.

        An original adds its alerts to those that stand. A change or replacement ends those that it
        does not raise again; a cancellation ends them all, its own as well.
        """
        lists, policy = ground
        cancels = event.function is Function.CANCEL
        raised = {
            internal_id(event, named): named
            for named in event.named
            if named.entry is not None and named.entry.id in self.snapshots[lists]
        }
        after = dict(before)
        alerts: dict[AlertKey, Told] = {}
        verdict = Verdict.CLEAR
        for internal, named in raised.items():
            told = tuple(self._entitled(event.publisher, named, policy))
            after.pop(internal, None)
            if told and not cancels:
                after[internal] = _Open(named=named, partners=told)
            status = Status.CLOSED if cancels else Status.OPEN
            for partner in told:
                alerts[self.key(event, record, named, partner)] = (Verdict.HOLD, status)
            if event.publisher in told:
                verdict = Verdict.HOLD
        if event.function.supersedes:
            for internal in before.keys() - raised.keys():
                ended = after.pop(internal)
                for partner in self._entitled(event.publisher, ended.named, policy):
                    if partner in ended.partners:
                        key = self.key(event, record, ended.named, partner)
                        alerts[key] = (Verdict.HOLD, Status.CLOSED)
        return after, Expected(verdict=verdict.value, alerts=alerts)

    def _entitled(self, publisher: str, named: Named, policy: str) -> list[str]:
        """The partners that may know of a match: each needs a ground with both owners."""
        owner = OWNERS[named.entry.source] if named.entry else PUBLIC
        pairs = self.policies[policy]
        return [
            partner
            for partner in PARTNERS
            if (partner == publisher or (publisher, partner) in pairs)
            and (owner in (PUBLIC, partner) or (owner, partner) in pairs)
        ]

    def key(self, event: Event, record: Record, named: Named, partner: str) -> AlertKey:
        """How one partner knows what an event says of an alert about somebody."""
        internal = internal_id(event, named)
        revision = Revision(event_time=event.time, sequence=record.offset, snapshot_version=0)
        return (
            partner,
            partner_alert_id(self.secret, partner, internal),
            partner_revision(self.secret, partner, internal, revision),
        )


def internal_id(event: Event, named: Named) -> str:
    """The installation's own id of the alert about somebody listed. Raises ValueError else."""
    if named.entry is None:
        raise ValueError("who is not listed raises no alert")
    return internal_alert_id(
        publisher=event.publisher,
        reference=event.reference,
        role=named.role,
        party=fingerprint(named.party),
        entity_id=named.entry.id,
    )


def followed(
    truth: Truth,
    messages: Mapping[int, Message],
    inputs: Mapping[int, Record],
    grounds: Mapping[int, Ground],
) -> dict[int, Followed]:
    """Every event that is on the broker, by its number, each followed along its reference.

    `grounds` are those that screenings state.
    """
    by_reference: dict[tuple[str, str], list[tuple[int, Event, Record]]] = defaultdict(list)
    for number, record in inputs.items():
        event = messages[number].event
        if event is not None:
            by_reference[record.topic, event.reference].append((number, event, record))
    result: dict[int, Followed] = {}
    for placed in by_reference.values():
        placed.sort(key=lambda one: (one[2].partition, one[2].offset))
        numbers = [number for number, _, _ in placed]
        chain = truth.follow((event, record, grounds.get(n)) for n, event, record in placed)
        result |= zip(numbers, chain, strict=True)
    return result
