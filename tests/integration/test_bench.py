from bench.latency import ALERT_EVERY, measure_latency
from bench.loop import measure_loop


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
