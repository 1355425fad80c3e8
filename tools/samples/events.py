"""Compose the sample events: ordinary trade, and the cases put among it.

A seeded generator chooses; the same seed gives the same bytes. Names come from `trade.yaml`, what
is special about a case from `cases.yaml`.
"""

import datetime as dt
import random
import uuid
from collections import Counter
from typing import Any

Data = dict[str, Any]

SEED = 20_240_611
COUNT = 200
"""Events in all, cases included."""

START = dt.datetime(2026, 3, 2, 6, 0, tzinfo=dt.UTC)
_CLEAN_PAYMENTS = 0.4
_HAS_VESSEL = 0.5


class Trade:
    """Invents ordinary shipments and payments of a partner."""

    def __init__(self, names: Data, rng: random.Random) -> None:
        """Choose among `names`, the content of `trade.yaml`."""
        self._names = names
        self._rng = rng
        self._numbers: Counter[str] = Counter()

    def shipment(self, partner: str) -> Data:
        """The data of an export from, or an import to, the partner's country."""
        home = self._names["partners"][partner]
        ours, theirs = self._company("home", partner), self._foreign_company()
        route = [home["port"], self._names["abroad"][theirs["address"]["country"]]]
        sender, receiver = ours, theirs
        if self._rng.random() < 1 / 2:
            sender, receiver = theirs, ours
            route.reverse()
        roles = {"consignor": sender, "consignee": receiver}
        if self._rng.random() < 1 / 3:
            roles["freightForwarder"] = self._company("carriers", partner)
        hs_code, description = self._rng.choice(self._names["goods"])
        number = self._next(partner)
        return {
            "function": "original",
            "lrn": f"{partner.partition('-')[0].upper()}-2026-{number:05}",
            "parties": [{"role": role, **party} for role, party in roles.items()],
            "transport": self._transport(),
            "route": route,
            "containers": [f"SKYU{self._rng.randrange(10**7):07}"],
            "items": [
                {
                    "hsCode": hs_code,
                    "description": description,
                    "originCountry": sender["address"]["country"],
                    "value": self._rng.randrange(800, 90_000),
                    "currency": "EUR",
                }
            ],
        }

    def payment(self, partner: str) -> Data:
        """The data of a payment out of the partner's country."""
        debtor = self._company("home", partner)
        if self._rng.random() < 1 / 2:
            name, country = self._rng.choice(self._names["people"])
            creditor = {"kind": "person", "names": _names([name]), "address": {"country": country}}
        else:
            creditor = self._foreign_company()
        number = self._next(partner)
        banks = self._names["banks"]
        return {
            "uetr": str(uuid.UUID(int=self._rng.getrandbits(128), version=4)),
            "endToEndId": f"E2E-{partner.partition('-')[0].upper()}-{number:05}",
            "messageType": "pacs.008",
            "amount": self._rng.randrange(200, 60_000),
            "currency": "EUR",
            "parties": [{"role": "debtor", **debtor}, {"role": "creditor", **creditor}],
            "agents": [
                _agent("debtorAgent", banks[partner]),
                _agent("creditorAgent", banks["abroad"]),
            ],
            "remittanceText": [f"invoice {number:05}, {self._rng.choice(self._names['goods'])[1]}"],
        }

    def _company(self, business: str, partner: str) -> Data:
        """A company of some business in one of the partner's towns."""
        home = self._names["partners"][partner]
        address = {"town": self._rng.choice(home["towns"]), "country": home["country"]}
        return _organization(self._rng.choice(self._names[business][partner]), address)

    def _foreign_company(self) -> Data:
        name, country = self._rng.choice(self._names["counterparts"])
        return _organization(name, {"country": country})

    def _transport(self) -> list[Data]:
        if self._rng.random() >= _HAS_VESSEL:
            return [{"mode": "road"}]
        name, imo = self._rng.choice(self._names["vessels"])
        return [{"mode": "sea", "name": name, "imo": imo}]

    def _next(self, partner: str) -> int:
        self._numbers[partner] += 1
        return self._numbers[partner]


def compose(trade: Data, cases: list[Data]) -> list[tuple[Data, str]]:
    """Every sample event as a structured CloudEvent, with what screening is to find in it."""
    rng = random.Random(SEED)  # noqa: S311 - reproducible, and nothing secret
    invented = Trade(trade, rng)
    places = set(rng.sample(range(COUNT), len(cases)))
    waiting = iter(cases)
    time = START
    composed = []
    for number in range(COUNT):
        time += dt.timedelta(seconds=rng.randrange(20, 400))
        case = next(waiting) if number in places else _ordinary(trade, rng)
        kind = "payment" if "payment" in case else "shipment"
        data = _apply(getattr(invented, kind)(case["partner"]), case[kind])
        event = {
            "specversion": "1.0",
            "id": f"{case['partner']}-{number + 1:04}",
            "source": f"urn:portcullis:partner:{case['partner']}",
            "type": "transaction.v1" if kind == "payment" else "shipment.v1",
            "time": time.isoformat().replace("+00:00", "Z"),
            "datacontenttype": "application/json",
            "data": data,
        }
        composed.append((event, case["expect"]))
    return composed


def _ordinary(trade: Data, rng: random.Random) -> Data:
    kind = "payment" if rng.random() < _CLEAN_PAYMENTS else "shipment"
    return {"partner": rng.choice(sorted(trade["partners"])), "expect": "clear", kind: {}}


def _apply(data: Data, change: Data) -> Data:
    """An event with what a case says in place of what was there."""
    parties = {party["role"]: party for party in data["parties"]}
    for role, party in change.get("parties", {}).items():
        parties[role] = {"role": role, **party, "names": _names(party["names"])}
    agents = {agent["role"]: agent for agent in data.get("agents", ())}
    for role, agent in change.get("agents", {}).items():
        agents[role] = {"role": role, **agent}
    changed = {**data, "parties": list(parties.values())}
    if agents:
        changed["agents"] = list(agents.values())
    return {**changed, **change.get("set", {})}


def _names(names: list[str | Data]) -> list[Data]:
    return [{"value": name, "type": "legal"} if isinstance(name, str) else name for name in names]


def _organization(name: str, address: Data) -> Data:
    return {"kind": "organization", "names": _names([name]), "address": address}


def _agent(role: str, bank: tuple[str, str]) -> Data:
    name, bic = bank
    return {"role": role, "bic": bic, "name": name}
