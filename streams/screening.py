"""The story of a batch: records in, outputs out. Pure but for the clock that is passed in.

Read `screen_batch` first; everything else here is one of its steps.
"""

from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime

from matchers.model import Match, Struct, Verdict
from matchers.screener import Screened
from sharing.alert import Alert, AppliedThresholds, EventFacts, Linked, match_facts, party_facts
from sharing.ids import Revision, fingerprint, internal_alert_id
from streams import topics
from streams.active import Active
from streams.alert_state import AlertStates, Changing
from streams.events.bad import BadEvent, Reason
from streams.events.decode import decode
from streams.events.envelope import Record
from streams.events.model import Event, Function
from streams.events.outputs import Screening, dead_letter, encode_screening
from streams.events.parties import Located, parties
from streams.facts import event_facts, text_field
from streams.findings import read_finding
from streams.suppressing import SetApart
from streams.tally import Tally
from streams.telling import Telling, revision_of
from streams.telling_findings import tell_finding

MAX_MATCHES_A_PARTY = 20
MAX_MATCHES_AN_EVENT = 100

PORTION = 32
"""Records that are decoded and screened at a time. The objects of so few stay in a core's cache: a
fifth off what an event costs outside matching, in batches of any size."""

Clock = Callable[[], datetime]


class Good(Struct):
    """An event, the record it came in, and everyone that is named in it."""

    event: Event
    record: Record
    named: Sequence[Located]


@dataclass(frozen=True, slots=True)
class Batch:
    """What comes of a batch: records for partners and operator, changes of what stands, counts."""

    outputs: list[Record]
    changes: list[Record]
    tally: Tally


def screen_batch(
    records: Sequence[Record], active: Active, states: AlertStates, clock: Clock
) -> Batch:
    """Screen a batch of records: what is to be published for them, and what it comes to.

    One screening for every event, one alert for every match and partner entitled to it, one closing
    for every alert that an amendment ends, one dead letter for every record that is no event. What
    a rescreening has found is told as far as it still holds.
    """
    tally = Tally()
    outputs: list[Record] = []
    changing = Changing(states)
    events = [record for record in records if not topics.is_found(record.topic)]
    for start in range(0, len(events), PORTION):
        good = _decode(events[start : start + PORTION], clock, outputs, tally)
        screened = iter(
            active.screener.screen(
                [located.subject for one in good for located in one.named],
                limit=MAX_MATCHES_AN_EVENT,
            )
        )
        for one in good:
            answers = zip(one.named, screened, strict=False)
            found = [(located, answer) for located, answer in answers if answer.matches]
            outputs += _disclose(one, found, active, changing, clock(), tally)
    if len(events) < len(records):
        for record in records:
            if topics.is_found(record.topic):
                outputs += _tell_found(record, active, changing, clock(), tally)
    return Batch(outputs=outputs, changes=changing.records(), tally=tally)


def unanswerable(record: Record, topic: str, now: datetime) -> Batch:
    """What becomes of a record whose event has an output that the broker does not take."""
    detail = f"{topic} takes no record as large as this event's; raise its max.message.bytes"
    bad = BadEvent(Reason.OUTPUT_TOO_LARGE, detail)
    tally = Tally()
    tally.dead_letters[bad.reason.value] += 1
    return Batch(outputs=[dead_letter(record, bad, now)], changes=[], tally=tally)


def alerts_of(record: Record, active: Active, now: datetime) -> list[Alert]:
    """The full alerts that a record's event calls for under these lists, whoever may know of them.

    None for one that is no event, or that withdraws its declaration.
    """
    try:
        event = decode(record, topics.publisher_of(record.topic))
    except BadEvent:
        return []  # a dead letter since it was first read
    if event.function is Function.CANCEL:
        return []
    one = Good(event=event, record=record, named=parties(event))
    subjects = [located.subject for located in one.named]
    answers = zip(
        one.named, active.screener.screen(subjects, limit=MAX_MATCHES_AN_EVENT), strict=True
    )
    found = [(located, answer) for located, answer in answers if answer.matches]
    lists = active.known[event.publisher]
    kept = _best(found, lists.sources)[0] + _best(found, lists.others)[0]
    return _alerts(one, kept, active, now)


