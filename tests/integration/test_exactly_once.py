"""On a real Kafka, whatever happens to a worker: one screening an event, one alert a partner."""

import itertools
import signal
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from confluent_kafka.admin import AdminClient

from streams import topics
from streams.local.worker_process import WorkerProcess
from tests.integration.installation import (
    NEIGHBOUR,
    PUBLISHER,
    Installation,
    Outputs,
    listed,
    metric,
    payment,
    records,
    set_topic,
    shipment,
    wait_until,
)
from tests.services import missing
from tools.kafka.cluster import KafkaCluster
from tools.kafka.jars import KafkaMissing

PERSON = "Orlovan Brightkettle"
_SESSION_SECONDS = 6.0


def prepared(house: Installation, replication: int = 1) -> None:
    house.three_partners()
    house.lists(listed(PERSON))
    house.create_topics(replication)


def publish(house: Installation, *ids: str, name: str = PERSON) -> None:
    house.publish(*records(*(shipment(each, name) for each in ids)))


def wait_for(outputs: Outputs, worker: WorkerProcess | None, *ids: str) -> None:
    outputs.wait(lambda seen: seen.screened() >= set(ids), worker, settle=1.0)


def _more_than(count: int) -> Callable[[Outputs], bool]:
    return lambda seen: len(seen.screened()) > count


def assert_once_each(outputs: Outputs, ids: list[str]) -> None:
    """One screening an event, and one alert for each of the two who may know of it."""
    screened = Counter(screening["eventId"] for screening in outputs.screenings())
    assert screened == Counter(ids)
    for partner in (PUBLISHER, NEIGHBOUR):
        told = Counter(alert["alertId"] for alert in outputs.alerts(partner))
        assert len(told) == len(ids)
        assert set(told.values()) == {1}
    assert outputs.dead_letters() == []


def test_a_worker_that_is_stopped_past_its_session_doubles_nothing(on_kafka: Installation) -> None:
    house = on_kafka
    prepared(house)
    ids = [f"s{n}" for n in range(400)]
    with house.outputs() as outputs, house.worker(batch_events=20) as stalled:
        stalled.wait_ready()
        publish(house, *ids[:200])
        outputs.wait(lambda seen: len(seen.screened()) > 20, stalled)
        stalled.signal(signal.SIGSTOP)
        publish(house, *ids[200:])
        with house.worker(batch_events=20) as other:
            wait_for(outputs, other, *ids)
            stalled.signal(signal.SIGCONT)
            time.sleep(_SESSION_SECONDS / 2)
            publish(house, "after")
            wait_for(outputs, other, "after")
            stalled.check_alive()  # it was fenced, and has joined anew
            assert other.stop() == 0
        publish(house, "alone")
        wait_for(outputs, stalled, "alone")
        assert stalled.stop() == 0
        assert_once_each(outputs, [*ids, "after", "alone"])
        assert sum(house.committed().values()) >= len(ids)


def test_workers_that_come_and_go_double_nothing(on_kafka: Installation) -> None:
    house = on_kafka
    prepared(house)
    ids = [f"r{n}" for n in range(300)]
    with house.outputs() as outputs, house.worker(batch_events=10) as first:
        first.wait_ready()
        for begin in range(0, len(ids), 100):
            with house.worker(batch_events=10) as second:
                publish(house, *ids[begin : begin + 50])
                second.wait_ready()
                publish(house, *ids[begin + 50 : begin + 100])
                outputs.wait(_more_than(begin))
                assert second.stop() == 0
        wait_for(outputs, first, *ids)
        assert first.stop() == 0
        assert_once_each(outputs, ids)


def test_two_workers_of_one_slot_do_not_fence_each_other_for_ever(
    on_kafka: Installation, capfd: pytest.CaptureFixture[str]
) -> None:
    house = on_kafka
    prepared(house)
    kinds = ("s", "t")  # one worker may have all shipments, the other all payments
    numbers = itertools.count()
    with house.outputs() as outputs:
        with (
            house.worker(slot="same", batch_events=1) as one,
            house.worker(slot="same", batch_events=1) as other,
        ):

            def has_ended() -> bool:
                number = next(numbers)
                house.publish(
                    *records(shipment(f"s{number}", PERSON), payment(f"t{number}", PERSON))
                )
                return 1 in (one.poll(), other.poll())

            wait_until(has_ended, 90)
        assert "give each a slot of its own" in capfd.readouterr().err
        ids = [f"{kind}{number}" for number in range(next(numbers)) for kind in kinds]
        with house.worker() as alone:
            wait_for(outputs, alone, *ids)
            assert alone.stop() == 0
        assert_once_each(outputs, ids)


