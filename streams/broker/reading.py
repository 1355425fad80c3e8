"""Read topics outside any consumer group: for people, demonstrations and tests of the whole."""

import datetime as dt
import time
from collections.abc import Iterator, Sequence

from confluent_kafka import (
    OFFSET_BEGINNING,
    OFFSET_END,
    Consumer,
    KafkaError,
    KafkaException,
    TopicPartition,
)

from config.settings import Settings
from streams.access import READER_GROUP
from streams.broker.clients import from_message
from streams.broker.connecting import CONNECT_SECONDS, connection, reach
from streams.broker.embedded import is_embedded
from streams.errors import NotAllowed, TransportError, Unreachable
from streams.events.envelope import Record

_POLL_SECONDS = 0.2


class TopicReader:
    """Reads every partition of some topics, committed records only; acknowledges nothing."""

    def __init__(
        self,
        settings: Settings,
        topics: Sequence[str],
        *,
        from_beginning: bool = False,
        since: dt.datetime | None = None,
        group: str = READER_GROUP,
    ) -> None:
        """Read from the end, the beginning, or the records that the broker got at `since` or later.

        Raises Unreachable, NotAllowed, and TransportError for a topic that is not there.
        """
        reach(settings)
        self._consumer = Consumer(
            {
                **connection(settings),
                "group.id": group,  # the client asks for its coordinator; nothing is stored
                "enable.auto.commit": False,
                "isolation.level": "read_committed",
                "fetch.wait.max.ms": 20,
                # Offsets do not tell where a topic ends: marks of transactions have some too.
                "enable.partition.eof": True,
                "log_level": 2,
            }
        )
        self._ended: set[tuple[str, int]] = set()
        self._since_ms = 0 if since is None else int(since.timestamp() * 1000)
        start = OFFSET_BEGINNING if from_beginning or since is not None else OFFSET_END
        places = [TopicPartition(t, p, start) for t in topics for p in self._partitions(t)]
        if since is not None and not is_embedded(settings):  # that one knows no times
            places = self._at(places)
        self._consumer.assign(places)

    def _at(self, places: list[TopicPartition]) -> list[TopicPartition]:
        """Where each partition begins to be as late as is asked for; its end if it never is."""
        asked = [TopicPartition(place.topic, place.partition, self._since_ms) for place in places]
        try:
            return self._consumer.offsets_for_times(asked, timeout=CONNECT_SECONDS)
        except KafkaException as error:
            self._consumer.close()
            raise Unreachable(f"the broker did not say from where to read: {error}") from error

    def _partitions(self, topic: str) -> list[int]:
        found = self._consumer.list_topics(topic=topic, timeout=CONNECT_SECONDS).topics[topic]
        if found.error is not None:
            self._consumer.close()
            denied = found.error.code() == KafkaError.TOPIC_AUTHORIZATION_FAILED
            kind = NotAllowed if denied else TransportError
            raise kind(
                f"topic {topic}: {found.error.str()}; is the partner's id right, and does this "
                "login have the right to read it?"
            )
        return sorted(found.partitions)

    def poll(self, wait: float = _POLL_SECONDS) -> list[Record]:
        """What has arrived, waiting at most `wait` seconds for the first record."""
        first = self._consumer.poll(wait)
        if first is None:
            return []
        messages = [first, *self._consumer.consume(500, 0)]
        for message in messages:
            error = message.error()
            if error is None:
                continue
            if error.code() == KafkaError._PARTITION_EOF:  # noqa: SLF001 - librdkafka's own name
                self._ended.add((str(message.topic()), message.partition() or 0))
            elif error.code() == KafkaError.TOPIC_AUTHORIZATION_FAILED:
                raise NotAllowed(
                    f"topic {message.topic()} may not be read with this login (any more)"
                )
            elif error.fatal():
                raise TransportError(f"reading failed for good: {error}")
        records = [from_message(message) for message in messages if message.error() is None]
        if not self._since_ms:
            return records
        return [record for record in records if record.timestamp_ms >= self._since_ms]

    def until_idle(self, seconds: float | None) -> Iterator[Record]:
        """Records as they come; ends when none came for `seconds`, never if that is None."""
        last = time.monotonic()
        while seconds is None or time.monotonic() - last < seconds:
            for record in self.poll():
                last = time.monotonic()
                yield record

    def until_end(self) -> Iterator[Record]:
        """Every record that is there now, and none that comes later."""
        ends = {}
        for part in self._consumer.assignment():
            low, high = self._consumer.get_watermark_offsets(part, timeout=CONNECT_SECONDS)
            if high > low:
                ends[part.topic, part.partition] = high
        reached: set[tuple[str, int]] = set()
        while reached < ends.keys():
            for record in self.poll():
                place = (record.topic, record.partition)
                if record.offset < ends.get(place, 0):
                    yield record
                else:
                    reached.add(place)
            reached |= self._ended & ends.keys()

    def close(self) -> None:
        """Release the connection."""
        self._consumer.close()
