"""A party that is listed today is found in the shipments of last week."""

import json

from tests.integration.installation import (
    NEIGHBOUR,
    PUBLISHER,
    Installation,
    alert_id,
    listed,
    payment,
    records,
    shipment,
)
from tests.integration.rescreening import rescreen

LISTED = "Orlovan Brightkettle"
NEW = "Wendeline Sparrowfield"
BAKER = "Tobiah Underhill Crumb"


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
        assert len(outputs.alerts(PUBLISHER)) == 1
        house.lists(listed(LISTED), listed(NEW))
        told = rescreen(house, "--since=7d", "--dry-run")
        assert "nothing was published" in told
        outputs.wait(lambda _: True, worker, settle=1.0)
        assert len(outputs.alerts(PUBLISHER)) == 1
        print(told, rescreen(house, "--since=7d"))
        outputs.wait(lambda seen: len(seen.alerts(PUBLISHER)) == 4, worker, settle=2.0)
        found = {
            alert["alertId"]: alert
            for alert in outputs.alerts(PUBLISHER)
            if alert["trigger"] == "listUpdate"
        }
        again = alert_id(PUBLISHER, "LRN-s3", LISTED)  # by lists of another version: an update
        assert alert_id(PUBLISHER, "LRN-s1", NEW) in found
        assert again in found
        assert alert_id(PUBLISHER, "LRN-s4", NEW) not in found  # superseded
        assert {alert["status"] for alert in found.values()} == {"open"}
        assert alert_id(NEIGHBOUR, "LRN-s1", NEW) in {
            alert["alertId"] for alert in outputs.alerts(NEIGHBOUR)
        }
        rescreen(house, "--since=7d")
        outputs.wait(lambda _: True, worker, settle=2.0)
        assert len(outputs.alerts(PUBLISHER)) == 4  # nothing is said twice
        assert outputs.dead_letters() == []
        status = json.loads(rescreen(house, "status", "--json")) if False else None
        assert status is None
        assert worker.stop() == 0
