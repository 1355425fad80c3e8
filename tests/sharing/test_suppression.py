import datetime as dt
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchers.model import (
    Address,
    Identifier,
    Kind,
    ListedEntity,
    ListedName,
    Party,
    PartyName,
    Scheme,
)
from sharing.suppression import (
    NotSuppressible,
    Suppression,
    Withdrawn,
    check_suppressible,
    is_sealed,
    party_fingerprint,
    record_id,
    sealed,
)

SECRET = b"a secret for tests only"
NOW = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
PARTY = Party(
    kind=Kind.PERSON,
    names=(PartyName(value="Jon Dorwen"), PartyName(value="J. Dorwen")),
    identifiers=(
        Identifier(scheme=Scheme.PASSPORT, value="K1234567", country="XN"),
        Identifier(scheme=Scheme.TAX_NUMBER, value="99887766"),
    ),
    countries=("XN", "XS"),
    address=Address(lines=("1 Quay",), town="Norrhavn", country="XN"),
    birth_date="1962-03-05",
)
ENTITY = ListedEntity(
    id="own-1",
    source="own",
    kind=Kind.PERSON,
    names=(ListedName(value="John Dorwen"),),
    identifiers=(Identifier(scheme=Scheme.PASSPORT, value="Z7654321", country="XE"),),
)


def record(**change: Any) -> Suppression:
    """A record as it is when it was read."""
    base: dict[str, Any] = {
        "id": "0123456789abcdef",
        "party": "0" * 32,
        "entity_id": "own-1",
        "entity_version": "1" * 32,
        "reason": "passport seen",
        "requested_by": "A. Lindqvist",
        "approved_by": "M. Okafor",
        "entered_by": "operator",
        "created": NOW,
        "expires": NOW + 90 * DAY,
    }
    written = msgspec.json.encode(Suppression(**(base | change)))
    return msgspec.json.decode(written, type=Suppression)


@pytest.mark.parametrize(
    "change",
    [
        {"kind": Kind.ORGANIZATION},
        {"names": PARTY.names[:1]},
        {"names": (*PARTY.names, PartyName(value="Dorwen"))},
        {"identifiers": PARTY.identifiers[:1]},
        {"identifiers": ()},
        {"identifiers": (msgspec.structs.replace(PARTY.identifiers[0], value="K1234568"),)},
        {"countries": ("XN",)},
        {"address": None},
        {"address": Address(country="XS")},
        {"birth_date": None},
        {"birth_date": "1962-03"},
    ],
)
def test_a_party_that_changes_is_another(change: dict[str, object]) -> None:
    other = msgspec.structs.replace(PARTY, **change)
    assert party_fingerprint(SECRET, other) != party_fingerprint(SECRET, PARTY)


@pytest.mark.parametrize(
    "change",
    [
        {"names": PARTY.names[::-1]},
        {"names": (PartyName(value="  JON  dorwen"), PARTY.names[1], PARTY.names[0])},
        {"identifiers": PARTY.identifiers[::-1]},
        {"countries": ("XS", "XN")},
        {"address": Address(lines=("2 Quay",), country="XN")},
        {"identifiers": (Identifier(scheme=Scheme.PASSPORT, value="k-123 4567", country="XN"),
                         PARTY.identifiers[1])},
    ],
)  # fmt: skip
def test_how_it_is_written_does_not_matter(change: dict[str, object]) -> None:
    other = msgspec.structs.replace(PARTY, **change)
    assert party_fingerprint(SECRET, other) == party_fingerprint(SECRET, PARTY)


def test_without_the_secret_a_fingerprint_cannot_be_tried() -> None:
    assert party_fingerprint(b"another secret of ours", PARTY) != party_fingerprint(SECRET, PARTY)


PARTIES = st.builds(
    Party,
    names=st.lists(st.builds(PartyName, value=st.text(max_size=4)), max_size=3).map(tuple),
    identifiers=st.lists(
        st.builds(
            Identifier, scheme=st.sampled_from(Scheme), value=st.text("a1 ", max_size=3)
        ),
        max_size=2,
    ).map(tuple),
    countries=st.lists(st.sampled_from(["XN", "XS"]), max_size=2).map(tuple),
    birth_date=st.sampled_from([None, "1962"]),
)  # fmt: skip


@given(PARTIES, PARTIES)
def test_no_part_passes_for_another(one: Party, other: Party) -> None:
    """Equal fingerprints mean the same sets of facts: nothing moves from one field to the next."""

    def facts(party: Party) -> object:
        return (
            {" ".join(name.value.casefold().split()) for name in party.names},
            {(each.scheme, each.value.replace(" ", "").upper()) for each in party.identifiers},
            set(party.countries),
            party.birth_date,
        )

    ascii_only = all(name.value.isascii() for name in (*one.names, *other.names))
    same = party_fingerprint(SECRET, one) == party_fingerprint(SECRET, other)
    if ascii_only:
        assert same == (facts(one) == facts(other))
    elif facts(one)[1:] != facts(other)[1:]:  # type: ignore[index]
        assert not same


NAMES = (PartyName(value="Jon Dorwen"),)


