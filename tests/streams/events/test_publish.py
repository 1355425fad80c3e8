from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from streams.events.bad import BadEvent, Reason
from streams.events.decode import decode
from streams.events.envelope import Record
from streams.events.publish import event_record

CloudEvent = Callable[..., dict[str, Any]]


def record_of(document: object, partner: str | None = None) -> Record:
    return event_record(msgspec.json.encode(document), partner)


def test_a_cloud_event_goes_to_its_publisher(
    cloud_event: CloudEvent, shipment: dict[str, Any], structured: Callable[..., Record]
) -> None:
    time = "2026-05-04T10:00:00+02:00"
    record = record_of(cloud_event(shipment, time=time))
    assert (record.topic, record.key) == ("shipments.nordland", b"LRN-1")
    assert decode(record, "nordland") == decode(structured(shipment, time=time), "nordland")


def test_data_with_type_go_to_the_partner(transaction: dict[str, Any]) -> None:
    record = record_of(transaction | {"type": "transaction.v1", "id": "t-1"}, "southland")
    assert record.topic == "transactions.southland"
    assert record.key == transaction["uetr"].encode()
    event = decode(record, "southland")
    assert (event.id, event.publisher) == ("t-1", "southland")


def test_the_partition_key_is_the_key(cloud_event: CloudEvent, shipment: dict[str, Any]) -> None:
    record = record_of(cloud_event(shipment, partitionkey="P"))
    assert record.key == b"P"
    assert decode(record, "nordland").reference == "P"


def test_the_data_are_for_the_worker_to_judge(cloud_event: CloudEvent) -> None:
    record = record_of(cloud_event({"lrn": 5, "itn": "I", "parties": 3}, type="shipment.v9"))
    assert (record.topic, record.key) == ("shipments.nordland", b"I")
    with pytest.raises(BadEvent):
        decode(record, "nordland")


@pytest.mark.parametrize(
    ("changes", "partner", "reason"),
    [
        ({"source": "nordland"}, None, Reason.MISSING_FIELD),
        ({"source": ""}, None, Reason.MISSING_FIELD),
        ({"source": ""}, "Not An Id", Reason.MISSING_FIELD),
        ({}, "southland", Reason.FOREIGN_SOURCE),
        ({"type": "invoice.v1"}, None, Reason.UNKNOWN_TYPE),
        ({"id": ""}, None, Reason.WRONG_FIELD),
        ({"data": []}, None, Reason.WRONG_FIELD),
    ],
)
def test_what_cannot_be_published(
    cloud_event: CloudEvent,
    shipment: dict[str, Any],
    changes: dict[str, Any],
    partner: str | None,
    reason: Reason,
) -> None:
    with pytest.raises(BadEvent) as caught:
        record_of(cloud_event(shipment) | changes, partner)
    assert caught.value.reason is reason


@pytest.mark.parametrize("field", ["id", "type"])
def test_data_need_id_and_type(shipment: dict[str, Any], field: str) -> None:
    document = shipment | {"type": "shipment.v1", "id": "e-2"}
    del document[field]
    with pytest.raises(BadEvent) as caught:
        record_of(document, "nordland")
    assert (caught.value.reason, caught.value.path) == (Reason.MISSING_FIELD, field)
