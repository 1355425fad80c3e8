"""The screening loop: read, screen, deliver; in a thread of its own beside Faust's event loop."""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime

from streams import topics
from streams.active import Active
from streams.batch_log import log_batch
from streams.broker.transport import Transport
from streams.errors import OutputTooLarge, TooManyBadEvents, TransportError
from streams.events.envelope import Record
from streams.logs import get_logger
from streams.metrics import Metrics
from streams.screening import Batch, screen_batch, unanswerable

log = get_logger(__name__)

TARGET_BATCH_SECONDS = 0.1
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
        self._lag_of: set[tuple[str, int]] = set()
        self.calling_since: float | None = None
        self._stopping = threading.Event()
        self.consuming = threading.Event()

    def run(self) -> None:
        """Screen until `stop`. Raises whatever ended it: nothing unacknowledged is lost by that."""
        with self._calling():
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
                    with self._calling():
                        subscribed = self._subscribe(wanted, subscribed, transport)
                with self._calling():
                    records = transport.read(self._budget, READ_WAIT_SECONDS)
                if transport.joined:
                    self.consuming.set()
                if records:
                    self._screen(records, self._newest(active), transport)
                self._tell_lag(transport)
        finally:
            self.consuming.clear()
            with self._calling():
                transport.close()

    @contextmanager
    def _calling(self) -> Iterator[None]:
        """While the broker is called, say since when: a call that never returns ends the worker."""
        self.calling_since = time.monotonic()
        try:
            yield
        finally:
            self.calling_since = None

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
            log.error("new topics are not read yet", reason=str(error))  # noqa: TRY400 - its words suffice
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
        batch = screen_batch(records, active, transport.states, _now)
        self._bad_share.add(len(records), batch.tally.dead_letters.total())
        screened = time.perf_counter()
        try:
            with self._calling():
                acknowledged = transport.deliver(batch.outputs, batch.changes, records)
        except OutputTooLarge as refused:
            self._screen_singly(records, active, transport, refused)
            return
        done = time.perf_counter()
        self._metrics.stage.labels("screen").observe(screened - started)
        self._metrics.stage.labels("deliver").observe(done - screened)
        self._fit_budget(len(records), screened - started)
        if acknowledged:
            self._tell(records, batch)
        else:
            self._drop(records, transport)

    def _screen_singly(
        self,
        records: Sequence[Record],
        active: Active,
        transport: Transport,
        refused: OutputTooLarge,
    ) -> None:
        """Find the event whose output the broker does not take, and make it a dead letter.

        The others are screened as ever; nothing of the batch was published before.
        """
        log.error("an event's output is larger than its topic takes", topic=refused.topic)
        for number, record in enumerate(records):
            batch = screen_batch([record], active, transport.states, _now)
            try:
                with self._calling():
                    acknowledged = transport.deliver(batch.outputs, batch.changes, [record])
            except OutputTooLarge as again:
                batch = unanswerable(record, again.topic, _now())
                with self._calling():
                    acknowledged = transport.deliver(batch.outputs, batch.changes, [record])
            if not acknowledged:
                self._drop(records[number:], transport)
                return
            self._tell([record], batch)

    def _drop(self, records: Sequence[Record], transport: Transport) -> None:
        """Give up what was not delivered: here or elsewhere, it is read again."""
        self._metrics.batches_dropped.inc()
        transport.rewind(records)

    def _fit_budget(self, size: int, seconds: float) -> None:
        """Let a batch's screening take about the target time.

        So it is soon done when little is there, and commits are few when much is. Delivery does not
        count: a commit costs the same whatever it holds, so that smaller batches would only make a
        slow broker's backlog grow. A budget at most doubles, and only after a batch that filled it.
        """
        fitting = int(size * TARGET_BATCH_SECONDS / max(seconds, 1e-6))
        most = 2 * self._budget if size >= self._budget else self._budget
        self._budget = min(max(fitting, 1), most, self._batch_events)

    def _tell(self, records: Sequence[Record], batch: Batch) -> None:
        log_batch(batch.outputs)
        metrics, tally = self._metrics, batch.tally
        metrics.batch_events.observe(len(records))
        metrics.parties.inc(tally.parties)
        metrics.left_out.inc(tally.left_out)
        for counter, counts in (
            (metrics.events, tally.events),
            (metrics.screenings, tally.screenings),
            (metrics.alerts, tally.alerts),
            (metrics.closed, tally.closed),
            (metrics.withheld, tally.withheld),
        ):
            for labels, count in counts.items():
                counter.labels(*labels).inc(count)
        for of_one, counted in (
            (metrics.late, tally.late),
            (metrics.suppressed, tally.suppressed),
            (metrics.dead_letters, tally.dead_letters),
        ):
            for label, count in counted.items():
                of_one.labels(label).inc(count)
        now = time.time()
        for record in records:
            if not topics.is_found(record.topic):
                metrics.latency.observe(max(0.0, now - record.timestamp_ms / 1000))

    _lag_told = 0.0
    _retry_at = 0.0

    def _tell_lag(self, transport: Transport) -> None:
        now = time.monotonic()
        if now - self._lag_told < _LAG_SECONDS:
            return
        self._lag_told = now
        self._metrics.alert_states.set(len(transport.states))
        lags = transport.lag()
        for place in self._lag_of - lags.keys():  # another worker tells of these from now on
            self._metrics.lag.remove(*place)
        self._lag_of = set(lags)
        for place, lag in lags.items():
            self._metrics.lag.labels(*place).set(lag)


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
