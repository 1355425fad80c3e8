"""Read what rescreenings have found in the partitions that a worker was dealt.

The group deals out input topics alone; what was found in one of their partitions has to reach the
member that reads it. So these topics are read beside, by assignment, and acknowledged together with
the batch in the name of the group, which fences them as it does events.
"""

from collections.abc import Iterable

from confluent_kafka import Consumer, TopicPartition

from config.settings import Settings
from streams.broker.clients import consumer_config, from_message
from streams.errors import TransportError
from streams.events.envelope import Record
from streams.logs import get_logger, librdkafka_log

log = get_logger(__name__)

MOST = 100
"""The most that are taken into a batch: events come first."""


class Following:
    """Follows some partitions from where the group has acknowledged them."""

    def __init__(self, settings: Settings) -> None:
        self._consumer = Consumer(consumer_config(settings), logger=librdkafka_log)
        self._places: frozenset[tuple[str, int]] = frozenset()

    def follow(self, places: Iterable[tuple[str, int]]) -> None:
        """Read these partitions from now on, if they are others than before."""
        wanted = frozenset(places)
        if wanted != self._places:
            self._places = wanted
            self.rewind()

    def read(self, most: int) -> list[Record]:
        """What is there, without waiting."""
        if not self._places:
            return []
        messages = self._consumer.consume(min(most, MOST), 0)
        records = []
        for message in messages:
            error = message.error()
            if error is None:
                records.append(from_message(message))
            elif error.fatal():
                raise TransportError(f"the consumer failed for good: {error}")
            else:
                log.warning("finding not read", topic=message.topic(), reason=error.str())
        return records

    def rewind(self) -> None:
        """Go back to what was not acknowledged."""
        self._consumer.assign([TopicPartition(*place) for place in sorted(self._places)])

    def close(self) -> None:
        """Release the connection."""
        self._consumer.close()
