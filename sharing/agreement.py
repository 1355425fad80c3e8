"""An agreement: what one partner's intelligence another may see, for what, and until when."""

import datetime as dt
import difflib

from matchers.model import Struct
from sharing.fields import FIELD_NAMES, Tier
from sharing.handling import Handling, read_handling
from sharing.partner import PARTNER_ID
from sharing.scope import Scope, read_scope
from sharing.section import Section, form

_AGREEMENT_ID = form(
    r"[A-Za-z0-9._-]{1,40}", 'an agreement id: 1 to 40 letters, digits, ".", "_" and "-"'
)
_PURPOSE = form(r"[A-Za-z0-9._-]{1,40}", 'a purpose: 1 to 40 letters, digits, ".", "_" and "-"')
_NOT_ENFORCED = "not enforced by this version; remove it"


class Agreement(Struct, frozen=True):
    """A grantor lets a recipient see some of its intelligence, up to a tier, for a time.

    `allow` are the fields that `fields.allow` names; None where the agreement does not narrow its
    tier. `valid_until` is exclusive.
    """

    id: str
    grantor: str
    recipient: str
    scope: Scope
    max_detail: Tier
    allow: frozenset[str] | None
    handling: Handling
    valid_from: dt.datetime
    valid_until: dt.datetime

    def overlaps(self, other: "Agreement") -> bool:
        """Whether one disclosure between the same partners could fall under both."""
        return (
            (self.grantor, self.recipient) == (other.grantor, other.recipient)
            and self.valid_from < other.valid_until
            and other.valid_from < self.valid_until
            and self.scope.overlaps(other.scope)
        )


def read_agreement(section: Section) -> Agreement:
    """Read an agreement from its YAML mapping; raises PolicyError."""
    section.only(
        "id",
        "grantor",
        "recipient",
        "purposes",
        "scope",
        "maxDetail",
        "fields",
        "handling",
        "quotas",
        "validFrom",
        "validUntil",
        "signatures",
    )
    section.empty("quotas", _NOT_ENFORCED)
    section.empty("signatures", _NOT_ENFORCED)
    agreement = Agreement(
        id=section.text("id", _AGREEMENT_ID),
        grantor=section.text("grantor", PARTNER_ID),
        recipient=section.text("recipient", PARTNER_ID),
        scope=read_scope(section.section("scope")),
        max_detail=section.choice("maxDetail", Tier),
        allow=_read_allow(section.section("fields")),
        handling=read_handling(section.section("handling"), section.some("purposes", _PURPOSE)),
        valid_from=section.instant("validFrom"),
        valid_until=section.instant("validUntil"),
    )
    if agreement.grantor == agreement.recipient:
        raise section.error("recipient", "is the grantor itself, which needs no agreement")
    if agreement.valid_from >= agreement.valid_until:
        raise section.error("validUntil", "has to be after validFrom")
    return agreement


def _read_allow(section: Section) -> frozenset[str] | None:
    section.only("allow")
    names = section.texts("allow")
    if names is None:
        return None
    allow = tuple(name.removesuffix("[]") for name in names)
    for name in allow:
        if name not in FIELD_NAMES:
            close = difflib.get_close_matches(name, FIELD_NAMES, n=1)
            meant = f"did you mean {close[0]}? " if close else ""
            raise section.error(
                "allow",
                f"{name!a} is no field; {meant}accepted: {', '.join(sorted(FIELD_NAMES))}",
            )
    return frozenset(allow)
