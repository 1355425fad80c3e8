"""Who is told of the alerts of an event, and of the ends of earlier ones."""

from collections.abc import Collection, Sequence
from datetime import datetime

import msgspec

from matchers.model import Struct, Verdict
from sharing.alert import Alert, Status, Trigger, Versions
from sharing.disclose import Disclosure, Nothing, Reason, disclose, recipients
from sharing.fields import Tier
from sharing.ids import Revision
from sharing.suppression import Suppression
from streams import topics
from streams.active import Active
from streams.alert_state import Changing
from streams.amendments import (
    MAX_OPEN,
    Effect,
    OpenAlert,
    Standing,
    closing,
    effect,
    opened,
    version_time,
)
from streams.events.envelope import Record
from streams.events.model import Event
from streams.events.outputs import SuppressedMatch
from streams.tally import UNRELATED, Tally

_JSON = msgspec.json.Encoder(decimal_format="number")
_NOTHING = Standing()


class _SeenParty(Struct):
    path: str | None = None
    role: str | None = None


class _SeenMatch(Struct):
    entity_id: str | None = None
    source: str | None = None
    score: float | None = None


class _Seen(Struct):
    """What a screening repeats of a publisher's view of a match."""

    alert_id: str
    party: _SeenParty = _SeenParty()
    match: _SeenMatch = _SeenMatch()


def revision_of(event: Event, record: Record, active: Active) -> Revision:
    """Orders what is said of the alerts of an event."""
    return Revision(
        event_time=version_time(event.time, record.timestamp_ms),
        sequence=record.offset,
        snapshot_version=active.manifest.version,
    )


class Teller:
    """Tells partners of alerts of one publisher, each as far as it may know, as records for them.

    What is told is in `outputs`, of no more than the tier `room`.
    """

    def __init__(
        self,
        publisher: str,
        active: Active,
        now: datetime,
        tally: Tally,
        room: Tier = Tier.FULL,
    ) -> None:
        self.outputs: list[Record] = []
        self._room = room
        self._publisher = publisher
        self.active = active
        self._now = now
        self._tally = tally

    def tell_open(self, alert: Alert, own: Disclosure | Nothing) -> tuple[str, ...]:
        """Tell whoever is entitled to an alert; returns who that was. `own` is the publisher's."""
        publisher, policy = self._publisher, self.active.policy
        entitled = recipients(publisher, alert.match.owner, policy)
        if unrelated := len(policy.partners) - len(entitled):
            self._tally.withheld[UNRELATED, Reason.NO_AGREEMENT.value] += unrelated
        views = ((each, own if each == publisher else self.view(alert, each)) for each in entitled)
        told = tuple(partner for partner, view in views if self._tell(alert, partner, view))
        self._tally.alerts.update((partner, alert.verdict.value) for partner in told)
        return told

    def tell_closed(
        self,
        ended: OpenAlert,
        partners: Collection[str],
        *,
        reference: str,
        revision: Revision,
        trigger: Trigger,
        versions: Versions,
    ) -> None:
        """Tell partners who were told of an alert that it has ended, if they may still know."""
        alert = closing(
            ended,
            publisher=self._publisher,
            reference=reference,
            owner=self.active.owner_of(ended.source),
            revision=revision,
            trigger=trigger,
            versions=versions,
            now=self._now,
        )
        for partner in sorted(partners):
            if self._tell(alert, partner, self.view(alert, partner)):
                self._tally.closed[partner, trigger.value] += 1

    def view(self, alert: Alert, partner: str, room: Tier | None = None) -> Disclosure | Nothing:
        """What a partner may see of an alert."""
        active, room = self.active, self._room if room is None else room
        return disclose(alert, partner, active.policy, self._now, secret=active.secret, room=room)

    def _tell(self, alert: Alert, partner: str, disclosed: Disclosure | Nothing) -> bool:
        """Put on a partner's topic what it may know of an alert; returns whether it may at all."""
        if isinstance(disclosed, Nothing):
            self._tally.withheld[partner, disclosed.reason.value] += 1
            return False
        value = _JSON.encode(disclosed.view)
        if len(value) > topics.MAX_ALERT_BYTES:
            disclosed = self.view(alert, partner, Tier.RATIONALE)
            if isinstance(disclosed, Nothing):
                raise AssertionError("whoever may see more may see less")
            value = _JSON.encode(disclosed.view)
        key = str(disclosed.view["alertId"]).encode()
        self.outputs.append(Record(topic=topics.alerts(partner), key=key, value=value))
        return True


