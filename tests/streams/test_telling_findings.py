"""What a worker tells of a rescreening's findings, and what it keeps of them."""

import dataclasses
import json

import msgspec
import pytest

from matchers.screener import Screener
from sharing.alert import Versions
from streams import topics
from streams.active import Active
from streams.alert_state import AlertStates
from streams.events.envelope import Record
from streams.events.outputs import DEAD_LETTERS, read_dead_letter
from streams.findings import Delisted, delisted_record, found_record
from streams.screening import Batch, alerts_of
from tests.streams.test_telling import LISTED, NOW, PUBLISHER, message, of, screen, told

OTHER = "Tornagrad Machine Works JSC"
CLEAR = "Bakery Sunrise"
STATE = f"alert-state.{PUBLISHER}"


def by(active: Active, snapshot: str) -> Active:
    """The same by lists of another name, such as `8-abc`."""
    version = int(snapshot.partition("-")[0])
    return dataclasses.replace(
        active,
        manifest=msgspec.structs.replace(active.manifest, version=version),
        versions=msgspec.structs.replace(active.versions, snapshot=snapshot),
    )


def found(event: Record, active: Active) -> list[Record]:
    """What a rescreening by these lists puts out for an event."""
    return [found_record(alert, event) for alert in alerts_of(event, active, NOW)]


def payment(offset: int = 1) -> Record:
    party = {"role": "creditor", "kind": "organization", "names": [{"value": LISTED}]}
    event = message("original", hour=8, offset=offset)
    headers = dict(event.headers) | {"ce_type": b"transaction.v1"}
    return msgspec.structs.replace(
        event,
        topic=f"transactions.{PUBLISHER}",
        value=json.dumps({"uetr": "U-1", "parties": [party]}).encode(),
        headers=tuple(headers.items()),
    )


def delisting(entity: str, snapshot: str, reference: str = "L-1", topic: str = STATE) -> Record:
    delisted = Delisted(
        reference=reference,
        entities=(entity,),
        versions=Versions(snapshot=snapshot, scorecard="1", policy="p"),
        snapshot_version=int(snapshot.partition("-")[0]),
    )
    return delisted_record(delisted, Record(topic=topic, partition=1, value=None))


def test_what_was_clear_is_raised_once(active: Active) -> None:
    states = AlertStates()
    event = message("original", LISTED, hour=8, offset=1)
    findings = found(event, by(active, "8-abc"))
    assert {record.topic for record in findings} == {f"found-shipments.{PUBLISHER}"}
    assert {record.partition for record in findings} == {event.partition}
    first = screen(states, active, *findings)
    assert of(first) == [("listUpdate", "open")]
    assert len(told(first)) > 1  # whoever is entitled hears of it, as of any alert
    assert not [output for output in first.outputs if output.topic.startswith("screenings.")]
    assert screen(states, active, *findings).outputs == []
    assert screen(AlertStates(), active, *findings, *findings).outputs == first.outputs


def test_owners_of_lists_are_those_that_the_worker_knows(active: Active) -> None:
    """A rescreening that takes a partner's list for public must not have everybody told of it."""
    secret = active.entities["demo-southland-o01"]
    event = message("original", secret.primary_name, hour=8, offset=1)
    public = dataclasses.replace(active, owners={})
    findings = found(event, by(public, "8-abc"))

    def counts(batch: Batch) -> dict[str, int]:
        return {partner: len(alerts) for partner, alerts in told(batch).items()}

    live = counts(screen(AlertStates(), active, event))
    assert counts(screen(AlertStates(), active, *findings)) == live
    assert counts(screen(AlertStates(), public, *findings)) != live


def test_the_id_is_the_one_that_live_screening_gives(active: Active) -> None:
    event = message("original", LISTED, hour=8, offset=1)
    live = screen(AlertStates(), active, event)
    again = screen(AlertStates(), active, *found(event, by(active, "8-abc")))
    (raised,), (found_again,) = told(live)[PUBLISHER], told(again)[PUBLISHER]
    assert raised["alertId"] == found_again["alertId"]
    assert raised["revision"] < found_again["revision"]


@pytest.mark.parametrize(
    ("live", "rescreened", "expected"),
    [
        ("8-abc", "8-abc", []),
        ("9-abc", "8-abc", []),
        ("7-abc", "8-def", [("listUpdate", "open")]),  # one about an entity that changed
        ("0-abc", "0-def", [("listUpdate", "open")]),  # local builds have no order
        ("0-abc", "0-abc", []),
    ],
)
@pytest.mark.parametrize("event", [message("original", LISTED, hour=8, offset=1), payment()])
def test_what_live_screening_has_raised_is_not_doubled(
    active: Active, event: Record, live: str, rescreened: str, expected: list[tuple[str, str]]
) -> None:
    states = AlertStates()
    first = screen(states, by(active, live), event)
    assert of(first) == [("event", "open")]
    again = screen(states, active, *found(event, by(active, rescreened)))
    assert of(again) == expected
    for raised, updated in zip(
        told(first)[PUBLISHER], told(again).get(PUBLISHER, []), strict=False
    ):
        assert raised["alertId"] == updated["alertId"]


