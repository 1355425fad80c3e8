from collections.abc import Callable

import msgspec
import pytest

from bench.chaos.check import check
from bench.chaos.findings import Evidence, Finding
from bench.chaos.traffic import Message
from bench.chaos.truth import AlertKey, Ground, Truth, followed
from bench.chaos.world import PARTNERS
from streams.events.envelope import Record
from streams.events.outputs import DEAD_LETTERS

Spoil = Callable[[list[Record]], list[Record]]


def first(records: list[Record], kind: str) -> Record:
    return next(record for record in records if record.topic.startswith(kind))


def again(records: list[Record], record: Record) -> Record:
    """The same once more, at the end of its partition."""
    ends = [r.offset for r in records if (r.topic, r.partition) == (record.topic, record.partition)]
    return msgspec.structs.replace(record, offset=max(ends) + 1)


def without(kind: str) -> Spoil:
    return lambda records: [record for record in records if record is not first(records, kind)]


def doubled(kind: str) -> Spoil:
    return lambda records: [*records, again(records, first(records, kind))]


def moved(kind: str) -> Spoil:
    """One record on the topic of somebody who has no agreement with anybody."""

    def spoil(records: list[Record]) -> list[Record]:
        record = first(records, kind)
        family = record.topic.partition(".")[0]
        elsewhere = next(p for p in reversed(PARTNERS) if f"{family}.{p}" != record.topic)
        wrong = msgspec.structs.replace(record, topic=f"{family}.{elsewhere}", offset=10_000)
        return [*records, wrong]

    return spoil


def changed(kind: str, **fields: object) -> Spoil:
    def spoil(records: list[Record]) -> list[Record]:
        record = first(records, kind)
        document = msgspec.json.decode(record.value or b"") | fields
        wrong = msgspec.structs.replace(record, value=msgspec.json.encode(document))
        return [wrong if each is record else each for each in records]

    return spoil


def other_bytes(records: list[Record]) -> list[Record]:
    letter = first(records, DEAD_LETTERS)
    wrong = msgspec.structs.replace(letter, value=(letter.value or b"") + b" ")
    return [wrong if each is letter else each for each in records]


def letter_of_a_good_event(records: list[Record]) -> list[Record]:
    letter = first(records, DEAD_LETTERS)
    told = dict(letter.headers) | {"offset": b"0", "partition": b"0", "topic": b"shipments.nobody"}
    return [*records, msgspec.structs.replace(letter, headers=tuple(told.items()))]


def swapped(records: list[Record]) -> list[Record]:
    """Two screenings of one reference in the wrong order."""
    for at, one in enumerate(records):
        for other in records[at + 1 :]:
            if (
                one.topic.startswith("screenings.")
                and (one.topic, one.key) == (other.topic, other.key)
                and one.value != other.value
            ):
                instead = {
                    id(one): msgspec.structs.replace(one, offset=other.offset),
                    id(other): msgspec.structs.replace(other, offset=one.offset),
                }
                return [instead.get(id(each), each) for each in records]
    raise AssertionError("no reference has two events")


def scattered(records: list[Record]) -> list[Record]:
    """One of the screenings of a reference in another partition."""
    keys = [record.key for record in records if record.topic.startswith("screenings.")]
    record = next(r for r in records if r.topic.startswith("screenings.") and keys.count(r.key) > 1)
    wrong = msgspec.structs.replace(record, partition=record.partition + 1, offset=10_000)
    return [wrong if each is record else each for each in records]


def wrong_of(findings: list[Finding]) -> list[str]:
    return [finding.wrong for finding in findings]


def test_a_sound_run_has_no_findings(truth: Truth, sent: list[Message], sound: Evidence) -> None:
    kinds = {record.topic.partition(".")[0] for record in sound.outputs}
    assert kinds == {"screenings", "alerts", DEAD_LETTERS}
    assert check(sound, sent, truth) == []


