"""How Kafka clients are configured, and their messages as records."""

from collections.abc import Callable
from typing import Any, Protocol, cast

from confluent_kafka import Consumer, KafkaError, KafkaException, Message, Producer
from confluent_kafka.admin import AdminClient

from config.settings import Settings
from streams.broker.connecting import CONNECT_SECONDS, connection
from streams.errors import Unreachable
from streams.events.envelope import Record

FLUSH_SECONDS = 30.0
_ROOM_SECONDS = 0.1
ANY_PARTITION = -1
_MAX_MESSAGE_BYTES = 2 * 1024 * 1024 + 64 * 1024  # a dead letter and its headers


def producer_config(
    settings: Settings, *, on_error: Callable[[KafkaError], None] | None = None
) -> dict[str, Any]:
    """The producer's configuration; every acknowledged record is on all in-sync replicas."""
    config: dict[str, Any] = {
        **connection(settings),
        "client.id": settings.transactional_id,  # tells workers apart in a list of a group
        "enable.idempotence": True,
        "linger.ms": 5,
        "message.max.bytes": _MAX_MESSAGE_BYTES,
        "message.timeout.ms": int(FLUSH_SECONDS * 1000),
        "queue.buffering.max.messages": 200_000,
        "delivery.report.only.error": True,  # a call into Python for each record costs too much
    }
    if on_error is not None:
        config["error_cb"] = on_error
    if settings.delivery == "exactly-once":
        config["transactional.id"] = settings.transactional_id
        # The broker refuses a transaction until it is done with the one before, a matter of 3 ms.
        # Of small ones in a row, one in ten took 115 ms with the usual 100 here, 10 ms with 5.
        config["retry.backoff.ms"] = 5
        # An open transaction of a killed worker blocks readers until this time-out.
        config["transaction.timeout.ms"] = settings.session_timeout_ms
        config["message.timeout.ms"] = settings.session_timeout_ms
    return config


def consumer_config(
    settings: Settings, *, on_error: Callable[[KafkaError], None] | None = None
) -> dict[str, Any]:
    """The consumer's configuration; nothing is acknowledged but by the loop."""
    config: dict[str, Any] = {
        **connection(settings),
        "client.id": settings.transactional_id,  # tells workers apart in a list of a group
        "group.id": settings.group,
        "enable.auto.commit": False,
        "enable.auto.offset.store": False,
        "auto.offset.reset": "earliest",
        "isolation.level": "read_committed",
        "session.timeout.ms": settings.session_timeout_ms,
        # Members learn of a change of the group at their next heartbeat, so that others wait as
        # long to take over from a worker that leaves.
        "heartbeat.interval.ms": 500,
        # A worker that joins or leaves moves only the partitions that have to move.
        "partition.assignment.strategy": "cooperative-sticky",
        "fetch.wait.max.ms": 50,
        # How long fetching rests once so much waits here (below): a second, by default, in which a
        # loop at full speed uses all of it up and then waits itself, a quarter of its time.
        "fetch.queue.backoff.ms": 50,
        "queued.max.messages.kbytes": 16 * 1024,
        # One event of the largest size can take half a minute, and a first batch holds sixteen.
        "max.poll.interval.ms": 15 * 60 * 1000,
    }
    if on_error is not None:
        config["error_cb"] = on_error
    return config


def partitions(client: AdminClient | Consumer | Producer, topic: str) -> int:
    """How many partitions a topic has; 0 where it does not exist. Raises Unreachable."""
    try:
        found = client.list_topics(topic, timeout=CONNECT_SECONDS)
    except KafkaException as error:
        raise Unreachable(f"the broker did not say whether {topic} exists: {error}") from error
    return len(found.topics[topic].partitions)


def send(
    producer: Producer,
    record: Record,
    on_delivery: Callable[[KafkaError | None, Message], None],
    *,
    partition: int = ANY_PARTITION,
) -> None:
    """Hand a record to the producer, waiting for room; `on_delivery` hears of faults only.

    Without a `partition` its key chooses one.
    """
    while True:
        try:
            producer.produce(
                record.topic,
                value=record.value,
                key=record.key,
                headers=list(record.headers) or None,
                partition=partition,
                on_delivery=on_delivery,
            )
        except BufferError:  # the queue is full: let deliveries be served
            producer.poll(_ROOM_SECONDS)
        else:
            return


def from_message(message: Message) -> Record:
    """A message that was read, as the record that it carries."""
    read = cast(_Read, message)  # once: for each value it would be an eighth of the cost
    headers = read.headers()
    return Record(
        topic=read.topic(),
        partition=read.partition(),
        offset=read.offset(),
        timestamp_ms=read.timestamp()[1],
        key=read.key(),
        value=read.value(),
        headers=() if headers is None else tuple(headers),
    )


class _Read(Protocol):
    """A message that was read: the library declares optional what none of these is without."""

    def topic(self) -> str: ...
    def partition(self) -> int: ...
    def offset(self) -> int: ...
    def timestamp(self) -> tuple[int, int]: ...
    def key(self) -> bytes | None: ...
    def value(self) -> bytes | None: ...
    def headers(self) -> list[tuple[str, bytes | None]] | None: ...