class Telling(Teller):
    """What partners are told of one event.

    `shown` and `verdicts` are of the publisher's own views of the alerts that the event raised,
    `suppressed` of those that a good-guy record kept it from raising.
    """

    def __init__(
        self, event: Event, record: Record, active: Active, now: datetime, tally: Tally
    ) -> None:
        super().__init__(event.publisher, active, now, tally)
        self.shown: list[dict[str, object]] = []
        self.verdicts: list[Verdict] = []
        self.suppressed: list[SuppressedMatch] = []
        self._event = event
        self._record = record

    def tell(self, alerts: Sequence[Alert], states: Changing, *, complete: bool) -> None:
        """Tell of the alerts that the event raises, and of those of its reference that it ends.

        `complete` says that `alerts` are all of them; otherwise nothing is ended, since what is not
        among them may hold all the same.
        """
        place = (topics.state_of(self._record.topic), self._record.partition)
        known = states.get(place, self._event.reference)
        if known is None and not alerts and not self._event.function.supersedes:
            return
        before = known or _NOTHING
        raised = frozenset(alert.internal_id for alert in alerts)
        revision = revision_of(self._event, self._record, self.active)
        order = (revision.event_time, revision.sequence)
        after = effect(before, order, self._event.function, raised)
        if after.late:
            self._tally.late[self._event.publisher] += 1
        stand = [*after.kept, *self._raise_all(alerts, before, after, revision)]
        if complete:
            for ended in after.closed:
                self._close(ended, ended.partners, after, revision)
        else:
            stand += after.closed
        stand.sort(key=lambda each: each.order)
        standing = Standing(amendment=after.amendment, open=tuple(stand[-MAX_OPEN:]))
        if standing != before:
            states.put(place, self._event.reference, standing)

    def tell_suppressed(self, alert: Alert, record: Suppression) -> None:
        """Let the publisher see, as far as it may, a match that is no alert, and why it is none."""
        disclosed = self.view(alert, self._event.publisher)
        if isinstance(disclosed, Nothing):
            return
        view = msgspec.convert(disclosed.view, _Seen)
        self.suppressed.append(
            SuppressedMatch(
                record=record.id,
                expires=record.expires,
                alert_id=view.alert_id,
                path=view.party.path,
                role=view.party.role,
                entity_id=view.match.entity_id,
                source=view.match.source,
                score=view.match.score,
                verdict=alert.verdict,
            )
        )

    def _raise_all(
        self, alerts: Sequence[Alert], before: Standing, after: Effect, revision: Revision
    ) -> list[OpenAlert]:
        """Tell of the event's own alerts; returns those that stand from now on.

        Of a party that is named twice there is one alert, and of one that a later event has raised
        there is none; the publisher's screening shows them all.
        """
        stand = []
        told_already = set(after.told_later)
        stood = {each.internal_id: each for each in before.open}
        ends = after.status is Status.CLOSED
        for alert in alerts:
            earlier = stood.get(alert.internal_id)
            trigger = after.trigger if ends or earlier is not None else alert.trigger
            current = msgspec.structs.replace(alert, status=after.status, trigger=trigger)
            own = self._show(current)
            if alert.internal_id in told_already:
                continue
            told_already.add(alert.internal_id)
            told = self.tell_open(current, own)
            if told and not ends:
                stand.append(opened(current, told))
            if earlier is not None:  # whoever is no longer entitled to it learns that it is over
                self._close(earlier, set(earlier.partners) - set(told), after, revision)
        return stand

    def _show(self, alert: Alert) -> Disclosure | Nothing:
        """Let the publisher see a match in its screening, as far as it may; returns how far."""
        disclosed = self.view(alert, self._event.publisher)
        if not isinstance(disclosed, Nothing):
            self.shown.append(disclosed.view)
            self.verdicts.append(alert.verdict)
        return disclosed

    def _close(
        self, ended: OpenAlert, partners: Collection[str], after: Effect, revision: Revision
    ) -> None:
        """Tell partners who were told of an alert that this event has ended it."""
        self.tell_closed(
            ended,
            partners,
            reference=self._event.reference,
            revision=revision,
            trigger=after.trigger,
            versions=self.active.versions,
        )
