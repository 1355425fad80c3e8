"""Access that ends: with an agreement, with a suspension, and what was changed by hand."""

import json
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from kafka.admin import (
    ACL,
    ACLOperation,
    ACLPermissionType,
    ACLResourcePatternType,
    ConfigResource,
    ResourcePattern,
    ResourceType,
)

from streams import topics
from streams.broker.publishing import Publisher
from streams.broker.rules import EVERY_RULE
from streams.errors import NotAllowed
from streams.events.envelope import Record
from tests.integration.installation import (
    NEIGHBOUR,
    PUBLISHER,
    STRANGER,
    Installation,
    listed,
    shipment,
    wait_until,
)
from tests.integration.secured import Secured, by_hand
from tools.kafka.cluster import KafkaCluster

PERSON = "Orlovan Brightkettle"
_CUT_SECONDS = 60.0


@pytest.fixture
def house(tmp_path: Path, secured_kafka: KafkaCluster) -> Secured:
    """Three partners whose topics, logins and rules are there and as they ought to be."""
    made = Secured(tmp_path, secured_kafka)
    made.three_partners()
    made.provision()
    return made


class Steadily:
    """Alerts of one partner's, written until the context ends; each holds the time of writing."""

    def __init__(self, house: Secured, partner: str) -> None:
        self._publisher = Publisher(house.settings)
        self._topic = topics.alerts(partner)
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._write)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()
        self._publisher.flush()

    def _write(self) -> None:
        while not self._ended.wait(0.1):
            value = f'{{"written": {time.time()}}}'.encode()
            self._publisher.send(Record(topic=self._topic, key=b"k", value=value))


@contextmanager
def running(process: subprocess.Popen[str]) -> Iterator[subprocess.Popen[str]]:
    with process:
        try:
            yield process
        finally:
            process.kill()


def tail(house: Secured, partner: str) -> subprocess.Popen[str]:
    """A reader that is connected, and has read something."""
    reader = house.start("alerts", "tail", "--partner", partner, "--json", login=partner)
    assert reader.stdout is not None
    assert "written" in reader.stdout.readline()
    return reader


def cut(reader: subprocess.Popen[str]) -> tuple[float, float]:
    """When the reader's end came, and when the last record that it had was written."""
    told, said = reader.communicate(timeout=_CUT_SECONDS)
    ended = time.time()
    assert reader.returncode == 5, said
    assert "may not be read" in said
    written = [float(line.partition(": ")[2].rstrip("}")) for line in told.splitlines() if line]
    return ended, max(written, default=0.0)


def test_an_agreements_end_cuts_a_connected_reader(house: Secured) -> None:
    ends = datetime.now(UTC) + timedelta(seconds=15)
    house.agreement(PUBLISHER, NEIGHBOUR, "identity", validUntil=f"{ends:%Y-%m-%dT%H:%M:%SZ}")
    with (
        running(house.start("topics", "watch", "--interval", 2)) as watch,
        Steadily(house, NEIGHBOUR),
        running(tail(house, NEIGHBOUR)) as reader,
    ):
        ended, last = cut(reader)
        assert ended >= ends.timestamp() - 1
        assert ended - ends.timestamp() < _CUT_SECONDS
        assert last < ended
        again = house.portcullis("alerts", "tail", "--partner", NEIGHBOUR, login=NEIGHBOUR)
        assert again.returncode in {1, 5}
        watch.send_signal(signal.SIGTERM)
        told, said = watch.communicate(timeout=30)
        assert watch.returncode == 0, said
    revoked = [line for line in told.splitlines() if "revoke" in line]
    assert len(revoked) == 2
    assert all(f"topic alerts.{NEIGHBOUR}" in line for line in revoked)
    assert house.portcullis("topics", "check").returncode == 0