@pytest.mark.parametrize(
    "party",
    [
        Party(names=NAMES),
        Party(names=NAMES, kind=Kind.PERSON),
        Party(names=(*NAMES, PartyName(value="J. Dorwen"))),
        Party(names=NAMES, kind=Kind.PERSON, countries=("XN",)),
        Party(names=NAMES, address=Address(lines=("1 Quay",), town="Norrhavn", country="XN")),
        Party(names=NAMES, birth_date="1962"),
        Party(names=NAMES, birth_date="1962-03"),
        Party(names=NAMES, identifiers=(Identifier(scheme=Scheme.PASSPORT, value="12"),)),
        Party(names=NAMES, identifiers=(Identifier(scheme=Scheme.LEI, value="NOT AN LEI"),)),
    ],
)
def test_never_on_a_name_alone(party: Party) -> None:
    with pytest.raises(NotSuppressible, match="name alone"):
        check_suppressible(party, ENTITY)


@pytest.mark.parametrize(
    "party",
    [
        PARTY,
        Party(names=NAMES, birth_date="1962-03-05"),
        Party(names=NAMES, identifiers=(Identifier(scheme=Scheme.EORI, value="XN1234567"),)),
        Party(identifiers=(Identifier(scheme=Scheme.IMO, value="9074729"),)),
    ],
)
def test_what_tells_a_party_from_a_namesake(party: Party) -> None:
    check_suppressible(party, ENTITY)


@pytest.mark.parametrize(
    ("own", "refused"),
    [
        (Identifier(scheme=Scheme.PASSPORT, value="z-7654321", country="XE"), True),
        (Identifier(scheme=Scheme.PASSPORT, value="Z7654321"), True),
        (Identifier(scheme=Scheme.PASSPORT, value="Z7654321", country="XN"), False),
        (Identifier(scheme=Scheme.NATIONAL_ID, value="Z7654321", country="XE"), False),
    ],
)
def test_an_identifier_in_common_is_no_mistake(own: Identifier, refused: bool) -> None:  # noqa: FBT001
    party = Party(names=NAMES, kind=Kind.PERSON, identifiers=(own,))
    if not refused:
        check_suppressible(party, ENTITY)
        return
    with pytest.raises(NotSuppressible, match="in common"):
        check_suppressible(party, ENTITY)


@pytest.mark.parametrize(
    ("created", "expires"),
    [
        (NOW, NOW),
        (NOW, NOW - DAY),
        (NOW, NOW + 365 * DAY + dt.timedelta(seconds=1)),
        (NOW, dt.datetime(9999, 12, 31, tzinfo=dt.UTC)),
        (dt.datetime(9999, 12, 31, tzinfo=dt.UTC), dt.datetime(9999, 12, 31, tzinfo=dt.UTC)),
    ],
)
def test_a_lifetime_is_bounded(created: dt.datetime, expires: dt.datetime) -> None:
    with pytest.raises(ValueError, match="365 days later at most"):
        record(created=created, expires=expires)


@pytest.mark.parametrize("approver", ["A. Lindqvist", " a.  LINDQVIST ", "\uff21. Lindqvist"])
def test_two_people_are_needed(approver: str) -> None:
    with pytest.raises(ValueError, match="two different people"):
        record(approved_by=approver)


def camel(key: str) -> str:
    first, *rest = key.split("_")
    return first + "".join(map(str.capitalize, rest))


@pytest.mark.parametrize("key", ["reason", "requested_by", "approved_by", "entered_by"])
@pytest.mark.parametrize("text", ["", " ", "two\nlines", "one\n", "\u00a0", "\x1b[31m", "x" * 501])
def test_texts_are_texts(key: str, text: str) -> None:
    with pytest.raises(msgspec.ValidationError, match=rf"(length|regex).*{camel(key)}"):
        record(**{key: text})


@pytest.mark.parametrize(
    ("instant", "holds"),
    [
        (NOW - dt.timedelta(seconds=1), False),
        (NOW, True),
        (NOW + 90 * DAY - dt.timedelta(microseconds=1), True),
        (NOW + 90 * DAY, False),
    ],
)
def test_when_it_holds(instant: dt.datetime, holds: bool) -> None:  # noqa: FBT001
    assert record().holds(instant) is holds
    ended = msgspec.structs.replace(record(), withdrawn=Withdrawn(at=NOW + DAY, by="x", why="y"))
    assert not ended.holds(instant)
    assert ended.ended == NOW + DAY


OTHER = {
    "id": "f" * 16,
    "party": "f" * 32,
    "entity_id": "own-2",
    "entity_version": "f" * 32,
    "reason": "another",
    "requested_by": "B",
    "approved_by": "C",
    "entered_by": "D",
    "created": NOW - DAY,
    "expires": NOW + 91 * DAY,
    "origin": "alert 1",
    "withdrawn": Withdrawn(at=NOW, by="x", why="y"),
}


def test_a_seal_is_over_everything() -> None:
    good = sealed(SECRET, record())
    assert is_sealed(SECRET, good)
    assert not is_sealed(b"another secret of ours", good)
    assert not is_sealed(SECRET, msgspec.structs.replace(good, seal=""))
    assert OTHER.keys() == set(Suppression.__struct_fields__) - {"seal"}
    for key, value in OTHER.items():
        assert not is_sealed(SECRET, msgspec.structs.replace(good, **{key: value})), key


def test_a_seal_survives_being_written() -> None:
    good = sealed(SECRET, record(withdrawn=Withdrawn(at=NOW, by="x", why="y")))
    assert is_sealed(SECRET, msgspec.json.decode(msgspec.json.encode(good), type=Suppression))


def test_an_id_tells_nothing_and_differs() -> None:
    ids = {record_id(SECRET, party, entity, "v", "2026") for party in ("p", "q") for entity in "ab"}
    assert len(ids) == 4
    assert all(len(each) == 16 for each in ids)
