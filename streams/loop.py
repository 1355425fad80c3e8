"""The screening loop: read, screen, deliver; in a thread of its own beside Faust's event loop."""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from streams import topics
from streams.active import Active
from streams.broker.transport import Transport
from streams.errors import TooManyBadEvents, TransportError
from streams.events.envelope import Record
from streams.metrics import Metrics
from streams.screening import Tally, screen_batch

log = logging.getLogger(__name__)

TARGET_BATCH_SECONDS = 0.25
READ_WAIT_SECONDS = 0.2
_LAG_SECONDS = 1.0
_RETRY_SECONDS = 5.0
_FIRST_BATCH = 16


class ScreeningLoop:
    """Runs until stopped or failed. One batch is in hand at any time, acknowledged whole or not."""

    def __init__(
        self,
        transport: Callable[[], Transport],
        current: Callable[[], Active | None],
        metrics: Metrics,
        *,
        batch_events: int,
        bad_share: "BadShare",
    ) -> None:
        self._connect = transport
        self._current = current
        self._metrics = metrics
        self._batch_events = batch_events
        self._budget = min(_FIRST_BATCH, batch_events)
        self._bad_share = bad_share
        self._stopping = threading.Event()
        self.consuming = threading.Event()

    def run(self) -> None:
        """Screen until `stop`. Raises whatever ended it: nothing unacknowledged is lost by that."""
        transport = self._connect()
        try:
            subscribed: list[str] = []
            while not self._stopping.is_set():
                active = self._current()
                if active is None:  # without lists nothing is clear, so nothing is read
                    self._stopping.wait(READ_WAIT_SECONDS)
                    continue
                wanted = topics.inputs(active.policy.publishers)
                if wanted != subscribed and time.monotonic() >= self._retry_at:
                    subscribed = self._subscribe(wanted, subscribed, transport)
                records = transport.read(self._budget, READ_WAIT_SECONDS)
                if transport.joined:
                    self.consuming.set()
                if records:
                    self._screen(records, self._newest(active), transport)
                self._tell_lag(transport)
        finally:
            self.consuming.clear()
            transport.close()

    def _subscribe(
        self, wanted: list[str], subscribed: list[str], transport: Transport
    ) -> list[str]:
        """Read the topics that the partners call for; returns those that are read from now on.

        A partner that joins before its topics are made must not end the screening of all others.
        """
        try:
            transport.subscribe(wanted)
        except TransportError as error:
            if not subscribed:
                raise
            log.error("new topics are not read yet: %s", error)  # noqa: TRY400 - its words suffice
            self._retry_at = time.monotonic() + _RETRY_SECONDS
            still = [topic for topic in subscribed if topic in wanted]
            if still != subscribed:
                transport.subscribe(still)
            return still
        return wanted

    def _newest(self, active: Active) -> Active:
        """Lists and policy as they are now: reading may have waited since `active` was taken.

        One with other publishers has to wait until their topics are subscribed to.
        """
        newest = self._current()
        if newest is None or newest.policy.publishers != active.policy.publishers:
            return active
        return newest

    def stop(self) -> None:
        """End after the batch in hand."""
        self._stopping.set()

    def _screen(self, records: Sequence[Record], active: Active, transport: Transport) -> None:
        started = time.perf_counter()
        outputs, tally = screen_batch(records, active, _now)
        self._bad_share.add(len(records), tally.dead_letters.total())
        screened = time.perf_counter()
        acknowledged = transport.deliver(outputs, records)
        done = time.perf_counter()
        self._metrics.stage.labels("screen").observe(screened - started)
        self._metrics.stage.labels("deliver").observe(done - screened)
        self._fit_budget(len(records), done - started)
        if acknowledged:
            self._tell(records, tally)
        else:
            self._metrics.batches_dropped.inc()

    def _fit_budget(self, size: int, seconds: float) -> None:
        """Let a batch take about the target time: soon done when little is there, few commits else.

        A budget at most doubles, and only after a batch that filled it.
        """
        fitting = int(size * TARGET_BATCH_SECONDS / max(seconds, 1e-6))
        most = 2 * self._budget if size >= self._budget else self._budget
        self._budget = min(max(fitting, 1), most, self._batch_events)

    def _tell(self, records: Sequence[Record], tally: Tally) -> None:
        metrics = self._metrics
        metrics.batch_events.observe(len(records))
        metrics.parties.inc(tally.parties)
        metrics.left_out.inc(tally.left_out)
        for labels, count in tally.events.items():
            metrics.events.labels(*labels).inc(count)
        for labels, count in tally.screenings.items():
            metrics.screenings.labels(*labels).inc(count)
        for labels, count in tally.alerts.items():
            metrics.alerts.labels(*labels).inc(count)
        for labels, count in tally.withheld.items():
            metrics.withheld.labels(*labels).inc(count)
        for reason, count in tally.dead_letters.items():
            metrics.dead_letters.labels(reason).inc(count)
        now = time.time()
        for record in records:
            metrics.latency.observe(max(0.0, now - record.timestamp_ms / 1000))

    _lag_told = 0.0
    _retry_at = 0.0

    def _tell_lag(self, transport: Transport) -> None:
        now = time.monotonic()
        if now - self._lag_told < _LAG_SECONDS:
            return
        self._lag_told = now
        for (topic, partition), lag in transport.lag().items():
            self._metrics.lag.labels(topic, partition).set(lag)


class BadShare:
    """Watches the share of bad events among the last `window` messages."""

    def __init__(self, most: float, window: int) -> None:
        self._most = most
        self._window = window
        self._batches: deque[tuple[int, int]] = deque()
        self._total = self._bad = 0

    def add(self, total: int, bad: int) -> None:
        """Count a batch; raises TooManyBadEvents once a full window holds too many bad ones."""
        self._batches.append((total, bad))
        self._total += total
        self._bad += bad
        while self._total - self._batches[0][0] >= self._window:
            oldest, oldest_bad = self._batches.popleft()
            self._total -= oldest
            self._bad -= oldest_bad
        if self._total >= self._window and self._bad > self._most * self._total:
            raise TooManyBadEvents(
                f"{self._bad} of the last {self._total} messages were no events, more than the "
                f"allowed share of {self._most:g}; `portcullis dead-letters list` shows why. The "
                "batch in hand was not acknowledged; raise max_bad_share to go on regardless"
            )


def _now() -> datetime:
    return datetime.now(UTC)
