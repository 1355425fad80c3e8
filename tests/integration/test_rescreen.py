"""A party that is listed today is found in the shipments of last week."""

import json
import subprocess
from collections.abc import Callable

from streams import topics
from streams.findings import Found, read_finding
from streams.local.worker_process import WorkerProcess
from tests.integration.installation import (
    NEIGHBOUR,
    PUBLISHER,
    Installation,
    Outputs,
    alert_id,
    listed,
    payment,
    records,
    shipment,
)
from tests.integration.rescreening import Desk, command, run, told

LISTED = "Orlovan Brightkettle"
NEW = "Wendeline Sparrowfield"
BAKER = "Tobiah Underhill Crumb"
EVENTS = 400
KILLS = 5
RAISED = ("listUpdate", "open")


def test_a_party_listed_today_is_found_in_what_was_clear(either: Installation) -> None:
    house = either
    house.three_partners()
    house.lists(listed(LISTED))
    events = [
        shipment("s1", NEW),
        shipment("s2", BAKER),
        payment("p1", NEW),
        shipment("s3", LISTED),
        shipment("s4", NEW),
        shipment("s4b", BAKER, lrn="LRN-s4", function="replace"),
    ]
    with house.outputs() as outputs, house.worker() as worker:
        worker.wait_ready()
        house.publish(*records(*events))
        outputs.wait(lambda seen: len(seen.screened()) == len(events), worker, settle=1.0)
        assert told(outputs) == {("LRN-s3", "event", "open"): 1}
        house.lists(listed(LISTED), listed(NEW))
        line = command(house.options(), "--since=7d")
        said = run([*line, "--dry-run"])
        assert "public-list: 4 alerts would be raised" in said  # one of them is superseded
        outputs.wait(lambda _: True, worker, settle=1.0)
        assert told(outputs) == {("LRN-s3", "event", "open"): 1}
        run(line)
        found = {
            ("LRN-s1", *RAISED): 1,
            ("UETR-p1", *RAISED): 1,
            ("LRN-s3", "event", "open"): 1,
            ("LRN-s3", *RAISED): 1,  # by other lists, all of which count as new: an update
        }
        outputs.wait(lambda seen: told(seen).total() == 4, worker, settle=2.0)
        assert told(outputs) == found  # and nothing of what was superseded
        ids = {alert["alertId"] for alert in outputs.alerts(NEIGHBOUR)}
        assert alert_id(NEIGHBOUR, "LRN-s1", NEW) in ids
        of_s3 = [a for a in outputs.alerts(PUBLISHER) if a["event"]["reference"] == "LRN-s3"]
        assert len({alert["alertId"] for alert in of_s3}) == 1
        run(line)
        house.publish(*records(shipment("s1", NEW)))  # live screening finds it as well
        outputs.wait(lambda seen: told(seen).total() == 5, worker, settle=2.0)
        assert told(outputs) == {**found, ("LRN-s1", "event", "open"): 1}
        assert outputs.dead_letters() == []
        status = [*command([], "status"), f"--bootstrap={house.bootstrap}", "--json"]
        (job,) = json.loads(run([*status, f"--settings={house.settings_file()}"]))
        assert job["read"] >= len(events)
        assert worker.stop() == 0


def test_each_publication_is_followed_up(on_kafka: Installation) -> None:
    desk = Desk(on_kafka)
    desk.house.publish(LISTED)
    with on_kafka.outputs() as outputs, desk.worker() as worker, desk.watching():
        worker.wait_ready()
        events = [shipment("w1", NEW), payment("w2", NEW), shipment("w3", LISTED)]
        on_kafka.publish(*records(*events))
        outputs.wait(lambda seen: len(seen.screened()) == 3, worker, settle=6.0)
        desk.house.publish(LISTED, NEW)
        outputs.wait(lambda seen: told(seen).total() == 3, worker, settle=3.0)
        raised = {("LRN-w3", "event", "open"): 1, ("LRN-w1", *RAISED): 1, ("UETR-w2", *RAISED): 1}
        assert told(outputs) == raised
        on_kafka.publish(*records(shipment("w1b", BAKER, lrn="LRN-w1", function="replace")))
        amended = {**raised, ("LRN-w1", "amended", "closed"): 1}
        outputs.wait(lambda seen: told(seen) == amended, worker)
        desk.house.publish(LISTED)
        closed = {**amended, ("UETR-w2", "delisting", "closed"): 1}
        outputs.wait(lambda seen: told(seen).total() == 5, worker, settle=3.0)
        assert told(outputs) == closed
        for alerts in (outputs.alerts(PUBLISHER), outputs.alerts(NEIGHBOUR)):
            of_payment = [alert for alert in alerts if alert["event"]["type"] == "transaction.v1"]
            first, last = of_payment
            assert first["alertId"] == last["alertId"]
            assert first["revision"] < last["revision"]
        assert outputs.dead_letters() == []
        assert worker.stop() == 0


def test_killed_again_and_again_it_loses_and_doubles_nothing(on_kafka: Installation) -> None:
    desk = Desk(on_kafka)
    desk.house.publish(LISTED)
    found = [topics.found_of(f"shipments.{PUBLISHER}"), topics.RESCREEN_JOBS]
    with on_kafka.outputs(*found) as outputs, desk.worker() as worker:
        worker.wait_ready()
        on_kafka.publish(*records(*(shipment(f"k{n}", NEW) for n in range(EVENTS))))
        outputs.wait(lambda seen: len(seen.screened()) == EVENTS, worker)
        process = desk.watch(batch_events=4, rescreen_share=0.3)
        outputs.wait(lambda seen: len(seen.of(topics.RESCREEN_JOBS)) == 1, worker)
        desk.house.publish(LISTED, NEW)
        for _ in range(KILLS):
            before = len(outputs.of(found[0]))
            outputs.wait(_more_than(before, found[0]), worker)
            process.kill()
            process.wait()
            outputs.wait(lambda _: True, worker, settle=0.2)
            assert before < len(outputs.of(found[0])) < EVENTS  # there was work in hand
            process = desk.watch(batch_events=4, rescreen_share=0.3)
        _wait_for_all(outputs, worker, process)
        assert told(outputs) == {(f"LRN-k{n}", *RAISED): 1 for n in range(EVENTS)}
        findings = [read_finding(record) for record in outputs.of(found[0])]
        assert len(findings) == EVENTS
        assert all(isinstance(finding, Found) for finding in findings)
        assert worker.stop() == 0


def _wait_for_all(
    outputs: Outputs, worker: WorkerProcess, process: subprocess.Popen[bytes]
) -> None:
    try:
        outputs.wait(lambda seen: told(seen).total() >= EVENTS, worker, settle=3.0, patience=120.0)
    finally:
        process.terminate()
        assert process.wait(30) == 0


def _more_than(count: int, topic: str) -> Callable[[Outputs], bool]:
    return lambda seen: len(seen.of(topic)) > count
