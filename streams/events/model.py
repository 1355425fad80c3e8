"""What partners send: shipments and payments, and everything that is named in them.

Closed code lists (roles, functions, name types, schemes, kinds) are enumerations and checked.
Values that merely follow a standard (UN/LOCODE, ISO 6346, HS, ISO 4217, BIC, LEI, UETR) are carried
as given: a slip in a container number must not keep a real party from being screened. What is too
long to be screened in full is refused, so that nothing passes as screened that was not.
"""

import datetime as dt
import enum
from decimal import Decimal
from typing import Annotated

from msgspec import Meta

from matchers.model import Party, PartyName, Struct

Reference = Annotated[str, Meta(min_length=1, max_length=256)]
"""An event's own number: becomes the key of records, so its length is bounded."""

MAX_NAME = 1_000
MAX_NAMES = 20
MAX_TEXT = 10_000
MAX_ENTRIES = 2_000

Name = Annotated[str, Meta(max_length=MAX_NAME)]
"""The name of someone or of a ship, in characters that are all read by the matcher."""

Names = Annotated[tuple[PartyName, ...], Meta(max_length=MAX_NAMES)]
"""The names of one party, all of which are read."""

Text = Annotated[str, Meta(max_length=MAX_TEXT)]
"""Free text, all of which is read."""

Entries = Meta(max_length=MAX_ENTRIES)
"""For arrays of what is screened: as many as a worker answers within seconds."""


class EventType(enum.StrEnum):
    """The event types of this major version, as CloudEvents `type` names them."""

    SHIPMENT = "shipment.v1"
    TRANSACTION = "transaction.v1"

    @property
    def family(self) -> str:
        """The type without its version: `shipment` or `transaction`."""
        return self.value.partition(".")[0]


class Function(enum.StrEnum):
    """What a message does to what was sent before it, after UN/EDIFACT 1225."""

    ORIGINAL = "original"
    CHANGE = "change"
    REPLACE = "replace"
    CANCEL = "cancel"

    @property
    def supersedes(self) -> bool:
        """Whether it takes the place of what was sent before under its reference."""
        return self is not Function.ORIGINAL


class ShipmentRole(enum.StrEnum):
    """What a party does in a shipment."""

    CONSIGNOR = "consignor"
    EXPORTER = "exporter"
    CONSIGNEE = "consignee"
    ULTIMATE_CONSIGNEE = "ultimateConsignee"
    INTERMEDIATE_CONSIGNEE = "intermediateConsignee"
    NOTIFY_PARTY = "notifyParty"
    BUYER = "buyer"
    SELLER = "seller"
    CARRIER = "carrier"
    FREIGHT_FORWARDER = "freightForwarder"
    DECLARANT = "declarant"


class TransactionRole(enum.StrEnum):
    """What a party does in a payment, after ISO 20022."""

    DEBTOR = "debtor"
    ULTIMATE_DEBTOR = "ultimateDebtor"
    CREDITOR = "creditor"
    ULTIMATE_CREDITOR = "ultimateCreditor"
    INITIATING_PARTY = "initiatingParty"


class AgentRole(enum.StrEnum):
    """What a financial institution does in a payment, after ISO 20022."""

    DEBTOR_AGENT = "debtorAgent"
    CREDITOR_AGENT = "creditorAgent"
    INTERMEDIARY_AGENT_1 = "intermediaryAgent1"
    INTERMEDIARY_AGENT_2 = "intermediaryAgent2"
    INTERMEDIARY_AGENT_3 = "intermediaryAgent3"


class ShipmentParty(Party, kw_only=True):
    """A party in its role in a shipment."""

    role: ShipmentRole
    names: Names = ()


class TransactionParty(Party, kw_only=True):
    """A party in its role in a payment."""

    role: TransactionRole
    names: Names = ()


class Agent(Struct):
    """A financial institution in its role in a payment."""

    role: AgentRole
    bic: str | None = None
    lei: str | None = None
    name: Name | None = None


class Transport(Struct):
    """A means of transport: a vessel, an aircraft, or another.

    `mode` is free; `sea`, `inlandWater` and `air` (or 1, 8 and 4 of UN Recommendation 19) say what
    a name without an IMO or tail number names.
    """

    mode: str | None = None
    name: Name | None = None
    imo: str | None = None
    mmsi: str | None = None
    flag: str | None = None
    call_sign: str | None = None
    tail_number: str | None = None
    built: str | None = None


class TransportDocument(Struct):
    """A bill of lading, air waybill or the like."""

    type: str | None = None
    number: str | None = None


class Item(Struct):
    """One line of goods."""

    hs_code: str | None = None
    description: Text | None = None
    control_code: str | None = None
    origin_country: str | None = None
    value: Decimal | None = None
    currency: str | None = None


class Licence(Struct):
    """An export or import licence, and whom it was issued to where that is stated."""

    number: str | None = None
    type: str | None = None
    holder: Name | None = None


class Shipment(Struct):
    """The data of a `shipment.v1` event.

    Needs one of `lrn`, `mrn`, `itn` unless the envelope gives a `partitionkey`, and at least one
    party unless it cancels.
    """

    function: Function = Function.ORIGINAL
    lrn: Reference | None = None
    mrn: Reference | None = None
    itn: Reference | None = None
    ucr: str | None = None
    transport_documents: tuple[TransportDocument, ...] = ()
    parties: Annotated[tuple[ShipmentParty, ...], Entries] = ()
    transport: Annotated[tuple[Transport, ...], Entries] = ()
    route: tuple[str, ...] = ()
    containers: tuple[str, ...] = ()
    items: Annotated[tuple[Item, ...], Entries] = ()
    licences: Annotated[tuple[Licence | str, ...], Entries] = ()


class Transaction(Struct):
    """The data of a `transaction.v1` event.

    Needs one of `uetr`, `endToEndId` unless the envelope gives a `partitionkey`, and at least one
    party.
    """

    uetr: Reference | None = None
    end_to_end_id: Reference | None = None
    message_type: str | None = None
    amount: Decimal | None = None
    currency: str | None = None
    parties: Annotated[tuple[TransactionParty, ...], Entries] = ()
    agents: Annotated[tuple[Agent, ...], Entries] = ()
    remittance_text: Annotated[tuple[Text, ...], Entries] = ()
    trade_references: tuple[str, ...] = ()


class Event(Struct):
    """One event, checked.

    `id` is its publisher's, `time` that of the occurrence (or of the record, where the publisher
    gives none), `reference` what an amendment has in common with its original.
    """

    id: str
    publisher: str
    type: EventType
    time: dt.datetime
    reference: str
    function: Function
    data: Shipment | Transaction