@pytest.mark.parametrize("function", ["change", "replace", "cancel"])
def test_what_a_later_event_has_superseded_is_not_raised(active: Active, function: str) -> None:
    states = AlertStates()
    original = message("original", LISTED, hour=8, offset=1)
    screen(states, active, message(function, CLEAR, hour=9, offset=2))
    assert screen(states, active, *found(original, by(active, "8-abc"))).outputs == []


def test_the_amendment_itself_is_raised_and_so_is_what_adds_to_it(active: Active) -> None:
    states = AlertStates()
    amendment = message("change", LISTED, hour=9, offset=2)
    later = message("original", OTHER, hour=10, offset=3)
    blind = dataclasses.replace(active, screener=Screener.builtin())
    screen(states, blind, amendment, later)
    newer = by(active, "8-abc")
    batch = screen(states, active, *found(amendment, newer), *found(later, newer))
    assert of(batch) == [("listUpdate", "open")] * 2


def test_a_cancellation_finds_nothing(active: Active) -> None:
    assert found(message("cancel", LISTED, hour=8, offset=1), active) == []
    assert found(Record(topic=f"shipments.{PUBLISHER}", value=b"{"), active) == []


def test_an_amendment_closes_what_a_rescreening_has_raised(active: Active) -> None:
    states = AlertStates()
    original = message("original", LISTED, hour=8, offset=1)
    raised = screen(states, active, *found(original, by(active, "8-abc")))
    closed = screen(states, active, message("replace", CLEAR, hour=9, offset=2))
    assert of(closed) == [("amended", "closed")]
    assert told(raised)[PUBLISHER][0]["alertId"] == told(closed)[PUBLISHER][0]["alertId"]


@pytest.mark.parametrize(
    ("event", "reference", "kept"),
    [
        (message("original", LISTED, hour=8, offset=1), "L-1", STATE),
        (payment(), "U-1", f"transaction-state.{PUBLISHER}"),
    ],
)
def test_a_delisting_closes_for_all_who_were_told(
    active: Active, event: Record, reference: str, kept: str
) -> None:
    states = AlertStates()
    raised = screen(states, by(active, "7-abc"), event)
    (alert,) = alerts_of(event, active, NOW)
    gone = delisting(alert.match.entity_id, "8-def", reference, kept)
    closed = screen(states, active, gone)
    assert told(closed).keys() == told(raised).keys()
    for partner, (end,) in told(closed).items():
        (begin,) = told(raised)[partner]
        assert (end["trigger"], end["status"]) == ("delisting", "closed")
        assert end["alertId"] == begin["alertId"]
        assert end["revision"] > begin["revision"]
    assert screen(states, active, gone).outputs == []


def test_a_delisting_leaves_what_it_is_not_about(active: Active) -> None:
    states = AlertStates()
    event = message("original", LISTED, OTHER, hour=8, offset=1)
    screen(states, by(active, "8-abc"), event)
    one, other = {alert.match.entity_id for alert in alerts_of(event, active, NOW)}
    assert screen(states, active, delisting("nobody", "9-def")).outputs == []
    assert screen(states, active, delisting(one, "7-def")).outputs == []  # listed again since
    assert screen(states, active, delisting(one, "8-abc")).outputs == []
    assert len(told(screen(states, active, delisting(one, "9-def")))[PUBLISHER]) == 1
    assert len(told(screen(states, active, delisting(other, "9-def")))[PUBLISHER]) == 1


def test_what_cannot_be_read_is_a_dead_letter(active: Active) -> None:
    bad = Record(topic=topics.found_of(f"shipments.{PUBLISHER}"), key=b"L-1", value=b'{"type": 1}')
    (letter,) = screen(AlertStates(), active, bad).outputs
    assert letter.topic == DEAD_LETTERS
    assert read_dead_letter(letter).reason == "badFinding"


def test_what_would_outgrow_its_topic_is_told_as_far_as_there_is_room(active: Active) -> None:
    items = [{"hsCode": "848210", "description": "ball bearings " * 60}]
    event = message("original", LISTED, hour=8, offset=1, items=items)
    (alert,) = alerts_of(event, active, NOW)
    large = msgspec.structs.replace(alert.event, items=alert.event.items * 4_000)
    finding = found_record(msgspec.structs.replace(alert, event=large), event)
    assert len(finding.value or b"") < 100_000
    batch = screen(AlertStates(), active, finding)
    assert of(batch) == [("listUpdate", "open")]
    (view,) = told(batch)[PUBLISHER]
    assert "items" not in view["event"]
    assert "event.items[].hsCode" in {each["field"] for each in view["withheld"]}
