"""What a worker says while it screens: structured, useful, and of nobody."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from sharing.policy import load_policy
from streams import samples, topics
from streams.broker.embedded import EmbeddedBroker
from streams.broker.provisioning import create_topics
from streams.broker.publishing import Publisher
from streams.local.setting_up import sample_snapshot, worker_options
from streams.local.worker_process import WorkerProcess
from tests.integration.installation import Outputs

_SHORTEST = 5
"""Shorter values (codes of countries, years) stand in lines that have nothing to do with them."""


def said_of_parties(node: Any) -> Iterator[str]:
    """Every name, identifier, address and description in a decoded event or list entry."""
    match node:
        case {"value": str(value)} | {"description": str(value)}:
            yield value
        case _:
            pass
    children = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    for child in children:
        yield from said_of_parties(child)


def personal() -> set[str]:
    """Everything in sample events and lists that says who somebody is."""
    found: set[str] = set()
    for line in samples.events():
        data = msgspec.json.decode(line)["data"]
        found |= set(said_of_parties(data))
        found |= {
            str(means[key])
            for means in data.get("transport", ())
            for key in ("name", "imo", "tailNumber")
            if key in means
        }
        found |= {
            str(agent[key])
            for agent in data.get("agents", ())
            for key in ("name", "bic", "lei")
            if key in agent
        }
        found |= set(data.get("remittanceText", ()))
    for line in samples.list_path().read_bytes().splitlines():
        for values in msgspec.json.decode(line)["properties"].values():
            found |= {str(value) for value in values}
    found |= {"Fjellby Potteries AS", "Café Mariñas", "middleman"}  # of the bad messages
    return {value for value in found if len(value) >= _SHORTEST}


def test_no_line_names_a_party_and_every_line_is_structured(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    broker = EmbeddedBroker()
    folder = samples.policy_folder()
    names = load_policy(folder).partners
    create_topics(broker.bootstrap, topics.all_topics(names))
    options = worker_options(
        broker.bootstrap, sample_snapshot(tmp_path), folder, tmp_path, samples.sources_path()
    )
    sent = samples.records()
    with (
        Outputs(broker.bootstrap, topics.outputs(names)) as outputs,
        WorkerProcess(options) as worker,
    ):
        worker.wait_ready()
        publisher = Publisher(broker.bootstrap)
        for record in sent:
            publisher.send(record)
        publisher.flush()
        outputs.wait(lambda seen: answered(seen) >= len(sent), worker)
        assert worker.stop() == 0
    told = capfd.readouterr().err  # before this process's own clients lose their broker
    broker.close()

    published = b"".join(record.value or b"" for record in outputs.records).decode(errors="replace")
    assert sum(value in published for value in personal()) > 50  # they did go through it

    lines = [json.loads(line) for line in told.splitlines()]
    assert all({"event", "level", "logger", "timestamp"} <= line.keys() for line in lines)
    for line in lines:
        del line["timestamp"]  # digits at random
    text = json.dumps(lines, ensure_ascii=False)
    assert [value for value in personal() if value in text] == []
    said = {line["event"] for line in lines}
    assert {"ready", "policy taken up", "in force", "dead letter"} <= said
    places = {
        (letter.topic, letter.partition, letter.offset, letter.reason)
        for letter in outputs.dead_letters()
    }
    assert places >= {
        (line["topic"], line["partition"], line["offset"], line["reason"])
        for line in lines
        if line["event"] == "dead letter"
    }


def answered(seen: Outputs) -> int:
    return len(seen.dead_letters()) + sum(
        record.topic.startswith("screenings.") for record in seen.records
    )
