"""How old the lists of a snapshot are, and which of them are too old."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from lists.snapshots.snapshot import Manifest


def ages(manifest: Manifest, now: datetime) -> dict[str, timedelta]:
    """By source id, how long ago its content was confirmed by its publisher.

    A source of which the manifest does not say so, as in a local build, is as old as the snapshot.
    """
    fetched = {each.id: each.fetched_at for each in manifest.provenance}
    return {
        row.id: now - datetime.fromisoformat(fetched.get(row.id, manifest.created))
        for row in manifest.sources
    }


def has_expired(manifest: Manifest, now: datetime) -> bool:
    """Whether the snapshot would not be taken up any more."""
    return manifest.expires is not None and now >= datetime.fromisoformat(manifest.expires)


def stale(manifest: Manifest, max_age: Mapping[str, timedelta], now: datetime) -> frozenset[str]:
    """The sources older than their maximum age; all of them where the snapshot has expired.

    `max_age` has one for each source that is described, and under `""` one for all others.
    """
    found = ages(manifest, now)
    if has_expired(manifest, now):
        return frozenset(found)
    return frozenset(
        source for source, age in found.items() if age > max_age.get(source, max_age[""])
    )
