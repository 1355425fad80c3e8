"""Both ends of the stream while a run is on: what is published, and when its outcome was readable.

The publisher is paced, and never more than one fault ahead of the faults, so that all of them
strike while events flow.
"""

import threading
import time
from collections.abc import Sequence
from typing import Self

from confluent_kafka import KafkaError, KafkaException, Message, Producer

import bench.chaos.traffic as made
from config.settings import Settings
from streams.broker.clients import send
from streams.broker.reading import TopicReader
from streams.errors import StreamError

BURST_SHARE = 0.4
"""How much of the messages is sent at once when a fault strikes, so that workers have work."""

_TICK_SECONDS = 0.01
_PATIENCE_SECONDS = 300


class Publishing:
    """Sends the messages from a thread of its own, through an idempotent producer."""

    def __init__(self, bootstrap: str, messages: Sequence[made.Message], seconds: float) -> None:
        self.sent = 0
        self.failures: list[str] = []
        self._messages = messages
        self._interval = seconds / (len(messages) * (1 - BURST_SHARE))
        self._limit = 0
        self._urgent = 0
        self._changed = threading.Condition()
        self._over = False
        self._thread = threading.Thread(target=self._run, name="publisher")
        self._producer = Producer(
            {
                "bootstrap.servers": bootstrap,
                "client.id": "chaos-publisher",
                "enable.idempotence": True,
                "linger.ms": 5,
                # Compressed, so that a message gets through that unfolds to more than an event may.
                "compression.type": "gzip",
                "message.max.bytes": 4 * 1024 * 1024,
                "message.timeout.ms": _PATIENCE_SECONDS * 1000,
                "log_level": 2,
            }
        )

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        with self._changed:
            self._over = True
        self._thread.join()

    def allow(self, limit: int) -> None:
        """Let it go on until `limit` messages are sent."""
        with self._changed:
            self._limit = min(limit, len(self._messages))

    def wait_for(self, count: int) -> None:
        """Return once `count` messages are sent."""
        with self._changed:
            self._changed.wait_for(lambda: self.sent >= count or self._over)

    def burst(self, count: int) -> None:
        """Send the next `count` messages at once, and return when they are sent."""
        with self._changed:
            self._urgent = count
            until = min(self.sent + count, self._limit)
        self.wait_for(until)
        with self._changed:
            self._urgent = 0

    def finish(self) -> None:
        """Send the rest at its pace, and return once everything is on the broker, or refused."""
        self.allow(len(self._messages))
        self.wait_for(len(self._messages))
        left = self._producer.flush(_PATIENCE_SECONDS)
        if left:
            self.failures.append(f"{left} messages were not acknowledged in time")

    def _run(self) -> None:
        try:
            self._send_all()
        except KafkaException as error:
            self.failures.append(str(error))
        finally:
            with self._changed:
                self._over = True
                self._changed.notify_all()

    def _send_all(self) -> None:
        due = time.monotonic()
        while not self._over and self.sent < len(self._messages):
            now = time.monotonic()
            urgent = self._urgent > 0
            if self.sent >= self._limit or not (urgent or now >= due):
                self._producer.poll(_TICK_SECONDS)
                continue
            send(self._producer, self._messages[self.sent].record, self._on_delivery)
            self._producer.poll(0)
            with self._changed:
                self.sent += 1
                self._urgent = max(0, self._urgent - 1)
                self._changed.notify_all()
            if not urgent:
                due = max(due + self._interval, now - 1)  # what was held back is not made up for

    def _on_delivery(self, error: KafkaError | None, message: Message) -> None:
        if error is not None:
            self.failures.append(f"{message.topic()}: {error}")


class Watching:
    """Reads what becomes readable, and notes when: `arrived` in ms since 1970, by message."""

    def __init__(self, bootstrap: str, topics: Sequence[str]) -> None:
        self.arrived: dict[int, int] = {}
        self._reader = TopicReader(Settings(bootstrap=bootstrap), topics, from_beginning=True)
        self._over = threading.Event()
        self._failed: StreamError | None = None
        self._thread = threading.Thread(target=self._run, name="reader")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()
        self._reader.close()

    def wait_for(self, count: int, patience: float) -> bool:
        """Wait until `count` messages have their outcome, as long as some come in `patience` s."""
        before, since = -1, time.monotonic()
        while len(self.arrived) < count:
            if self._failed is not None:
                raise self._failed
            if len(self.arrived) != before:
                before, since = len(self.arrived), time.monotonic()
            elif time.monotonic() - since > patience:
                return False
            time.sleep(_TICK_SECONDS)
        return True

    def _run(self) -> None:
        try:
            while not self._over.is_set():
                for record in self._reader.poll(0.1):
                    number = made.answered_number(record)
                    if number is not None:
                        self.arrived.setdefault(number, int(time.time() * 1000))
        except StreamError as error:
            self._failed = error
