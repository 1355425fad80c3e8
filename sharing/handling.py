"""Handling: what the recipient of an alert may do with it."""

import enum
import re
from collections.abc import Iterable

from matchers.model import Struct
from sharing.section import Section, form

_RETENTION = form(
    r"P(?=\d)(\d{1,4}Y)?(\d{1,4}M)?(\d{1,4}W)?(\d{1,5}D)?",
    "an ISO 8601 duration of years, months, weeks and days, such as P2Y or P90D",
)


class Tlp(enum.StrEnum):
    """Traffic Light Protocol 2.0 labels (FIRST), from wide to narrow. Shown, never the rule."""

    CLEAR = "CLEAR"
    GREEN = "GREEN"
    AMBER = "AMBER"
    AMBER_STRICT = "AMBER+STRICT"
    RED = "RED"


class Handling(Struct, frozen=True, omit_defaults=False):
    """What the recipient may do with what it sees. It travels in the alert.

    `purposes` is None where no agreement limits them; `retention` is an ISO 8601 duration of years,
    months, weeks and days, None where nobody sets one.
    """

    purposes: tuple[str, ...] | None = None
    tlp: Tlp = Tlp.AMBER_STRICT
    onward_sharing: bool = False
    attribution: bool = False
    retention: str | None = None

    @staticmethod
    def strictest(terms: Iterable["Handling"]) -> "Handling | None":
        """The terms that keep all of the given ones; None where there are none.

        The purposes that all allow, the narrowest label, the shortest retention (a year counted as
        365 days, a month as 30), and onward sharing and attribution only where all allow them.
        """
        every = tuple(terms)
        if not every:
            return None
        limits = [term.purposes for term in every if term.purposes is not None]
        return Handling(
            purposes=tuple(p for p in limits[0] if all(p in limit for limit in limits))
            if limits
            else None,
            tlp=max((term.tlp for term in every), key=list(Tlp).index),
            onward_sharing=all(term.onward_sharing for term in every),
            attribution=all(term.attribution for term in every),
            retention=min(
                (term.retention for term in every if term.retention), key=_days, default=None
            ),
        )


def read_handling(section: Section, purposes: tuple[str, ...] | None) -> Handling:
    """Read the terms from their YAML mapping; raises PolicyError."""
    section.only("tlp", "onwardSharing", "attribution", "retention")
    return Handling(
        purposes=purposes,
        tlp=section.choice("tlp", Tlp, Handling().tlp),
        onward_sharing=section.flag("onwardSharing", default=False),
        attribution=section.flag("attribution", default=False),
        retention=section.optional_text("retention", _RETENTION),
    )


def _days(retention: str) -> int:
    weights = {"Y": 365, "M": 30, "W": 7, "D": 1}
    return sum(int(n) * weights[unit] for n, unit in re.findall(r"(\d+)([YMWD])", retention))
