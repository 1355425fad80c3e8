"""A worker from its start: readiness, what it takes up as it runs, what keeps it from running."""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from streams.errors import WorkerFailed
from streams.events.envelope import Record
from streams.events.publish import event_record
from streams.local.worker_process import WorkerProcess
from tests.integration.installation import (
    NEIGHBOUR,
    PUBLISHER,
    STRANGER,
    Installation,
    listed,
    shipment,
)

PERSON = "Orlovan Brightkettle"
LATER = "Marisolde Quenneville"
_SWAP_SECONDS = 15.0

BROKER = """
import sys, time
from streams.broker.embedded import EmbeddedBroker
broker = EmbeddedBroker()
print(broker.bootstrap, flush=True)
time.sleep(600)
"""


def event(event_id: str, name: str = PERSON) -> Record:
    return event_record(json.dumps(shipment(event_id, name)).encode(), None)


def metric(worker: WorkerProcess, line_start: str) -> float:
    values = [
        float(line.rsplit(" ", 1)[1])
        for line in worker.metrics().splitlines()
        if line.startswith(line_start)
    ]
    return sum(values)


def eventually(holds: Callable[[], bool], seconds: float = _SWAP_SECONDS) -> None:
    deadline = time.monotonic() + seconds
    while not _holds(holds):
        assert time.monotonic() < deadline, "not in time"
        time.sleep(0.1)


def _holds(holds: Callable[[], bool]) -> bool:
    try:
        return holds()
    except OSError:  # a worker that starts does not answer yet
        return False


def worker_command(*options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own interpreter and module
        [sys.executable, "-m", "streams.cli", "worker", "--web-port", "6999", *options],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_without_a_snapshot_nothing_is_consumed_until_there_is_one(
    installation: Installation,
) -> None:
    installation.three_partners()
    installation.create_topics()
    with installation.outputs() as outputs, installation.worker() as worker:
        installation.publish(event("waiting"))
        eventually(lambda: metric(worker, "portcullis_ready ") == 0)
        with pytest.raises(AssertionError, match="not enough"):
            outputs.wait(lambda seen: bool(seen.records), worker, patience=3)
        installation.lists(listed(PERSON))
        worker.wait_ready()
        outputs.wait(lambda seen: seen.screened() == {"waiting"}, worker)
        assert worker.stop() == 0


def test_lists_and_agreements_are_taken_up_while_events_flow(installation: Installation) -> None:
    installation.three_partners()
    installation.lists(listed(PERSON))
    with installation.outputs() as outputs, installation.worker() as worker:
        worker.wait_ready()
        installation.publish(event("before", LATER))
        outputs.wait(lambda seen: "before" in seen.screened(), worker)

        digest = installation.lists(listed(PERSON), listed(LATER))
        eventually(lambda: digest[:12] in worker.metrics())
        installation.publish(event("after", LATER))
        outputs.wait(lambda seen: "after" in seen.screened(), worker, settle=0.5)
        verdicts = {each["eventId"]: each["verdict"] for each in outputs.screenings()}
        assert verdicts == {"before": "clear", "after": "hold"}
        assert not outputs.alerts(STRANGER)

        entities = installation.snapshot / "versions" / digest / "entities.jsonl"
        installation.lists(listed(LATER))
        eventually(lambda: digest[:12] not in worker.metrics())
        entities.write_bytes(entities.read_bytes().replace(b"Orlovan", b"Orlovam"))
        pointer = installation.snapshot / "current"
        pointer.write_text(f'{{"version": 0, "contentDigest": "{digest}"}}')
        refused = 'portcullis_refused_total{what="snapshot"}'
        eventually(lambda: metric(worker, refused) == 1)
        installation.publish(event("damaged", LATER))
        outputs.wait(lambda seen: "damaged" in seen.screened(), worker)

        policy = metric(worker, 'portcullis_refused_total{what="policy"}')
        installation.agreement(PUBLISHER, STRANGER, "hit")
        eventually(lambda: _alerted(installation, outputs, worker, STRANGER))
        installation.agreement(PUBLISHER, STRANGER, "no such tier")
        eventually(lambda: metric(worker, 'portcullis_refused_total{what="policy"}') > policy)
        installation.publish(event("still", LATER))
        outputs.wait(lambda seen: "still" in seen.screened(), worker, settle=0.5)
        assert len(outputs.alerts(NEIGHBOUR)) >= 3
        assert worker.stop() == 0


_asked = iter(range(1000))


def _alerted(house: Installation, outputs: Any, worker: WorkerProcess, partner: str) -> bool:
    asked = f"asked-{next(_asked)}"
    house.publish(event(asked, LATER))
    outputs.wait(lambda seen: asked in seen.screened(), worker, settle=0.3)
    return bool(outputs.alerts(partner))


def test_an_unsigned_snapshot_that_is_not_allowed_is_refused_at_once(
    installation: Installation,
) -> None:
    installation.three_partners()
    installation.lists(listed(PERSON))
    done = worker_command(*installation.options(signed=True))
    assert done.returncode == 5
    assert "--allow-unsigned" in done.stderr
    assert "Traceback" not in done.stderr


def test_no_broker_is_said_in_a_line(installation: Installation) -> None:
    installation.three_partners()
    installation.lists(listed(PERSON))
    done = worker_command(*installation.options(), "--bootstrap=127.0.0.1:9")
    assert done.returncode == 4
    assert "127.0.0.1:9" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_web_port_that_is_taken_is_said_at_once(installation: Installation) -> None:
    installation.three_partners()
    installation.lists(listed(PERSON))
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = worker_command(*installation.options(), f"--web-port={port}")
    assert done.returncode == 2
    assert f"127.0.0.1:{port}" in done.stderr
    assert "--web-port" in done.stderr


def test_a_policy_that_cannot_be_used_is_said_at_once(installation: Installation) -> None:
    installation.three_partners()
    installation.lists(listed(PERSON))
    installation.agreement(PUBLISHER, STRANGER, "everything")
    done = worker_command(*installation.options())
    assert done.returncode == 2
    assert "maxDetail" in done.stderr


@contextmanager
def broker_process() -> Iterator[tuple[subprocess.Popen[str], str]]:
    with subprocess.Popen(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", BROKER], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        try:
            yield process, process.stdout.readline().strip()
        finally:
            process.kill()


def test_a_broker_that_goes_away_ends_it_with_a_status(tmp_path: Path) -> None:
    with broker_process() as (process, bootstrap), Installation(tmp_path, bootstrap) as house:
        house.three_partners()
        house.lists(listed(PERSON))
        house.create_topics()
        with house.worker(broker_patience_seconds=5) as worker:
            worker.wait_ready()
            process.kill()
            assert worker.wait(90) == 4
            with pytest.raises(WorkerFailed):
                worker.check_alive()
