"""A good-guy record of the command line holds in a running worker, until its entity changes."""

import json
import subprocess
import sys
from typing import Any

from streams.events.publish import event_record
from tests.integration.installation import (
    NEIGHBOUR,
    PUBLISHER,
    Installation,
    listed,
    metric,
    shipment,
    wait_until,
)

PERSON = "Orlovan Brightkettle"
PARTY = {
    "role": "consignee",
    "kind": "person",
    "names": [{"value": PERSON}],
    "birthDate": "1962-03-05",
}
IN_FORCE = 'portcullis_suppressions{state="inForce"}'


def event(event_id: str) -> dict[str, Any]:
    return shipment(event_id, parties=[PARTY])


def suppressions(house: Installation, *arguments: str, given: str = "") -> str:
    options = [
        f"--partners={house.policy}",
        f"--secret-file={house.folder / 'secret'}",
        f"--snapshot=file://{house.snapshot}",
    ]
    done = subprocess.run(  # noqa: S603 - our own interpreter and module
        [sys.executable, "-m", "streams.cli", "suppressions", *arguments, *options],
        input=given,
        capture_output=True,
        text=True,
        check=False,
        timeout=90,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_record_holds_until_its_entity_changes(either: Installation) -> None:
    house = either
    house.three_partners()
    house.lists(listed(PERSON))

    def publish(event_id: str) -> dict[str, Any]:
        house.publish(event_record(json.dumps(event(event_id)).encode(), None))
        outputs.wait(lambda seen: event_id in seen.screened(), worker, settle=0.5)
        (found,) = [each for each in outputs.screenings() if each["eventId"] == event_id]
        return found

    def told() -> set[str]:
        return {each["event"]["reference"] for each in outputs.alerts(NEIGHBOUR)}

    with house.outputs() as outputs, house.worker() as worker:
        assert publish("before")["verdict"] != "clear"
        document = json.dumps(event("before"))
        people = ("--requested-by", "A. Lindqvist", "--approved-by", "M. Okafor")
        made = json.loads(
            suppressions(
                house, "add", "-", "--path", "parties[0]", "--entity", listed(PERSON)["id"],
                "--reason", "passport seen", *people, "--expires", "30d", "--json", given=document,
            )
        )  # fmt: skip
        wait_until(lambda: metric(worker, IN_FORCE) == 1)
        during = publish("during")
        assert (during["verdict"], during["matches"]) == ("clear", [])
        assert [each["record"] for each in during["suppressed"]] == [made["id"]]
        assert metric(worker, 'portcullis_suppressed_total{source="public-list"}') == 1

        house.lists(listed(PERSON, country=["fr"]))
        wait_until(lambda: metric(worker, 'portcullis_suppressions{state="changed"}') == 1)
        after = publish("after")
        assert after["verdict"] != "clear"
        assert after["suppressed"] == []
        assert told() == {"LRN-before", "LRN-after"}
        assert {each["match"]["entityId"] for each in outputs.alerts(PUBLISHER)} == {
            listed(PERSON)["id"]
        }
