"""The corridor of an event: from which country to which country."""

import re
from collections.abc import Mapping, Sequence

from matchers.model import Struct

_COUNTRY = re.compile(r"[A-Z]{2}")
_ENDS = (("consignor", "debtor", "debtorAgent"), ("consignee", "creditor", "creditorAgent"))


class Corridor(Struct, frozen=True):
    """The countries (ISO 3166-1 alpha-2) at both ends; None where the event does not tell."""

    origin: str | None = None
    destination: str | None = None


def corridor(
    *,
    route: Sequence[str] = (),
    countries: Mapping[str, str | None] | None = None,
    bics: Mapping[str, str | None] | None = None,
) -> Corridor:
    """Derive an event's corridor from its route, else its addresses, else its agents' BICs.

    `route` are UN/LOCODEs, whose first two letters are the country; `countries` are the countries
    of addresses by the role of their party (consignor, consignee, debtor, creditor); `bics` are the
    BICs (ISO 9362: country in letters five and six) by role (debtorAgent, creditorAgent). What is
    not a country code is unknown.
    """
    ends = (route[0], route[-1]) if route else ("", "")
    origin, destination = (
        _country(place)
        or _country((countries or {}).get(shipping) or "")
        or _country((countries or {}).get(paying) or "")
        or _country(((bics or {}).get(agent) or "")[4:])
        for place, (shipping, paying, agent) in zip(ends, _ENDS, strict=True)
    )
    return Corridor(origin=origin, destination=destination)


def _country(text: str) -> str | None:
    found = _COUNTRY.match(text)
    return found.group() if found else None
