"""What passes the sieve: all that would raise an alert, and little else."""

import json
import random
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchers.index import Index
from streams.active import Active
from streams.events.envelope import Record
from streams.rescreen.sieve import Sieve
from streams.screening import alerts_of
from tests.streams.test_telling import NOW, PUBLISHER

CALM = "Bakery Sunrise"
WANTED = 40


def record(data: Mapping[str, Any], kind: str = "shipment", **headers: str) -> Record:
    told = {
        "ce_specversion": "1.0",
        "ce_id": "e-1",
        "ce_source": f"urn:portcullis:partner:{PUBLISHER}",
        "ce_type": f"{kind}.v1",
        "ce_time": "2026-03-02T08:00:00Z",
        "content-type": "application/json",
        **headers,
    }
    return Record(
        topic=f"{kind}s.{PUBLISHER}",
        value=json.dumps(data).encode(),
        headers=tuple((name, text.encode()) for name, text in told.items()),
    )


def shipment(name: str = CALM, **more: Any) -> Record:
    party = {"role": "consignee", "kind": "organization", "names": [{"value": name}]}
    return record({"lrn": "L-1", "parties": [party], **more})


def payment(name: str = CALM, **more: Any) -> Record:
    party = {"role": "creditor", "names": [{"value": name}]}
    return record({"uetr": "U-1", "parties": [party], **more}, "transaction")


def structured(data: Mapping[str, Any]) -> Record:
    event = {
        "specversion": "1.0",
        "id": "e-1",
        "source": f"urn:portcullis:partner:{PUBLISHER}",
        "type": "shipment.v1",
        "data": data,
    }
    return Record(
        topic=f"shipments.{PUBLISHER}",
        value=json.dumps(event).encode(),
        headers=(("content-type", b"application/cloudevents+json"),),
    )


@pytest.fixture(scope="module")
def sieve(active: Active) -> Sieve:
    entities = list(active.entities.values())
    return Sieve(Index.build(entities), entities[:WANTED], active.thresholds)


LISTED = "Velmarin Precision Optics LLC"


@pytest.mark.parametrize(
    ("event", "passes"),
    [
        (shipment(LISTED), True),
        (shipment("Velmarin Precision Optic"), True),
        (shipment(), False),
        (payment(LISTED), True),
        (payment(), False),
        (payment(agents=[{"role": "debtorAgent", "name": LISTED}]), True),
        (payment(remittanceText=[f"to {LISTED}, invoice 7"]), True),
        (payment(remittanceText=["invoice 7"]), False),
        (shipment(licences=["EX-1", {"number": "2", "holder": LISTED}]), True),
        (shipment(licences=["EX-1", {"number": "2", "holder": CALM}]), False),
        (shipment(items=[{"hsCode": "1"}, {"description": f"for {LISTED}"}]), True),
        (shipment(transport=[{"mode": "sea", "name": "Grey Tern"}]), False),
        (
            structured(
                {"lrn": "L-1", "parties": [{"role": "buyer", "names": [{"value": LISTED}]}]}
            ),
            True,
        ),
        (
            structured({"lrn": "L-1", "parties": [{"role": "buyer", "names": [{"value": CALM}]}]}),
            False,
        ),
        (Record(topic=f"shipments.{PUBLISHER}", value=None), False),
        (Record(topic=f"shipments.{PUBLISHER}", value=b"\xff\xfe"), False),
        (record({"parties": [7]}), False),
        (record({"parties": 7}), False),
        (record({"parties": [{"names": [{"value": LISTED}]}], "items": [[]]}), False),
        (record({"transport": [{"imo": 7}], "licences": [[]], "agents": [{}]}), False),
    ],
)
def test_what_passes(sieve: Sieve, event: Record, *, passes: bool) -> None:
    assert sieve.passing([event]) == [event] * passes
    assert sieve.passing([event]) == [event] * passes  # and as what was seen before


def test_each_is_told_apart_in_a_batch(sieve: Sieve) -> None:
    events = [shipment(), shipment(LISTED), payment(remittanceText=[LISTED]), payment(), shipment()]
    assert sieve.passing(events) == events[1:3]


@given(st.integers(0, 10**6), st.integers(0, 2))
def test_whatever_raises_an_alert_passes(
    active: Active, sieve: Sieve, seed: int, slips: int
) -> None:
    rng = random.Random(seed)
    entity = rng.choice(list(active.entities.values())[:WANTED])
    name = list(rng.choice(entity.names).value)
    for _ in range(slips):
        place = rng.randrange(len(name))
        name[place : place + rng.randrange(2)] = rng.choice("aeklmnrst")
    event = shipment("".join(name))
    wanted = {each.id for each in list(active.entities.values())[:WANTED]}
    if any(alert.match.entity_id in wanted for alert in alerts_of(event, active, NOW)):
        assert sieve.passing([event]) == [event]
