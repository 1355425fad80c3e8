"""Which fields an entitlement gives and which it withholds, each with its reason.

A plan looks at the grounds only, never at a value: a field is withheld by name whether or not the
alert has it, and many alerts share one plan.
"""

import functools

from matchers.model import Struct
from sharing.entitlement import Basis, Entitlement, Ground
from sharing.fields import FIELDS, Field, Owner, Tier
from sharing.handling import Handling
from sharing.reasons import WithheldReason


class Withheld(Struct, frozen=True):
    """A field that is not given, and why."""

    field: str
    reason: WithheldReason


class Given(Struct, frozen=True):
    """A field that is given if it has a value, and why."""

    field: str
    because: str


class Plan(Struct, frozen=True):
    """The cut for one entitlement, in the order of the field table.

    `agreements` are the ids of the agreements that it rests on; `handling` their strictest terms,
    None where there is no agreement.
    """

    rationale: tuple[Given, ...]
    withheld: tuple[Withheld, ...]
    names: frozenset[str]
    agreements: tuple[str, ...]
    grantors: tuple[str, ...]
    handling: Handling | None


_FROM_TEXT = ("party.names", "party.identifiers", "match.queryName")
"""The fields that repeat the words of a free text in which somebody was found."""


@functools.lru_cache(maxsize=1024)
def plan(entitled: Entitlement, cap: Tier, text_field: str | None, room: Tier = Tier.FULL) -> Plan:
    """Lay out the cut.

    `cap` is the most that the entry's marking lets this recipient see. `text_field`
    names the field whose free text mentioned the party, if one did. `room` is the highest tier that
    fits the recipient's topic.
    """
    withheld: dict[str, WithheldReason] = {}
    for field in FIELDS:
        reason = _refusal(field, entitled, cap)
        if reason is None and not room.reaches(field.tier):
            reason = WithheldReason.NO_ROOM
        if reason is not None:
            withheld[field.name] = reason
    if text_field is not None and not _gives(text_field, withheld):
        for name in _FROM_TEXT:
            withheld.setdefault(name, WithheldReason.QUOTES_TEXT)
    agreements = {
        agreement.id: agreement
        for ground in (entitled.event, entitled.listing)
        for agreement in ground.agreements
    }
    given = [field for field in FIELDS if field.name not in withheld]
    return Plan(
        rationale=tuple(Given(field=f.name, because=_because(f, entitled)) for f in given),
        withheld=tuple(
            Withheld(field=f.name, reason=withheld[f.name]) for f in FIELDS if f.name in withheld
        ),
        names=frozenset(field.name for field in given),
        agreements=tuple(sorted(agreements)),
        grantors=tuple(sorted({agreement.grantor for agreement in agreements.values()})),
        handling=Handling.strictest(agreements[key].handling for key in sorted(agreements)),
    )


def _gives(name: str, withheld: dict[str, WithheldReason]) -> bool:
    return name not in withheld and any(field.name == name for field in FIELDS)


def _grounds(field: Field, entitled: Entitlement) -> tuple[Ground, ...]:
    match field.owner:
        case Owner.NONE:
            return ()
        case Owner.EVENT:
            return (entitled.event,)
        case Owner.LIST:
            return (entitled.listing,)
        case Owner.BOTH:
            return (entitled.event, entitled.listing)


def _refusal(field: Field, entitled: Entitlement, cap: Tier) -> WithheldReason | None:
    of_list = field.owner in (Owner.LIST, Owner.BOTH)
    # A listed entry repeats the party that it matched: whoever may not see the one may not see the
    # other, even where the list is public or the recipient's own.
    bounds = (entitled.event, entitled.listing) if of_list else _grounds(field, entitled)
    agreements = [agreement for ground in bounds for agreement in ground.agreements]
    if not all(agreement.max_detail.reaches(field.tier) for agreement in agreements):
        return WithheldReason.ABOVE_TIER
    if of_list and not cap.reaches(field.tier):
        return WithheldReason.MARKING
    named = [
        agreement.allow is not None and field.name in agreement.allow
        for ground in _grounds(field, entitled)
        for agreement in ground.agreements
        if agreement.allow is not None or field.commercial
    ]
    if all(named):
        return None
    return WithheldReason.COMMERCIAL if field.commercial else WithheldReason.NOT_ALLOWED


def _because(field: Field, entitled: Entitlement) -> str:
    grounds = _grounds(field, entitled)
    return "; ".join(_reason(ground, field) for ground in grounds) or "part of every alert"


def _reason(ground: Ground, field: Field) -> str:
    if ground.basis is not Basis.AGREEMENT:
        return ground.basis.value
    return " and ".join(
        f"agreement {agreement.id} reaches {agreement.max_detail}"
        + (f" and names {field.name}" if agreement.allow is not None else "")
        for agreement in ground.agreements
    )
