"""Messages that are no events, one of each kind that partners really send."""

import msgspec

from streams.events.envelope import MAX_BYTES, Record

_PARTNERS = ("nordland-customs", "southland-customs", "eastmark-customs")
_URN = "urn:portcullis:partner:"
_HEADERS = {
    "ce_specversion": "1.0",
    "ce_type": "shipment.v1",
    "ce_time": "2026-03-02T12:00:00Z",
    "content-type": "application/json",
}
_BOMB_LEVELS = 100_000


def bad_messages() -> tuple[Record, ...]:
    """Bad messages of different kinds, each with a key of its own.

    Built anew at each call: one of them is larger than a message may be.
    """
    sound = _data("consignee")
    return (
        _bad(1, sound[:-20]),  # cut off
        _bad(2, _data("consignee", name="Café Mariñas").decode().encode("latin-1")),
        _bad(3, sound.decode().encode("utf-16")),
        _bad(4, None),
        _bad(5, b""),
        _bad(6, sound, ce_type="invoice.v1"),
        _bad(7, sound, ce_type="shipment.v9"),
        _bad(8, _data("consignee", lrn=None)),
        _bad(9, _data("middleman")),
        _bad(10, _data("consignee", parties="Fjellby Potteries AS")),
        _bad(11, sound, ce_source=f"{_URN}nordland-customs"),
        _bad(12, sound, ce_type=None),
        _bad(13, b"<shipment/>", **{"content-type": "application/xml"}),
        _bad(14, b'{"lrn": "BAD", "note": ' + b"[" * _BOMB_LEVELS),
        _twice_identified(15, sound),
        _bad(16, _data("consignee", name="x" * MAX_BYTES)),
    )


def _bad(number: int, value: bytes | None, **changed: str | None) -> Record:
    """A message of one of the partners. Of the headers changed, those set to None are left out."""
    partner = _PARTNERS[number % len(_PARTNERS)]
    own = {"ce_id": f"{partner}-bad-{number}", "ce_source": f"{_URN}{partner}"}
    headers = {**own, **_HEADERS, **changed}
    return Record(
        topic=f"shipments.{partner}",
        key=f"BAD-{number:02}".encode(),
        value=value,
        headers=tuple((name, text.encode()) for name, text in headers.items() if text is not None),
    )


def _twice_identified(number: int, value: bytes) -> Record:
    once = _bad(number, value)
    return msgspec.structs.replace(once, headers=(*once.headers, ("ce_id", b"another")))


def _data(
    role: str,
    *,
    name: str = "Fjellby Potteries AS",
    lrn: str | None = "BAD",
    parties: str | None = None,
) -> bytes:
    party = {"role": role, "kind": "organization", "names": [{"value": name}]}
    data = {"lrn": lrn, "parties": parties or [party]}
    return msgspec.json.encode({key: value for key, value in data.items() if value is not None})
