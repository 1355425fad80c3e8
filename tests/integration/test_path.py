"""From events that a command publishes to the alerts that the right partners read."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.integration.installation import (
    NEIGHBOUR,
    PUBLISHER,
    STRANGER,
    Installation,
    listed,
    shipment,
)

PERSON = "Orlovan Brightkettle"
COMPANY = "Quillmark Dredging"
WITHHELD = "Tamerlaine Ostrovik"  # on the stranger's own list, of which nobody else may know


@pytest.fixture(scope="module")
def running(lasting: Installation) -> Iterator[Installation]:
    house = lasting
    house.three_partners()
    house.sources = {"own-list": {"owner": STRANGER}}
    house.lists(
        listed(PERSON),
        listed(COMPANY) | {"schema": "Company"},
        listed(WITHHELD, dataset="own-list"),
    )
    house.create_topics()
    with house.worker() as worker:
        worker.wait_ready()
        yield house
        assert worker.stop() == 0


def command(house: Installation, *arguments: object) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-m", "streams.cli", *map(str, arguments)]
    return subprocess.run(  # noqa: S603 - our own interpreter and module
        [*line, "--bootstrap", house.bootstrap],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def published(
    house: Installation, *lines: dict[str, Any] | str
) -> subprocess.CompletedProcess[str]:
    file = house.folder / "events.ndjson"
    texts = (line if isinstance(line, str) else json.dumps(line) for line in lines)
    file.write_text("\n".join(texts) + "\n")
    return command(house, "publish", file)


def tail(house: Installation, topic: str, partner: str) -> list[dict[str, Any]]:
    done = command(
        house, topic, "tail", "--partner", partner, "--from-beginning", "--json", "--until-idle", 1
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def payment(event_id: str, creditor: str) -> dict[str, Any]:
    party = {"role": "creditor", "kind": "organization", "names": [{"value": creditor}]}
    return {
        "specversion": "1.0",
        "type": "transaction.v1",
        "id": event_id,
        "source": f"urn:portcullis:partner:{PUBLISHER}",
        "time": "2026-03-01T10:00:00Z",
        "data": {"uetr": f"U-{event_id}", "amount": 12.5, "currency": "XTS", "parties": [party]},
    }


def test_alerts_reach_those_who_are_entitled_and_nobody_else(running: Installation) -> None:
    events = (
        shipment("s1", PERSON),
        payment("p1", COMPANY),
        shipment("s2", "Harmless Gardener"),
        shipment("s3", WITHHELD),
    )
    done = published(running, *events)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        f"shipments.{PUBLISHER}: 3 published",
        f"transactions.{PUBLISHER}: 1 published",
    ]
    with running.outputs() as outputs:
        outputs.wait(lambda seen: len(seen.screenings()) == len(events), settle=0.5)
        assert {one["eventId"]: one["verdict"] for one in outputs.screenings()} == {
            "s1": "hold",
            "p1": "hold",
            "s2": "clear",
            "s3": "clear",  # the publisher may not know of the only match
        }
        assert outputs.dead_letters() == []
        assert all(one["lists"] for one in outputs.screenings())

    own = tail(running, "alerts", PUBLISHER)
    assert {one["event"]["reference"] for one in own} == {"LRN-s1", "U-p1"}
    neighbours = tail(running, "alerts", NEIGHBOUR)
    assert {(one["event"]["reference"], one["match"]["listedName"]) for one in neighbours} == {
        ("LRN-s1", PERSON),
        ("U-p1", COMPANY),
    }
    assert all("aboveTier" in {w["reason"] for w in one["withheld"]} for one in neighbours)
    assert tail(running, "alerts", STRANGER) == []
    assert {one["eventId"] for one in tail(running, "screenings", PUBLISHER)} == {
        "s1",
        "s2",
        "s3",
        "p1",
    }
    assert not {one["alertId"] for one in own} & {one["alertId"] for one in neighbours}


def test_the_same_event_again_makes_no_new_alert(running: Installation) -> None:
    event = shipment("again", PERSON)
    amended = shipment("amended", PERSON, function="replace", lrn="LRN-again")
    for line in (event, event, amended):
        assert published(running, line).returncode == 0
    with running.outputs() as outputs:

        def ours(partner: str) -> list[dict[str, Any]]:
            alerts = outputs.alerts(partner)
            return [one for one in alerts if one["event"]["reference"] == "LRN-again"]

        outputs.wait(lambda _: len(ours(PUBLISHER)) == 3 and len(ours(NEIGHBOUR)) == 3, settle=0.3)
        for partner in (PUBLISHER, NEIGHBOUR):
            alerts = ours(partner)
            assert len(alerts) == 3
            assert len({one["alertId"] for one in alerts}) == 1
            assert len({one["revision"] for one in alerts}) == 3
            keys = [
                r.key for r in outputs.of(f"alerts.{partner}") if b"LRN-again" in (r.value or b"")
            ]
            assert keys == [alerts[0]["alertId"].encode()] * 3


def test_a_bad_line_is_reported_and_the_others_are_published(running: Installation) -> None:
    done = published(running, shipment("b1", PERSON), "{", {"type": "invoice.v1", "id": "b2"})
    assert done.returncode == 3
    assert "line 2: " in done.stderr
    assert "line 3: " in done.stderr
    assert "2 lines are no events" in done.stderr
    with running.outputs() as outputs:
        outputs.wait(lambda seen: "b1" in seen.screened())


def test_nobody_publishes_for_another(running: Installation, tmp_path: Path) -> None:
    file = tmp_path / "event.ndjson"
    file.write_text(json.dumps(shipment("foreign", PERSON)) + "\n")
    done = command(running, "publish", "--partner", NEIGHBOUR, file)
    assert done.returncode == 3
    assert f"is not of {NEIGHBOUR}" in done.stderr
