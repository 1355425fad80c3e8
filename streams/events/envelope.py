"""CloudEvents 1.0 on Kafka: from a record to its attributes and its data, in both modes.

After the CloudEvents Kafka protocol binding: a `content-type` that begins with
`application/cloudevents` means structured mode (the value holds attributes and data), anything else
binary mode (attributes in `ce_` headers, the value is the data).
"""

import datetime as dt
import re
from typing import Annotated, TypeVar

import msgspec
from msgspec import Meta

from matchers.model import Struct
from streams.events.bad import BadEvent, Reason, quoted, refuse_shape
from streams.events.model import Reference

MAX_BYTES = 1024 * 1024
"""The most that a message may hold; input topics take no more."""

_URN = re.compile(
    r"urn:[a-z0-9][a-z0-9-]{1,31}:(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/]|%[0-9A-F]{2})+", re.IGNORECASE
)
_PARTNER_ID = re.compile(r"[a-z0-9-]{1,40}")
_BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_ATTRIBUTES = ("specversion", "id", "source", "type", "time", "partitionkey")
_HEADERS = {f"ce_{name}": name for name in _ATTRIBUTES}
_CONTENT_TYPE = "content-type"
_MEANT = frozenset({_CONTENT_TYPE, *_ATTRIBUTES, *_HEADERS})
_USUAL_SOURCE = "urn:portcullis:partner"

T = TypeVar("T")


class Record(Struct):
    """One Kafka record, read or to be written. `timestamp_ms` counts from 1970 in UTC."""

    topic: str
    value: bytes | None
    key: bytes | None = None
    headers: tuple[tuple[str, bytes | None], ...] = ()
    partition: int = 0
    offset: int = 0
    timestamp_ms: int = 0


class Attributes(Struct):
    """The CloudEvents context attributes that are read; others are ignored."""

    specversion: str
    id: Reference
    source: str
    type: str
    time: Annotated[dt.datetime, Meta(tz=True)] | None = None
    partitionkey: Reference | None = None

    def __post_init__(self) -> None:
        """Refuse a time that no UTC date can express: 0001-01-01T00:00:00+14:00."""
        if self.time is None or dt.MINYEAR < self.time.year < dt.MAXYEAR:
            return
        try:
            self.time.astimezone(dt.UTC)
        except OverflowError:
            detail = "this time lies before year 1 or after year 9999 in UTC"
            raise BadEvent(Reason.WRONG_FIELD, detail, "time") from None


class Structured(Attributes, kw_only=True, rename=None):
    """A CloudEvent in JSON: the attributes and, beside them, the data."""

    data: msgspec.Raw = msgspec.Raw()
    datacontenttype: str = "application/json"
    data_base64: msgspec.Raw = msgspec.Raw()


class Unpacked(Struct):
    """A message out of its envelope: `data` is the JSON of the event proper.

    `prefix` stands before an attribute's name where it was given: `ce_` in headers.
    """

    attributes: Attributes
    data: bytes | msgspec.Raw
    prefix: str = ""


def unpack(record: Record) -> Unpacked:
    """Take a record out of its envelope, whichever mode it is in.

    Raises BadEvent for a message that is no CloudEvent 1.0 with JSON data.
    """
    value = check_bytes(record.value)
    headers = _text_headers(record)
    content_type = headers.get(_CONTENT_TYPE, "application/json")
    if not content_type.lower().startswith("application/cloudevents"):
        _require_json(content_type, "application/json")
        return Unpacked(attributes=_binary(headers), data=value, prefix="ce_")
    _require_json(content_type, "application/cloudevents+json")
    event = structured(value)
    _require_agreement(headers, event)
    return Unpacked(attributes=event, data=event.data)


def structured(value: bytes) -> Structured:
    """Read a CloudEvent in JSON format; raises BadEvent where it is none."""
    event = parse(value, _STRUCTURED)
    if event.data_base64:
        raise BadEvent(
            Reason.BAD_ENVELOPE, "binary data is not read; send JSON under data", "data_base64"
        )
    if not event.data:
        raise BadEvent(
            Reason.MISSING_FIELD, "data is required: the shipment or transaction", "data"
        )
    _require_json(event.datacontenttype, "application/json", "datacontenttype")
    _require_version(event.specversion, "specversion")
    return event


def parse(value: bytes | msgspec.Raw, decoder: "msgspec.json.Decoder[T]") -> T:
    """Decode JSON; raises BadEvent with the reason and the place for whatever is wrong with it."""
    try:
        return decoder.decode(value)
    except msgspec.ValidationError as error:
        refuse_shape(error, decoder.type)
    except msgspec.DecodeError as error:
        raise BadEvent(Reason.NOT_JSON, f"{error}; send one JSON object") from None
    except RecursionError:
        raise BadEvent(Reason.TOO_DEEP, "nested too deeply: no event needs ten levels") from None


