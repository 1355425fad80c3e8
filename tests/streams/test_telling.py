"""Amendments through the whole of a batch's screening: who is told what, and what is kept."""

import datetime as dt
import json
from typing import Any

import msgspec
import pytest

from streams.active import Active
from streams.alert_state import AlertStates
from streams.events.envelope import Record
from streams.screening import Batch, screen_batch

NOW = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
PUBLISHER = "nordland-customs"
LISTED = "Velmarin Precision Optics LLC"
OTHER = "Ashgrove Dynamics Ltd"


def message(
    function: str, *names: str, hour: int, offset: int, reference: str = "L-1", **more: Any
) -> Record:
    parties = [
        {"role": "consignee", "kind": "organization", "names": [{"value": name}]} for name in names
    ]
    content = {"lrn": reference, "function": function, "parties": parties, **more}
    return Record(
        topic=f"shipments.{PUBLISHER}",
        partition=1,
        offset=offset,
        value=json.dumps(content).encode(),
        headers=(
            ("ce_specversion", b"1.0"),
            ("ce_id", f"e-{offset}".encode()),
            ("ce_source", f"urn:portcullis:partner:{PUBLISHER}".encode()),
            ("ce_type", b"shipment.v1"),
            ("ce_time", f"2026-03-02T{hour:02d}:00:00Z".encode()),
        ),
    )


def screen(states: AlertStates, active: Active, *records: Record, now: dt.datetime = NOW) -> Batch:
    batch = screen_batch(list(records), active, states, lambda: now)
    states.apply(batch.changes, 1)
    return batch


def told(batch: Batch) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for output in batch.outputs:
        kind, _, partner = output.topic.partition(".")
        if kind == "alerts":
            found.setdefault(partner, []).append(json.loads(output.value or b""))
    return found


def screening(batch: Batch) -> dict[str, Any]:
    (found,) = (json.loads(o.value or b"") for o in batch.outputs if o.topic[:10] == "screenings")
    assert isinstance(found, dict)
    return found


def of(batch: Batch, partner: str = PUBLISHER) -> list[tuple[str, str]]:
    return [(alert["trigger"], alert["status"]) for alert in told(batch).get(partner, [])]


def test_an_alert_that_still_holds_gets_a_higher_revision(active: Active) -> None:
    states = AlertStates()
    first = screen(states, active, message("original", LISTED, hour=8, offset=1))
    second = screen(states, active, message("change", LISTED, hour=9, offset=2))
    assert of(first) == [("event", "open")]
    assert of(second) == [("amended", "open")]
    (before,), (after,) = told(first)[PUBLISHER], told(second)[PUBLISHER]
    assert before["alertId"] == after["alertId"]
    assert before["revision"] < after["revision"]


def test_an_alert_that_no_longer_holds_is_closed_for_all_who_were_told(active: Active) -> None:
    states = AlertStates()
    first = screen(states, active, message("original", LISTED, hour=8, offset=1))
    second = screen(states, active, message("replace", "Bakery Sunrise", hour=9, offset=2))
    assert told(first).keys() == told(second).keys()
    assert len(told(first)) > 1
    for partner, (raised,) in told(first).items():
        (closed,) = told(second)[partner]
        assert (closed["trigger"], closed["status"]) == ("amended", "closed")
        assert closed["alertId"] == raised["alertId"]
        assert closed["revision"] > raised["revision"]
        assert "names" not in closed.get("party", {})
        assert LISTED.lower() not in json.dumps(closed.get("party", {})).lower()
    assert second.tally.closed.total() == len(told(first))


def test_cancel_closes_all_and_needs_no_parties(active: Active) -> None:
    states = AlertStates()
    screen(states, active, message("original", LISTED, hour=8, offset=1))
    assert of(screen(states, active, message("cancel", hour=9, offset=2))) == [
        ("cancelled", "closed")
    ]
    assert of(screen(states, active, message("cancel", hour=10, offset=3))) == []


def test_within_one_batch_the_outcome_is_the_same(active: Active) -> None:
    states = AlertStates()
    batch = screen(
        states,
        active,
        message("original", LISTED, hour=8, offset=1),
        message("change", "Bakery Sunrise", hour=9, offset=2),
        message("change", LISTED, hour=10, offset=3),
    )
    assert of(batch) == [("event", "open"), ("amended", "closed"), ("event", "open")]
    assert len(batch.changes) == 1


def test_a_late_event_is_screened_in_full_but_its_alerts_are_told_as_ended(active: Active) -> None:
    states = AlertStates()
    screen(states, active, message("change", "Bakery Sunrise", hour=9, offset=1))
    late = screen(states, active, message("original", LISTED, hour=8, offset=2))
    assert of(late) == [("amended", "closed")]
    (screening,) = (
        json.loads(o.value or b"") for o in late.outputs if o.topic[:10] == "screenings"
    )
    assert screening["verdict"] == "hold"  # for this event nothing is held back from its publisher
    assert late.tally.late == {PUBLISHER: 1}


def test_another_reference_is_not_touched(active: Active) -> None:
    states = AlertStates()
    screen(states, active, message("original", LISTED, hour=8, offset=1))
    assert of(screen(states, active, message("cancel", hour=9, offset=2, reference="L-2"))) == []


def test_two_parties_of_one_name_and_role_are_one_alert_and_two_matches(active: Active) -> None:
    batch = screen(AlertStates(), active, message("original", LISTED, LISTED, hour=8, offset=1))
    assert of(batch) == [("event", "open")]
    (screening,) = (
        json.loads(o.value or b"") for o in batch.outputs if o.topic[:10] == "screenings"
    )
    assert [match["party"]["path"] for match in screening["matches"]] == [
        "parties[0]",
        "parties[1]",
    ]


def test_nothing_of_a_party_is_kept(active: Active) -> None:
    name = "Velmarin Precison Optics LLC"  # a letter is missing: found, and not the listed name
    original = message(
        "original",
        name,
        hour=8,
        offset=1,
        containers=["XYZU1234567"],
        items=[{"description": "secret goods", "value": 5}],
    )
    batch = screen(AlertStates(), active, original)
    (change,) = batch.changes
    kept = repr(msgspec.msgpack.decode(change.value or b"")).lower()
    assert "velmarin" in kept  # the listed name is there
    for withheld in ("precison", "xyzu1234567", "secret goods"):
        assert withheld not in kept


def test_after_an_agreement_has_ended_nothing_more_is_said(active: Active) -> None:
    states = AlertStates()
    first = screen(states, active, message("original", LISTED, hour=8, offset=1))
    later = dt.datetime(2150, 1, 1, tzinfo=dt.UTC)
    closed = screen(states, active, message("cancel", hour=9, offset=2), now=later)
    assert len(told(first)) > 1
    assert told(closed).keys() == {PUBLISHER}
    assert closed.tally.withheld.total() == len(told(first)) - 1


def test_while_matches_are_left_out_nothing_is_closed(
    active: Active, monkeypatch: pytest.MonkeyPatch
) -> None:
    states = AlertStates()
    screen(states, active, message("original", LISTED, hour=8, offset=1))
    monkeypatch.setattr("streams.screening.MAX_MATCHES_A_PARTY", 0)
    change = screen(states, active, message("change", LISTED, hour=9, offset=2))
    assert change.tally.left_out > 0
    assert of(change) == []
    monkeypatch.undo()
    assert of(screen(states, active, message("cancel", hour=10, offset=3))) == [
        ("cancelled", "closed")
    ]