@pytest.mark.parametrize(
    ("spoil", "found"),
    [
        (without("screenings."), ["lost"]),
        (without("alerts."), ["lost"]),
        (without(DEAD_LETTERS), ["lost"]),
        (doubled("alerts."), ["doubled"]),
        (doubled(DEAD_LETTERS), ["doubled"]),
        (moved("screenings."), ["misrouted"]),
        (moved("alerts."), ["misrouted"]),
        (changed("screenings.", verdict="review"), ["altered"]),
        (changed("screenings.", reference="another"), ["altered"]),
        (changed("alerts.", verdict="review"), ["altered"]),
        (changed("alerts.", status="inReview"), ["altered"]),
        (changed("alerts.", revision="0" * 50), ["misrouted", "lost"]),
        (other_bytes, ["altered"]),
        (letter_of_a_good_event, ["altered"]),
        (swapped, ["disordered"]),
        (scattered, ["disordered"]),
    ],
)
def test_each_kind_of_wrong_output_is_found(
    spoil: Spoil, found: list[str], truth: Truth, sent: list[Message], sound: Evidence
) -> None:
    spoilt = msgspec.structs.replace(sound, outputs=spoil(list(sound.outputs)))
    assert wrong_of(check(spoilt, sent, truth)) == found


def test_an_event_screened_again_is_doubled_and_where_it_comes_late_out_of_order(
    truth: Truth, sent: list[Message], sound: Evidence
) -> None:
    spoilt = msgspec.structs.replace(sound, outputs=doubled("screenings.")(list(sound.outputs)))
    findings = check(spoilt, sent, truth)
    assert set(wrong_of(findings)) <= {"doubled", "disordered"}
    (one,) = [finding for finding in findings if finding.wrong == "doubled"]
    assert one.what.startswith("screening of event ")
    assert "input " in one.where
    assert "output screenings." in one.where
    assert 0 < one.since < one.until


def test_lists_or_policy_that_never_were_are_found(
    truth: Truth, sent: list[Message], sound: Evidence
) -> None:
    versions = {"snapshot": "0-somethingelse", "policy": next(iter(truth.policies))}
    spoilt = msgspec.structs.replace(
        sound, outputs=changed("screenings.", versions=versions)(list(sound.outputs))
    )
    assert wrong_of(check(spoilt, sent, truth)) == ["altered"]


def expected_alerts(
    truth: Truth, sent: list[Message], inputs: list[Record], ground: Ground
) -> set[AlertKey]:
    numbers = dict(zip((message.number for message in sent), inputs, strict=True))
    grounds = dict.fromkeys(numbers, ground)
    events = followed(truth, {message.number: message for message in sent}, numbers, grounds)
    return {key for event in events.values() for key in event.expected.alerts}


def test_every_ground_leads_to_other_alerts(
    truth: Truth, sent: list[Message], inputs: list[Record]
) -> None:
    alerts = [expected_alerts(truth, sent, inputs, ground) for ground in truth.grounds()]
    assert len({frozenset(each) for each in alerts}) == len(alerts) == 4


def test_an_alert_that_only_another_policy_allows_is_misrouted(
    truth: Truth, sent: list[Message], inputs: list[Record], sound: Evidence
) -> None:
    fewest, *_, most = truth.grounds()
    stated = (most[0], fewest[1])
    extra = expected_alerts(truth, sent, inputs, most) - expected_alerts(
        truth, sent, inputs, stated
    )
    outputs = [
        _restated(record, stated) if record.topic.startswith("screenings.") else record
        for record in sound.outputs
    ]
    findings = check(msgspec.structs.replace(sound, outputs=outputs), sent, truth)
    assert extra
    assert wrong_of(findings).count("misrouted") == len(extra)
    assert set(wrong_of(findings)) == {"misrouted", "altered"}  # a publisher's own verdict, too


def _restated(record: Record, ground: tuple[str, str]) -> Record:
    document = msgspec.json.decode(record.value or b"")
    document["versions"] |= {"snapshot": ground[0], "policy": ground[1]}
    return msgspec.structs.replace(record, value=msgspec.json.encode(document))


def test_what_was_not_acknowledged_is_found(
    truth: Truth, sent: list[Message], sound: Evidence
) -> None:
    place = next(iter(sound.ends))
    spoilt = msgspec.structs.replace(sound, committed=dict(sound.committed) | {place: 0})
    (finding,) = check(spoilt, sent, truth)
    assert finding.wrong == "unacknowledged"
    assert finding.where == f"{place[0]}/{place[1]}"


def test_a_message_that_was_never_published_makes_the_run_void(
    truth: Truth, sent: list[Message], sound: Evidence
) -> None:
    number = next(m.number for m in sent if m.event is None)
    spoilt = msgspec.structs.replace(
        sound,
        inputs=[r for n, r in enumerate(sound.inputs) if n != number],
        outputs=[r for r in sound.outputs if r.topic != DEAD_LETTERS],
    )
    assert "unsent" in wrong_of(check(spoilt, sent, truth))
