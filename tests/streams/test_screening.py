import dataclasses
import datetime as dt
import json
from collections import Counter
from typing import Any

import msgspec
import pytest

from matchers.model import FreeText, Match, Verdict
from matchers.replay import replay, stored_matches
from matchers.screener import Screened
from streams import samples
from streams.active import Active, KnownLists
from streams.alert_state import AlertStates
from streams.events.envelope import Record
from streams.events.outputs import DEAD_LETTERS, read_dead_letter
from streams.events.parties import Located
from streams.screening import MAX_MATCHES_A_PARTY, MAX_MATCHES_AN_EVENT, _best, screen_batch

NOW = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)


def screen(records: list[Record], active: Active, now: dt.datetime = NOW) -> list[Record]:
    return screen_batch(records, active, AlertStates(), lambda: now).outputs


def values(outputs: list[Record], topic: str) -> list[dict[str, Any]]:
    return [json.loads(o.value or b"") for o in outputs if o.topic == topic]


def shipment(partner: str, parties: list[dict[str, Any]], **more: Any) -> Record:
    return Record(
        topic=f"shipments.{partner}",
        offset=7,
        value=json.dumps({"lrn": "L-1", "parties": parties, **more}).encode(),
        headers=(
            ("ce_specversion", b"1.0"),
            ("ce_id", b"e-1"),
            ("ce_source", f"urn:portcullis:partner:{partner}".encode()),
            ("ce_type", b"shipment.v1"),
            ("ce_time", b"2026-03-02T08:00:00Z"),
        ),
    )


LISTED = {
    "role": "consignee",
    "kind": "organization",
    "names": [{"value": "Velmarin Precision Optics LLC"}],
}
ORDINARY = {"role": "consignor", "kind": "organization", "names": [{"value": "Bakery Sunrise"}]}


def test_every_event_has_one_screening_and_everything_else_one_dead_letter(active: Active) -> None:
    records = samples.records()
    batch = screen_batch(list(records), active, AlertStates(), lambda: NOW)
    outputs, tally = batch.outputs, batch.tally
    screenings = [o for o in outputs if o.topic.startswith("screenings.")]
    letters = [read_dead_letter(o) for o in outputs if o.topic == DEAD_LETTERS]
    assert len(screenings) + len(letters) == len(records)
    assert tally.events.total() == len(screenings) == tally.screenings.total()
    assert tally.dead_letters.total() == len(letters)
    assert Counter(letter.reason for letter in letters) == tally.dead_letters
    alerts = Counter(o.topic.removeprefix("alerts.") for o in outputs if o.topic[:6] == "alerts")
    counted: Counter[str] = Counter()
    for (partner, _), count in [*tally.alerts.items(), *tally.closed.items()]:
        counted[partner] += count
    assert alerts == counted


def test_nothing_goes_to_topics_of_anyone_else(active: Active) -> None:
    outputs = screen(list(samples.records()), active)
    partners = active.policy.partners
    allowed = {f"{kind}.{partner}" for kind in ("screenings", "alerts") for partner in partners}
    assert {output.topic for output in outputs} <= allowed | {DEAD_LETTERS}


def test_a_listed_party_holds_and_its_publisher_sees_why(active: Active) -> None:
    outputs = screen([shipment("nordland-customs", [ORDINARY, LISTED])], active)
    (screening,) = values(outputs, "screenings.nordland-customs")
    assert screening["verdict"] == "hold"
    assert screening["reference"] == "L-1"
    (match,) = screening["matches"]
    assert match["party"]["path"] == "parties[1]"
    assert match["match"]["entityId"] == "demo-public-o01"
    assert match["match"]["evidence"]
    assert screening["versions"]["snapshot"].startswith("0-")
    assert set(screening["lists"]) == {"demo-public", "demo-southland"}


def test_a_clear_event_is_said_to_be_clear(active: Active) -> None:
    outputs = screen([shipment("nordland-customs", [ORDINARY])], active)
    (screening,) = values(outputs, "screenings.nordland-customs")
    assert (screening["verdict"], screening["matches"]) == ("clear", [])
    assert len(outputs) == 1


def test_the_verdict_of_a_publisher_counts_only_what_it_may_know(active: Active) -> None:
    """Eastmark has no agreement with Southland in force for this entry of Southland's own list."""
    secret = next(e for e in active.entities.values() if e.source == "demo-southland")
    party = {"role": "buyer", "kind": secret.kind, "names": [{"value": secret.primary_name}]}
    record = shipment("eastmark-customs", [party])
    far_future = NOW + dt.timedelta(days=36500)
    batch = screen_batch([record], active, AlertStates(), lambda: far_future)
    outputs, tally = batch.outputs, batch.tally
    (screening,) = values(outputs, "screenings.eastmark-customs")
    assert (screening["verdict"], screening["matches"]) == ("clear", [])
    assert not values(outputs, "alerts.eastmark-customs")
    assert sum(n for (partner, _), n in tally.withheld.items() if partner == "eastmark-customs")


