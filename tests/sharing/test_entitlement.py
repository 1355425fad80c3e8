"""Every row of the entitlement table, every tier, every state of an agreement."""

import datetime as dt
from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

import pytest

from sharing.agreement import Agreement
from sharing.alert import PUBLIC
from sharing.disclose import Disclosure, Nothing, disclose, recipients
from sharing.fields import Owner, Tier
from sharing.reasons import Reason
from sharing.scope import Scope

DAY = dt.timedelta(days=1)
STATES: dict[str, Reason | None] = {
    "in force": None,
    "absent": Reason.NO_AGREEMENT,
    "expired": Reason.EXPIRED,
    "not yet valid": Reason.NOT_YET_VALID,
    "out of scope": Reason.OUT_OF_SCOPE,
}
# recipient, list's owner: whose agreements are needed.
ROWS: dict[tuple[str, str], tuple[str, ...]] = {
    ("publisher", PUBLIC): (),
    ("publisher", "publisher"): (),
    ("publisher", "owner"): ("owner",),
    ("owner", "owner"): ("publisher",),
    ("reader", PUBLIC): ("publisher",),
    ("reader", "publisher"): ("publisher",),
    ("reader", "owner"): ("publisher", "owner"),
}


def cases() -> Iterator[Any]:
    for (recipient, owner), grantors in ROWS.items():
        for states in product(STATES, repeat=len(grantors)):
            for tiers in product(Tier, repeat=len(grantors)):
                parts = (f"{state} {tier}" for state, tier in zip(states, tiers, strict=True))
                name = f"{recipient} of {owner} list: {', '.join(parts)}"
                yield pytest.param(recipient, owner, grantors, states, tiers, id=name)


def granted(
    make: Callable[..., Agreement],
    now: dt.datetime,
    grantor: str,
    recipient: str,
    state: str,
    tier: Tier,
) -> list[Agreement]:
    match state:
        case "absent":
            return []
        case "expired":
            return [make(grantor, recipient, tier, since=now - 2 * DAY, until=now)]
        case "not yet valid":
            return [make(grantor, recipient, tier, since=now + DAY, until=now + 2 * DAY)]
        case "out of scope":
            return [make(grantor, recipient, tier, scope=Scope(lists=frozenset({"other"})))]
        case _:
            return [make(grantor, recipient, tier, since=now)]


@pytest.mark.parametrize(("recipient", "owner", "grantors", "states", "tiers"), list(cases()))
def test_matrix(
    recipient: str,
    owner: str,
    grantors: tuple[str, ...],
    states: tuple[str, ...],
    tiers: tuple[Tier, ...],
    now: dt.datetime,
    secret: bytes,
    agreement: Any,
    policy: Any,
    canaries: Any,
    oracle: Any,
) -> None:
    agreements = [
        each
        for grantor, state, tier in zip(grantors, states, tiers, strict=True)
        for each in granted(agreement, now, grantor, recipient, state, tier)
    ]
    alert = canaries(owner=owner).alert
    result = disclose(alert, recipient, policy(*agreements), now, secret=secret)

    failures = [
        (reason, Owner.EVENT if grantor == "publisher" else Owner.LIST)
        for grantor, state in zip(grantors, states, strict=True)
        if (reason := STATES[state]) is not None
    ]
    if failures:
        assert result == Nothing(reason=failures[0][0], owner=failures[0][1])
        return
    assert isinstance(result, Disclosure)
    limits = {g: oracle.limit(tier) for g, tier in zip(grantors, tiers, strict=True)}
    event = None if recipient == "publisher" else limits["publisher"]
    listing = None if owner in (PUBLIC, recipient) else limits[owner]
    given = {entry.field for entry in result.rationale} - oracle.envelope
    assert given == oracle.visible(event, listing)
    assert result.view["agreements"] == sorted(each.id for each in agreements)


@pytest.mark.parametrize(
    ("offset", "expected"),
    [
        (-dt.timedelta(microseconds=1), Reason.NOT_YET_VALID),
        (dt.timedelta(0), None),
        (DAY - dt.timedelta(microseconds=1), None),
        (DAY, Reason.EXPIRED),
    ],
)
def test_the_beginning_is_included_and_the_end_is_not(
    offset: dt.timedelta,
    expected: Reason | None,
    now: dt.datetime,
    secret: bytes,
    agreement: Any,
    policy: Any,
    canaries: Any,
) -> None:
    one = policy(agreement("publisher", "reader", since=now, until=now + DAY))
    result = disclose(canaries().alert, "reader", one, now + offset, secret=secret)
    assert (result.reason if isinstance(result, Nothing) else None) == expected


def test_between_two_agreements_the_earlier_has_expired(
    now: dt.datetime, secret: bytes, agreement: Any, policy: Any, canaries: Any
) -> None:
    gap = policy(
        agreement("publisher", "reader", agreement_id="a", since=now - 2 * DAY, until=now - DAY),
        agreement("publisher", "reader", agreement_id="b", since=now + DAY, until=now + 2 * DAY),
    )
    result = disclose(canaries().alert, "reader", gap, now, secret=secret)
    assert result == Nothing(reason=Reason.EXPIRED, owner=Owner.EVENT)


@pytest.mark.parametrize("recipient", ["", "nobody", "public", "x" * 1_000_000, "\u202e\x00"])
def test_who_is_no_partner_gets_nothing(
    recipient: str, now: dt.datetime, secret: bytes, policy: Any, canaries: Any
) -> None:
    result = disclose(canaries().alert, recipient, policy(), now, secret=secret)
    assert result == Nothing(reason=Reason.UNKNOWN_PARTNER)


@pytest.mark.parametrize("grants", list(product([False, True], repeat=6)))
@pytest.mark.parametrize("owner", [PUBLIC, "publisher", "owner"])
def test_recipients_are_those_who_lack_no_agreement(
    owner: str,
    grants: tuple[bool, ...],
    now: dt.datetime,
    secret: bytes,
    agreement: Any,
    policy: Any,
    canaries: Any,
) -> None:
    pairs = [(g, r) for g, r in product(("publisher", "owner", "reader"), repeat=2) if g != r]
    one = policy(
        *(agreement(*pair) for pair, is_given in zip(pairs, grants, strict=True) if is_given)
    )
    alert = canaries(owner=owner).alert
    entitled = {
        partner
        for partner in one.partners
        if isinstance(disclose(alert, partner, one, now, secret=secret), Disclosure)
    }
    found = recipients("publisher", owner, one)
    assert found[0] == "publisher"
    assert set(found) == entitled | {"publisher"}
    assert len(set(found)) == len(found)


def test_recipients_do_not_grow_with_the_partners_that_get_nothing(
    agreement: Any, policy: Any
) -> None:
    crowd = " ".join(f"partner-{i}" for i in range(300))
    one = policy(
        agreement("publisher", "reader"),
        *(agreement("publisher", f"partner-{i}") for i in range(300)),
        partners=f"publisher owner reader {crowd}",
    )
    assert recipients("publisher", "owner", one) == ("publisher",)
    assert ("publisher", "owner") not in one.reach
