"""What is told on `list-updates`: that lists were published, what changed, and where to get it."""

from collections.abc import Mapping
from typing import Final

import msgspec

from lists.delta import Counts
from lists.snapshots.snapshot import Manifest
from matchers.model import Struct
from streams.events.envelope import Record

LIST_UPDATES: Final = "list-updates"


class ListUpdate(Struct, omit_defaults=False):
    """A publication of lists.

    `snapshot` is the address of the store; `sources` says of each list that changed how many of its
    entities were added, removed, changed materially and edited.
    """

    version: int
    content_digest: str
    created: str
    snapshot: str
    sources: Mapping[str, Counts]


def list_update(manifest: Manifest, counts: Mapping[str, Counts], snapshot: str) -> Record:
    """The record that announces a publication. It is a hint: what is current, the store says."""
    update = ListUpdate(
        version=manifest.version,
        content_digest=manifest.content_digest,
        created=manifest.created,
        snapshot=snapshot,
        sources=counts,
    )
    return Record(
        topic=LIST_UPDATES,
        key=str(manifest.version).encode(),
        value=msgspec.json.encode(update),
    )
