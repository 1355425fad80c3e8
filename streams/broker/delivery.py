"""Put a batch's outputs on the broker and acknowledge the batch, in one of two modes.

Chosen by settings and never probed for. `exactly-once`: outputs, changes of state and offsets in
one transaction, fenced by the consumer's group metadata (Kafka's KIP-98 and KIP-447).
`at-least-once`: outputs are on the broker before the state changes, and that before offsets are
committed; ids of outputs are deterministic, so a repeat after a crash is recognised by its reader.
"""

import enum
import time
from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from confluent_kafka import Consumer, KafkaError, KafkaException, Message, Producer, TopicPartition

from config.settings import Settings
from streams.broker.clients import check_reachable, partitions, producer_config, send
from streams.broker.faults import (
    CALL_SECONDS,
    LOST_MEMBERSHIP,
    NO_SUCH_TOPIC,
    PATIENCE_SECONDS,
    Refusals,
    patiently,
    raise_final,
    reason,
)
from streams.errors import TransportError, Unreachable
from streams.events.envelope import Record
from streams.logs import get_logger, librdkafka_log

log = get_logger(__name__)

_AGAIN_SECONDS = 0.5
_RENEWAL_SECONDS = 60.0


class Delivered(enum.Enum):
    """What became of a batch."""

    DONE = "done"
    AGAIN = "again"  # nothing was published; it can be read again
    LOST = "lost"  # nothing was published; its partitions went to another worker


class Delivery:
    """The producer's side of a worker."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._exactly_once = settings.delivery == "exactly-once"
        self._refusals = Refusals()
        self._failing_since: float | None = None
        self._renewed_at = float("-inf")
        self.producer = self._new_producer()

    def _new_producer(self) -> Producer:
        producer = Producer(
            producer_config(self._settings, on_error=_log_error), logger=librdkafka_log
        )
        check_reachable(producer, self._settings.bootstrap)
        if self._exactly_once:
            self._begin(producer)
        return producer

    def _begin(self, producer: Producer) -> None:
        """Fence whatever held this worker's transactional id before."""
        what = f"transactional id {self._settings.transactional_id}"
        try:
            patiently(producer.init_transactions, what)
        except KafkaException as exception:
            raise_final(reason(exception), what)
            raise TransportError(f"{what}: {exception}") from exception

    def deliver(
        self,
        outputs: Sequence[Record],
        changes: Sequence[Record],
        offsets: list[TopicPartition],
        consumer: Consumer,
    ) -> Delivered:
        """Publish outputs and changes of state, and acknowledge the offsets.

        Raises OutputTooLarge or NotAllowed for what the broker refuses for good, Unreachable once
        a passing fault has lasted too long, TransportError where the client itself has failed.
        """
        self._refusals.clear()
        try:
            if self._exactly_once:
                self._in_transaction(outputs, changes, offsets, consumer)
            else:
                self._in_order(outputs, changes, offsets, consumer)
        except KafkaException as exception:
            return self._failed(reason(exception), {each.topic for each in (*outputs, *changes)})
        self._failing_since = None
        return Delivered.DONE

    def _in_transaction(
        self,
        outputs: Sequence[Record],
        changes: Sequence[Record],
        offsets: list[TopicPartition],
        consumer: Consumer,
    ) -> None:
        producer = self.producer
        producer.begin_transaction()
        for record in outputs:
            send(producer, record, self._on_delivery)
        for change in changes:
            send(producer, change, self._on_delivery, partition=change.partition)
        # Not tried again where it times out: the second try was seen to block for ever after a
        # broker had restarted (librdkafka 2.16). The transaction is aborted and begun anew.
        producer.send_offsets_to_transaction(
            offsets, consumer.consumer_group_metadata(), CALL_SECONDS
        )
        patiently(producer.commit_transaction, "a batch")

    def _in_order(
        self,
        outputs: Sequence[Record],
        changes: Sequence[Record],
        offsets: list[TopicPartition],
        consumer: Consumer,
    ) -> None:
        for record in outputs:
            send(self.producer, record, self._on_delivery)
        self._flush()
        for change in changes:
            send(self.producer, change, self._on_delivery, partition=change.partition)
        self._flush()
        consumer.commit(offsets=offsets, asynchronous=False)

    def _flush(self) -> None:
        """Wait until all is on the broker; what is not within its own time-out is reported."""
        while self.producer.flush(CALL_SECONDS):
            pass
        if self._refusals:
            raise KafkaException(KafkaError(KafkaError._FAIL, str(self._refusals)))  # noqa: SLF001

    def _failed(self, error: KafkaError, topics: AbstractSet[str]) -> Delivered:
        """Take back what was begun with these topics, and tell what the fault calls for."""
        if error.fatal():
            self._renew(error)
        elif self._exactly_once:
            self._abort()
        self._refusals.raise_final()
        self._raise_final(error, topics)
        if error.code() in LOST_MEMBERSHIP:
            log.warning("batch dropped: another worker has it", reason=error.str())
            self._failing_since = None
            return Delivered.LOST
        told = str(self._refusals) or error.str()
        now = time.monotonic()
        self._failing_since = self._failing_since or now
        if now - self._failing_since > PATIENCE_SECONDS:
            raise Unreachable(f"nothing could be delivered for {PATIENCE_SECONDS:.0f} s: {told}")
        log.warning("batch taken back, to be delivered again", reason=told)
        time.sleep(_AGAIN_SECONDS)
        return Delivered.AGAIN

    def _raise_final(self, error: KafkaError, topics: AbstractSet[str]) -> None:
        """Raise what is said of a whole transaction, naming the topics where it is about these."""
        if error.code() not in NO_SUCH_TOPIC:
            about_topics = error.code() == KafkaError.TOPIC_AUTHORIZATION_FAILED
            group = f"group {self._settings.group}"
            raise_final(error, f"one of {', '.join(sorted(topics))}" if about_topics else group)
        elif missing := sorted(topic for topic in topics if not partitions(self.producer, topic)):
            raise_final(error, ", ".join(missing))
        # Otherwise a broker that has just started does not know them yet.

    def _abort(self) -> None:
        try:
            patiently(self.producer.abort_transaction, "abort of a batch")
        except KafkaException as exception:
            error = reason(exception)
            if not error.fatal():
                raise TransportError(f"a transaction could not be aborted: {error}") from exception
            self._renew(error)

    def _renew(self, error: KafkaError) -> None:
        """Replace a producer that has failed for good; twice in a row is not a matter of chance.

        A worker that was stopped, or cut off, for longer than its transaction may last is fenced by
        the broker itself. Two workers with one transactional id would fence each other for ever.
        """
        now = time.monotonic()
        if now - self._renewed_at < _RENEWAL_SECONDS:
            raise TransportError(
                f"{error.str()}, for the second time within {_RENEWAL_SECONDS:.0f} s; does another "
                f"worker use the slot {self._settings.transactional_id}? Each needs one of its own"
            )
        self._renewed_at = now
        log.warning("producer replaced", reason=error.str())
        self.producer.purge()
        self.producer = self._new_producer()

    def _on_delivery(self, error: KafkaError | None, message: Message) -> None:
        if error is not None:
            self._refusals.add(str(message.topic()), error)


def _log_error(error: KafkaError) -> None:
    log.warning("broker trouble", reason=error.str())
