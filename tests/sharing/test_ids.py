import datetime as dt
from itertools import permutations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchers.model import FreeText, Identifier, Party, PartyName, PartyNameType, Scheme
from sharing.ids import (
    Revision,
    fingerprint,
    internal_alert_id,
    partner_alert_id,
    partner_revision,
)

SECRET = b"0123456789abcdef"
FIRST = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)


def revision(time: dt.datetime, sequence: int, snapshot_version: int) -> Revision:
    return Revision(event_time=time, sequence=sequence, snapshot_version=snapshot_version)


def party(*names: str, identifiers: tuple[tuple[Scheme, str], ...] = ()) -> Party:
    return Party(
        names=tuple(PartyName(value=name) for name in names),
        identifiers=tuple(Identifier(scheme=scheme, value=value) for scheme, value in identifiers),
    )


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (party("Ana Ruiz"), party("  ANA   ruiz ")),
        (party("Ana Ruiz", "A. Ruiz"), party("A. Ruiz", "Ana Ruiz", "Ana Ruiz")),
        (party("Straße"), party("STRASSE")),
        (party("ＡＮＡ"), party("ana")),  # full-width letters
        (
            party("a", identifiers=((Scheme.IMO, "IMO 907-4729"),)),
            party("a", identifiers=((Scheme.IMO, "imo9074729"),)),
        ),
        (
            party("a", identifiers=((Scheme.LEI, "1"), (Scheme.BIC, "2"))),
            party("a", identifiers=((Scheme.BIC, "2"), (Scheme.LEI, "1"))),
        ),
        (FreeText(text="to Ana "), FreeText(text="TO ANA")),
        (
            party("Ana"),
            Party(names=(PartyName(value="ana", type=PartyNameType.ALIAS),), birth_date="1962"),
        ),
    ],
)
def test_one_party_has_one_fingerprint(left: Party, right: Party) -> None:
    assert fingerprint(left) == fingerprint(right)


@pytest.mark.parametrize(
    ("left", "right"),
    list(
        permutations(
            [
                party(),
                party("a"),
                party("b"),
                party("a", "b"),
                party("a b"),
                party("ab"),
                FreeText(text="a"),
                party("a", identifiers=((Scheme.LEI, "1"),)),
                party("a", identifiers=((Scheme.BIC, "1"),)),
                party("a", "lei", "1"),
                party("a", identifiers=((Scheme.LEI, "12"),)),
                party(identifiers=((Scheme.LEI, "1"),)),
            ],
            2,
        )
    ),
)
def test_different_parties_have_different_fingerprints(
    left: Party | FreeText, right: Party | FreeText
) -> None:
    assert fingerprint(left) != fingerprint(right)


parts = st.lists(st.sampled_from(["", "a", "b", "ab", "a|b", "a\x00"]), min_size=5, max_size=5)


def internal(values: list[str]) -> str:
    publisher, reference, role, who, entity_id = values
    return internal_alert_id(
        publisher=publisher, reference=reference, role=role, party=who, entity_id=entity_id
    )


@given(parts, parts)
def test_internal_ids_are_equal_only_for_equal_parts(left: list[str], right: list[str]) -> None:
    assert (internal(left) == internal(right)) == (left == right)


def test_ids_stay_what_they_are() -> None:
    """A change of these would raise every open alert anew."""
    who = fingerprint(party("Ana Ruiz", identifiers=((Scheme.LEI, "1"),)))
    alert = internal(["north", "ref-1", "consignee", who, "list-1"])
    assert who == "4cb6e486f1e016ad1b9c139c9d110d6274e3868d44b826ca0a75cdd2e0ad325d"
    assert alert == "76036b071505038a7fd9c86461a02af0909c3138f6ecf894d0b3a5de9cb745fb"
    assert partner_alert_id(SECRET, "south", alert) == "48525ee8922c82800ad061e51f67511a"


def test_partner_ids_do_not_join() -> None:
    ids = {
        partner_alert_id(secret, partner, alert)
        for secret, partner, alert in product(
            [SECRET, SECRET + b"x"], ["north", "south", "northa", "nort"], ["a1", "1", "ha1"]
        )
    }
    assert len(ids) == 2 * 4 * 3
    assert all(len(one) == 32 and int(one, 16) >= 0 for one in ids)


@pytest.mark.parametrize("secret", [b"", b"fifteen bytes.."])
def test_a_guessable_secret_is_refused(secret: bytes) -> None:
    with pytest.raises(ValueError, match=f"has {len(secret)} bytes; give at least 16"):
        partner_alert_id(secret, "north", "a")
    with pytest.raises(ValueError, match="at least 16"):
        partner_revision(secret, "north", "a", revision(FIRST, 0, 0))


instants = st.datetimes(timezones=st.just(dt.UTC))
numbers = st.integers(0, 2**63 - 1)
revisions = st.builds(revision, instants, numbers, numbers)


@given(revisions, revisions, st.sampled_from(["north", "south"]), st.text())
def test_a_partner_sees_revisions_in_their_order(
    left: Revision, right: Revision, partner: str, alert: str
) -> None:
    shown = [partner_revision(SECRET, partner, alert, each) for each in (left, right)]
    assert (shown[0] < shown[1]) == (left < right)
    assert (shown[0] == shown[1]) == (left == right)
    assert {len(each) for each in shown} == {50}


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        (revision(FIRST, 9, 9), revision(FIRST + dt.timedelta(microseconds=1), 0, 0)),
        (revision(FIRST, 1, 9), revision(FIRST, 2, 0)),
        (revision(FIRST, 1, 1), revision(FIRST, 1, 2)),
    ],
)
def test_the_event_goes_before_the_snapshot(earlier: Revision, later: Revision) -> None:
    assert earlier < later


def test_a_revision_tells_no_time_across_alerts_or_partners() -> None:
    same = revision(FIRST, 5, 5)
    shown = {
        partner_revision(SECRET, partner, alert, same)
        for partner, alert in product(["north", "south"], ["a", "b"])
    }
    pieces = [piece for each in shown for piece in each.split("-")]
    assert len(set(pieces)) == len(pieces) == 12
