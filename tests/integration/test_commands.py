"""Commands that talk to a broker or run one."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from streams.events.envelope import Record
from tests.integration.installation import (
    PUBLISHER,
    Installation,
    listed,
    records,
    shipment,
)

PERSON = "Orlovan Brightkettle"
BAD = b'{"lrn": "BAD-1", "parties": "nobody"}'


def portcullis(*arguments: object) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(  # noqa: S603 - our own interpreter and module
        [sys.executable, "-m", "streams.cli", *map(str, arguments)],
        capture_output=True,
        check=False,
        timeout=90,
    )


@pytest.fixture(scope="module")
def refused(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """An installation with a worker, one good event screened, and two dead letters."""
    with Installation(tmp_path_factory.mktemp("commands")) as house:
        house.three_partners()
        house.lists(listed(PERSON))
        house.create_topics()
        (good,) = records(shipment("good", PERSON))
        bad = Record(topic=good.topic, key=b"BAD-1", value=BAD, headers=good.headers)
        tombstone = Record(topic=good.topic, key=b"BAD-2", value=None, headers=good.headers)
        with house.worker() as worker, house.outputs() as outputs:
            worker.wait_ready()
            house.publish(good, bad, tombstone)
            outputs.wait(lambda seen: len(seen.dead_letters()) == 2, worker)
            yield house
            assert worker.stop() == 0


def dead_letters(house: Installation) -> dict[str, dict[str, object]]:
    done = portcullis("dead-letters", "list", "--json", "--bootstrap", house.bootstrap)
    assert done.returncode == 0, done.stderr
    return {letter["reason"]: letter for letter in map(json.loads, done.stdout.splitlines())}


def test_dead_letters_are_listed_shown_and_replayed(refused: Installation) -> None:
    where = ("--bootstrap", refused.bootstrap)
    letters = dead_letters(refused)
    assert letters["wrongField"]["path"] == "parties"
    letter_id = letters["wrongField"]["id"]

    assert portcullis("dead-letters", "show", letter_id, "--raw", *where).stdout == BAD
    shown = portcullis("dead-letters", "show", letter_id, *where).stdout.decode()
    assert "wrongField" in shown
    assert "ce_source" in shown
    assert portcullis("dead-letters", "show", "0:99999", *where).returncode == 1

    assert portcullis("dead-letters", "replay", *where).returncode == 2
    dry = portcullis("dead-letters", "replay", "--reason", "tombstone", "--dry-run", *where)
    assert b"would send" in dry.stdout
    assert len(dead_letters_of(refused, b"BAD-2")) == 1
    assert portcullis("dead-letters", "replay", "0:99999", *where).returncode == 1
    assert portcullis("dead-letters", "replay", "--reason", "nonsense", *where).returncode == 2
    sent = portcullis("dead-letters", "replay", "--reason", "wrongField", *where)
    assert sent.returncode == 0
    assert b"1 sent" in sent.stdout
    deadline = time.monotonic() + 20
    while len(again := dead_letters_of(refused, b"BAD-1")) < 2:
        assert time.monotonic() < deadline, "the replayed message did not come back"
    assert {(letter.value, letter.headers[-1]) for letter in again} == {(BAD, again[0].headers[-1])}


def dead_letters_of(house: Installation, key: bytes) -> list[Record]:
    with house.outputs() as outputs:
        outputs.wait(lambda _: True, settle=0.8)
        return [letter for letter in outputs.of("dead-letters") if letter.key == key]


@pytest.mark.parametrize("command", ["create", "check"])
def test_the_embedded_broker_needs_no_topics_made(refused: Installation, command: str) -> None:
    done = portcullis(
        "topics", command, "--bootstrap", refused.bootstrap, "--partners", refused.policy
    )
    assert done.returncode == 0
    assert b"nothing to do" in done.stderr


@pytest.mark.parametrize(
    "command",
    [
        ("alerts", "tail", "--partner", PUBLISHER),
        ("topics", "check", "--partners", "{policy}"),
    ],
    ids=" ".join,
)
def test_a_broker_that_is_not_there_is_status_4(
    refused: Installation, command: tuple[str, ...]
) -> None:
    words = [word.format(policy=refused.policy) for word in command]
    done = portcullis(*words, "--bootstrap", "127.0.0.1:9")
    assert done.returncode == 4
    assert b"127.0.0.1:9" in done.stderr
    assert b"Traceback" not in done.stderr


def test_the_demonstration_runs(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "streams.cli", "demo"],
        capture_output=True,
        check=False,
        timeout=120,
        cwd=tmp_path,
        env={"HOME": str(tmp_path), "COLUMNS": "160", "LANG": "C.UTF-8"},
    )
    assert done.returncode == 0, done.stderr
    shown = done.stdout.decode()
    for said in ("200 events, 15 dead letters", "foreignSource", "withheld", "p99"):
        assert said in shown
    left = [path.name for path in tmp_path.iterdir()]
    assert left == [".cache"]  # machine code alone


def test_embedded_mode_keeps_what_came_out_when_it_is_interrupted(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with subprocess.Popen(  # noqa: S603 - our own interpreter and module
        [sys.executable, "-u", "-m", "streams.cli", "embedded", "--data", str(data)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout is not None
        told: dict[str, str] = {}
        while "output" not in told:
            line = process.stdout.readline()
            assert line, "embedded mode ended"
            word, _, rest = line.strip().partition(" ")
            told[word] = rest.strip()
        line = json.dumps(
            shipment("e1", "Zinaida Pavlovna Turkhovskaya", publisher="nordland-customs")
        )
        file = tmp_path / "events.ndjson"
        file.write_text(line + "\n")
        assert portcullis("publish", "--bootstrap", told["broker"], file).returncode == 0
        kept = data / "screenings.nordland-customs.ndjson"
        deadline = time.monotonic() + 30
        while not (kept.exists() and kept.read_text().endswith("\n")):
            assert time.monotonic() < deadline, "no screening was kept"
            time.sleep(0.2)
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0
    (screening,) = [json.loads(line) for line in kept.read_text().splitlines()]
    assert (screening["eventId"], screening["verdict"]) == ("e1", "hold")
    assert (data / "alerts.southland-customs.ndjson").exists()
