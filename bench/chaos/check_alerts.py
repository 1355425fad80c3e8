"""The part of the checker that is about alerts: who has one, and who must not. Pure."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from bench.chaos.findings import Finding, finding
from bench.chaos.truth import AlertKey, Followed, Ground, Truth
from bench.chaos.world import PARTNERS
from streams.events.envelope import Record


def check_alerts(
    events: Mapping[int, Followed],
    grounds: Mapping[int, Ground],
    by_topic: Mapping[str, Sequence[Record]],
    truth: Truth,
) -> Iterator[Finding]:
    """Each entitled partner has exactly one alert for each match of an event, and nobody else any.

    Who is entitled depends on `grounds`: the lists and the policy that the event's screening
    states. Of an event that lost its screening, what some ground allows is not wrong as well.
    """
    expected: dict[AlertKey, tuple[int, str]] = {}
    allowed: set[AlertKey] = set()
    in_force = set(truth.grounds())
    for number, of in events.items():
        if grounds.get(number) in in_force:
            alerts = of.on(grounds[number]).alerts
            expected |= {key: (number, verdict) for key, verdict in alerts.items()}
        else:
            allowed |= {key for ground in in_force for key in of.on(ground).alerts}
    delivered = list(_delivered(by_topic))
    whose = _every_key(events)
    for key, _, record in delivered:
        if key not in expected and key not in allowed:
            what = f"alert {key[1]}, to which {key[0]} is not entitled"
            yield finding("misrouted", what, whose.get(key), record)
    yield from _check_expected(events, expected, delivered)


def _check_expected(
    events: Mapping[int, Followed],
    expected: Mapping[AlertKey, tuple[int, str]],
    delivered: Sequence[tuple[AlertKey, str, Record]],
) -> Iterator[Finding]:
    found: Counter[AlertKey] = Counter()
    for key, verdict, record in delivered:
        if key not in expected:
            continue
        found[key] += 1
        number, true_verdict = expected[key]
        if found[key] > 1:
            what = f"alert {key[1]} of event {number} for {key[0]}"
            yield finding("doubled", what, events[number], record)
        elif verdict != true_verdict or record.key != key[1].encode():
            what = f"alert {key[1]} of event {number} has another verdict or key"
            yield finding("altered", what, events[number], record)
    for key, (number, _) in expected.items():
        if not found[key]:
            what = f"alert {key[1]} of event {number} for {key[0]}"
            yield finding("lost", what, events[number])


def _delivered(
    by_topic: Mapping[str, Sequence[Record]],
) -> Iterator[tuple[AlertKey, str, Record]]:
    """Every alert on a partner's topic, with its verdict."""
    for topic, records in by_topic.items():
        kind, _, partner = topic.partition(".")
        if kind != "alerts":
            continue
        for record in records:
            alert = msgspec.json.decode(record.value or b"null")
            yield (partner, alert["alertId"], alert["revision"]), alert["verdict"], record


def _every_key(events: Mapping[int, Followed]) -> dict[AlertKey, Followed]:
    """Under what key any partner would know any match, whether it is entitled to it or not."""
    return {
        of.key(named, partner): of
        for of in events.values()
        for named in of.event.named
        if named.entry is not None
        for partner in PARTNERS
    }