def test_a_suspension_cuts_a_partner_off_until_it_is_let_in_again(house: Secured) -> None:
    old = house.as_login(NEIGHBOUR)
    dry = house.portcullis("partners", "suspend", NEIGHBOUR, "--why", "keys lost", "--dry-run")
    assert dry.returncode == 0, dry.stderr
    assert house.portcullis("topics", "check").returncode == 0

    with Steadily(house, NEIGHBOUR), running(tail(house, NEIGHBOUR)) as reader:
        began = time.time()
        done = house.portcullis("partners", "suspend", NEIGHBOUR, "--why", "keys lost")
        assert done.returncode == 0, done.stderr
        ended, _ = cut(reader)
        assert ended - began < _CUT_SECONDS
    for command in ("alerts", "screenings"):
        refused = house.portcullis(command, "tail", "--partner", NEIGHBOUR, login=NEIGHBOUR)
        assert refused.returncode == 5
        assert "login was refused" in refused.stderr
    assert "keys lost" in house.portcullis("partners", "list").stdout
    assert house.portcullis("topics", "check").returncode == 0

    assert house.portcullis("partners", "resume", NEIGHBOUR).returncode == 0
    house.provision()
    with pytest.raises(NotAllowed):
        Publisher(old)
    Publisher(house.as_login(NEIGHBOUR))
    assert old.sasl_password != house.as_login(NEIGHBOUR).sasl_password


def test_a_worker_screens_with_nothing_but_its_own_rights(house: Secured) -> None:
    house.lists(listed(PERSON))
    events = house.folder / "events.ndjson"
    sent = (shipment("s1", PERSON), shipment("s2", "Harmless Gardener"))
    events.write_text("".join(json.dumps(event) + "\n" for event in sent))
    login = house.given("portcullis-worker")
    with house.worker(**login, worker_principal="User:portcullis-worker") as worker:
        worker.wait_ready()
        limits = Path(f"/proc/{worker.pid}/limits").read_text().splitlines()
        (core,) = (line.split()[4:6] for line in limits if line.startswith("Max core file size"))
        assert core == ["0", "0"]
        done = house.portcullis("publish", events, login=PUBLISHER)
        assert done.returncode == 0, done.stderr
        foreign = house.portcullis("publish", events, login=NEIGHBOUR)
        assert foreign.returncode == 3
        assert "right to write" in foreign.stderr
        bad = Publisher(house.as_login(PUBLISHER))
        bad.send(Record(topic=f"shipments.{PUBLISHER}", key=b"bad", value=b"{"))
        bad.flush()
        with house.outputs() as outputs:
            outputs.wait(
                lambda seen: len(seen.screenings()) == 2 and len(seen.dead_letters()) == 1, worker
            )
        assert worker.stop() == 0
    options = ("--from-beginning", "--until-idle", 2, "--json")
    for command, partner, count in (
        ("screenings", PUBLISHER, 2),
        ("alerts", NEIGHBOUR, 1),
        ("screenings", NEIGHBOUR, 0),
    ):
        read = house.portcullis(command, "tail", "--partner", partner, *options, login=partner)
        assert read.returncode == 0, read.stderr
        assert len(read.stdout.splitlines()) == count
    stranger = house.portcullis("alerts", "tail", "--partner", NEIGHBOUR, *options, login=STRANGER)
    assert stranger.returncode == 5
    assert stranger.stdout == ""
    operator = "portcullis-operator"
    listed_ = house.portcullis("dead-letters", "list", login=operator)
    assert listed_.returncode == 0, listed_.stderr
    assert "missingField" in listed_.stdout
    replayed = house.portcullis(
        "dead-letters", "replay", "--reason", "missingField", login=operator
    )
    assert replayed.returncode == 0, replayed.stderr
    assert "1 sent" in replayed.stdout


def until_said(process: subprocess.Popen[str], words: str) -> None:
    assert process.stderr is not None
    while words not in (said := process.stderr.readline()):
        assert said, "it ended"


def test_the_watch_outlives_its_broker(house: Secured) -> None:
    """The policy changes while the brokers are away; it is caught up with once they are back."""
    with running(house.start("topics", "watch", "--interval", 1)) as watch:
        until_said(watch, "rules are in step")
        house.cluster.stop(1)
        house.agreement(PUBLISHER, STRANGER, "hit")
        until_said(watch, "out of step")
        house.cluster.start(1)
        house.cluster.wait_ready()
        assert watch.stdout is not None
        allowed = [watch.stdout.readline() for _ in range(2)]
        assert all(f"topic alerts.{STRANGER}" in line and "allow" in line for line in allowed)
        watch.send_signal(signal.SIGTERM)
        assert watch.wait(30) == 0


