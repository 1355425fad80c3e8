"""How Kafka clients are configured, and their messages as records."""

from collections.abc import Callable
from typing import Any, cast

from confluent_kafka import Consumer, KafkaError, KafkaException, Message, Producer

from config.settings import Settings
from streams.errors import Unreachable
from streams.events.envelope import Record

CONNECT_SECONDS = 10.0
FLUSH_SECONDS = 30.0
_ROOM_SECONDS = 0.1
ANY_PARTITION = -1
_MAX_MESSAGE_BYTES = 2 * 1024 * 1024 + 64 * 1024  # a dead letter and its headers


def producer_config(
    settings: Settings, *, on_error: Callable[[KafkaError], None] | None = None
) -> dict[str, Any]:
    """The producer's configuration; every acknowledged record is on all in-sync replicas."""
    config: dict[str, Any] = {
        "bootstrap.servers": settings.bootstrap,
        "client.id": "portcullis",
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
        # An open transaction of a killed worker blocks readers until this time-out.
        config["transaction.timeout.ms"] = settings.session_timeout_ms
        config["message.timeout.ms"] = settings.session_timeout_ms
    return config


def consumer_config(
    settings: Settings, *, on_error: Callable[[KafkaError], None] | None = None
) -> dict[str, Any]:
    """The consumer's configuration; nothing is acknowledged but by the loop."""
    config: dict[str, Any] = {
        "bootstrap.servers": settings.bootstrap,
        "client.id": "portcullis",
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
        "queued.max.messages.kbytes": 16 * 1024,
        # One event of the largest size can take half a minute, and a first batch holds sixteen.
        "max.poll.interval.ms": 15 * 60 * 1000,
    }
    if on_error is not None:
        config["error_cb"] = on_error
    return config


def check_reachable(client: Producer | Consumer, bootstrap: str) -> None:
    """Raise Unreachable unless a broker answers."""
    try:
        client.list_topics(timeout=CONNECT_SECONDS)
    except KafkaException as error:
        raise Unreachable(
            f"no Kafka broker answered at {bootstrap} within {CONNECT_SECONDS:.0f} s"
        ) from error


def partitions(client: Producer | Consumer, topic: str) -> int:
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
                headers=list(record.headers),
                partition=partition,
                on_delivery=on_delivery,
            )
        except BufferError:  # the queue is full: let deliveries be served
            producer.poll(_ROOM_SECONDS)
        else:
            return


def from_message(message: Message) -> Record:
    """A message that was read, as the record that it carries."""
    _, timestamp = message.timestamp()
    return Record(
        # The library declares these optional; of a message that was read none is missing.
        topic=cast(str, message.topic()),
        partition=cast(int, message.partition()),
        offset=cast(int, message.offset()),
        timestamp_ms=timestamp,
        key=message.key(),
        value=message.value(),
        headers=tuple(cast(list[tuple[str, bytes | None]], message.headers() or [])),
    )
