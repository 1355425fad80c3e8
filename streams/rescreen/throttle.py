"""Keep a rescreening out of the way of the workers: they are waited for, and left room.

While more events wait for them than `most`, nothing is done. Beside that it works for a share of
its time only, since it has the brokers and perhaps the host in common with them.
"""

import threading
import time
from collections.abc import Callable

from confluent_kafka import Consumer, KafkaException, TopicPartition
from confluent_kafka.admin import AdminClient, OffsetSpec  # type: ignore[attr-defined]

from config.settings import Settings
from streams.broker.clients import consumer_config
from streams.broker.connecting import connection
from streams.broker.faults import CALL_SECONDS
from streams.errors import Unreachable
from streams.logs import get_logger, librdkafka_log

log = get_logger(__name__)

LOOK_SECONDS = 0.5


class Throttle:
    """Waits as long as has to be waited; `lag` tells how many events wait for the workers."""

    def __init__(
        self,
        lag: Callable[[], int],
        most: int,
        share: float,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._lag = lag
        self._most = most
        self._share = share
        self._clock = clock
        self._looked = -LOOK_SECONDS
        self._began: float | None = None
        self.waiting = False

    def wait(self, stopping: threading.Event) -> None:
        """Wait before some more is done, or until told to stop."""
        if self._began is not None:
            worked = self._clock() - self._began
            stopping.wait(worked * (1 / self._share - 1))
        while not stopping.is_set() and self._is_behind():
            stopping.wait(LOOK_SECONDS)
        self._began = self._clock()

    def _is_behind(self) -> bool:
        """Whether the workers are behind; asked of the brokers now and then only."""
        if self._clock() - self._looked < LOOK_SECONDS:
            return self.waiting
        behind = self._lag()
        self._looked = self._clock()
        if (behind > self._most) is not self.waiting:
            self.waiting = not self.waiting
            log.info("waiting for the workers" if self.waiting else "going on", lag=behind)
        return self.waiting


class WorkersLag:
    """How many events the workers have not acknowledged, in the partitions they have begun."""

    def __init__(self, settings: Settings, places: list[tuple[str, int]]) -> None:
        self._places = places
        # What a batch in hand is about to acknowledge is not waited for.
        config = consumer_config(settings) | {"isolation.level": "read_uncommitted"}
        self._consumer = Consumer(config, logger=librdkafka_log)
        self._asker = AdminClient(connection(settings), logger=librdkafka_log)

    def __call__(self) -> int:
        """Ask the brokers; raises Unreachable."""
        try:
            committed = self._consumer.committed(
                [TopicPartition(*place) for place in self._places], timeout=CALL_SECONDS
            )
            begun = {(p.topic, p.partition): p.offset for p in committed if p.offset >= 0}
            asked = {TopicPartition(*place): OffsetSpec.latest() for place in begun}
            answers = self._asker.list_offsets(asked, request_timeout=CALL_SECONDS) if asked else {}
            return sum(
                max(0, answer.result().offset - begun[place.topic, place.partition])
                for place, answer in answers.items()
            )
        except KafkaException as error:
            raise Unreachable(f"how far the workers are could not be asked: {error}") from error

    def close(self) -> None:
        """Release the connection."""
        self._consumer.close()
