"""The story of a batch: records in, outputs out. Pure but for the clock that is passed in.

Read `screen_batch` first; everything else here is one of its steps.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime

import msgspec

from matchers.model import Match, Verdict
from matchers.screener import Screened
from sharing.alert import Alert, AppliedThresholds, EventFacts, Linked, match_facts, party_facts
from sharing.disclose import Disclosure, Nothing, Reason, disclose, recipients
from sharing.ids import Revision, fingerprint, internal_alert_id
from streams import topics
from streams.active import Active
from streams.events.bad import BadEvent
from streams.events.decode import decode
from streams.events.envelope import Record
from streams.events.model import Event
from streams.events.outputs import Screening, dead_letter, encode_screening
from streams.events.parties import Located, parties
from streams.facts import event_facts, text_field

MAX_MATCHES_A_PARTY = 20
MAX_MATCHES_AN_EVENT = 100

UNRELATED = "unrelated"
"""Stands for all partners without an agreement: counted together, so that they cost nothing."""

Clock = Callable[[], datetime]

_JSON = msgspec.json.Encoder(decimal_format="number")


@dataclass(frozen=True, slots=True)
class Good:
    """An event, the record it came in, and everyone that is named in it."""

    event: Event
    record: Record
    named: Sequence[Located]


@dataclass(slots=True)
class Tally:
    """What a batch did, counted; told to the metrics once the batch is acknowledged."""

    events: Counter[tuple[str, str]] = field(default_factory=Counter)
    parties: int = 0
    screenings: Counter[tuple[str, str]] = field(default_factory=Counter)
    alerts: Counter[tuple[str, str]] = field(default_factory=Counter)
    withheld: Counter[tuple[str, str]] = field(default_factory=Counter)
    dead_letters: Counter[str] = field(default_factory=Counter)
    left_out: int = 0


def screen_batch(
    records: Sequence[Record], active: Active, clock: Clock
) -> tuple[list[Record], Tally]:
    """Screen a batch of records: what is to be published for them, and what it comes to.

    One screening for every event, one alert for every match and partner entitled to it, one dead
    letter for every record that is no event.
    """
    tally = Tally()
    outputs: list[Record] = []
    good = _decode(records, clock, outputs, tally)
    screened = iter(
        active.screener.screen(
            [located.subject for one in good for located in one.named], limit=MAX_MATCHES_AN_EVENT
        )
    )
    for one in good:
        answers = [(located, next(screened)) for located in one.named]
        found = [(located, answer) for located, answer in answers if answer.matches]
        outputs += _disclose(one, found, active, clock(), tally)
    return outputs, tally


def _decode(
    records: Sequence[Record], clock: Clock, outputs: list[Record], tally: Tally
) -> list[Good]:
    """Tell events from what is none; the latter becomes a dead letter at once."""
    good = []
    for record in records:
        try:
            event = decode(record, topics.publisher_of(record.topic))
        except BadEvent as bad:
            letter = dead_letter(record, bad, clock())
            outputs.append(letter)
            tally.dead_letters[bad.reason.value] += 1
            continue
        good.append(Good(event, record, parties(event)))
        tally.events[event.publisher, event.type.value] += 1
        tally.parties += len(good[-1].named)
    return good


def _disclose(
    one: Good,
    found: Sequence[tuple[Located, Screened]],
    active: Active,
    now: datetime,
    tally: Tally,
) -> list[Record]:
    """The event's screening for its publisher, and its alerts for whoever is entitled to them."""
    lists = active.known[one.event.publisher]
    kept, left_out = _best(found, lists.sources)
    unknown, beyond = _best(found, lists.others)
    kept += unknown
    tally.left_out += left_out + beyond
    facts = event_facts(one.event) if kept else None
    alerts: list[Record] = []
    shown: list[dict[str, object]] = []
    verdicts: list[Verdict] = []
    for located, match in kept:
        alert = _alert(one, located, match, facts, active, now)
        entitled = recipients(one.event.publisher, alert.match.owner, active.policy)
        if unrelated := len(active.policy.partners) - len(entitled):
            tally.withheld[UNRELATED, Reason.NO_AGREEMENT.value] += unrelated
        for partner in entitled:
            disclosed = disclose(alert, partner, active.policy, now, secret=active.secret)
            if isinstance(disclosed, Nothing):
                tally.withheld[partner, disclosed.reason.value] += 1
                continue
            if partner == one.event.publisher:
                shown.append(disclosed.view)
                verdicts.append(match.verdict)
            tally.alerts[partner, match.verdict.value] += 1
            alerts.append(_alert_output(partner, disclosed))
    screening = _screening(one, Verdict.worst(verdicts), shown, left_out, active, now)
    tally.screenings[one.event.publisher, screening.verdict.value] += 1
    return [_screening_output(one.event, screening), *alerts]


