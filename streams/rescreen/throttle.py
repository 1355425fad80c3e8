"""Keep a rescreening out of the way of the workers: they are waited for, and left room.

While they are too far behind, nothing is done. Beside that it works for a share of its time only,
since it has the brokers and perhaps the host in common with them.
"""

import threading
import time
from collections import deque
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
_SEEN = 10_000


class Throttle:
    """Waits as long as has to be waited; `delay` tells how many seconds the workers are behind."""

    def __init__(
        self,
        delay: Callable[[], float],
        most: float,
        share: float,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._delay = delay
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
        behind = self._delay()
        self._looked = self._clock()
        if (behind > self._most) is not self.waiting:
            self.waiting = not self.waiting
            log.info(
                "waiting for the workers" if self.waiting else "going on", seconds=round(behind, 1)
            )
        return self.waiting


class Delay:
    """How far behind what is acknowledged is, by when the topics ended there; pure."""

    def __init__(self) -> None:
        self._seen: deque[tuple[float, int]] = deque(maxlen=_SEEN)

    def note(self, now: float, ends: int, acknowledged: int) -> float:
        """The seconds since the topics ended where they are acknowledged now; 0 at their end.

        `ends` and `acknowledged` are sums of offsets at the instant `now`. Before the first call
        nothing is known: the delay is at most the time since then.
        """
        self._seen.append((now, ends))
        while len(self._seen) > 1 and self._seen[1][1] <= acknowledged:
            self._seen.popleft()
        return 0.0 if acknowledged >= ends else now - self._seen[0][0]


class WorkersDelay:
    """How many seconds the workers are behind, in the partitions that they have begun."""

    def __init__(self, settings: Settings, places: list[tuple[str, int]]) -> None:
        self._places = places
        self._delay = Delay()
        # What a batch in hand is about to acknowledge is not waited for.
        config = consumer_config(settings) | {"isolation.level": "read_uncommitted"}
        self._consumer = Consumer(config, logger=librdkafka_log)
        self._asker = AdminClient(connection(settings), logger=librdkafka_log)

    def __call__(self) -> float:
        """Ask the brokers; raises Unreachable."""
        try:
            committed = self._consumer.committed(
                [TopicPartition(*place) for place in self._places], timeout=CALL_SECONDS
            )
            begun = {(p.topic, p.partition): p.offset for p in committed if p.offset >= 0}
            asked = {TopicPartition(*place): OffsetSpec.latest() for place in begun}
            answers = self._asker.list_offsets(asked, request_timeout=CALL_SECONDS) if asked else {}
            ends = sum(answer.result().offset for answer in answers.values())
        except KafkaException as error:
            raise Unreachable(f"how far the workers are could not be asked: {error}") from error
        return self._delay.note(time.monotonic(), ends, sum(begun.values()))

    def close(self) -> None:
        """Release the connection."""
        self._consumer.close()
