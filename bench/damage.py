"""Damaged messages: every way known to us in which a message is no event.

Each kind takes a good record in binary mode and a seeded generator, and gives one that `decode`
must refuse for the reason in the table at the end.
"""

import base64
import random
from collections.abc import Callable
from typing import Any, NamedTuple

import msgspec

from streams.events.bad import Reason
from streams.events.envelope import MAX_BYTES, Record

Spoil = Callable[[Record, random.Random], Record]
Edit = Callable[[dict[str, Any], random.Random], object]

_DEPTH = 20_000


class Damage(NamedTuple):
    """The reason for which a message is refused, and how a good one is made into it."""

    reason: Reason
    spoil: Spoil


def damaged(kind: str, good: Record, rng: random.Random) -> Record:
    """A record spoilt in one way of `DAMAGES`; raises KeyError for an unknown kind."""
    return DAMAGES[kind].spoil(good, rng)


def _value(make: Callable[[bytes, random.Random], bytes | None]) -> Spoil:
    """Replace the value."""
    return lambda good, rng: msgspec.structs.replace(good, value=make(good.value or b"", rng))


def _data(edit: Edit) -> Spoil:
    """Edit the data in place."""

    def make(value: bytes, rng: random.Random) -> bytes:
        data = msgspec.json.decode(value)
        edit(data, rng)
        return msgspec.json.encode(data)

    return _value(make)


def _party(edit: Edit) -> Spoil:
    """Edit any one party of the data in place."""
    return _data(lambda data, rng: edit(rng.choice(data["parties"]), rng))


def _set(name: str, value: Any) -> Edit:  # noqa: ANN401 - any JSON
    return lambda target, _: target.update({name: value})


def _drop(*names: str) -> Edit:
    return lambda target, _: [target.pop(name, None) for name in names]


def _header(name: str, value: bytes | None) -> Spoil:
    """Give a header another value, or take it away."""

    def spoil(good: Record, _: random.Random) -> Record:
        kept = tuple(pair for pair in good.headers if pair[0] != name)
        added = () if value is None else ((name, value),)
        return msgspec.structs.replace(good, headers=kept + added)

    return spoil


def _twice(good: Record, rng: random.Random) -> Record:
    """Repeat one of the headers with another value."""
    name = rng.choice([name for name, _ in good.headers])
    return msgspec.structs.replace(good, headers=(*good.headers, (name, b"other")))


def _structured(edit: Edit, keep_headers: tuple[str, ...] = ()) -> Spoil:
    """Turn the record into structured mode, and edit the whole document."""

    def spoil(good: Record, rng: random.Random) -> Record:
        attributes = {
            name.removeprefix("ce_"): (value or b"").decode()
            for name, value in good.headers
            if name.startswith("ce_")
        }
        document = attributes | {"data": msgspec.json.decode(good.value or b"")}
        kept = tuple(pair for pair in good.headers if pair[0] in keep_headers)
        edit(document, rng)
        return msgspec.structs.replace(
            good,
            value=msgspec.json.encode(document),
            headers=(*kept, ("content-type", b"application/cloudevents+json")),
        )

    return spoil


def _to_base64(document: dict[str, Any], _: random.Random) -> None:
    document["data_base64"] = base64.b64encode(msgspec.json.encode(document.pop("data"))).decode()


def _insert(field: bytes) -> Spoil:
    """Put one more field, as bytes, at the front of the object."""
    return _value(lambda value, _: b"{" + field + b"," + value[1:])


def _cut(value: bytes, rng: random.Random) -> bytes:
    """Keep a first part that is sound UTF-8 but ends too early."""
    return value[: rng.randrange(2, len(value))].decode(errors="ignore").encode()


def _noise(_: bytes, rng: random.Random) -> bytes:
    return b"\xc0" + rng.randbytes(rng.randrange(1, 2000))


