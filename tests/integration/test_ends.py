"""How a worker ends: on request, or with a message and a status, nothing acknowledged undone."""

import pytest

from streams.events.envelope import Record
from tests.integration.installation import (
    PUBLISHER,
    Installation,
    Outputs,
    listed,
    records,
    shipment,
)

PERSON = "Orlovan Brightkettle"
INPUT = f"shipments.{PUBLISHER}"


@pytest.fixture(autouse=True)
def _prepared(installation: Installation) -> None:
    installation.three_partners()
    installation.lists(listed(PERSON))


def acknowledged(outputs: Outputs, house: Installation) -> set[bytes | None]:
    """The keys of the input records that the group has acknowledged."""
    committed = house.committed()
    return {
        record.key
        for record in outputs.of(INPUT)
        if record.offset < committed[record.topic, record.partition]
    }


def answered(outputs: Outputs) -> set[bytes | None]:
    """The keys of the input records that have a screening or a dead letter."""
    keys = {record.key for record in outputs.of(f"screenings.{PUBLISHER}")}
    return keys | {letter.original.key for letter in outputs.dead_letters()}


def test_a_request_to_end_drains_the_batch_in_hand(installation: Installation) -> None:
    house = installation
    sent = records(*(shipment(f"t{number}", PERSON) for number in range(400)))
    with house.outputs(INPUT) as outputs:
        with house.worker(batch_events=5) as worker:
            worker.wait_ready()
            house.publish(*sent)
            outputs.wait(lambda seen: len(seen.screenings()) > 10, worker)
            assert worker.stop() == 0
        outputs.wait(lambda seen: len(seen.of(INPUT)) == len(sent), settle=0.5)
        done = acknowledged(outputs, house)
        assert 10 <= len(done) < len(sent)
        assert done == answered(outputs)
        assert len(outputs.screenings()) == len(done)


def test_too_many_bad_messages_end_it(
    installation: Installation, capfd: pytest.CaptureFixture[str]
) -> None:
    house = installation
    bad = [Record(topic=INPUT, key=f"B{number}".encode(), value=b"{") for number in range(100)]
    with house.outputs(INPUT) as outputs:
        with house.worker(bad_window=50, max_bad_share=0.2, batch_events=30) as worker:
            worker.wait_ready()
            house.publish(*records(*(shipment(f"b{number}", PERSON) for number in range(40))))
            outputs.wait(lambda seen: len(seen.screened()) == 40, worker)
            house.publish(*bad)
            assert worker.wait() == 1
        outputs.wait(lambda seen: len(seen.of(INPUT)) == 140, settle=0.5)
        done = acknowledged(outputs, house)
        assert 40 <= len(done) < 140
        assert done == answered(outputs)
    told = capfd.readouterr().err
    assert '"event": "ended"' in told
    assert "messages were no events, more than the allowed share of 0.2" in told
    assert "Traceback" not in told
