"""Everything in an event that can name someone, with the place where it stands."""

from collections.abc import Iterator

from matchers.model import FreeText, Identifier, Kind, Party, PartyName, Scheme, Struct, Subject
from streams.events.model import Agent, Event, Licence, Shipment, Transaction, Transport

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
    match event.data:
        case Shipment() as shipment:
            return list(_of_shipment(shipment))
        case Transaction() as transaction:
            return list(_of_transaction(transaction))


def _of_shipment(shipment: Shipment) -> Iterator[Located]:
    for number, party in enumerate(shipment.parties):
        yield Located(path=f"parties[{number}]", role=party.role, subject=party)
    for number, transport in enumerate(shipment.transport):
        carrier = _means_of_transport(transport)
        if carrier.names or carrier.identifiers:
            yield Located(path=f"transport[{number}]", role="transport", subject=carrier)
    for number, licence in enumerate(shipment.licences):
        if isinstance(licence, Licence) and licence.holder:
            holder = Party(names=_names(licence.holder))
            yield Located(path=f"licences[{number}]", role="licenceHolder", subject=holder)
    for number, item in enumerate(shipment.items):
        if item.description:
            text = FreeText(text=item.description)
            yield Located(path=f"items[{number}].description", role="goods", subject=text)


def _of_transaction(transaction: Transaction) -> Iterator[Located]:
    for number, party in enumerate(transaction.parties):
        yield Located(path=f"parties[{number}]", role=party.role, subject=party)
    for number, agent in enumerate(transaction.agents):
        yield Located(path=f"agents[{number}]", role=agent.role, subject=_institution(agent))
    for number, text in enumerate(transaction.remittance_text):
        if text:
            subject = FreeText(text=text)
            yield Located(path=f"remittanceText[{number}]", role="remittance", subject=subject)


def _means_of_transport(transport: Transport) -> Party:
    """A vessel or aircraft as a party; one of unknown kind where nothing tells which it is."""
    identifiers = _identifiers(
        (Scheme.IMO, transport.imo),
        (Scheme.CALL_SIGN, transport.call_sign),
        (Scheme.AIRCRAFT_TAIL, transport.tail_number),
    )
    return Party(
        kind=_kind(transport),
        names=_names(transport.name),
        identifiers=identifiers,
        countries=(transport.flag,) if transport.flag else (),
    )


def _kind(transport: Transport) -> Kind:
    """What the identifiers say, else the mode; contradicting identifiers leave it open."""
    match bool(transport.imo), bool(transport.tail_number):
        case True, False:
            return Kind.VESSEL
        case False, True:
            return Kind.AIRCRAFT
        case True, True:
            return Kind.UNKNOWN
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
    return tuple(Identifier(scheme=scheme, value=value) for scheme, value in pairs if value)