DAMAGES: dict[str, Damage] = {
    # No JSON text at all
    "tombstone": Damage(Reason.TOMBSTONE, _value(lambda *_: None)),
    "empty": Damage(Reason.EMPTY, _value(lambda *_: b"")),
    "blank": Damage(Reason.EMPTY, _value(lambda *_: b" \r\n\t ")),
    "tooLarge": Damage(
        Reason.TOO_LARGE, _value(lambda value, _: value + b" " * (MAX_BYTES + 1 - len(value)))
    ),
    "noise": Damage(Reason.WRONG_ENCODING, _value(_noise)),
    "latin1": Damage(Reason.WRONG_ENCODING, _insert('"ucr":"Ørsted"'.encode("latin-1"))),
    "utf16": Damage(
        Reason.WRONG_ENCODING, _value(lambda value, _: value.decode().encode("utf-16"))
    ),
    "utf16WithoutMark": Damage(
        Reason.WRONG_ENCODING, _value(lambda value, _: value.decode().encode("utf-16-le"))
    ),
    "byteOrderMark": Damage(
        Reason.WRONG_ENCODING, _value(lambda value, _: b"\xef\xbb\xbf" + value)
    ),
    # Text, but no JSON
    "prose": Damage(Reason.NOT_JSON, _value(lambda *_: b"Consignee: Velmora Textiles Ltd")),
    "xml": Damage(Reason.NOT_JSON, _value(lambda *_: b"<Shipment><lrn>1</lrn></Shipment>")),
    "cutShort": Damage(Reason.NOT_JSON, _value(_cut)),
    "trailing": Damage(Reason.NOT_JSON, _value(lambda value, _: value + b"}")),
    "twoDocuments": Damage(Reason.NOT_JSON, _value(lambda value, _: value + b"\n" + value)),
    "nul": Damage(Reason.NOT_JSON, _insert(b'"ucr":"a\0b"')),
    "notANumber": Damage(Reason.NOT_JSON, _insert(b'"amount":NaN')),
    "loneSurrogate": Damage(Reason.NOT_JSON, _insert(b'"\\ud800x":1')),
    # Bombs
    "arrayBomb": Damage(Reason.TOO_DEEP, _insert(b'"x":' + b"[" * _DEPTH + b"]" * _DEPTH)),
    "objectBomb": Damage(
        Reason.TOO_DEEP, _insert(b'"x":' + b'{"x":' * _DEPTH + b"1" + b"}" * _DEPTH)
    ),
    "endlessBomb": Damage(Reason.TOO_DEEP, _insert(b'"x":' + b"[" * _DEPTH)),
    # The envelope
    "noType": Damage(Reason.MISSING_FIELD, _header("ce_type", None)),
    "noId": Damage(Reason.MISSING_FIELD, _header("ce_id", None)),
    "noSource": Damage(Reason.MISSING_FIELD, _header("ce_source", None)),
    "noSpecversion": Damage(Reason.MISSING_FIELD, _header("ce_specversion", None)),
    "emptyId": Damage(Reason.WRONG_FIELD, _header("ce_id", b"")),
    "otherSpecversion": Damage(Reason.BAD_ENVELOPE, _header("ce_specversion", b"0.3")),
    "headerNoText": Damage(Reason.BAD_ENVELOPE, _header("ce_id", b"\xff\xfe")),
    "headerTwice": Damage(Reason.BAD_ENVELOPE, _twice),
    "noTime": Damage(Reason.WRONG_FIELD, _header("ce_time", b"yesterday")),
    "timeWithoutZone": Damage(Reason.WRONG_FIELD, _header("ce_time", b"2026-05-01T10:00:00")),
    "otherContentType": Damage(Reason.WRONG_CONTENT_TYPE, _header("content-type", b"text/csv")),
    "otherCharset": Damage(
        Reason.WRONG_CONTENT_TYPE, _header("content-type", b"application/json; charset=cp1251")
    ),
    "batch": Damage(
        Reason.WRONG_CONTENT_TYPE, _header("content-type", b"application/cloudevents-batch+json")
    ),
    "unknownType": Damage(Reason.UNKNOWN_TYPE, _header("ce_type", b"invoice.v1")),
    "unknownVersion": Damage(Reason.UNKNOWN_VERSION, _header("ce_type", b"shipment.v2")),
    "foreignSource": Damage(
        Reason.FOREIGN_SOURCE, _header("ce_source", b"urn:portcullis:partner:somebody-else")
    ),
    "sourceNoUrn": Damage(
        Reason.FOREIGN_SOURCE, _header("ce_source", b"https://customs.example/partner")
    ),
    # Structured mode
    "structuredWithoutData": Damage(Reason.MISSING_FIELD, _structured(_drop("data"))),
    "structuredWithoutSource": Damage(Reason.MISSING_FIELD, _structured(_drop("source"))),
    "structuredBase64": Damage(Reason.BAD_ENVELOPE, _structured(_to_base64)),
    "structuredDataAsText": Damage(Reason.WRONG_FIELD, _structured(_set("data", "{}"))),
    "structuredForeign": Damage(
        Reason.FOREIGN_SOURCE, _structured(_set("source", "urn:portcullis:partner:other"))
    ),
    "headersContradict": Damage(
        Reason.BAD_ENVELOPE, _structured(_set("id", "another"), keep_headers=("ce_id",))
    ),
    # The data
    "array": Damage(Reason.WRONG_FIELD, _value(lambda value, _: b"[" + value + b"]")),
    "null": Damage(Reason.WRONG_FIELD, _value(lambda *_: b"null")),
    "noReference": Damage(
        Reason.MISSING_FIELD, _data(_drop("lrn", "mrn", "itn", "uetr", "endToEndId"))
    ),
    "numberForReference": Damage(
        Reason.WRONG_FIELD, _data(lambda data, _: data.update(lrn=17, uetr=17))
    ),
    "longReference": Damage(
        Reason.WRONG_FIELD, _data(lambda data, _: data.update(lrn="9" * 300, uetr="9" * 300))
    ),
    "noParties": Damage(Reason.MISSING_FIELD, _data(_drop("parties"))),
    "emptyParties": Damage(Reason.MISSING_FIELD, _data(_set("parties", []))),
    "partiesNull": Damage(Reason.WRONG_FIELD, _data(_set("parties", None))),
    "noRole": Damage(Reason.MISSING_FIELD, _party(_drop("role"))),
    "nobody": Damage(Reason.MISSING_FIELD, _party(_drop("names", "identifiers"))),
    "badRole": Damage(Reason.BAD_CODE, _party(_set("role", "onlooker"))),
    "badKind": Damage(Reason.BAD_CODE, _party(_set("kind", "company"))),
    "badNameType": Damage(
        Reason.BAD_CODE, _party(lambda party, _: party["names"][0].update(type="nickname"))
    ),
    "badScheme": Damage(
        Reason.BAD_CODE, _party(_set("identifiers", [{"scheme": "phone", "value": "1"}]))
    ),
    "identifierWithoutValue": Damage(
        Reason.MISSING_FIELD, _party(_set("identifiers", [{"scheme": "lei"}]))
    ),
    "numberForName": Damage(
        Reason.WRONG_FIELD, _party(lambda party, _: party["names"][0].update(value=17))
    ),
    "textForNames": Damage(Reason.WRONG_FIELD, _party(_set("names", "Velmora Textiles Ltd"))),
    "noSuchDay": Damage(Reason.WRONG_FIELD, _party(_set("birthDate", "1962-02-30"))),
    "wrongDate": Damage(Reason.WRONG_FIELD, _party(_set("birthDate", "30.02.1962"))),
    "hugeNumber": Damage(Reason.WRONG_FIELD, _insert(b'"lrn":1e999,"uetr":1e999')),
}
"""Kind of damage to the reason for which it is refused and how it is done."""