def _best(
    found: Sequence[tuple[Located, Screened]], sources: AbstractSet[str]
) -> tuple[list[tuple[Located, Match]], int]:
    """The matches on some lists that one event may carry, best first, and how many more there are.

    Lists that a publisher may know of and all others have these limits to themselves. Otherwise it
    could tell from what is left out that there is something it is not shown, and a crowd of matches
    on public lists could keep a partner from hearing of its own.
    """
    kept: list[tuple[Located, Match]] = []
    beyond = 0
    for located, screened in found:
        matches = sorted((m for m in screened.matches if m.source in sources), key=_rank)
        kept += ((located, match) for match in matches[:MAX_MATCHES_A_PARTY])
        beyond += len(matches[MAX_MATCHES_A_PARTY:])
    kept.sort(key=lambda pair: _rank(pair[1]))
    return kept[:MAX_MATCHES_AN_EVENT], beyond + len(kept[MAX_MATCHES_AN_EVENT:])


def _rank(match: Match) -> tuple[bool, float]:
    """Holds first, whatever their scores: thresholds differ by list and programme."""
    return (match.verdict is not Verdict.HOLD, -match.score)


def _alert(
    one: Good,
    located: Located,
    match: Match,
    facts: EventFacts | None,
    active: Active,
    now: datetime,
) -> Alert:
    """The full alert of one match, which never leaves as it is."""
    if facts is None:
        raise AssertionError("an event with matches has facts")
    entity = active.entities[match.entity_id]
    threshold = active.thresholds.of(entity.source, entity.programmes)
    return Alert(
        internal_id=internal_alert_id(
            publisher=one.event.publisher,
            reference=one.event.reference,
            role=located.role,
            party=fingerprint(located.subject),
            entity_id=match.entity_id,
        ),
        revision=Revision(
            event_time=one.event.time,
            sequence=one.record.offset,
            snapshot_version=active.manifest.version,
        ),
        raised_at=now,
        verdict=match.verdict,
        event=facts,
        party=party_facts(located.path, located.role, located.subject, text_field(located.path)),
        match=match_facts(
            match,
            entity,
            owner=active.owner_of(entity.source),
            thresholds=AppliedThresholds(review=threshold.review, hold=threshold.hold),
            linked=tuple(
                Linked(entity_id=linked, owner=active.owner_of(active.entities[linked].source))
                for linked in match.linked
                if linked in active.entities
            ),
        ),
        versions=active.versions,
    )


def _screening(
    one: Good,
    verdict: Verdict,
    shown: list[dict[str, object]],
    left_out: int,
    active: Active,
    now: datetime,
) -> Screening:
    return Screening(
        event_id=one.event.id,
        reference=one.event.reference,
        type=one.event.type,
        verdict=verdict,
        matches=shown,
        left_out=left_out,
        versions=active.versions,
        lists=active.known[one.event.publisher].counts,
        received_at=one.record.timestamp_ms,
        screened_at=now,
    )


def _screening_output(event: Event, screening: Screening) -> Record:
    return Record(
        topic=topics.screenings(event.publisher),
        key=event.reference.encode(),
        value=encode_screening(screening),
    )


def _alert_output(partner: str, disclosed: Disclosure) -> Record:
    return Record(
        topic=topics.alerts(partner),
        key=str(disclosed.view["alertId"]).encode(),
        value=_JSON.encode(disclosed.view),
    )
