"""Which references have open alerts on entities that are on no list any more."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet

import msgspec

from sharing.alert import Versions
from streams.amendments import Standing
from streams.events.envelope import Record
from streams.findings import Delisted, delisted_record

_DECODER = msgspec.msgpack.Decoder(Standing)


def delistings(
    changes: Iterable[Record],
    removed: AbstractSet[str],
    versions: Versions,
    snapshot_version: int,
) -> list[Record]:
    """What workers are to be told, by all records of what stands, in their order. Pure.

    The last record of a reference counts. Only those with such alerts are held in memory.
    """
    found: dict[tuple[str, int, bytes | None], Record] = {}
    for change in changes:
        key = (change.topic, change.partition, change.key)
        found.pop(key, None)
        entities = _open(change) & removed
        if entities:
            delisted = Delisted(
                reference=(change.key or b"").decode(),
                entities=tuple(sorted(entities)),
                versions=versions,
                snapshot_version=snapshot_version,
            )
            found[key] = delisted_record(delisted, change)
    return list(found.values())


def _open(change: Record) -> set[str]:
    """The entities with open alerts in a record of what stands."""
    if change.value is None:
        return set()
    return {each.entity_id for each in _DECODER.decode(change.value).open}