def test_a_broker_that_restarts_is_waited_for(tmp_path: Path) -> None:
    try:
        # Three, since exactly once holds over the crash of a broker only where a partition has a
        # second copy: without one its leader is gone, and Kafka skips the marks of transactions.
        cluster = KafkaCluster(tmp_path / "kafka", nodes=3)
    except KafkaMissing as error:
        missing(error)
    with cluster, Installation(tmp_path, cluster.bootstrap, "exactly-once") as house:
        prepared(house, replication=3)
        ids = [f"b{n}" for n in range(600)]
        with house.outputs() as outputs, house.worker(batch_events=10) as worker:
            worker.wait_ready()
            publish(house, *ids)
            outputs.wait(lambda seen: len(seen.screened()) > 20, worker)
            cluster.kill(1)
            time.sleep(2.0)
            worker.check_alive()
            cluster.start(1)
            cluster.wait_ready()
            publish(house, "after")
            wait_for(outputs, worker, *ids, "after")
            assert worker.stop() == 0
            assert_once_each(outputs, [*ids, "after"])


def test_an_output_that_its_topic_does_not_take_is_a_dead_letter_and_the_rest_goes_on(
    on_kafka: Installation,
) -> None:
    house = on_kafka
    prepared(house)
    set_topic(house.bootstrap, topics.screenings(PUBLISHER), {"max.message.bytes": "4096"})
    with house.outputs() as outputs:
        parties = [
            {"role": "buyer", "kind": "person", "names": [{"value": PERSON, "type": "legal"}]},
            *({"role": "buyer", "names": [{"value": f"{PERSON} {n}"}]} for n in range(60)),
        ]
        publish(house, "small-1", name="Nobody Special")
        house.publish(*records(shipment("large", PERSON, parties=parties)))
        publish(house, "small-2", name="Nobody Special")
        with house.worker() as worker:
            worker.wait_ready()
            outputs.wait(lambda seen: len(seen.screened()) + len(seen.dead_letters()) >= 3, worker)
            assert worker.stop() == 0
        assert outputs.screened() == {"small-1", "small-2"}
        (letter,) = outputs.dead_letters()
        assert letter.reason == "outputTooLarge"
        assert topics.screenings(PUBLISHER) in letter.detail
        assert outputs.alerts(NEIGHBOUR) == []


def test_a_partner_without_topics_keeps_nobody_from_being_screened(on_kafka: Installation) -> None:
    house = on_kafka
    prepared(house)
    refused = 'portcullis_refused_total{what="policy"}'
    with house.outputs() as outputs, house.worker() as worker:
        worker.wait_ready()
        house.partner("westmark")
        house.agreement(PUBLISHER, "westmark", "identity")
        wait_until(lambda: metric(worker, refused) == 1)
        publish(house, "before")
        wait_for(outputs, worker, "before")
        house.create_topics()
        wait_until(lambda: metric(worker, 'portcullis_refusing{what="policy"}') == 0)
        publish(house, "after")
        wait_for(outputs, worker, "after")
        assert worker.stop() == 0
    with house.outputs() as everything:
        everything.wait(lambda seen: len(seen.alerts("westmark")) == 1, settle=1.0)


def test_a_topic_that_is_gone_ends_the_worker_with_what_to_mend(
    on_kafka: Installation, capfd: pytest.CaptureFixture[str]
) -> None:
    house = on_kafka
    prepared(house)
    with house.outputs() as outputs, house.worker() as worker:
        worker.wait_ready()
        publish(house, "before")
        wait_for(outputs, worker, "before")
        admin = AdminClient({"bootstrap.servers": house.bootstrap})
        for done in admin.delete_topics([topics.alerts(NEIGHBOUR)]).values():
            done.result()
        publish(house, "after")
        assert worker.wait(90) == 5
    said = capfd.readouterr().err
    assert topics.alerts(NEIGHBOUR) in said
    assert "portcullis topics create" in said
    assert sum(house.committed().values()) == 1  # what could not be told is not acknowledged
