"""Names of alerts: one inside the installation, another for every partner that sees the alert.

Parts are length-prefixed before they are hashed, so that no two different tuples of parts read the
same, and every use has a label of its own, so that no digest of one use is a digest of another.
"""

import datetime as dt
import hashlib
import hmac
import unicodedata

from matchers.model import FreeText, Struct, Subject

MIN_SECRET_BYTES = 16
_EPOCH = dt.datetime(1, 1, 1, tzinfo=dt.UTC)
_MICROSECOND = dt.timedelta(microseconds=1)


class Revision(Struct, frozen=True, order=True):
    """Orders what is said of one alert, without state: the later event, then the later snapshot.

    `event_time` carries a time zone; `sequence` is the event's offset in its partition, which all
    events of one reference share; `snapshot_version` is the integer of the lists' manifest.
    """

    event_time: dt.datetime
    sequence: int
    snapshot_version: int


def fingerprint(subject: Subject) -> str:
    """Digest of a party's names and identifiers, whatever their order, case and spacing.

    Returns 64 hexadecimal digits. Names are compared after NFKC, case folding and collapsing of
    white space; identifiers by scheme and by their letters and digits. A free text is its own name.
    """
    if isinstance(subject, FreeText):
        return _digest("text", folded(subject.text)).hex()
    names = sorted({folded(name.value) for name in subject.names})
    identifiers = sorted(
        {
            (identifier.scheme.value, alphanumeric(identifier.value))
            for identifier in subject.identifiers
        }
    )
    return _digest(
        "party", str(len(names)), *names, *(part for pair in identifiers for part in pair)
    ).hex()


def internal_alert_id(
    *, publisher: str, reference: str, role: str, party: str, entity_id: str
) -> str:
    """The installation's own name of an alert: 64 hexadecimal digits, never shown to a partner.

    `party` is the party's `fingerprint`. The same declaration sent again or amended, and a later
    screening of it, give the same id, so that a replay raises nothing new.
    """
    return _digest("alert", publisher, reference, role, party, entity_id).hex()


def partner_alert_id(secret: bytes, partner: str, internal_id: str) -> str:
    """The alert's name for one partner: 32 hexadecimal digits of HMAC-SHA256 (RFC 2104).

    It neither tells the listed entity nor joins with another partner's ids. Raises ValueError for a
    secret of fewer than 16 bytes, which could be guessed.
    """
    return keyed_digest(secret, "alert", partner, internal_id).hex()[:32]


def partner_revision(secret: bytes, partner: str, internal_id: str, revision: Revision) -> str:
    """The revision as one partner sees it: fixed width, in text order the order of `Revision`.

    A plain revision would tell a recipient of low tier the exact time of the event, and how many
    events its publisher has sent. Each part is therefore shifted by an amount that is secret and
    fixed for this partner and alert: order stays, absolute values do not show. What remains visible
    is the distance between two revisions of one alert.

    Raises ValueError for a secret of fewer than 16 bytes.
    """
    shift = keyed_digest(secret, "revision", partner, internal_id)
    parts = (
        (revision.event_time - _EPOCH) // _MICROSECOND,
        revision.sequence,
        revision.snapshot_version,
    )
    return "-".join(
        f"{part + (int.from_bytes(shift[8 * i : 8 * i + 8]) >> 2):016x}"
        for i, part in enumerate(parts)
    )


def folded(name: str) -> str:
    """A text as digests see it: NFKC, without case, white space collapsed."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def alphanumeric(value: str) -> str:
    """The letters and digits of a text as digests see it."""
    return "".join(filter(str.isalnum, folded(value)))


def _digest(label: str, *parts: str) -> bytes:
    return hashlib.sha256(_framed(label, *parts)).digest()


def keyed_digest(secret: bytes, label: str, *parts: str) -> bytes:
    """HMAC-SHA256 (RFC 2104) of framed parts; a label for each use.

    Raises ValueError for a secret of fewer than 16 bytes, which could be guessed.
    """
    if len(secret) < MIN_SECRET_BYTES:
        raise ValueError(
            f"the installation secret has {len(secret)} bytes; give at least {MIN_SECRET_BYTES}"
        )
    return hmac.digest(secret, _framed(label, *parts), "sha256")


def _framed(*parts: str) -> bytes:
    encoded = (part.encode("utf-8", "surrogatepass") for part in ("portcullis", *parts))
    return b"".join(len(part).to_bytes(8) + part for part in encoded)
