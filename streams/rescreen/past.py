"""Read events of the past, from an instant on, and acknowledge them as a group of its own."""

import time
from collections.abc import Sequence
from typing import Any

from confluent_kafka import OFFSET_INVALID, Consumer, KafkaError, KafkaException, TopicPartition

from config.settings import Settings
from streams.broker.clients import consumer_config, from_message
from streams.broker.connecting import CONNECT_SECONDS, reach
from streams.broker.embedded import is_embedded
from streams.broker.faults import CALL_SECONDS, NOT_ALLOWED
from streams.errors import NotAllowed, TopicsMissing, TransportError, Unreachable
from streams.events.envelope import Record
from streams.logs import get_logger, librdkafka_log

log = get_logger(__name__)

_FETCHED_KIB = 64 * 1024


class Past:
    """Events of some topics, every partition of them, until they are reached that are there now."""

    def __init__(self, settings: Settings, topics: Sequence[str]) -> None:
        reach(settings)
        self._settings = settings
        config = consumer_config(settings) | {
            "enable.partition.eof": True,  # offsets do not tell: marks of transactions have some
            "queued.max.messages.kbytes": _FETCHED_KIB,
        }
        self.consumer = Consumer(config, logger=librdkafka_log)
        self._heard = time.monotonic()
        self._next: dict[tuple[str, int], int] = {}
        self._ends: dict[tuple[str, int], int] = {}
        self._ended: set[tuple[str, int]] = set()
        self.places = [(name, number) for name in topics for number in self.numbers(name)]

    def numbers(self, topic: str) -> list[int]:
        """The partitions of a topic; raises TopicsMissing, Unreachable."""
        found = self._ask(lambda: self.consumer.list_topics(topic, timeout=CONNECT_SECONDS))
        if not found.topics[topic].partitions:
            raise TopicsMissing(
                f"no topic {topic} to read; `portcullis topics create` makes what the configured "
                "partners need"
            )
        return sorted(found.topics[topic].partitions)

    def begins(self, since_ms: int) -> list[TopicPartition]:
        """Where each partition's first record from an instant on is; where none is, its end.

        An embedded broker finds none by its time; it holds so little that all of it is read.
        """
        if is_embedded(self._settings):
            return [TopicPartition(*place, 0) for place in self.places]
        wanted = [TopicPartition(*place, since_ms) for place in self.places]
        found = self._ask(lambda: self.consumer.offsets_for_times(wanted, timeout=CALL_SECONDS))
        for place in found:
            if place.offset < 0:
                place.offset = self._end(place)
        return [TopicPartition(place.topic, place.partition, place.offset) for place in found]

    def committed(self) -> list[TopicPartition]:
        """Where the group has come to in each partition; below 0 where it has not begun."""
        wanted = [TopicPartition(*place) for place in self.places]
        found: list[TopicPartition] = self._ask(
            lambda: self.consumer.committed(wanted, timeout=CALL_SECONDS)
        )
        return found

    def here(self) -> list[TopicPartition]:
        """Up to where everything was read."""
        return [TopicPartition(*place, offset) for place, offset in self._next.items()]

    @property
    def membership(self) -> Any:  # noqa: ANN401 - opaque in confluent-kafka
        """What offsets are acknowledged with: of no member, since nothing is dealt out."""
        return self.consumer.consumer_group_metadata()

    def acknowledge(self, places: list[TopicPartition]) -> None:
        """Have the group begin there."""
        self._ask(lambda: self.consumer.commit(offsets=places, asynchronous=False))

    def start(self, places: Sequence[TopicPartition]) -> None:
        """Read from there on."""
        self._next = {
            (place.topic, place.partition): place.offset
            for place in places
            if place.offset != OFFSET_INVALID
        }
        self.consumer.assign(list(places))

    def read(self, most: int, wait: float) -> list[Record]:
        """What is there; waits at most `wait` seconds for the first. Raises Unreachable in time."""
        first = self.consumer.poll(wait)
        if first is None:
            self._check_patience()
            return []
        self._heard = time.monotonic()
        records = []
        for message in (first, *self.consumer.consume(most - 1, 0)):
            error = message.error()
            if error is None:
                record = from_message(message)
                place = record.topic, record.partition
                after = record.offset + 1
                end = self._ends.get(place, after)
                if record.offset < end:
                    records.append(record)
                self._next[place] = min(after, end)
            elif error.code() == KafkaError._PARTITION_EOF:  # noqa: SLF001 - librdkafka's own name
                place = (str(message.topic()), message.partition() or 0)
                self._next[place] = max(self._next.get(place, 0), message.offset() or 0)
            elif error.fatal():
                raise TransportError(f"the consumer failed for good: {error}")
            elif error.code() in NOT_ALLOWED:
                raise NotAllowed(f"{message.topic() or self._settings.group}: {error.str()}")
            else:
                log.warning("message not read", reason=error.str())
        self._leave_ended()
        return records

    def _leave_ended(self) -> None:
        """Fetch no more of partitions whose end is reached: new events would come for ever."""
        ended = self._reached() - self._ended
        if ended:
            self._ended |= ended
            self._ask(lambda: self.consumer.pause([TopicPartition(*place) for place in ended]))

    def _reached(self) -> set[tuple[str, int]]:
        """The partitions of which all is read that was there at `set_ends`."""
        return {place for place, end in self._ends.items() if self._next.get(place, 0) >= end}

    def set_ends(self) -> None:
        """What is there now is all that is waited for, unless that was said before."""
        if not self._ends:
            self._ends = {place: self._end(TopicPartition(*place)) for place in self.places}

    @property
    def has_ended(self) -> bool:
        """Whether all is read that was there at `set_ends`; never before that."""
        return bool(self._ends) and self._reached() == self._ends.keys()

    def left(self) -> int:
        """Records that are still to be read, as far as the client knows."""
        left = 0
        for place in self.places:
            end = self._ends.get(place)
            if end is None:
                _, end = self.consumer.get_watermark_offsets(TopicPartition(*place), cached=True)
            left += max(0, end - self._next.get(place, end))
        return left

    def close(self) -> None:
        """Release the connection."""
        self.consumer.close()

    def _end(self, place: TopicPartition) -> int:
        low, high = self._ask(
            lambda: self.consumer.get_watermark_offsets(place, timeout=CALL_SECONDS)
        )
        return int(high) if high > low else 0

    def _ask(self, question: Any) -> Any:  # noqa: ANN401 - whatever the client answers
        try:
            return question()
        except KafkaException as error:
            raise Unreachable(f"past events could not be asked for: {error}") from error

    def _check_patience(self) -> None:
        """After silence see that a broker answers at all: at the end there is nothing to hear."""
        if time.monotonic() - self._heard > self._settings.broker_patience_seconds:
            reach(self._settings)
            self._heard = time.monotonic()
