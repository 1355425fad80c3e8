"""What other thresholds or lists would have done to past events: alerts gained, lost and kept.

Pure, with a memory that grows with lists and programmes and not with events. Nothing is published.
Good-guy records are left out: they say nothing of thresholds or lists.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from matchers.model import ListedEntity, Match, Struct, Verdict
from matchers.screener import Screened
from sharing.ids import fingerprint
from streams.backtest_report import Counts, Example, Outcome, Report, Row, Seen
from streams.events.parties import Located
from streams.lists_watch import Screens

MAX_MATCHES = 100
"""Matches of a party that are compared; those beyond are counted."""

PORTION = 32
"""Events that are screened at a time, as by a worker."""

CHANGES = ("gained", "lost", "raised", "lowered")
"""What can become of an alert: there or not, or of another verdict."""

_NONE = Verdict.CLEAR
_Alerts = dict[tuple[str, str, str], "Found"]
_Transition = tuple[Verdict, Verdict]


class Past(Struct):
    """A past event, as far as it is screened."""

    publisher: str
    reference: str
    named: Sequence[Located]


@dataclass(frozen=True, slots=True)
class Side:
    """What events are screened with: lists under thresholds."""

    screener: Screens
    entities: Mapping[str, ListedEntity]


@dataclass(frozen=True, slots=True)
class Found:
    """A match of a side, and the programmes that its entity is listed under there."""

    located: Located
    match: Match
    programmes: tuple[str, ...]


class Backtest:
    """Takes past events, and counts what the proposed side would change."""

    def __init__(self, present: Side, proposed: Side, *, sample: int, seed: int = 0) -> None:
        """Compare `proposed` to `present`; keep up to `sample` examples of each change."""
        self._present = present
        self._proposed = proposed
        self._sample = sample
        self._random = random.Random(seed)  # noqa: S311 - a sample, not a secret
        self._kept: dict[str, list[Example]] = {change: [] for change in CHANGES}
        self._met: Counter[str] = Counter()
        self._alerts: defaultdict[tuple[str, str | None], Counter[_Transition]]
        self._alerts = defaultdict(Counter)
        self._outcomes: Counter[_Transition] = Counter()
        self._events = self._parties = self._beyond_present = self._beyond_proposed = 0

    def add(self, events: Sequence[Past]) -> None:
        """Screen events with both sides."""
        for start in range(0, len(events), PORTION):
            some = events[start : start + PORTION]
            subjects = [located.subject for event in some for located in event.named]
            before = iter(self._present.screener.screen(subjects, limit=MAX_MATCHES))
            after = iter(self._proposed.screener.screen(subjects, limit=MAX_MATCHES))
            for event in some:
                self._add(
                    event,
                    [next(before) for _ in event.named],
                    [next(after) for _ in event.named],
                )

    def _add(self, event: Past, before: Sequence[Screened], after: Sequence[Screened]) -> None:
        self._events += 1
        self._parties += len(event.named)
        self._beyond_present += sum(screened.left_out for screened in before)
        self._beyond_proposed += sum(screened.left_out for screened in after)
        present = _alerts(event, before, self._present.entities)
        proposed = _alerts(event, after, self._proposed.entities)
        self._outcomes[_worst(present), _worst(proposed)] += 1
        for key in dict.fromkeys((*present, *proposed)):
            now, then = present.get(key), proposed.get(key)
            self._count(event, then or present[key], now, then)

    def _count(self, event: Past, shown: Found, now: Found | None, then: Found | None) -> None:
        before = now.match.verdict if now else _NONE
        after = then.match.verdict if then else _NONE
        for programme in (None, *dict.fromkeys(shown.programmes)):
            self._alerts[shown.match.source, programme][before, after] += 1
        change = _change(before, after)
        place = None if change is None else self._place(change)
        if change is not None and place is not None:
            kept = self._kept[change]
            kept[place : place + 1] = [_example(change, event, shown, now, then)]

    def _place(self, change: str) -> int | None:
        """Where the next alert of a change goes in its sample, if it does; Vitter's algorithm R."""
        self._met[change] += 1
        if self._met[change] <= self._sample:
            return self._met[change] - 1
        place = self._random.randrange(self._met[change])
        return place if place < self._sample else None

    def report(self) -> Report:
        """What was found so far."""
        groups = sorted(self._alerts.items(), key=lambda each: (each[0][0], each[0][1] or ""))
        return Report(
            events=self._events,
            parties=self._parties,
            left_out_present=self._beyond_present,
            left_out_proposed=self._beyond_proposed,
            outcomes=tuple(
                Outcome(present=before, proposed=after, events=count)
                for (before, after), count in sorted(self._outcomes.items())
            ),
            lists=tuple(
                Row(source=source, programme=programme, counts=_counts(counts))
                for (source, programme), counts in groups
            ),
            sample=tuple(self._examples()),
        )

    def _examples(self) -> Iterator[Example]:
        for change in CHANGES:
            yield from self._kept[change]


def _alerts(
    event: Past, found: Iterable[Screened], entities: Mapping[str, ListedEntity]
) -> _Alerts:
    """The alerts of an event: one, the worst, of a party that is named twice in one role."""
    alerts: _Alerts = {}
    for located, screened in zip(event.named, found, strict=True):
        if not screened.matches:
            continue
        party = fingerprint(located.subject)
        for match in screened.matches:
            key = (located.role, party, match.entity_id)
            other = alerts.get(key)
            if other is None or _severity(other.match) < _severity(match):
                alerts[key] = Found(located, match, entities[match.entity_id].programmes)
    return alerts


def _severity(match: Match) -> tuple[bool, float]:
    return match.verdict is Verdict.HOLD, match.score


def _worst(alerts: _Alerts) -> Verdict:
    return Verdict.worst([found.match.verdict for found in alerts.values()])


def _counts(counts: Counter[_Transition]) -> Counts:
    alerting = (Verdict.REVIEW, Verdict.HOLD)
    return Counts(
        gained={each.value: counts[_NONE, each] for each in alerting},
        lost={each.value: counts[each, _NONE] for each in alerting},
        kept={each.value: counts[each, each] for each in alerting},
        raised=counts[Verdict.REVIEW, Verdict.HOLD],
        lowered=counts[Verdict.HOLD, Verdict.REVIEW],
    )


def _change(before: Verdict, after: Verdict) -> str | None:
    if before is after:
        return None
    if before is _NONE:
        return "gained"
    if after is _NONE:
        return "lost"
    return "raised" if after is Verdict.HOLD else "lowered"


def _example(
    change: str, event: Past, shown: Found, now: Found | None, then: Found | None
) -> Example:
    return Example(
        change=change,
        publisher=event.publisher,
        reference=event.reference,
        path=shown.located.path,
        role=shown.located.role,
        query_name=shown.match.query_name,
        listed_name=shown.match.listed_name,
        entity_id=shown.match.entity_id,
        source=shown.match.source,
        programmes=shown.programmes,
        present=_seen(now),
        proposed=_seen(then),
    )


def _seen(found: Found | None) -> Seen | None:
    return None if found is None else Seen(verdict=found.match.verdict, score=found.match.score)
