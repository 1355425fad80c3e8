"""The screening loop's Kafka client: read a batch, deliver its outputs, acknowledge it.

Two delivery modes, chosen by settings and never probed for. `exactly-once`: outputs and offsets in
one transaction, fenced by the consumer's group metadata (Kafka's KIP-98 and KIP-447).
`at-least-once`: outputs are on the broker before offsets are committed; ids of outputs are
deterministic, so a repeat after a crash is recognised by its reader.
"""

import logging
import time
from collections.abc import Callable, Sequence
from typing import Protocol

from confluent_kafka import (
    Consumer,
    KafkaError,
    KafkaException,
    Message,
    Producer,
    TopicPartition,
)

from config.settings import Settings
from streams.broker.clients import (
    FLUSH_SECONDS,
    consumer_config,
    from_message,
    producer_config,
    send,
)
from streams.broker.connecting import CONNECT_SECONDS, reach
from streams.errors import TransportError, Unreachable
from streams.events.envelope import Record

log = logging.getLogger(__name__)

BROKER_PATIENCE_SECONDS = 30.0
_LOST_MEMBERSHIP = frozenset(
    {
        KafkaError.ILLEGAL_GENERATION,
        KafkaError.UNKNOWN_MEMBER_ID,
        KafkaError.REBALANCE_IN_PROGRESS,
        KafkaError.FENCED_INSTANCE_ID,
        KafkaError._STATE,  # noqa: SLF001 - librdkafka's name for "no longer assigned"
    }
)


class Transport(Protocol):
    """What the loop needs of a broker."""

    def subscribe(self, topics: Sequence[str]) -> None:
        """Read these topics from now on."""

    @property
    def joined(self) -> bool:
        """Whether the group has dealt partitions to this member, be it none."""

    def read(self, most: int, wait: float) -> list[Record]:
        """What is there, up to `most` records; waits at most `wait` seconds for the first."""

    def deliver(self, outputs: Sequence[Record], batch: Sequence[Record]) -> bool:
        """Publish outputs and acknowledge the batch.

        Returns False if the batch was dropped because its partitions went to another worker.
        Raises TransportError.
        """

    def lag(self) -> dict[tuple[str, int], int]:
        """Records not yet read, by topic and partition."""

    def close(self) -> None:
        """Leave the group."""


