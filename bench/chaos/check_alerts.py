"""The part of the checker that is about alerts: who has one, and who must not. Pure."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from bench.chaos.findings import Finding, finding
from bench.chaos.truth import AlertKey, Followed, Told, Truth
from bench.chaos.world import PARTNERS
from streams.events.envelope import Record


def check_alerts(
    events: Mapping[int, Followed], by_topic: Mapping[str, Sequence[Record]], truth: Truth
) -> Iterator[Finding]:
    """Each entitled partner is told once of each match of an event, and nobody else of any.

    So it is with alerts that an event ends. Of an event that lost its screening, what some ground
    allows is not wrong as well.
    """
    expected: dict[AlertKey, tuple[int, Told]] = {}
    allowed: set[AlertKey] = set()
    for number, of in events.items():
        if of.ground is None:
            allowed |= of.allowed
        else:
            expected |= {key: (number, told) for key, told in of.expected.alerts.items()}
    delivered = list(_delivered(by_topic))
    whose = _every_key(events, truth)
    for key, _, record in delivered:
        if key not in expected and key not in allowed:
            what = f"alert {key[1]}, to which {key[0]} is not entitled"
            yield finding("misrouted", what, whose.get(key), record)
    yield from _check_expected(events, expected, delivered)


def _check_expected(
    events: Mapping[int, Followed],
    expected: Mapping[AlertKey, tuple[int, Told]],
    delivered: Sequence[tuple[AlertKey, Told, Record]],
) -> Iterator[Finding]:
    found: Counter[AlertKey] = Counter()
    for key, told, record in delivered:
        if key not in expected:
            continue
        found[key] += 1
        number, truly = expected[key]
        if found[key] > 1:
            what = f"alert {key[1]} of event {number} for {key[0]}"
            yield finding("doubled", what, events[number], record)
        elif told != truly or record.key != key[1].encode():
            what = f"alert {key[1]} of event {number} says {told}, not {truly}, or has another key"
            yield finding("altered", what, events[number], record)
    for key, (number, _) in expected.items():
        if not found[key]:
            what = f"alert {key[1]} of event {number} for {key[0]}"
            yield finding("lost", what, events[number])


def _delivered(
    by_topic: Mapping[str, Sequence[Record]],
) -> Iterator[tuple[AlertKey, Told, Record]]:
    """Everything on partners' topics."""
    for topic, records in by_topic.items():
        kind, _, partner = topic.partition(".")
        if kind != "alerts":
            continue
        for record in records:
            alert = msgspec.json.decode(record.value or b"null")
            key = (partner, alert["alertId"], alert["revision"])
            yield key, (alert["verdict"], alert["status"]), record


def _every_key(events: Mapping[int, Followed], truth: Truth) -> dict[AlertKey, Followed]:
    """Under what key any partner would know any match, whether it is entitled to it or not."""
    return {
        truth.key(of.event, of.record, named, partner): of
        for of in events.values()
        for named in of.event.named
        if named.entry is not None
        for partner in PARTNERS
    }
