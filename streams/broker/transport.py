"""The screening loop's Kafka client: read a batch, deliver its outputs, acknowledge it."""

import time
from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from confluent_kafka import Consumer, KafkaError, KafkaException, Message, TopicPartition

from config.settings import Settings
from streams import topics as names
from streams.alert_state import AlertStates
from streams.broker.clients import consumer_config, from_message
from streams.broker.delivery import Delivered, Delivery
from streams.broker.faults import NOT_ALLOWED
from streams.broker.following import Following
from streams.broker.needed import require_topics
from streams.broker.restoring import restored
from streams.errors import NotAllowed, TransportError, Unreachable
from streams.events.envelope import Record
from streams.logs import get_logger, librdkafka_log

log = get_logger(__name__)


class Transport(Protocol):
    """What the loop needs of a broker."""

    states: AlertStates
    """What stands of the references of the partitions that are read."""

    def subscribe(self, topics: Sequence[str]) -> None:
        """Read these input topics from now on."""

    @property
    def joined(self) -> bool:
        """Whether the group has dealt partitions to this member, be it none."""

    def read(self, most: int, wait: float) -> list[Record]:
        """What is there, up to `most` records; waits at most `wait` seconds for the first."""

    def deliver(
        self, outputs: Sequence[Record], changes: Sequence[Record], batch: Sequence[Record]
    ) -> bool:
        """Publish outputs and changes of state, take up the latter, acknowledge the batch.

        Returns False if that is not certain: after `rewind` whatever was not acknowledged is read
        again, here or by another worker. Raises OutputTooLarge where an output outgrows its topic,
        and TransportError for what ends the worker.
        """

    def rewind(self, records: Sequence[Record]) -> None:
        """Read these again: they are in hand, but were not acknowledged."""

    def lag(self) -> dict[tuple[str, int], int]:
        """Records not yet read, by topic and partition."""

    def close(self) -> None:
        """Leave the group."""


