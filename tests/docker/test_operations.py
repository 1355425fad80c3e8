"""docs/operations.md says what is so: time-outs of the code, commands and metrics that exist."""

import re
from pathlib import Path

import click
import pytest
import yaml

from config.settings import Settings
from streams import loop
from streams.broker import delivery, faults
from streams.broker.clients import consumer_config, producer_config
from streams.cli import main
from tools.dashboards.queries import known

ROOT = Path(__file__).parent.parent.parent
TEXT = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
TIMEOUTS = dict(
    re.findall(r"^\| ([^|]+) \| ([^|]+) \|", TEXT.partition("## Time-outs")[2], re.MULTILINE)
)
BROKER = yaml.safe_load((ROOT / "docker" / "compose.yaml").read_text(encoding="utf-8"))["services"][
    "kafka"
]["environment"]
CLEANUP = "transaction.abort.timed.out.transaction.cleanup.interval.ms"

CONSUMER, PRODUCER = consumer_config(Settings()), producer_config(Settings())
IN_FORCE = {
    "`session.timeout.ms` (setting `session_timeout_ms`)": CONSUMER["session.timeout.ms"],
    "`heartbeat.interval.ms`": CONSUMER["heartbeat.interval.ms"],
    "`max.poll.interval.ms`": CONSUMER["max.poll.interval.ms"],
    "`transaction.timeout.ms`": PRODUCER["transaction.timeout.ms"],
    f"`{CLEANUP}` (of the broker)": BROKER[f"KAFKA_{CLEANUP.upper().replace('.', '_')}"],
    "`message.timeout.ms`": PRODUCER["message.timeout.ms"],
    "`linger.ms`": PRODUCER["linger.ms"],
    "`fetch.wait.max.ms`": CONSUMER["fetch.wait.max.ms"],
    "one call to the broker": f"{faults.CALL_SECONDS:g} s",
    "patience with the broker (setting `broker_patience_seconds`)": (
        f"{Settings().broker_patience_seconds:g} s"
    ),
    "time of a batch": f"{loop.TARGET_BATCH_SECONDS:g} s",
    "read, when nothing comes": f"{loop.READ_WAIT_SECONDS:g} s",
    "new topics not there yet": f"{loop._RETRY_SECONDS:g} s",
    "looking for lists and policy (setting `poll_seconds`)": f"{Settings().poll_seconds:g} s",
    "a second failure of the producer": f"{delivery._RENEWAL_SECONDS:g} s",
}


@pytest.mark.parametrize("what", IN_FORCE)
def test_a_time_out_is_as_the_document_says(what: str) -> None:
    assert TIMEOUTS[what] == str(IN_FORCE[what])


def test_commands_of_the_document_exist() -> None:
    told = {words for words in re.findall(r"portcullis ((?:[a-z-]+ ?){1,2})", TEXT) if words}
    assert len(told) > 10
    for words in told:
        command: click.Command = main
        for word in words.split():
            if not isinstance(command, click.Group) or word.startswith("-"):
                break
            assert word in command.commands, words
            command = command.commands[word]


def test_metrics_of_the_document_exist() -> None:
    names = set(re.findall(r"\b(?:portcullis|process)_[a-z_]+", TEXT))
    for name in names:
        assert {name, re.sub(r"_(sum|count|bucket)$", "", name)} & known().keys(), name


def test_settings_of_the_document_exist() -> None:
    named = set(re.findall(r"`([a-z]+_[a-z_]+)`", TEXT))
    others = {"stop_grace_period", *known()}
    assert named <= {*Settings.__struct_fields__, *others} | {
        name for name in named if re.sub(r"_(sum|count)$", "", name) in known()
    }


def test_files_of_the_document_exist() -> None:
    for path in re.findall(r"\b((?:docker|config|streams)/[\w./-]+\w)", TEXT):
        if not path.startswith("docker/secrets"):
            assert (ROOT / path).exists(), path
