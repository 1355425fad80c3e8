"""Amendments in every order, while workers die, leave and join: the final state is the truth's."""

import datetime as dt
import random
from collections.abc import Iterator
from typing import Any

from streams import topics
from tests.integration.installation import (
    NEIGHBOUR,
    PUBLISHER,
    Installation,
    Outputs,
    alert_id,
    listed,
    records,
    shipment,
)

PERSONS = ("Orlovan Brightkettle", "Marisolde Quenneville", "Thaddeus Wrenfold")
REFERENCES = 250
EVENTS_EACH = 4
_BEGIN = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)

Event = dict[str, Any]


def declaration(rng: random.Random, reference: str) -> list[Event]:
    """The events of one reference in the order of their time; the first is the original."""
    events = []
    hours = sorted(rng.sample(range(1, 1000), EVENTS_EACH))
    for number, hour in enumerate(hours):
        function = rng.choice(("change", "replace", "cancel", "original")) if number else "original"
        names = rng.sample(PERSONS, rng.randrange(len(PERSONS) + 1)) or ["Nobody Special"]
        events.append(
            shipment(
                f"{reference}-{number}",
                lrn=reference,
                function=function,
                time=(_BEGIN + dt.timedelta(hours=hour)).isoformat(),
                parties=[
                    {"role": "consignee", "kind": "person", "names": [{"value": name}]}
                    for name in names
                ],
            )
        )
    return events


def stands(events: list[Event]) -> set[str]:
    """The listed persons that the events leave standing, taken in the order of their time."""
    found: set[str] = set()
    for event in events:
        named = {party["names"][0]["value"] for party in event["parties"]} & set(PERSONS)
        match event["function"]:
            case "original":
                found |= named
            case "cancel":
                found = set()
            case _:
                found = named
    return found


def final_state(outputs: Outputs, partner: str) -> dict[str, str]:
    """Status by alert, as the reader sees it who keeps the highest revision of each."""
    state: dict[str, tuple[str, str]] = {}
    for alert in outputs.alerts(partner):
        revision, status = alert["revision"], alert["status"]
        state[alert["alertId"]] = max(state.get(alert["alertId"], ("", "")), (revision, status))
    return {key: status for key, (_, status) in state.items()}


def in_every_order(rng: random.Random, all_events: list[list[Event]]) -> Iterator[Event]:
    """Each reference's events in an order of its own, those of all references mixed."""
    shuffled = [rng.sample(events, len(events)) for events in all_events]
    while any(shuffled):
        events = rng.choice([left for left in shuffled if left])
        yield events.pop()


def test_a_thousand_amendments(on_kafka: Installation) -> None:
    house = on_kafka
    house.three_partners()
    house.lists(*(listed(name) for name in PERSONS))
    rng = random.Random(20260301)
    declarations = {f"D-{n}": declaration(rng, f"D-{n}") for n in range(REFERENCES)}
    arrivals = list(in_every_order(rng, list(declarations.values())))
    total = len(arrivals)
    with house.outputs() as outputs, house.worker(batch_events=8, slot="a") as first:
        first.wait_ready()
        house.publish(*records(*arrivals[: total // 2]))
        outputs.wait(lambda seen: len(seen.screened()) > total // 8, first)
        with house.worker(batch_events=8, slot="b") as second:
            second.wait_ready()
            first.kill()  # whatever stands of its references has to be read back by the other
            house.publish(*records(*arrivals[total // 2 :]))
            outputs.wait(lambda seen: len(seen.screened()) > total // 2, second)
            with house.worker(batch_events=8, slot="a") as third:
                third.wait_ready()
                assert second.stop() == 0
                outputs.wait(lambda seen: len(seen.screened()) == total, third, settle=1.0)
                assert third.stop() == 0
        for partner in (PUBLISHER, NEIGHBOUR):
            state = final_state(outputs, partner)
            still_open = {key for key, status in state.items() if status == "open"}
            assert still_open == {
                alert_id(partner, reference, name)
                for reference, events in declarations.items()
                for name in stands(events)
            }
            told = [(alert["alertId"], alert["revision"]) for alert in outputs.alerts(partner)]
            assert len(told) == len(set(told))  # nothing is said twice
        assert len(outputs.screenings()) == total
        assert outputs.dead_letters() == []


def test_what_stands_is_written_to_the_partition_of_its_events(on_kafka: Installation) -> None:
    house = on_kafka
    house.three_partners()
    house.lists(listed(PERSONS[0]))
    state = topics.state_of(f"shipments.{PUBLISHER}")
    with house.outputs(state, *topics.inputs([PUBLISHER])) as outputs, house.worker() as worker:
        worker.wait_ready()
        house.publish(*records(*(shipment(f"p{n}", PERSONS[0]) for n in range(20))))
        outputs.wait(lambda seen: len(seen.of(state)) == 20, worker)
        assert worker.stop() == 0
        events = {r.key: r.partition for r in outputs.of(f"shipments.{PUBLISHER}")}
        assert {r.key: r.partition for r in outputs.of(state)} == events
        assert len(set(events.values())) > 1
