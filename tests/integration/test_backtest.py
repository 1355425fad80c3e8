"""A back-test reads past events beside a worker, and leaves no trace at the broker."""

import datetime as dt
import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from confluent_kafka import Consumer, TopicPartition

from sharing.policy import load_policy
from streams import topics
from streams.broker.reading import TopicReader
from streams.events.outputs import DEAD_LETTERS
from tests.integration.installation import (
    NEIGHBOUR,
    Installation,
    listed,
    payment,
    records,
    shipment,
)
from tests.integration.secured import Secured
from tools.kafka.cluster import KafkaCluster

PERSON = "Orlovan Brightkettle"


def backtest(house: Installation, *arguments: str) -> dict[str, Any]:
    done = subprocess.run(  # noqa: S603 - our own interpreter and module
        [
            *(sys.executable, "-m", "streams.cli", "backtest", "--json"),
            *(f"--bootstrap={house.bootstrap}", f"--partners={house.policy}"),
            *(f"--in-use=file://{house.snapshot}", *arguments),
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def ends(house: Installation) -> dict[tuple[str, int], tuple[int, int]]:
    """How far every topic of the installation reaches, those that workers write above all."""
    names = [topic.name for topic in topics.all_topics(load_policy(house.policy).partners)]
    consumer = Consumer({"bootstrap.servers": house.bootstrap, "group.id": "test-of-ends"})
    try:
        return {
            (name, partition): consumer.get_watermark_offsets(
                TopicPartition(name, partition), timeout=10
            )
            for name in {*names, DEAD_LETTERS}
            for partition in consumer.list_topics(name, timeout=10).topics[name].partitions
        }
    finally:
        consumer.close()


def committed(house: Installation, group: str) -> set[int]:
    consumer = Consumer({"bootstrap.servers": house.bootstrap, "group.id": group})
    try:
        places = [TopicPartition(*place) for place in ends(house)]
        return {place.offset for place in consumer.committed(places, timeout=10)}
    finally:
        consumer.close()


def test_past_events_are_counted_and_nothing_is_written(either: Installation) -> None:
    house = either
    house.three_partners()
    house.lists(listed(PERSON, programId=["SAMPLE"]))
    house.create_topics()
    house.publish(
        *records(
            *(shipment(f"e{number}", PERSON) for number in range(30)),
            *(shipment(f"o{number}", "Nobody Special") for number in range(30)),
            payment("p1", PERSON),
        )
    )
    (house.folder / "strict.yaml").write_text("default: {review: 1.0, hold: 1.0}\n")
    before = ends(house)
    answer = backtest(house, "--since=1d", f"--thresholds={house.folder / 'strict.yaml'}")
    report = answer["report"]
    assert (report["events"], answer["bad"]) == (61, 0)
    counts = {(row["source"], row["programme"]): row["counts"] for row in report["lists"]}
    total = counts["public-list", None]
    assert sum(total["lost"].values()) + sum(total["kept"].values()) + total["lowered"] == 31
    assert sum(total["gained"].values()) == 0
    assert counts["public-list", "SAMPLE"] == total

    assert ends(house) == before
    assert committed(house, "portcullis-backtest") == {-1001}  # none
    assert committed(house, "portcullis") == {-1001}


def test_what_is_older_is_not_read(either: Installation) -> None:
    house = either
    house.three_partners()
    house.create_topics()
    names = topics.inputs(load_policy(house.policy).partners)

    def read(since: dt.datetime) -> set[str]:
        reader = TopicReader(house.settings, names, since=since, group="portcullis-backtest")
        try:
            return {json.loads(record.value or b"")["lrn"] for record in reader.until_end()}
        finally:
            reader.close()

    start = dt.datetime.now(dt.UTC) - dt.timedelta(minutes=1)
    assert read(start) == set()
    house.publish(*records(*(shipment(f"old{number}", PERSON) for number in range(9))))
    time.sleep(0.1)
    between = dt.datetime.now(dt.UTC)
    time.sleep(0.1)
    house.publish(*records(shipment("new1", PERSON), shipment("new2", PERSON)))
    assert read(between) == {"LRN-new1", "LRN-new2"}
    assert len(read(start)) == 11
    assert read(dt.datetime.now(dt.UTC) + dt.timedelta(hours=1)) == set()


def test_the_workers_login_may_and_a_partners_may_not(
    tmp_path: Path, secured_kafka: KafkaCluster
) -> None:
    house = Secured(tmp_path, secured_kafka)
    house.three_partners()
    house.lists(listed(PERSON))
    house.provision()
    (tmp_path / "strict.yaml").write_text("default: {review: 1.0, hold: 1.0}\n")
    house.publish(*records(shipment("e1", PERSON)))
    command = (
        *("backtest", "--json", "--since=1h", f"--in-use=file://{house.snapshot}"),
        f"--thresholds={tmp_path / 'strict.yaml'}",
    )
    done = house.portcullis(*command, login="portcullis-worker")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["report"]["events"] == 1
    for login in (NEIGHBOUR, "portcullis-operator"):
        refused = house.portcullis(*command, login=login)
        assert refused.returncode == 5, refused.stderr
        assert "this login" in refused.stderr
