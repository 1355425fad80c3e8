"""A worker that is killed in mid-stream loses nothing and invents nothing."""

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from tests.integration.installation import (
    NEIGHBOUR,
    PUBLISHER,
    Installation,
    Outputs,
    alert_id,
    listed,
    records,
    shipment,
)

PERSON = "Orlovan Brightkettle"
KILLS = 3
PORTION = 150


def events() -> Iterator[dict[str, Any]]:
    number = 0
    while True:
        number += 1
        yield shipment(f"k{number}", PERSON)


def _more_than(events: int) -> Callable[[Outputs], bool]:
    return lambda seen: len(seen.screened()) > events


def test_kill_in_mid_stream(either: Installation) -> None:
    house = either
    house.three_partners()
    house.lists(listed(PERSON))
    source = events()
    sent: list[dict[str, Any]] = []
    interrupted = 0
    with house.outputs() as outputs:
        for _ in range(KILLS):
            portion = list(islice(source, PORTION))
            sent += portion
            before = len(outputs.screened())
            with house.worker(batch_events=4) as worker:
                worker.wait_ready()
                house.publish(*records(*portion))
                outputs.wait(_more_than(before), worker)
                worker.kill()
            interrupted += sum(house.committed().values()) < len(sent)
        assert interrupted == KILLS  # each time there was work in hand or waiting
        with house.worker() as worker:
            worker.wait_ready()
            outputs.wait(lambda seen: len(seen.screened()) >= len(sent), worker, settle=1.0)
            assert worker.stop() == 0
        assert outputs.screened() == {event["id"] for event in sent}
        for partner in (PUBLISHER, NEIGHBOUR):
            ids = {alert["alertId"] for alert in outputs.alerts(partner)}
            assert ids == {alert_id(partner, event["lrn"], PERSON) for event in sent}
        assert outputs.dead_letters() == []
        assert sum(house.committed().values()) == len(sent)
