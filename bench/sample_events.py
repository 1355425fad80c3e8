"""Good events of invented parties, in several scripts; the same seed gives the same events."""

import random
from collections.abc import Iterator
from typing import Any

import msgspec

from streams.events.envelope import Record

_PLACES = ("Velmora", "Kestrand", "Ostmere", "Dunhavel", "Brimlow", "Torvale", "Silmark", "Ruvenna")
_TRADES = ("Bearings", "Marine Supply", "Textiles", "Optics", "Grain Trading", "Machine Tools")
_FORMS = ("Ltd", "GmbH", "JSC", "S.A.", "B.V.", "LLC")
_GIVEN = ("Tamsin", "Orlo", "Ødger", "Ильмар", "Веслана", "سامرين", "도하", "岚舟")
_FAMILY = (
    "Okonore",
    "Dallweg",
    "Brànnick",
    "Торвалов",
    "Мисленко",
    "الدرمكاوي",
    "남궁산",
    "欧阳林",
)
_ORGANIZATIONS = (
    "ООО «Вельмора Транзит»",
    "شركة كستراند للتجارة",
    "维尔莫拉机械有限公司",
    "벨모라 정밀",
)
_VESSELS = ("Grey Tern", "Velmora Star", "Morskaya Zvezda II", "Nordlicht", "Al Buhaira 7")
_PORTS = ("XAVEL", "XAKES", "XBOST", "XBDUN", "XCBRI")
_GOODS = ("ball bearings, steel", "spare parts for grain dryers", "cotton yarn", "optical glass")
_SHIPMENT_ROLES = ("consignor", "exporter", "consignee", "notifyParty", "carrier", "declarant")
_PAYMENT_ROLES = ("debtor", "creditor", "ultimateCreditor", "initiatingParty")
_AGENT_ROLES = ("debtorAgent", "creditorAgent")


def records(rng: random.Random, publisher: str) -> Iterator[Record]:
    """Endless good records of one publisher: two shipments to a payment, all in binary mode."""
    number = 0
    while True:
        number += 1
        if rng.random() < 2 / 3:
            yield shipment_record(rng, publisher, number)
        else:
            yield transaction_record(rng, publisher, number)


def shipment_record(rng: random.Random, publisher: str, number: int) -> Record:
    """A good shipment."""
    lrn = f"LRN-{publisher}-{number}"
    data = {
        "function": "original",
        "lrn": lrn,
        "ucr": f"6XA{rng.randrange(10**9):09d}",
        "transportDocuments": [{"type": "billOfLading", "number": f"BL{rng.randrange(10**7)}"}],
        "parties": [_party(rng, role) for role in _some(rng, _SHIPMENT_ROLES)],
        "transport": [_transport(rng)],
        "route": rng.sample(_PORTS, 3),
        "containers": [f"XYZU{rng.randrange(10**7):07d}"],
        "items": [
            {
                "hsCode": "848210",
                "description": rng.choice(_GOODS),
                "originCountry": "XA",
                "value": round(rng.uniform(100, 90_000), 2),
                "currency": "XTS",
            }
        ],
        "licences": [f"EX-{rng.randrange(10**5)}"],
    }
    return _record(rng, publisher, "shipment.v1", data, lrn)


def transaction_record(rng: random.Random, publisher: str, number: int) -> Record:
    """A good payment."""
    uetr = f"{rng.getrandbits(32):08x}-{rng.getrandbits(16):04x}-4000-8000-{number:012d}"
    data = {
        "uetr": uetr,
        "endToEndId": f"E2E-{publisher}-{number}",
        "messageType": "pacs.008",
        "amount": round(rng.uniform(10, 500_000), 2),
        "currency": "XTS",
        "parties": [_party(rng, role) for role in _some(rng, _PAYMENT_ROLES)],
        "agents": [
            {"role": role, "bic": f"{rng.choice(('VELM', 'KEST', 'OSTM'))}XA2A"}
            for role in _AGENT_ROLES
        ],
        "remittanceText": [f"invoice {rng.randrange(10**6)}, {rng.choice(_GOODS)}"],
        "tradeReferences": [f"PO-{rng.randrange(10**6)}"],
    }
    return _record(rng, publisher, "transaction.v1", data, uetr)


def _record(
    rng: random.Random, publisher: str, event_type: str, data: dict[str, Any], reference: str
) -> Record:
    family = event_type.partition(".")[0]
    headers = {
        "ce_specversion": "1.0",
        "ce_id": f"{publisher}-{rng.getrandbits(64):016x}",
        "ce_source": f"urn:portcullis:partner:{publisher}",
        "ce_type": event_type,
        "ce_time": f"2026-05-{rng.randrange(1, 29):02d}T{rng.randrange(24):02d}:30:00Z",
        "content-type": "application/json",
    }
    return Record(
        topic=f"{family}s.{publisher}",
        key=reference.encode(),
        value=msgspec.json.encode(data),
        headers=tuple((name, text.encode()) for name, text in headers.items()),
    )


def _some(rng: random.Random, roles: tuple[str, ...]) -> list[str]:
    return rng.sample(roles, rng.randrange(2, len(roles) + 1))


def _party(rng: random.Random, role: str) -> dict[str, Any]:
    address = {"lines": [f"{rng.randrange(1, 99)} Quay Street"], "town": rng.choice(_PLACES)}
    if rng.random() < 0.4:
        name = f"{rng.choice(_GIVEN)} {rng.choice(_FAMILY)}"
        born = rng.choice(("1962", "1971-03", "1984-02-29"))
        party: dict[str, Any] = {"kind": "person", "birthDate": born}
    else:
        latin = f"{rng.choice(_PLACES)} {rng.choice(_TRADES)} {rng.choice(_FORMS)}"
        name = rng.choice((latin, latin, rng.choice(_ORGANIZATIONS)))
        number = {"scheme": "registrationNumber", "value": f"{rng.randrange(10**8):08d}"}
        party = {"kind": "organization", "identifiers": [number | {"country": "XA"}]}
    return {
        "role": role,
        "names": [{"value": name, "type": rng.choice(("legal", "asPrinted"))}],
        "address": address | {"country": "XA"},
        "countries": ["XA"],
        **party,
    }


def _transport(rng: random.Random) -> dict[str, Any]:
    if rng.random() < 0.3:
        return {"mode": "air", "tailNumber": f"XA-{rng.randrange(1000):03d}", "flag": "XA"}
    imo = f"{rng.randrange(10**6):06d}"
    check = sum(int(digit) * weight for digit, weight in zip(imo, range(7, 1, -1), strict=True))
    name = rng.choice(_VESSELS)
    return {"mode": "sea", "name": name, "imo": f"{imo}{check % 10}", "flag": "XA"}
