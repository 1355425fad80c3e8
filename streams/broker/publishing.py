"""Put events on topics from outside the loop: for commands, samples and tests."""

from collections import Counter

from confluent_kafka import KafkaError, Message, Producer

from config.settings import Settings
from streams.broker.clients import FLUSH_SECONDS, send
from streams.broker.connecting import CONNECT_SECONDS, connection, reach
from streams.events.bad import BadEvent
from streams.events.envelope import Record
from streams.events.publish import event_record


class Publisher:
    """Publishes to one broker; with `dry_run` it checks lines and sends nothing.

    Raises Unreachable where no broker answers, NotAllowed where one refuses the login. What it
    refuses of what is sent is in `failures` once `flush` has returned.
    """

    def __init__(self, settings: Settings, *, dry_run: bool = False) -> None:
        self.published: Counter[str] = Counter()
        self.refused = 0
        self.failures: list[str] = []
        self._dry_run = dry_run
        reach(settings)
        self._producer = Producer(
            {
                **connection(settings),
                "client.id": "portcullis-publish",
                "enable.idempotence": True,
                "linger.ms": 5,
                "message.max.bytes": 2 * 1024 * 1024,
                "message.timeout.ms": int(FLUSH_SECONDS * 1000),
            }
        )
        self._topics = set(self._producer.list_topics(timeout=CONNECT_SECONDS).topics)

    def publish(self, line: bytes, partner: str | None) -> str | None:
        """Publish the event in a line; returns what is wrong with the line, if anything is."""
        try:
            record = event_record(line, partner)
        except BadEvent as bad:
            self.refused += 1
            return str(bad)
        if record.topic not in self._topics:
            self.refused += 1
            return (
                f"the broker shows no topic {record.topic}; is the partner's id right, and does "
                "this login have the right to write it?"
            )
        self.send(record)
        return None

    def send(self, record: Record) -> None:
        """Publish a record as it is, to the topic that it names."""
        self.published[record.topic] += 1
        if self._dry_run:
            return
        send(self._producer, record, self._on_delivery)
        self._producer.poll(0)

    def flush(self) -> None:
        """Wait until everything sent is on the broker or refused."""
        left = self._producer.flush(FLUSH_SECONDS)
        if left:
            self.failures.append(f"{left} records were not acknowledged in time")

    def _on_delivery(self, error: KafkaError | None, message: Message) -> None:
        if error is not None:
            self.failures.append(f"{message.topic()}: {error}")