class KafkaTransport:
    """`Transport` over confluent-kafka (librdkafka keeps heartbeats outside the GIL)."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._exactly_once = settings.delivery == "exactly-once"
        self._generation = 0
        self._down_since: float | None = None
        self._failed: list[str] = []
        self._topics: list[str] = []
        reach(settings)
        self._producer = Producer(producer_config(settings, on_error=self._on_error), logger=log)
        if self._exactly_once:
            _fatal_if_fails(lambda: self._producer.init_transactions(FLUSH_SECONDS))
        self._consumer = self._new_consumer()

    def _new_consumer(self) -> Consumer:
        return Consumer(consumer_config(self._settings, on_error=self._on_error), logger=log)

    def subscribe(self, topics: Sequence[str]) -> None:
        """Read these topics from now on; raises TransportError if one does not exist."""
        missing = [topic for topic in topics if not _exists(self._producer, topic)]
        if missing:
            raise TransportError(
                f"no such topic on {self._settings.bootstrap}: {', '.join(missing)}; "
                "`portcullis topics create` makes what the configured partners need"
            )
        self._topics = list(topics)
        self._consumer.subscribe(
            self._topics, on_assign=self._on_rebalance, on_revoke=self._on_rebalance
        )

    @property
    def joined(self) -> bool:
        """Whether the group has dealt partitions to this member, be it none."""
        return self._generation > 0

    def read(self, most: int, wait: float) -> list[Record]:
        """What is there, up to `most` records; waits at most `wait` seconds for the first."""
        generation = self._generation
        first = self._consumer.poll(wait)
        if first is None:
            self._check_patience()
            return []
        messages = [first]
        if most > 1:
            messages += self._consumer.consume(most - 1, 0)
        # Until a change of topics has gone through, records of the former ones may still arrive;
        # they stay unacknowledged.
        records = [
            record
            for record in (from_message(message) for message in messages if self._usable(message))
            if record.topic in self._topics
        ]
        if generation != self._generation:
            # Partitions moved while these were being read: whoever owns them now starts from the
            # committed offset, so keeping them would screen them twice.
            self._rewind(records)
            return []
        return records

    def deliver(self, outputs: Sequence[Record], batch: Sequence[Record]) -> bool:
        """Publish outputs and acknowledge the batch in the delivery mode of the settings."""
        offsets = _next_offsets(batch)
        if self._exactly_once:
            return self._deliver_in_transaction(outputs, offsets)
        self._produce(outputs)
        self._flush()
        try:
            self._consumer.commit(offsets=offsets, asynchronous=False)
        except KafkaException as error:
            if _code(error) in _LOST_MEMBERSHIP:
                log.warning("partitions moved to another worker; it repeats this batch")
                return False
            raise TransportError(f"offsets could not be committed: {error}") from error
        return True

    def _deliver_in_transaction(
        self, outputs: Sequence[Record], offsets: list[TopicPartition]
    ) -> bool:
        try:
            self._producer.begin_transaction()
            self._produce(outputs)
            self._producer.send_offsets_to_transaction(
                offsets, self._consumer.consumer_group_metadata(), FLUSH_SECONDS
            )
            self._producer.commit_transaction(FLUSH_SECONDS)
        except KafkaException as error:
            reason = error.args[0]
            if reason.fatal() or not reason.txn_requires_abort():
                raise TransportError(f"the transaction failed for good: {error}") from error
            _fatal_if_fails(lambda: self._producer.abort_transaction(FLUSH_SECONDS))
            if reason.code() not in _LOST_MEMBERSHIP:
                raise TransportError(f"the transaction was aborted: {error}") from error
            log.warning("fenced: %s; the batch is dropped and the group joined anew", reason)
            self._rejoin()
            return False
        return True

    def _produce(self, outputs: Sequence[Record]) -> None:
        for output in outputs:
            send(self._producer, output, self._on_delivery)
        self._raise_failed()

    def _flush(self) -> None:
        left = self._producer.flush(FLUSH_SECONDS)
        self._raise_failed()
        if left:
            raise TransportError(
                f"{left} outputs were not acknowledged by {self._settings.bootstrap} "
                f"within {FLUSH_SECONDS:.0f} s"
            )

    def _raise_failed(self) -> None:
        if self._failed:
            raise TransportError(f"the broker refused outputs: {'; '.join(self._failed[:3])}")

    def _rewind(self, records: Sequence[Record]) -> None:
        """Go back to the first of these records on every partition that is still ours."""
        owned = {(place.topic, place.partition) for place in self._consumer.assignment()}
        first: dict[tuple[str, int], int] = {}
        for record in records:
            first.setdefault((record.topic, record.partition), record.offset)
        for (topic, partition), offset in first.items():
            if (topic, partition) in owned:
                self._consumer.seek(TopicPartition(topic, partition, offset))

    def _rejoin(self) -> None:
        self._consumer.close()
        self._consumer = self._new_consumer()
        self.subscribe(self._topics)

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

    def _usable(self, message: Message) -> bool:
        error = message.error()
        if error is None:
            return True
        if error.fatal():
            raise TransportError(f"the consumer failed for good: {error}")
        log.warning("consumer: %s", error)
        return False

    def _on_rebalance(self, _consumer: Consumer, partitions: list[TopicPartition]) -> None:
        self._generation += 1
        log.info("partitions changed: %d", len(partitions))

    def _on_delivery(self, error: KafkaError | None, message: Message) -> None:
        if error is not None:
            self._failed.append(f"{message.topic()}: {error}")

    def _on_error(self, error: KafkaError) -> None:
        if error.code() == KafkaError._ALL_BROKERS_DOWN:  # noqa: SLF001 - librdkafka's own name
            self._down_since = self._down_since or time.monotonic()
        log.warning("kafka: %s", error)

    def _check_patience(self) -> None:
        """While nothing arrives and brokers were reported down: ask, and give up in time."""
        if self._down_since is None:
            return
        try:
            self._producer.list_topics(timeout=1)
        except KafkaException as error:
            if time.monotonic() - self._down_since > BROKER_PATIENCE_SECONDS:
                raise Unreachable(
                    f"no broker at {self._settings.bootstrap} for {BROKER_PATIENCE_SECONDS:.0f} s"
                ) from error
        else:
            self._down_since = None


def _exists(client: Producer, topic: str) -> bool:
    try:
        found = client.list_topics(topic=topic, timeout=CONNECT_SECONDS).topics[topic]
    except KafkaException as error:
        raise Unreachable(f"the broker did not say whether {topic} exists: {error}") from error
    return found.error is None


def _next_offsets(batch: Sequence[Record]) -> list[TopicPartition]:
    highest: dict[tuple[str, int], int] = {}
    for record in batch:
        place = (record.topic, record.partition)
        highest[place] = max(highest.get(place, -1), record.offset)
    return [TopicPartition(t, p, offset + 1) for (t, p), offset in highest.items()]


def _code(error: KafkaException) -> int:
    return int(error.args[0].code())


def _fatal_if_fails(action: Callable[[], object]) -> None:
    try:
        action()
    except KafkaException as error:
        raise TransportError(str(error)) from error
