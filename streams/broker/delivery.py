"""Put a batch's outputs on the broker and acknowledge the batch, in one of two modes.

Chosen by settings and never probed for. `exactly-once`: outputs, changes of state and offsets in
one transaction, fenced by the consumer's group metadata (Kafka's KIP-98 and KIP-447).
`at-least-once`: outputs are on the broker before the state changes, and that before offsets are
committed; ids of outputs are deterministic, so a repeat after a crash is recognised by its reader.
"""

import enum
import time
from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from confluent_kafka import Consumer, KafkaError, KafkaException, Message, Producer, TopicPartition

from config.settings import Settings
from streams.broker.bounded import BoundedCalls, Stuck
from streams.broker.clients import partitions, producer_config, send
from streams.broker.connecting import reach
from streams.broker.faults import (
    CALL_SECONDS,
    LOST_MEMBERSHIP,
    NO_SUCH_TOPIC,
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
_STUCK_SECONDS = CALL_SECONDS + 5.0
"""How long a call may take that was given CALL_SECONDS."""

_RENEWAL_SECONDS = 60.0
_MOST_RENEWALS = 5


class Delivered(enum.Enum):
    """What became of a batch."""

    DONE = "done"
    AGAIN = "again"  # nothing was published: it can be read again
    UNSURE = "unsure"  # only the broker knows: its offsets tell where to go on


class Delivery:
    """The producer's side of a worker."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._patience = settings.broker_patience_seconds
        self._exactly_once = settings.delivery == "exactly-once"
        self._refusals = Refusals()
        self._failing_since: float | None = None
        self._committing = False
        self._renewals: list[float] = []
        self._calls = BoundedCalls()
        self.producer = self._new_producer()

    def _new_producer(self) -> Producer:
        reach(self._settings)
        producer = Producer(
            producer_config(self._settings, on_error=_log_error), logger=librdkafka_log
        )
        if self._exactly_once:
            self._begin(producer)
        return producer

    def _begin(self, producer: Producer) -> None:
        """Fence whatever held this worker's transactional id before."""
        what = f"transactional id {self._settings.transactional_id}"
        try:
            self._patiently(producer.init_transactions, what)
        except KafkaException as exception:
            raise_final(reason(exception), what)
            raise TransportError(f"{what}: {exception}") from exception
        except Stuck:
            raise Unreachable(f"{what}: no answer for {_STUCK_SECONDS:.0f} s") from None

    def deliver(
        self,
        outputs: Sequence[Record],
        changes: Sequence[Record],
        offsets: list[TopicPartition],
        consumer: Consumer,
        membership: Any,  # noqa: ANN401 - opaque in confluent-kafka
    ) -> Delivered:
        """Publish outputs and changes of state, and acknowledge the offsets.

        `membership` is the consumer's group metadata of when it was dealt the partitions. Raises
        OutputTooLarge or NotAllowed for what the broker refuses for good, Unreachable once a
        passing fault has lasted too long, TransportError where the client itself has failed.
        """
        self._refusals.clear()
        self._committing = False
        try:
            if self._exactly_once:
                self._in_transaction(outputs, changes, offsets, membership)
            else:
                self._in_order(outputs, changes, offsets, consumer)
        except KafkaException as exception:
            return self._failed(reason(exception), {each.topic for each in (*outputs, *changes)})
        except Stuck:
            return self._stuck()
        self._failing_since = None
        return Delivered.DONE

    def _in_transaction(
        self,
        outputs: Sequence[Record],
        changes: Sequence[Record],
        offsets: list[TopicPartition],
        membership: Any,  # noqa: ANN401
    ) -> None:
        producer = self.producer
        producer.begin_transaction()
        for record in outputs:
            send(producer, record, self._on_delivery)
        for change in changes:
            send(producer, change, self._on_delivery, partition=change.partition)
        # Not tried again where it times out: the second try was seen to block for ever after a
        # broker had restarted (librdkafka 2.16). The transaction is aborted and begun anew.
        self._calls.make(
            lambda: producer.send_offsets_to_transaction(offsets, membership, CALL_SECONDS),
            _STUCK_SECONDS,
        )
        self._committing = True
        self._patiently(producer.commit_transaction, "a batch")

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

    def _patiently(self, action: Callable[[float], None], what: str) -> None:
        """Call as `patiently` does, and raise Stuck for a call that does not heed its time-out."""
        patiently(
            lambda seconds: self._calls.make(lambda: action(seconds), _STUCK_SECONDS),
            what,
            self._patience,
        )

    def _flush(self) -> None:
        """Wait until all is on the broker; what is not within its own time-out is reported."""
        while self.producer.flush(CALL_SECONDS):
            pass
        if self._refusals:
            raise KafkaException(KafkaError(KafkaError._FAIL, str(self._refusals)))  # noqa: SLF001

    def _failed(self, error: KafkaError, topics: AbstractSet[str]) -> Delivered:
        """Take back what was begun with these topics, and tell what the fault calls for."""
        unsure = self._committing
        if error.fatal():
            self._renew(error.str())
        elif self._exactly_once:
            self._abort()
        self._refusals.raise_final()
        self._raise_final(error, topics)
        told = str(self._refusals) or error.str()
        now = time.monotonic()
        self._failing_since = self._failing_since or now
        if now - self._failing_since > self._patience:
            raise Unreachable(f"nothing could be delivered for {self._patience:.0f} s: {told}")
        if error.code() in LOST_MEMBERSHIP:
            log.warning("batch dropped: the group has been dealt anew", reason=told)
        else:
            log.warning("batch taken back, to be delivered again", reason=told)
            time.sleep(_AGAIN_SECONDS)
        return Delivered.UNSURE if unsure else Delivered.AGAIN

    def _stuck(self) -> Delivered:
        """Leave a call that does not return to its producer, and go on with another one.

        The new producer ends what the old one had begun, one way or the other: only the broker
        knows which.
        """
        self._renew(f"a call has not returned for {_STUCK_SECONDS:.0f} s")
        return Delivered.UNSURE

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
            self._patiently(self.producer.abort_transaction, "abort of a batch")
        except KafkaException as exception:
            error = reason(exception)
            if not error.fatal():
                raise TransportError(f"a transaction could not be aborted: {error}") from exception
            self._renew(error.str())
        except Stuck:
            self._stuck()

    def _renew(self, why: str) -> None:
        """Replace a producer that has failed for good, but not again and again.

        A worker that was stopped, or cut off, for longer than its transaction may last is fenced by
        the broker itself. Two workers with one transactional id would fence each other for ever.
        """
        now = time.monotonic()
        self._renewals = [at for at in self._renewals if now - at < _RENEWAL_SECONDS] + [now]
        if len(self._renewals) > _MOST_RENEWALS:
            raise TransportError(
                f"{why}, for the {len(self._renewals)}th time within "
                f"{_RENEWAL_SECONDS:.0f} s: another worker uses the transactional id "
                f"{self._settings.transactional_id} too (give each a slot of its own), or the "
                "brokers were away again and again for longer than session_timeout_ms"
            )
        log.warning("producer replaced", reason=why)
        self._calls.end()
        self._calls = BoundedCalls()
        self.producer = self._new_producer()

    def _on_delivery(self, error: KafkaError | None, message: Message) -> None:
        if error is not None:
            self._refusals.add(str(message.topic()), error)


def _log_error(error: KafkaError) -> None:
    log.warning("broker trouble", reason=error.str())
