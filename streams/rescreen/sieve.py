"""Lets through the few events of the past that may name one of some listed entities.

Nearly all events of a month name none of a few hundred entities, and nearly all of their parties
come again. So of an event only what can name someone is cut out of its JSON, undecoded; what was
seen before is recognised by its digest; and only what is new is decoded and screened, against an
index of these entities alone. What passes is decoded in full and screened as any event is.
"""

from collections.abc import Iterator, Sequence
from hashlib import blake2b
from typing import Any, Final

import msgspec

from matchers.decide import Thresholds
from matchers.index import Index
from matchers.model import FreeText, ListedEntity, Party, Struct, Subject
from matchers.scorecard import log_odds, score
from matchers.screener import Screener
from streams.events.bad import BadEvent
from streams.events.envelope import Record, unpack
from streams.events.model import Agent, Licence, Shipment, Transaction, Transport
from streams.events.parties import named_in

MARGIN: Final = 0.5
"""How much less than the lowest review threshold passes, in log-odds.

In an index of a part alone a misspelt word may weigh a little more; see `Index.part`.
"""

KEPT: Final = 500_000
"""Parts of events that are remembered at most: about 60 MB."""


class _Item(Struct, frozen=True):
    description: str | None = None


class _Names(Struct, frozen=True):
    """What can name someone in an event of either kind, undecoded."""

    parties: tuple[msgspec.Raw, ...] = ()
    transport: tuple[msgspec.Raw, ...] = ()
    licences: tuple[msgspec.Raw, ...] = ()
    items: tuple[_Item, ...] = ()
    agents: tuple[msgspec.Raw, ...] = ()
    remittance_text: tuple[str, ...] = ()


_NAMES = msgspec.json.Decoder(_Names)
_PARTY = msgspec.json.Decoder(Party)
_TRANSPORT = msgspec.json.Decoder(Transport)
_LICENCE = msgspec.json.Decoder(Licence | str)
_AGENT = msgspec.json.Decoder(Agent)

_Part = tuple[str, bytes]
"""Which field of an event it is of, and its JSON, or the text itself."""


class Sieve:
    """See the module. For one thread."""

    def __init__(
        self, index: Index, entities: Sequence[ListedEntity], thresholds: Thresholds
    ) -> None:
        """For these of the entities of an index."""
        self._screener = Screener(index.part(entities), thresholds).warmed()
        self._least = score(log_odds(thresholds.least_review) - MARGIN)
        self._known: dict[bytes, bool] = {}

    def passing(self, records: Sequence[Record]) -> list[Record]:
        """The records whose events may name one of the entities; what is no event never does."""
        if len(self._known) > KEPT:
            self._known.clear()
        parts = [{_key(part): part for part in _parts(record)} for record in records]
        known = self._known
        new = {key: part for found in parts for key, part in found.items() if key not in known}
        self._learn(new)
        return [
            record
            for record, found in zip(records, parts, strict=True)
            if any(known[key] for key in found)
        ]

    def _learn(self, new: dict[bytes, _Part]) -> None:
        """Screen parts that were not seen before."""
        subjects = {key: subjects for key, part in new.items() if (subjects := _subjects(part))}
        every = [subject for found in subjects.values() for subject in found]
        answers = iter(self._screener.screen(every, min_score=self._least, limit=1))
        self._known.update(dict.fromkeys(new, False))
        for key, found in subjects.items():
            matched = [bool(next(answers).matches) for _ in found]  # each has an answer of its own
            self._known[key] = any(matched)


def _key(part: _Part) -> bytes:
    field, text = part
    return blake2b(text, digest_size=16, person=field.encode()).digest()


def _parts(record: Record) -> Iterator[_Part]:
    """What can name someone in a record's event; nothing for what is no event."""
    try:
        names = _NAMES.decode(_data(record))
    except (BadEvent, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return  # a dead letter since it was first read
    for field in ("parties", "transport", "licences", "agents"):
        for raw in getattr(names, field):
            yield field, bytes(raw)
    for item in names.items:
        if item.description:
            yield "text", item.description.encode("utf-8", "surrogatepass")
    for text in names.remittance_text:
        yield "text", text.encode("utf-8", "surrogatepass")


def _data(record: Record) -> bytes | msgspec.Raw:
    """The JSON of the event itself, in either mode of CloudEvents."""
    for name, value in record.headers:
        if name == "content-type" and value is not None:
            if value == b"application/json":
                return record.value or b""
            break
    return unpack(record).data


def _subjects(part: _Part) -> list[Subject]:
    """What is screened of a part; nothing where it is none that an event may have."""
    field, text = part
    try:
        match field:
            case "text":
                return [FreeText(text=text.decode("utf-8", "surrogatepass"))]
            case "parties":
                return [_PARTY.decode(text)]
            case "transport":
                data: Any = Shipment(transport=(_TRANSPORT.decode(text),))
            case "licences":
                data = Shipment(licences=(_LICENCE.decode(text),))
            case _:
                data = Transaction(agents=(_AGENT.decode(text),))
    except (BadEvent, ValueError, RecursionError):
        return []
    return [located.subject for located in named_in(data)]
