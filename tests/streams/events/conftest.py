from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from streams.events.envelope import Record

Build = Callable[..., Record]


@pytest.fixture
def shipment() -> dict[str, Any]:
    return {
        "function": "original",
        "lrn": "LRN-1",
        "parties": [
            {"role": "consignor", "kind": "organization", "names": [{"value": "Velmora Optics"}]},
            {"role": "carrier", "kind": "organization", "names": [{"value": "Grey Tern Lines"}]},
            {
                "role": "consignee",
                "kind": "person",
                "names": [{"value": "Ильмар Торвалов", "type": "asPrinted"}],
                "identifiers": [{"scheme": "passport", "value": "XA123", "country": "XA"}],
                "birthDate": "1962-03",
            },
        ],
        "transport": [{"mode": "sea", "name": "Velmora Star", "imo": "9000003", "flag": "XA"}],
        "items": [{"hsCode": "9001", "description": "lenses", "value": 12.5}],
    }


@pytest.fixture
def transaction() -> dict[str, Any]:
    return {
        "uetr": "1f0c1d8e-0000-4000-8000-000000000001",
        "endToEndId": "E2E-1",
        "amount": 1000.10,
        "parties": [
            {"role": "debtor", "names": [{"value": "Tamsin Okonore"}]},
            {"role": "creditor", "identifiers": [{"scheme": "iban", "value": "XA00"}]},
        ],
        "agents": [{"role": "debtorAgent", "bic": "VELMXA2A", "name": "Velmora Bank"}],
        "remittanceText": ["invoice 17", ""],
        "tradeReferences": ["PO-4"],
    }


@pytest.fixture
def binary() -> Build:
    """Builds a record in binary mode from data, with headers changed (None takes one away)."""

    def build(data: object, *, event_type: str = "shipment.v1", **headers: str | None) -> Record:
        given: dict[str, str | None] = {
            "ce_specversion": "1.0",
            "ce_id": "e-1",
            "ce_source": "urn:portcullis:partner:nordland",
            "ce_type": event_type,
            "ce_time": "2026-05-04T10:00:00+02:00",
            "content-type": "application/json",
        }
        given |= {name.replace("content_type", "content-type"): v for name, v in headers.items()}
        return Record(
            topic="shipments.nordland",
            value=data if isinstance(data, bytes) else msgspec.json.encode(data),
            headers=tuple(
                (name, text.encode()) for name, text in given.items() if text is not None
            ),
            timestamp_ms=1_700_000_000_000,
        )

    return build


@pytest.fixture
def cloud_event() -> Callable[..., dict[str, Any]]:
    """Builds a CloudEvent in JSON around data, with attributes changed."""

    def build(data: object, **attributes: object) -> dict[str, Any]:
        return {
            "specversion": "1.0",
            "id": "e-1",
            "source": "urn:portcullis:partner:nordland",
            "type": "shipment.v1",
            "data": data,
        } | attributes

    return build


@pytest.fixture
def structured(cloud_event: Callable[..., dict[str, Any]]) -> Build:
    """Builds a record in structured mode, with attributes changed."""

    def build(data: object, **attributes: object) -> Record:
        return Record(
            topic="shipments.nordland",
            value=msgspec.json.encode(cloud_event(data, **attributes)),
            headers=(("content-type", b"application/cloudevents+json; charset=UTF-8"),),
        )

    return build