def _tell_found(
    record: Record, active: Active, states: Changing, now: datetime, tally: Tally
) -> list[Record]:
    """What is told of something that a rescreening has found."""
    try:
        finding = read_finding(record)
    except BadEvent as bad:
        tally.dead_letters[bad.reason.value] += 1
        return [dead_letter(record, bad, now)]
    return tell_finding(finding, record, active, states, now, tally)


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
        good.append(Good(event=event, record=record, named=parties(event)))
        tally.events[event.publisher, event.type.value] += 1
        tally.parties += len(good[-1].named)
    return good


def _disclose(
    one: Good,
    found: Sequence[tuple[Located, Screened]],
    active: Active,
    states: Changing,
    now: datetime,
    tally: Tally,
) -> list[Record]:
    """The event's screening for its publisher, and its alerts for whoever is entitled to them."""
    lists = active.known[one.event.publisher]
    found, apart = active.suppressions.apart(found, active.secret, now)
    kept, left_out = _best(found, lists.sources)
    unknown, beyond = _best(found, lists.others)
    kept += unknown
    tally.left_out += left_out + beyond
    telling = Telling(one.event, one.record, active, now, tally)
    telling.tell(_alerts(one, kept, active, now), states, complete=not left_out + beyond)
    tally.suppressed.update(each.match.source for each in apart)
    _tell_suppressed(one, apart, telling, active, now)
    screening = _screening(one, telling, left_out, active, now)
    tally.screenings[one.event.publisher, screening.verdict.value] += 1
    return [_screening_output(one.event, screening), *telling.outputs]


def _tell_suppressed(
    one: Good, apart: Sequence[SetApart], telling: Telling, active: Active, now: datetime
) -> None:
    """Have the publisher know what was suppressed, the worst first, as many as of other matches."""
    worst = sorted(apart, key=lambda each: _rank(each.match))[:MAX_MATCHES_AN_EVENT]
    alerts = _alerts(one, [(each.located, each.match) for each in worst], active, now)
    for alert, each in zip(alerts, worst, strict=True):
        telling.tell_suppressed(alert, each.record)


def _alerts(
    one: Good, kept: Sequence[tuple[Located, Match]], active: Active, now: datetime
) -> list[Alert]:
    """The full alerts of an event, which never leave as they are."""
    if not kept:
        return []
    facts = event_facts(one.event)
    revision = revision_of(one.event, one.record, active)
    return [_alert(one, located, match, facts, revision, active, now) for located, match in kept]


def _best(
    found: Sequence[tuple[Located, Screened]], sources: AbstractSet[str]
) -> tuple[list[tuple[Located, Match]], int]:
    """The matches on some lists that one event may carry, best first, and how many more there are.

    Lists that a publisher may know of and all others have these limits to themselves. Otherwise it
    could tell from what is left out that there is something it is not shown, and a crowd of matches
    on public lists could keep a partner from hearing of its own.
    """
    if not found:
        return [], 0
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
    facts: EventFacts,
    revision: Revision,
    active: Active,
    now: datetime,
) -> Alert:
    """The full alert of one match, which never leaves as it is."""
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
        revision=revision,
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
            list_stale=entity.source in active.stale or None,
        ),
        versions=active.versions,
    )


def _screening(
    one: Good,
    telling: Telling,
    left_out: int,
    active: Active,
    now: datetime,
) -> Screening:
    return Screening(
        event_id=one.event.id,
        reference=one.event.reference,
        type=one.event.type,
        verdict=Verdict.worst(telling.verdicts),
        matches=telling.shown,
        left_out=left_out,
        suppressed=telling.suppressed,
        versions=active.versions,
        lists=active.known[one.event.publisher].counts,
        stale_lists=active.known[one.event.publisher].stale,
        received_at=one.record.timestamp_ms,
        screened_at=now,
    )


def _screening_output(event: Event, screening: Screening) -> Record:
    return Record(
        topic=topics.screenings(event.publisher),
        key=event.reference.encode(),
        value=encode_screening(screening),
    )
