from bench.latency import ALERT_EVERY, measure_latency
from bench.loop import measure_loop
from bench.swap import measure_swaps
from matchers.model import Kind, ListedEntity, ListedName


def test_the_loop_is_measured_in_rounds_on_a_real_kafka(kafka: str) -> None:
    rounds = measure_loop(2, 300, 1, kafka, batch_events=50)
    assert len(rounds) == 2
    assert all(300 - 50 <= one.events <= 300 + 50 for one in rounds)
    assert all(one.events / one.batches <= 50 for one in rounds)
    assert all(one.cpu_seconds > 0 and one.seconds > 0 for one in rounds)


def test_every_event_that_names_a_listed_party_is_timed_until_its_alert(kafka: str) -> None:
    done = measure_latency(1.0, 1, kafka, burst=20 * ALERT_EVERY)
    assert done.alerts == done.events // ALERT_EVERY > 1
    assert 0 < done.p50 <= done.p99
    assert 0 < done.load < done.full_load


def test_swaps_of_lists_are_timed_under_events(kafka: str) -> None:
    entities = [
        ListedEntity(
            id=f"made-up-{number}",
            source="made-up",
            kind=Kind.PERSON,
            names=(ListedName(value=f"Orlovan Brightkettle {number}"),),
        )
        for number in range(50)
    ]
    done = measure_swaps(entities, 3, 1.5, 1, kafka, burst=200)
    assert done.active.count == 3
    assert 0 < done.active.p50 <= done.active.longest < 30_000
    assert done.during.count > 0
    assert done.without.count > 0
    assert done.ratio == done.during.p99 / done.without.p99
