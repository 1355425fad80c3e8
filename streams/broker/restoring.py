"""Read back what stands of the references of partitions that were dealt to this worker."""

import time
from collections.abc import Collection, Iterator

from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaError, TopicPartition

from config.settings import Settings
from streams.alert_state import Place
from streams.broker.clients import consumer_config, from_message
from streams.broker.connecting import CONNECT_SECONDS
from streams.broker.faults import PATIENCE_SECONDS
from streams.errors import TransportError
from streams.events.envelope import Record

_POLL_SECONDS = 0.1
_MOST = 2_000


class Restorer:
    """Reads whole partitions of `alert-state.*`, as far as they reached when asked."""

    def __init__(self, settings: Settings) -> None:
        self._bootstrap = settings.bootstrap
        config = consumer_config(settings) | {"enable.partition.eof": True}
        self._reader = Consumer(config)
        # Its ends include what a transaction that is still open has written: what a worker that
        # lost these partitions committed last must be waited for, not overlooked.
        self._ends = Consumer(config | {"isolation.level": "read_uncommitted"})

    def read(self, places: Collection[Place]) -> Iterator[Record]:
        """Every committed record of these places; raises TransportError if that takes too long."""
        left = {place: self._end(place) for place in places}
        self._reader.assign([TopicPartition(t, p, OFFSET_BEGINNING) for t, p in left])
        deadline = time.monotonic() + PATIENCE_SECONDS
        while left:
            if time.monotonic() > deadline:
                raise TransportError(
                    f"what stands of earlier alerts could not be read back from {self._bootstrap} "
                    f"within {PATIENCE_SECONDS:.0f} s: {', '.join(f'{t}/{p}' for t, p in left)}"
                )
            for message in self._reader.consume(_MOST, _POLL_SECONDS):
                deadline = time.monotonic() + PATIENCE_SECONDS
                error = message.error()
                if error is None:
                    yield from_message(message)
                elif error.code() == KafkaError._PARTITION_EOF:  # noqa: SLF001 - librdkafka's name
                    place = (str(message.topic()), int(message.partition() or 0))
                    if int(message.offset() or 0) >= left.get(place, 0):
                        left.pop(place, None)
        self._reader.unassign()

    def _end(self, place: Place) -> int:
        _, high = self._ends.get_watermark_offsets(TopicPartition(*place), timeout=CONNECT_SECONDS)
        return high

    def close(self) -> None:
        """Release the connections."""
        self._reader.close()
        self._ends.close()
