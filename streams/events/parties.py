"""Everything in an event that can name someone, with the place where it stands."""

from collections.abc import Sequence

from matchers.model import FreeText, Identifier, Kind, Party, PartyName, Scheme, Struct, Subject
from streams.events.model import (
    Agent,
    Event,
    Licence,
    Shipment,
    ShipmentParty,
    Transaction,
    TransactionParty,
    Transport,
)

_WATER = frozenset({"sea", "inlandWater", "1", "8"})
_AIR = frozenset({"air", "4"})


class Located(Struct):
    """A subject of screening, where it stands (`parties[2]`) and in which role."""

    path: str
    role: str
    subject: Subject


def parties(event: Event) -> list[Located]:
    """All that is screened of an event, in the order of the message.

    Parties, vessels and aircraft, agents and licence holders as parties; goods descriptions and
    remittance text as free text. Trade references are numbers of documents and are not screened.
    """
    return named_in(event.data)


def named_in(data: Shipment | Transaction) -> list[Located]:
    """The same of an event's data."""
    return _of_shipment(data) if isinstance(data, Shipment) else _of_transaction(data)


def _of_shipment(shipment: Shipment) -> list[Located]:
    named = _parties(shipment.parties)
    for number, transport in enumerate(shipment.transport):
        carrier = _means_of_transport(transport)
        if carrier.names or carrier.identifiers:
            path = f"transport[{number}]"
            named.append(Located(path=path, role="transport", subject=carrier))
    for number, licence in enumerate(shipment.licences):
        if isinstance(licence, Licence) and licence.holder:
            holder = Party(names=_names(licence.holder))
            path = f"licences[{number}]"
            named.append(Located(path=path, role="licenceHolder", subject=holder))
    for number, item in enumerate(shipment.items):
        if item.description:
            path = f"items[{number}].description"
            text = FreeText(text=item.description)
            named.append(Located(path=path, role="goods", subject=text))
    return named


def _of_transaction(transaction: Transaction) -> list[Located]:
    named = _parties(transaction.parties)
    for number, agent in enumerate(transaction.agents):
        path = f"agents[{number}]"
        named.append(Located(path=path, role=agent.role, subject=_institution(agent)))
    for number, remittance in enumerate(transaction.remittance_text):
        if remittance:
            path = f"remittanceText[{number}]"
            text = FreeText(text=remittance)
            named.append(Located(path=path, role="remittance", subject=text))
    return named


def _parties(parties: Sequence[ShipmentParty | TransactionParty]) -> list[Located]:
    return [
        Located(path=f"parties[{number}]", role=party.role, subject=party)
        for number, party in enumerate(parties)
    ]


def _means_of_transport(transport: Transport) -> Party:
    """A vessel or aircraft as a party; one of unknown kind where nothing tells which it is."""
    identifiers = _identifiers(
        (Scheme.IMO, transport.imo),
        (Scheme.MMSI, transport.mmsi),
        (Scheme.CALL_SIGN, transport.call_sign),
        (Scheme.AIRCRAFT_TAIL, transport.tail_number),
    )
    return Party(
        kind=_kind(transport),
        names=_names(transport.name),
        identifiers=identifiers,
        countries=(transport.flag,) if transport.flag else (),
        built=transport.built,
    )


def _kind(transport: Transport) -> Kind:
    """What the identifiers say, else the mode; contradicting identifiers leave it open."""
    if transport.imo:
        return Kind.UNKNOWN if transport.tail_number else Kind.VESSEL
    if transport.tail_number:
        return Kind.AIRCRAFT
    if transport.mode in _WATER:
        return Kind.VESSEL
    return Kind.AIRCRAFT if transport.mode in _AIR else Kind.UNKNOWN


def _institution(agent: Agent) -> Party:
    return Party(
        kind=Kind.ORGANIZATION,
        names=_names(agent.name),
        identifiers=_identifiers((Scheme.BIC, agent.bic), (Scheme.LEI, agent.lei)),
    )


def _names(name: str | None) -> tuple[PartyName, ...]:
    return (PartyName(value=name),) if name else ()


def _identifiers(*pairs: tuple[Scheme, str | None]) -> tuple[Identifier, ...]:
    return tuple([Identifier(scheme=scheme, value=value) for scheme, value in pairs if value])
