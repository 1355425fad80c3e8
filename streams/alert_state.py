"""What stands of every reference that a worker answers for: in memory, and on the broker.

One record of a topic of `topics.state_of` holds what stands of one reference; it is written in the
transaction of the outputs that it goes with, to the partition that has the number of the events'
own.
"""

from collections.abc import Iterable

import msgspec

from streams import topics
from streams.amendments import Standing
from streams.events.envelope import Record

_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(Standing)

Place = tuple[str, int]
"""A topic and one of its partitions."""


class AlertStates:
    """Encoded states by place and reference, the longest unchanged ones first.

    A place is a partition of such a topic. What has not changed for `keep_ms` milliseconds is
    forgotten, as the topic itself forgets it.
    """

    def __init__(self, keep_ms: int = topics.ALERT_STATE_KEPT_MS) -> None:
        self._keep_ms = keep_ms
        self._places: dict[Place, dict[bytes, tuple[int, bytes]]] = {}

    def get(self, place: Place, reference: str) -> Standing | None:
        """What stands of a reference, or None if nothing is known of it."""
        found = self._places.get(place, {}).get(reference.encode())
        return None if found is None else _DECODER.decode(found[1])

    def apply(self, changes: Iterable[Record], now_ms: int) -> None:
        """Take up changes that are on the broker now; `now_ms` counts from 1970 in UTC."""
        for change in changes:
            states = self._places.setdefault((change.topic, change.partition), {})
            key = change.key or b""
            states.pop(key, None)
            if change.value is not None:
                states[key] = (change.timestamp_ms or now_ms, change.value)
        for states in self._places.values():
            _forget(states, now_ms - self._keep_ms)

    def drop(self, place: Place) -> None:
        """Forget a place that another worker answers for now."""
        self._places.pop(place, None)

    def __len__(self) -> int:
        """How many references something is known of."""
        return sum(map(len, self._places.values()))


class Changing:
    """States as a batch changes them, on top of those that are on the broker."""

    def __init__(self, base: AlertStates) -> None:
        self._base = base
        self._changed: dict[tuple[Place, str], Standing] = {}

    def get(self, place: Place, reference: str) -> Standing | None:
        """What stands of a reference after the events of the batch that came before."""
        changed = self._changed.get((place, reference))
        return changed if changed is not None else self._base.get(place, reference)

    def put(self, place: Place, reference: str, standing: Standing) -> None:
        """Note what stands of a reference from now on."""
        self._changed[place, reference] = standing

    def records(self) -> list[Record]:
        """The changes as records of their topics, one for each reference."""
        return [
            Record(
                topic=topic,
                partition=partition,
                key=reference.encode(),
                value=_ENCODER.encode(standing),
            )
            for ((topic, partition), reference), standing in self._changed.items()
        ]


def _forget(states: dict[bytes, tuple[int, bytes]], before_ms: int) -> None:
    while states:
        oldest = next(iter(states))
        if states[oldest][0] >= before_ms:
            return
        del states[oldest]