def rule(
    principal: str,
    name: str,
    operation: ACLOperation = ACLOperation.READ,
    permission: ACLPermissionType = ACLPermissionType.ALLOW,
    pattern: ACLResourcePatternType = ACLResourcePatternType.LITERAL,
) -> ACL:
    resource = ResourcePattern(ResourceType.TOPIC, name, pattern)
    return ACL(principal, "*", operation, permission, resource)


def test_what_was_changed_by_hand_is_named_and_mended(house: Secured) -> None:
    alerts = topics.alerts(NEIGHBOUR)
    admin = by_hand(house.settings)
    prefixed = ACLResourcePatternType.PREFIXED
    admin.create_acls(
        [
            rule("User:mallory", alerts),
            rule("User:trudy", "aler", pattern=prefixed),
            rule("User:eve", "*"),
            rule(f"User:{STRANGER}", "payroll", ACLOperation.ALL),
            rule("User:watcher", "*", ACLOperation.DESCRIBE),
            rule("User:payroll", "payroll", ACLOperation.ALL),
            rule(f"User:{STRANGER}", "payroll", ACLOperation.ALL, ACLPermissionType.DENY),
        ]
    )
    admin.alter_configs([ConfigResource("topic", alerts, {"retention.ms": "1000"})])
    admin.delete_topics([topics.screenings(STRANGER)])
    foreign = {"foreign_principals": "User:watcher"}
    wait_until(lambda: len(differences(house, **foreign)) >= 6)
    assert sorted(differences(house, **foreign)) == [
        f"User:{STRANGER}: all topic payroll, not denied",
        "User:eve: read topic *, not denied",
        "User:mallory: read topic alerts.southland, not denied",
        "User:trudy: read topic aler…, not denied",
        "alerts.southland retention.ms: 1000, not 7776000000",
        "screenings.eastmark: missing, not 4 partitions, 1 copies",
    ]
    house.provision(**foreign)
    assert differences(house, **foreign) == []
    left = {acl.principal for acl in admin.describe_acls(EVERY_RULE)[0]}
    assert {"User:watcher", "User:payroll"} <= left
    assert not left & {"User:mallory", "User:trudy", "User:eve"}
    admin.delete_acls([rule("User:watcher", "*", ACLOperation.DESCRIBE)])
    admin.close()


def differences(house: Secured, **settings: str) -> list[str]:
    done = house.portcullis("topics", "check", **settings)
    lines = done.stderr.splitlines()
    found = [line for line in lines if ", not " in line]
    assert done.returncode == (5 if found else 0), done.stderr
    return found


def test_brokers_without_access_control_are_told_of_and_left_alone(
    on_kafka: Installation,
) -> None:
    on_kafka.three_partners()
    where = ("--bootstrap", on_kafka.bootstrap, "--partners", str(on_kafka.policy))

    def portcullis(*arguments: str) -> subprocess.CompletedProcess[str]:
        line = [sys.executable, "-m", "streams.cli", *arguments, *where]
        return subprocess.run(  # noqa: S603 - our own interpreter and module
            line, capture_output=True, text=True, check=False, timeout=60
        )

    assert portcullis("topics", "create", "--access").returncode == 5
    made = portcullis("topics", "create")
    assert (made.returncode, "no access control" in made.stderr) == (0, True), made.stderr
    assert portcullis("topics", "check", "--access").returncode == 5
    assert portcullis("topics", "check").returncode == 0
    alone = portcullis("topics", "check", "--no-access")
    assert (alone.returncode, alone.stderr) == (0, "")
    watched = portcullis("topics", "watch")
    assert (watched.returncode, "no access control" in watched.stderr) == (5, True)
    suspended = portcullis("partners", "suspend", NEIGHBOUR, "--why", "tried")
    assert (suspended.returncode, "no access control" in suspended.stderr) == (0, True)
