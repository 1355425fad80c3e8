"""Good-guy records: that a party is not the listed entity which it resembles.

So that nobody has to ask again. A record holds for one party as it states itself and one listed
entity as its list states it, until a day that it names. It is no pardon of a name: a party that
states nothing but names, or nothing that a namesake could not state, gets none.
"""

import datetime as dt
import hmac
from typing import Annotated

import msgspec
from msgspec import Meta

from matchers.identifiers import canonical, same, same_kind
from matchers.model import Identifier, ListedEntity, Party, Struct
from sharing.ids import alphanumeric, folded, keyed_digest

MAX_DAYS = 365
"""How long a record may hold: whoever approved it looks again once a year at least."""

MAX_LIFETIME = dt.timedelta(days=MAX_DAYS)
_FULL_DATE = len("1962-03-05")

Text = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=500,
        pattern=r"^[^\x00-\x1f\x7f-\x9f]*[^\s\x00-\x1f\x7f-\x9f][^\x00-\x1f\x7f-\x9f]*\Z",
    ),
]
"""Words of an operator: printable characters on one line, not all of them white space."""

Instant = Annotated[dt.datetime, Meta(tz=True)]
_Digest = Annotated[str, Meta(pattern="^[0-9a-f]{32}$")]


class NotSuppressible(ValueError):
    """A record that must not be made; the message says why, and what would do."""


class Withdrawn(Struct, frozen=True):
    """That a record was ended before its time: when, by whom, and why."""

    at: Instant
    by: Text
    why: Text


class Suppression(Struct, frozen=True, forbid_unknown_fields=True):
    """One record. `party` is a `party_fingerprint`, `entity_version` a `lists.material` version.

    `requested_by` and `approved_by` are two people, `entered_by` is whose login wrote it down;
    `origin` names the event or alert that it came from. It holds from `created` until `expires`,
    which is excluded. `seal` is over all else, so that nobody without the installation secret makes
    a record or lengthens one. Raises NotSuppressible for one that no rule allows.
    """

    id: Annotated[str, Meta(pattern="^[0-9a-f]{16}$")]
    party: _Digest
    entity_id: Annotated[str, Meta(min_length=1, max_length=500)]
    entity_version: _Digest
    reason: Text
    requested_by: Text
    approved_by: Text
    entered_by: Text
    created: Instant
    expires: Instant
    origin: Text | None = None
    withdrawn: Withdrawn | None = None
    seal: str = ""

    def __post_init__(self) -> None:
        """Refuse a lifetime out of bounds, and two people who are one."""
        if not dt.timedelta(0) < self.expires - self.created <= MAX_LIFETIME:
            raise NotSuppressible(
                f"a record ends after it begins, and {MAX_DAYS} days later at most; this one would "
                f"hold from {self.created:%Y-%m-%d} until {self.expires:%Y-%m-%d}"
            )
        if folded(self.requested_by) == folded(self.approved_by):
            raise NotSuppressible(
                f"requested and approved by {self.approved_by}; two different people are needed"
            )

    def holds(self, now: dt.datetime) -> bool:
        """Whether it is in force at an instant, as far as time goes."""
        return self.withdrawn is None and self.created <= now < self.expires

    @property
    def ended(self) -> dt.datetime:
        """When it ends, or ended."""
        return self.expires if self.withdrawn is None else min(self.withdrawn.at, self.expires)


def party_fingerprint(secret: bytes, party: Party) -> str:
    """Keyed digest of all that is material of a party: 32 hexadecimal digits.

    Names, kind, identifiers, date of birth, countries and that of the address, whatever their
    order, case and spacing. Another name, another number or none: another fingerprint. Without the
    installation secret nobody can try names against it.
    """
    names = sorted({folded(name.value) for name in party.names})
    identifiers = sorted({_identifier(each) for each in party.identifiers})
    countries = sorted({folded(country) for country in party.countries})
    seat = party.address.country if party.address else None
    return keyed_digest(
        secret,
        "good guy",
        party.kind.value,
        str(len(names)),
        *names,
        str(len(identifiers)),
        *(part for identifier in identifiers for part in identifier),
        str(len(countries)),
        *countries,
        folded(seat or ""),
        party.birth_date or "",
    ).hex()[:32]


def _identifier(identifier: Identifier) -> tuple[str, str, str]:
    value = canonical(identifier) or alphanumeric(identifier.value)
    return identifier.scheme.value, value, folded(identifier.country or "")


def check_suppressible(party: Party, entity: ListedEntity) -> None:
    """Raise NotSuppressible unless a record about these two could be right.

    The party has to state what a namesake would not: a valid identifier, or a full date of birth. A
    country is no such thing, and neither is an address, which matching does not hold against it.
    An identifier in common is no mistaken identity.
    """
    valid = [each for each in party.identifiers if canonical(each) is not None]
    if not valid and len(party.birth_date or "") < _FULL_DATE:
        raise NotSuppressible(
            "the party states nothing that tells it from a namesake, so the record would be on a "
            "name alone; it has to state a valid identifier, or a date of birth to the day"
        )
    for own in valid:
        if any(
            same(own, listed) and same_kind(own, party.kind, entity.kind)
            for listed in entity.identifiers
        ):
            raise NotSuppressible(
                f"the party and {entity.id} have a {own.scheme} in common: that is no mistaken "
                "identity; a list that is wrong is for its publisher to correct"
            )


def record_id(secret: bytes, party: str, entity_id: str, entity_version: str, created: str) -> str:
    """A record's name: 16 hexadecimal digits that tell neither party nor entity."""
    parts = (party, entity_id, entity_version, created)
    return keyed_digest(secret, "good-guy record", *parts).hex()[:16]


def sealed(secret: bytes, record: Suppression) -> Suppression:
    """The record with a seal that fits it."""
    return msgspec.structs.replace(record, seal=_seal(secret, record))


def is_sealed(secret: bytes, record: Suppression) -> bool:
    """Whether the seal was made with this secret, for what the record says now."""
    return hmac.compare_digest(record.seal.encode(), _seal(secret, record).encode())


def _seal(secret: bytes, record: Suppression) -> str:
    bare = msgspec.json.encode(msgspec.structs.replace(record, seal=""))
    return keyed_digest(secret, "good-guy seal", bare.decode()).hex()
