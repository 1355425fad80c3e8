"""What an alert takes from its event: the event's own fields, laid out as `sharing` knows them."""

from matchers.model import Party
from sharing.alert import EventFacts, Item, Transport
from sharing.corridor import Corridor, corridor
from streams.events.model import Event, Shipment, Transaction


def event_facts(event: Event) -> EventFacts:
    """The facts of one event that an alert may draw on."""
    match event.data:
        case Shipment() as shipment:
            return EventFacts(
                type=event.type,
                publisher=event.publisher,
                reference=event.reference,
                time=event.time,
                corridor=_shipment_corridor(shipment),
                route=shipment.route,
                transport=tuple(
                    Transport(
                        mode=t.mode,
                        name=t.name,
                        imo=t.imo,
                        flag=t.flag,
                        call_sign=t.call_sign,
                        tail_number=t.tail_number,
                    )
                    for t in shipment.transport
                ),
                containers=shipment.containers,
                items=tuple(
                    Item(
                        hs_code=item.hs_code,
                        description=item.description,
                        value=item.value,
                        currency=item.currency,
                    )
                    for item in shipment.items
                ),
            )
        case Transaction() as payment:
            return EventFacts(
                type=event.type,
                publisher=event.publisher,
                reference=event.reference,
                time=event.time,
                corridor=_payment_corridor(payment),
                amount=payment.amount,
                currency=payment.currency,
                remittance_text=payment.remittance_text,
                trade_references=payment.trade_references,
            )


def text_field(path: str) -> str:
    """The alert field that holds the free text at a place of the event.

    `items[3].description` is a field of `event.items[]`; `remittanceText[0]` one of the event.
    """
    name, _, rest = path.partition("[")
    member = rest.partition("].")[2]
    return f"event.{name}[].{member}" if member else f"event.{name}"


def _shipment_corridor(shipment: Shipment) -> Corridor:
    return corridor(
        route=shipment.route,
        countries={party.role.value: _country(party) for party in reversed(shipment.parties)},
    )


def _payment_corridor(payment: Transaction) -> Corridor:
    return corridor(
        countries={party.role.value: _country(party) for party in reversed(payment.parties)},
        bics={agent.role.value: agent.bic for agent in reversed(payment.agents)},
    )


def _country(party: Party) -> str | None:
    return party.address.country if party.address else None