def check_bytes(value: bytes | None) -> bytes:
    """Return a record's value if it can be JSON text at all; raises BadEvent where it cannot."""
    if value is None:
        raise BadEvent(
            Reason.TOMBSTONE, "no value: to withdraw an event, send it with function cancel"
        )
    if len(value) > MAX_BYTES:
        raise BadEvent(
            Reason.TOO_LARGE, f"larger than {MAX_BYTES:,} bytes, the most an event holds"
        )
    if not value or value.isspace():
        raise BadEvent(Reason.EMPTY, "the value is empty")
    if value.startswith(_BYTE_ORDER_MARKS) or b"\0" in value[:2]:
        raise BadEvent(Reason.WRONG_ENCODING, "send UTF-8 without a byte order mark")
    if value.isascii():  # a tenth of the cost of decoding
        return value
    try:
        value.decode()
    except UnicodeDecodeError as error:
        detail = f"byte {error.start} is no UTF-8 ({error.reason}); send UTF-8"
        raise BadEvent(Reason.WRONG_ENCODING, detail) from None
    return value


def _text_headers(record: Record) -> dict[str, str]:
    """The headers that CloudEvents gives a meaning, each once, as text."""
    texts: dict[str, str] = {}
    for name, value in record.headers:
        if name not in _MEANT:
            continue
        if name in texts:
            raise BadEvent(Reason.BAD_ENVELOPE, "this header occurs twice; send it once", name)
        try:
            texts[name] = (value or b"").decode()
        except UnicodeDecodeError:
            raise BadEvent(Reason.BAD_ENVELOPE, "this header is no UTF-8", name) from None
    return texts


def _binary(headers: dict[str, str]) -> Attributes:
    given = {name: headers[header] for header, name in _HEADERS.items() if header in headers}
    try:
        attributes = msgspec.convert(given, Attributes)
    except msgspec.ValidationError as error:
        try:
            refuse_shape(error, Attributes)
        except BadEvent as bad:
            path = f"ce_{bad.path}" if bad.path else ""
            raise BadEvent(bad.reason, bad.detail, path) from None
    _require_version(attributes.specversion, "ce_specversion")
    return attributes


def _require_version(specversion: str, path: str) -> None:
    if specversion != "1.0":
        raise BadEvent(Reason.BAD_ENVELOPE, f"{quoted(specversion)} is not 1.0", path)


def _require_json(content_type: str, accepted: str, path: str = _CONTENT_TYPE) -> None:
    """Refuse a content type other than the accepted one in UTF-8; parameters may stand after it."""
    if content_type == accepted:
        return
    media, _, parameters = content_type.lower().partition(";")
    charset = re.search(r"charset\s*=\s*\"?([^\s;\"]*)", parameters)
    if media.strip() != accepted or (charset and charset[1] not in ("utf-8", "utf8", "us-ascii")):
        raise BadEvent(Reason.WRONG_CONTENT_TYPE, f"{quoted(content_type)} is not {accepted}", path)


def _require_agreement(headers: dict[str, str], event: Structured) -> None:
    """Refuse a structured event whose headers say something else than its attributes."""
    for name in ("specversion", "id", "source", "type", "partitionkey"):
        header = headers.get(f"ce_{name}")
        if header is not None and header != getattr(event, name):
            raise BadEvent(Reason.BAD_ENVELOPE, f"contradicts {name} in the message", f"ce_{name}")


def require_publisher(source: str, publisher: str, path: str) -> None:
    """Refuse a source that is no URN of this publisher: nobody speaks for another.

    `urn:portcullis:partner:<id>` is usual; any well-formed URN that ends in `:<id>` will do.
    """
    if source == f"{_USUAL_SOURCE}:{publisher}":
        return
    if partner_of(source) != publisher:
        detail = (
            f"{quoted(source)} is not urn:portcullis:partner:{publisher}, the source of this topic"
        )
        raise BadEvent(Reason.FOREIGN_SOURCE, detail, path)


def partner_of(source: str) -> str | None:
    """The partner id in which a source URN ends; None for what is no such URN (RFC 8141)."""
    before, _, partner = source.rpartition(":")
    if not is_partner_id(partner):
        return None
    return partner if before == _USUAL_SOURCE or _URN.fullmatch(source) else None


def is_partner_id(text: str) -> bool:
    """Whether a text can be a partner's id."""
    return _PARTNER_ID.fullmatch(text) is not None


_STRUCTURED = msgspec.json.Decoder(Structured)