def test_the_same_event_again_has_the_same_ids(active: Active) -> None:
    record = shipment("nordland-customs", [LISTED])
    first, again = screen([record], active), screen([record], active, NOW + dt.timedelta(hours=1))
    assert [(o.topic, o.key) for o in first] == [(o.topic, o.key) for o in again]
    ids = [json.loads(o.value or b"")["alertId"] for o in first if o.topic.startswith("alerts.")]
    assert len(set(ids)) == len(ids) > 1


def test_an_event_carries_at_most_so_many_matches_and_says_how_many_more(active: Active) -> None:
    listed = [e for e in active.entities.values() if e.source == "demo-public"]
    parties = [
        {"role": "buyer", "kind": e.kind, "names": [{"value": e.primary_name}]} for e in listed
    ]
    batch = screen_batch(
        [shipment("nordland-customs", parties * 3)], active, AlertStates(), lambda: NOW
    )
    outputs, tally = batch.outputs, batch.tally
    (screening,) = values(outputs, "screenings.nordland-customs")
    assert len(screening["matches"]) == MAX_MATCHES_AN_EVENT
    assert screening["leftOut"] == tally.left_out > 0
    scores = [match["match"]["score"] for match in screening["matches"]]
    assert scores == sorted(scores, reverse=True)
    assert screening["verdict"] == Verdict.HOLD
    assert MAX_MATCHES_A_PARTY < MAX_MATCHES_AN_EVENT


@pytest.mark.parametrize("time", [b"0001-01-01T00:00:00Z", b"9999-12-31T23:59:59Z"])
def test_odd_but_legal_times_raise_alerts_too(active: Active, time: bytes) -> None:
    record = shipment("nordland-customs", [LISTED])
    headers = tuple((n, time if n == "ce_time" else v) for n, v in record.headers)
    odd = Record(topic=record.topic, value=record.value, headers=headers)
    assert values(screen([odd], active), "alerts.nordland-customs")


def test_what_a_publisher_is_not_shown_does_not_show_in_what_is_left_out(active: Active) -> None:
    """A crowd of matches on a list it must not know of changes nothing for the publisher."""
    unknowing = KnownLists(
        sources=frozenset({"demo-public"}),
        others=frozenset({"demo-southland"}),
        counts=msgspec.Raw(b"{}"),
    )
    less = dataclasses.replace(active, known={**active.known, "eastmark-customs": unknowing})
    hidden = [e for e in active.entities.values() if e.source == "demo-southland"]
    parties = [
        {"role": "buyer", "kind": e.kind, "names": [{"value": e.primary_name}]} for e in hidden
    ]
    record = shipment("eastmark-customs", [ORDINARY, *parties * 20])
    batch = screen_batch([record], less, AlertStates(), lambda: NOW)
    crowd, tally = batch.outputs, batch.tally
    (screening,) = values(crowd, "screenings.eastmark-customs")
    assert screening["leftOut"] == 0
    assert screening["lists"] == {}
    assert tally.left_out > 0


def test_a_hold_is_not_left_out_for_reviews_of_higher_scores() -> None:
    def match(number: int, score: float, verdict: Verdict) -> Match:
        return Match(
            entity_id=f"l-{number}",
            source="l",
            linked=(),
            score=score,
            verdict=verdict,
            listed_name="",
            query_name="",
            evidence=(),
        )

    reviews = [match(number, 0.85, Verdict.REVIEW) for number in range(30)]
    hold = match(99, 0.8, Verdict.HOLD)
    place = Located(path="parties[0]", role="buyer", subject=FreeText(text=""))
    screened = Screened(verdict=Verdict.HOLD, matches=(*reviews, hold))
    kept, beyond = _best([(place, screened)], {"l"})
    assert kept[0][1] is hold
    assert (len(kept), beyond) == (MAX_MATCHES_A_PARTY, 11)


def test_every_score_that_goes_out_is_reproduced_from_its_evidence(active: Active) -> None:
    listed = LISTED | {"countries": ["FR"], "address": {"town": "Velmora", "country": "FR"}}
    outputs = screen([shipment("nordland-customs", [ORDINARY, listed])], active)
    stored = [
        match
        for output in outputs
        if b'"evidence":[{' in (output.value or b"")
        for match in stored_matches(output.value or b"")
    ]
    assert {output.topic.partition(".")[0] for output in outputs} == {"screenings", "alerts"}
    assert len(stored) > 1
    assert all(replay(match).reproduced for match in stored)
