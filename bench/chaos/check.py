"""The verdict on a run: what is lost, doubled, with a wrong partner, altered or out of order. Pure.

It takes what lies on the topics at the end, read from the beginning with `read_committed`, and
what must lie there.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from bench.chaos.check_alerts import check_alerts
from bench.chaos.findings import Evidence, Finding, Wrong, finding, where
from bench.chaos.traffic import Message, number_of, number_of_id
from bench.chaos.truth import Followed, Ground, Truth, followed
from matchers.model import Struct
from streams.events.envelope import Record
from streams.events.outputs import DEAD_LETTERS, read_dead_letter


def check(evidence: Evidence, messages: Sequence[Message], truth: Truth) -> list[Finding]:
    """Everything that is wrong with a run, nothing left out."""
    sent = {message.number: message for message in messages}
    numbered: dict[int, list[Record]] = defaultdict(list)
    for record in evidence.inputs:
        numbered[_number(record)].append(record)
    inputs = {number: records[0] for number, records in numbered.items()}
    by_topic: dict[str, list[Record]] = defaultdict(list)
    for record in evidence.outputs:
        by_topic[record.topic].append(record)
    screened = list(_screenings(by_topic))
    in_force = set(truth.grounds())
    grounds: dict[int, Ground] = {}
    for one in screened:
        if one.ground in in_force:
            grounds.setdefault(one.number, one.ground)
    events = followed(truth, sent, inputs, grounds)
    findings = [*_unsent(sent, numbered), *_check_screenings(events, screened)]
    findings += check_alerts(events, by_topic, truth)
    bad = {n: inputs[n] for n in inputs if sent[n].event is None}
    findings += _check_dead_letters(bad, by_topic[DEAD_LETTERS])
    findings += _check_order(events, screened)
    findings += _check_offsets(evidence)
    return findings


def _number(record: Record) -> int:
    number = number_of(record)
    if number is None:
        raise ValueError(f"{where(record)}: a message of somebody else; the topics are not ours")
    return number


def _unsent(sent: Mapping[int, Message], found: Mapping[int, list[Record]]) -> Iterator[Finding]:
    for number in sent:
        copies = len(found.get(number, ()))
        if copies != 1:
            what = f"message {number} is {copies} times on its input topic"
            yield Finding(wrong="unsent", what=what, where=sent[number].record.topic)


class Screened(Struct):
    """A screening as it lies on its topic; `number` is that of the event that it says it is of."""

    number: int
    partner: str
    document: dict[str, Any]
    record: Record

    @property
    def ground(self) -> Ground:
        """The lists and the policy that it states."""
        versions = self.document["versions"]
        return versions["snapshot"], versions["policy"]


def _screenings(by_topic: Mapping[str, list[Record]]) -> Iterator[Screened]:
    for topic, records in by_topic.items():
        kind, _, partner = topic.partition(".")
        if kind != "screenings":
            continue
        for record in records:
            document = msgspec.json.decode(record.value or b"null")
            number = number_of_id(document["eventId"])
            yield Screened(number=number, partner=partner, document=document, record=record)


def _check_screenings(
    events: Mapping[int, Followed], screened: Iterable[Screened]
) -> Iterator[Finding]:
    """Each event has exactly one screening, on its publisher's topic, with the true verdict."""
    copies: dict[int, list[Screened]] = defaultdict(list)
    for one in screened:
        of = events.get(one.number)
        if of is None or of.event.publisher != one.partner:
            yield finding("misrouted", f"screening of event {one.number}", of, one.record)
            continue
        copies[one.number].append(one)
    for number, of in events.items():
        found = copies[number]
        if not found:
            yield finding("lost", f"event {number} has no screening", of)
            continue
        for extra in found[1:]:
            what = f"screening of event {number}, first at {where(found[0].record)}"
            yield finding("doubled", what, of, extra.record)
        yield from _check_content(of, found[0])


def _check_content(of: Followed, one: Screened) -> Iterator[Finding]:
    if of.ground != one.ground:
        what = f"event {one.number} was screened with {one.ground}, never in force"
        yield finding("altered", what, of, one.record)
        return
    expected = of.expected
    if one.document["verdict"] != expected.verdict:
        what = f"event {one.number} is {one.document['verdict']}, not {expected.verdict}"
        yield finding("altered", what, of, one.record)
    if one.document["reference"] != of.event.reference:
        what = f"screening of event {one.number} has another reference"
        yield finding("altered", what, of, one.record)


def _check_dead_letters(bad: Mapping[int, Record], letters: Iterable[Record]) -> Iterator[Finding]:
    """Each damaged message has exactly one dead letter, which holds it to the byte."""
    by_place = {(r.topic, r.partition, r.offset): (n, r) for n, r in bad.items()}
    found: Counter[int] = Counter()
    for record in letters:
        letter = read_dead_letter(record)
        original = letter.original
        place = (original.topic, original.partition, original.offset)
        if place not in by_place:
            what = f"dead letter of {where(original)}, where a good event lies: {letter.reason}"
            yield finding("altered", what, None, record)
            continue
        number, sent = by_place[place]
        found[number] += 1
        if found[number] > 1:
            yield _about("doubled", f"dead letter of message {number}", sent, record)
        if (original.key, original.value, original.headers) != (sent.key, sent.value, sent.headers):
            what = f"dead letter of message {number} does not hold its bytes"
            yield _about("altered", what, sent, record)
    for number, sent in bad.items():
        if not found[number]:
            what = f"damaged message {number} has no dead letter"
            yield _about("lost", what, sent)


def _about(wrong: Wrong, what: str, sent: Record, letter: Record | None = None) -> Finding:
    places = [f"input {where(sent)}"] + ([f"output {where(letter)}"] if letter else [])
    until = letter.timestamp_ms if letter else 0
    return Finding(
        wrong=wrong, what=what, where=", ".join(places), since=sent.timestamp_ms, until=until
    )


def _check_order(events: Mapping[int, Followed], screened: Iterable[Screened]) -> Iterator[Finding]:
    """Screenings of one reference lie in one partition, in the order of their events there."""
    by_key: dict[tuple[str, str, str], list[Screened]] = defaultdict(list)
    for one in screened:
        if one.number in events:
            of = events[one.number]
            by_key[one.partner, of.record.topic, of.event.reference].append(one)
    for (_, _, reference), several in by_key.items():
        if len({one.record.partition for one in several}) > 1:
            yield finding(
                "disordered", f"{reference} is in several partitions", None, several[0].record
            )
            continue
        several.sort(key=lambda one: one.record.offset)
        latest = -1
        for one in several:
            of = events[one.number]
            if of.record.offset < latest:
                what = f"event {one.number} of {reference} comes after a later one"
                yield finding("disordered", what, of, one.record)
            latest = max(latest, of.record.offset)


def _check_offsets(evidence: Evidence) -> Iterator[Finding]:
    for (topic, partition), end in evidence.ends.items():
        committed = evidence.committed.get((topic, partition), 0)
        if committed != end:
            what = f"acknowledged up to {committed} of {end}"
            yield Finding(wrong="unacknowledged", what=what, where=f"{topic}/{partition}")
