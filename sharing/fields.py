"""Which field of an alert belongs to whom, and from which tier on it may be seen.

This table is the rule itself: `disclose` reads it, and `docs/sharing.md` is printed from it.
"""

import enum
from collections.abc import Iterator

from matchers.model import Struct


class Tier(enum.StrEnum):
    """How much an agreement lets its recipient see, in rising order."""

    HIT = "hit"  # that there is a match, and whom to ask
    IDENTITY = "identity"  # who was matched with whom
    RATIONALE = "rationale"  # and why
    FULL = "full"  # and everything known of both

    def reaches(self, other: "Tier") -> bool:
        """Whether this tier shows what `other` shows."""
        return _RANK[self] >= _RANK[other]


_RANK = {tier: rank for rank, tier in enumerate(Tier)}


class Owner(enum.StrEnum):
    """Whose intelligence a field draws on, and whose agreement therefore decides.

    The tier of the publisher's agreement bounds the fields of the list as well: see `sharing.plan`.
    """

    NONE = "none"  # part of every alert
    EVENT = "event"  # the event's publisher
    LIST = "list"  # the owner of the matched list
    BOTH = "both"  # allowed by both


class Field(Struct, frozen=True):
    """One field of the alert, by its dotted path; `[]` stands for each member of a list.

    A commercial field is a trade secret: beside the tier, `fields.allow` of the agreement has to
    name it.
    """

    name: str
    owner: Owner
    tier: Tier
    commercial: bool = False


def _rows(owner: Owner, tier: Tier, *names: str, commercial: bool = False) -> Iterator[Field]:
    return (Field(name=name, owner=owner, tier=tier, commercial=commercial) for name in names)


FIELDS: tuple[Field, ...] = (
    *_rows(
        Owner.NONE,
        Tier.HIT,
        "alertId",
        "revision",
        "trigger",
        "status",
        "raisedAt",
        "verdict",
        "contact",
        "handling",
        "agreements",
        "withheld",
    ),
    *_rows(
        Owner.EVENT,
        Tier.HIT,
        "event.type",
        "event.date",
    ),
    *_rows(
        Owner.EVENT,
        Tier.IDENTITY,
        "event.publisher",
        "event.reference",
        "event.time",
        "party.path",
        "party.role",
        "party.kind",
        "party.names",
    ),
    *_rows(
        Owner.LIST,
        Tier.IDENTITY,
        "match.entityId",
        "match.source",
        "match.listedName",
        "match.programmes",
        "match.linked",
        "match.listStale",
    ),
    *_rows(
        Owner.BOTH,
        Tier.RATIONALE,
        "match.score",
        "match.queryName",
        "match.evidence",
        "versions.snapshot",
        "versions.scorecard",
        "versions.policy",
    ),
    *_rows(
        Owner.LIST,
        Tier.RATIONALE,
        "match.legalBasis",
        "match.listedOn",
        "match.thresholds",
    ),
    *_rows(
        Owner.LIST,
        Tier.FULL,
        "match.names",
        "match.identifiers",
        "match.birthDates",
        "match.birthPlaces",
        "match.gender",
        "match.built",
        "match.countries",
        "match.addresses",
        "match.remarks",
    ),
    *_rows(
        Owner.EVENT,
        Tier.FULL,
        "party.identifiers",
        "party.birthDate",
        "party.birthPlace",
        "party.gender",
        "party.built",
        "party.address",
        "party.countries",
        "event.route",
        "event.transport",
        "event.containers",
        "event.items[].hsCode",
    ),
    *_rows(
        Owner.EVENT,
        Tier.FULL,
        "event.items[].description",
        "event.items[].value",
        "event.items[].currency",
        "event.amount",
        "event.currency",
        "event.remittanceText",
        "event.tradeReferences",
        commercial=True,
    ),
)

FIELD_NAMES: frozenset[str] = frozenset(field.name for field in FIELDS)
