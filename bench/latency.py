"""From an event to its alert: how long until a partner can read it, while a worker is half busy."""

import os
import random
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from itertools import count, islice
from pathlib import Path
from typing import Any

import msgspec

from bench.installation import PUBLISHER, installed
from bench.kafka import cores_apart, kafka
from bench.sample_events import records, shipment_record
from config.settings import Settings
from matchers.model import Struct
from streams import topics
from streams.broker.publishing import Publisher
from streams.broker.reading import TopicReader
from streams.events.envelope import Record
from streams.local.setting_up import worker_options
from streams.local.worker_process import WorkerProcess

LISTED = "Velmarin Precision Optics LLC"
"""An entry of the sample lists; its owner lets the publisher know all of it."""

ALERT_EVERY = 10
"""One event in so many names a listed party."""

_BURST = 20_000
_PATIENCE_SECONDS = 120.0


class Latency(Struct, omit_defaults=False):
    """What one worker did. `full_load` and `load` are events a second, the rest milliseconds."""

    full_load: float
    load: float
    events: int
    alerts: int
    p50: float
    p99: float
    longest: float


def measure_latency(
    seconds: float, seed: int, bootstrap: str | None = None, *, burst: int = _BURST
) -> Latency:
    """Find what one worker on one core sustains of a `burst`, then offer it half of that, evenly.

    The worker is the real one, with the sample lists, exactly once. The time runs from the moment
    that an event is handed to a client until a client that reads committed records only returns
    its alert.
    """
    with (
        cores_apart() as core,
        kafka(bootstrap) as address,
        tempfile.TemporaryDirectory() as folder,
    ):
        settings = installed(Path(folder), address)
        with _worker(settings, Path(folder)) as worker:
            os.sched_setaffinity(worker.pid, {core})
            worker.wait_ready()
            alerts = Alerts(settings)
            source = events(random.Random(seed))
            publisher = Publisher(settings)
            full_load = _full_load(publisher, alerts, list(islice(source, burst)))
            return _at_half(publisher, alerts, source, full_load, seconds)


def _worker(settings: Settings, folder: Path) -> WorkerProcess:
    options = worker_options(
        settings, settings.snapshot, Path(settings.partners), folder, settings.sources
    )
    return WorkerProcess(options, {"PORTCULLIS_GROUP": settings.group})


def events(rng: random.Random) -> Iterator[Record]:
    """Endless events, every tenth of which names a listed party as its first."""
    clear = records(rng, PUBLISHER)
    for number in count(time.time_ns()):  # a reference of its own, or it would amend an older one
        yield from islice(clear, ALERT_EVERY - 1)
        yield _naming(shipment_record(rng, PUBLISHER, number), LISTED)


def _naming(record: Record, name: str) -> Record:
    data: dict[str, Any] = msgspec.json.decode(record.value or b"")
    data["parties"][0] = {
        "role": data["parties"][0]["role"],
        "kind": "organization",
        "names": [{"value": name}],
    }
    return msgspec.structs.replace(record, value=msgspec.json.encode(data))


class Alerts:
    """Notes when each alert of the publisher could be read first, by the event's reference."""

    def __init__(self, settings: Settings) -> None:
        self.read_at: dict[str, float] = {}
        self._reader = TopicReader(settings, [topics.alerts(PUBLISHER)])
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        while True:
            found = self._reader.poll()
            now = time.perf_counter()
            for record in found:
                view = msgspec.json.decode(record.value or b"")
                self.read_at.setdefault(view["event"]["reference"], now)

    def wait_for(self, references: Sequence[str]) -> list[float]:
        """When each of these could be read, in their order; waits until all could."""
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while not self.read_at.keys() >= set(references):
            if time.monotonic() > deadline:
                missing = len(set(references) - self.read_at.keys())
                raise TimeoutError(f"{missing} of {len(references)} alerts did not come")
            time.sleep(0.05)
        return [self.read_at[reference] for reference in references]


def _full_load(publisher: Publisher, alerts: Alerts, burst: Sequence[Record]) -> float:
    """Events a second while there is always more to read."""
    for record in burst:
        publisher.send(record)
    times = sorted(alerts.wait_for(_references(burst[ALERT_EVERY - 1 :: ALERT_EVERY])))
    return (len(times) - 1) * ALERT_EVERY / (times[-1] - times[0])


def _at_half(
    publisher: Publisher,
    alerts: Alerts,
    source: Iterator[Record],
    full_load: float,
    seconds: float,
) -> Latency:
    load = full_load / 2
    portion = list(islice(source, int(load * seconds)))
    sent: list[float] = []
    started = time.perf_counter()
    for number, record in enumerate(portion):
        while (now := time.perf_counter()) < started + number / load:
            time.sleep(started + number / load - now)
        sent.append(now)
        publisher.send(record)
    read = alerts.wait_for(_references(portion[ALERT_EVERY - 1 :: ALERT_EVERY]))
    waits = [
        1000 * (there - here)
        for here, there in zip(sent[ALERT_EVERY - 1 :: ALERT_EVERY], read, strict=True)
    ]
    cuts = statistics.quantiles(waits, n=100)
    return Latency(
        full_load=full_load,
        load=len(portion) / (sent[-1] - sent[0]),
        events=len(portion),
        alerts=len(waits),
        p50=cuts[49],
        p99=cuts[98],
        longest=max(waits),
    )


def _references(portion: Sequence[Record]) -> list[str]:
    return [(record.key or b"").decode() for record in portion]