class KafkaTransport:
    """`Transport` over confluent-kafka (librdkafka keeps heartbeats outside the GIL)."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.states = AlertStates()
        self._generation = 0
        self._down_since: float | None = None
        self._topics: list[str] = []
        self._to_restore: set[tuple[str, int]] = set()
        self._dealt: set[tuple[str, int]] = set()
        self._following = Following(settings)
        # Of when the partitions in hand were dealt. Asked for later, that of a worker which has
        # just been put out of its group would be empty, and the broker takes such offsets unseen.
        self._membership: Any = None
        self._failed_with: Any = None
        self._delivery = Delivery(settings)
        self._consumer = self._new_consumer()

    def _new_consumer(self) -> Consumer:
        return Consumer(
            consumer_config(self._settings, on_error=self._on_error), logger=librdkafka_log
        )

    def subscribe(self, topics: Sequence[str]) -> None:
        """Read these topics from now on; raises TopicsMissing where they cannot be answered."""
        require_topics(self._delivery.producer, {names.publisher_of(topic) for topic in topics})
        self._topics = list(topics)
        self._join()

    def _join(self) -> None:
        self._consumer.subscribe(
            self._topics,
            on_assign=self._on_assign,
            on_revoke=self._on_revoke,
            on_lost=self._on_revoke,
        )

    @property
    def joined(self) -> bool:
        """Whether the group has dealt partitions to this member, be it none."""
        return self._generation > 0

    def read(self, most: int, wait: float) -> list[Record]:
        """What is there, up to `most` records; waits at most `wait` seconds for the first."""
        generation = self._generation
        first = self._consumer.poll(wait)
        messages = [] if first is None else [first]
        if not messages:
            self._check_patience()
        elif most > 1:
            messages += self._consumer.consume(most - 1, 0)
        # Until a change of topics has gone through, records of the former ones may still arrive;
        # they stay unacknowledged.
        wanted = frozenset(self._topics)
        records = [
            record
            for record in (from_message(message) for message in messages if self._usable(message))
            if record.topic in wanted
        ]
        if generation != self._generation:
            # Partitions moved while these were being read: whoever owns them now starts from the
            # committed offset, so keeping them would screen them twice.
            self.rewind(records)
            records = []
        self._restore()
        self._following.follow(_found_in(self._dealt))
        return records + self._following.read(most)

    def deliver(
        self, outputs: Sequence[Record], changes: Sequence[Record], batch: Sequence[Record]
    ) -> bool:
        """Publish, take up changes, acknowledge, in the delivery mode of the settings."""
        outcome = self._delivery.deliver(
            outputs, changes, _next_offsets(batch), self._consumer, self._membership
        )
        if outcome is Delivered.DONE:
            self.states.apply(changes, time.time_ns() // 1_000_000)
        elif outcome is Delivered.UNSURE or self._membership is self._failed_with:
            self._rejoin()
        else:  # a second failure under one membership would say that it has ended unnoticed
            self._failed_with = self._membership
        return outcome is Delivered.DONE

    def rewind(self, records: Sequence[Record]) -> None:
        """Go back to the first of these records on every partition that is still ours."""
        self._following.rewind()
        owned = {(place.topic, place.partition) for place in self._consumer.assignment()}
        first: dict[tuple[str, int], int] = {}
        for record in records:
            place = (record.topic, record.partition)
            first[place] = min(record.offset, first.get(place, record.offset))
        try:
            for (topic, partition), offset in first.items():
                if (topic, partition) in owned:
                    self._consumer.seek(TopicPartition(topic, partition, offset))
        except KafkaException as error:  # one that is not being fetched yet, or no longer
            log.warning("joining anew: no way back to what was not acknowledged", reason=str(error))
            self._rejoin()

    def _rejoin(self) -> None:
        """Join the group anew, to go on from the offsets that the broker has."""
        self._consumer.close()
        self._consumer = self._new_consumer()
        self._join()

    def _restore(self) -> None:
        """Read back what stands in partitions that are new here, before anything of them is."""
        places, self._to_restore = self._to_restore, set()
        if places:
            for place in places:
                self.states.drop(place)
            for change in restored(self._settings, places):
                self.states.apply([change], change.timestamp_ms)
            log.info("what stands was read back", references=len(self.states))

    def lag(self) -> dict[tuple[str, int], int]:
        """Records not yet read, by topic and partition, from figures the client already has."""
        lags = {}
        for place in self._consumer.position(self._consumer.assignment()):
            _, high = self._consumer.get_watermark_offsets(place, cached=True)
            if place.offset >= 0 and high >= 0:
                lags[place.topic, place.partition] = max(0, high - place.offset)
        return lags

    def close(self) -> None:
        """Leave the group, so that others take over at once."""
        self._consumer.close()
        self._following.close()

    def _usable(self, message: Message) -> bool:
        error = message.error()
        if error is None:
            return True
        if error.fatal():
            raise TransportError(f"the consumer failed for good: {error}")
        if error.code() == KafkaError.GROUP_AUTHORIZATION_FAILED:
            raise NotAllowed(f"group {self._settings.group}: {error.str()}")
        if error.code() in NOT_ALLOWED:
            log.error("not read", topic=message.topic(), reason=error.str())
            return False
        log.warning("message not read", reason=error.str())
        return False

    def _on_assign(self, consumer: Consumer, places: list[TopicPartition]) -> None:
        self._generation += 1
        self._membership = consumer.consumer_group_metadata()
        self._to_restore |= _states_of(places)
        self._dealt |= {(place.topic, place.partition) for place in places}
        log.info("partitions gained", partitions=len(places))

    def _on_revoke(self, _consumer: Consumer, places: list[TopicPartition]) -> None:
        self._generation += 1
        self._dealt -= {(place.topic, place.partition) for place in places}
        for place in _states_of(places):
            self._to_restore.discard(place)
            self.states.drop(place)
        log.info("partitions given up", partitions=len(places))

    def _on_error(self, error: KafkaError) -> None:
        if error.code() == KafkaError._ALL_BROKERS_DOWN:  # noqa: SLF001 - librdkafka's own name
            self._down_since = self._down_since or time.monotonic()
        log.warning("broker trouble", reason=error.str())

    def _check_patience(self) -> None:
        """While nothing arrives and brokers were reported down: ask, and give up in time."""
        if self._down_since is None:
            return
        try:
            self._delivery.producer.list_topics(timeout=1)
        except KafkaException as error:
            patience = self._settings.broker_patience_seconds
            if time.monotonic() - self._down_since > patience:
                raise Unreachable(
                    f"no broker at {self._settings.bootstrap} for {patience:.0f} s"
                ) from error
        else:
            self._down_since = None


def _states_of(places: Sequence[TopicPartition]) -> set[tuple[str, int]]:
    """Where what stands of the records of these partitions is kept."""
    return {(names.state_of(place.topic), place.partition) for place in places}


def _found_in(places: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    """Where rescreenings put what they find in these partitions."""
    return [(names.found_of(topic), partition) for topic, partition in places]


def _next_offsets(batch: Sequence[Record]) -> list[TopicPartition]:
    highest: dict[tuple[str, int], int] = {}
    for record in batch:
        place = (record.topic, record.partition)
        highest[place] = max(highest.get(place, -1), record.offset)
    return [TopicPartition(t, p, offset + 1) for (t, p), offset in highest.items()]
