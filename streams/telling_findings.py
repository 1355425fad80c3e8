"""Who is told of what a rescreening has found, as far as it still holds."""

from datetime import datetime

import msgspec

from sharing.alert import Alert, Linked, Trigger, screened_party
from sharing.fields import Tier
from sharing.ids import Revision
from streams import topics
from streams.active import Active
from streams.alert_state import Changing
from streams.amendments import MAX_OPEN, OpenAlert, Standing, opened
from streams.events.envelope import Record
from streams.findings import Delisted, Finding, Found
from streams.tally import Tally
from streams.telling import Teller

_NOTHING = Standing()


def tell_finding(
    finding: Finding,
    record: Record,
    active: Active,
    states: Changing,
    now: datetime,
    tally: Tally,
) -> list[Record]:
    """What partners are told of a finding, and notes what stands then.

    Nothing of an event that a later one has superseded, of an alert that newer lists have raised
    already, of one that is closed meanwhile, and of one that a good-guy record suppresses.
    """
    place = (topics.state_of_found(record.topic), record.partition)
    before = states.get(place, finding.reference) or _NOTHING
    room = Tier.RATIONALE if isinstance(finding, Found) and finding.cut else Tier.FULL
    teller = Teller(topics.partner_of(record.topic), active, now, tally, room)
    if isinstance(finding, Found):
        if _is_suppressed(finding.alert, active, now):
            tally.suppressed[finding.alert.match.source] += 1
            return []
        standing = _raise(finding.alert, before, teller, now)
    else:
        standing = _close(finding, before, teller)
    if standing != before:
        states.put(place, finding.reference, standing)
    return teller.outputs


def _as_owned_here(alert: Alert, active: Active) -> Alert:
    """The alert with the owners of lists that this worker knows, whatever was handed over.

    Owners bound what partners are told. Of an entry that these lists do not have, nobody knows it.
    """
    match = alert.match
    linked = tuple(
        Linked(entity_id=each.entity_id, owner=active.owner_of(entity.source))
        for each in match.linked
        if (entity := active.entities.get(each.entity_id)) is not None
    )
    owned = msgspec.structs.replace(match, owner=active.owner_of(match.source), linked=linked)
    return msgspec.structs.replace(alert, match=owned)


def _is_suppressed(alert: Alert, active: Active, now: datetime) -> bool:
    """Whether a good-guy record holds: one made after the lists that the finding is due to."""
    party = screened_party(alert.party)
    if party is None:
        return False
    held = active.suppressions.record_of(party, alert.match.entity_id, active.secret, now)
    return held is not None


def _raise(alert: Alert, before: Standing, teller: Teller, now: datetime) -> Standing:
    alert = _as_owned_here(alert, teller.active)
    order = (alert.revision.event_time, alert.revision.sequence)
    if before.amendment is not None and order < before.amendment.order:
        return before
    earlier = next((each for each in before.open if each.internal_id == alert.internal_id), None)
    if earlier is not None and (earlier.order > order or _as_new(earlier.snapshot, alert)):
        return before
    current = msgspec.structs.replace(alert, trigger=Trigger.LIST_UPDATE, raised_at=now)
    told = teller.tell_open(current, teller.view(current, alert.event.publisher))
    if earlier is not None:  # whoever is no longer entitled to it learns that it is over
        teller.tell_closed(
            earlier,
            set(earlier.partners) - set(told),
            reference=alert.event.reference,
            revision=alert.revision,
            trigger=Trigger.LIST_UPDATE,
            versions=alert.versions,
        )
    others = [each for each in before.open if each.internal_id != alert.internal_id]
    stand = [*others, opened(current, told)] if told else others
    stand.sort(key=lambda each: each.order)
    return Standing(amendment=before.amendment, open=tuple(stand[-MAX_OPEN:]))


def _as_new(snapshot: str, alert: Alert) -> bool:
    """Whether an alert was raised by these lists already, or by newer ones."""
    return (
        snapshot == alert.versions.snapshot or _version(snapshot) > alert.revision.snapshot_version
    )


def _version(snapshot: str) -> int:
    """The version in a snapshot's name; 0 where none is told, as before names were kept."""
    number = snapshot.partition("-")[0]
    return int(number) if number.isdecimal() else 0


def _close(delisted: Delisted, before: Standing, teller: Teller) -> Standing:
    ended = [each for each in before.open if _is_ended(each, delisted)]
    for each in ended:
        teller.tell_closed(
            each,
            each.partners,
            reference=delisted.reference,
            revision=Revision(
                event_time=each.time,
                sequence=each.sequence,
                snapshot_version=delisted.snapshot_version,
            ),
            trigger=Trigger.DELISTING,
            versions=delisted.versions,
        )
    left = tuple(each for each in before.open if each not in ended)
    return Standing(amendment=before.amendment, open=left)


def _is_ended(each: OpenAlert, delisted: Delisted) -> bool:
    """Whether the alert is about a delisted entity, and not raised by lists that have it again."""
    return (
        each.entity_id in delisted.entities
        and _version(each.snapshot) <= delisted.snapshot_version
        and each.snapshot != delisted.versions.snapshot
    )
