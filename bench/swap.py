"""Swapping lists under a running worker: how long until they are in force, and what events feel."""

import os
import random
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from datetime import UTC, datetime
from itertools import count, islice
from pathlib import Path

import click
import msgspec
from rich.console import Console
from rich.table import Table

from bench.cases import read_universe
from bench.installation import PUBLISHER, installed
from bench.kafka import cores_apart, kafka
from bench.options import AS_JSON, SEED, UNIVERSE, Steps, print_json, steps
from bench.sample_events import shipment_record
from bench.snapshots import write_snapshot
from config.settings import Settings
from lists.snapshots.cache import SnapshotCache
from lists.snapshots.keys import create_key, public_file, read_private_key
from lists.snapshots.publishing import publish
from lists.snapshots.snapshot import Manifest
from lists.snapshots.store import open_store
from matchers.index import Index
from matchers.model import ListedEntity, Struct
from streams import topics
from streams.broker.publishing import Publisher
from streams.broker.reading import TopicReader
from streams.events.envelope import Record
from streams.local.setting_up import worker_options
from streams.local.worker_process import WorkerProcess

TAIL_SECONDS = 2.0
"""Events are counted to a swap for so long after it, when nothing is cached yet."""

_BURST = 3_000
_PATIENCE_SECONDS = 120.0


class Quantiles(Struct, omit_defaults=False):
    """Of waits in milliseconds."""

    count: int
    p50: float
    p99: float
    longest: float


class Swaps(Struct, omit_defaults=False):
    """What swaps cost, in milliseconds.

    `active` is from a new pointer in the store until events are screened with its lists; `without`
    and `during` from an event to its readable screening, while nothing is swapped and while
    something is, and `ratio` that of their 99th percentiles. `load` is in events a second.
    """

    entities: int
    load: float
    active: Quantiles
    without: Quantiles
    during: Quantiles
    ratio: float


class Screenings:
    """Notes when each screening could be read first, by reference, and with which version."""

    def __init__(self, settings: Settings) -> None:
        self.read_at: dict[str, float] = {}
        self.first_of: dict[int, float] = {}
        self._reader = TopicReader(settings, [topics.screenings(PUBLISHER)])
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        while True:
            found = self._reader.poll()
            now = time.perf_counter()
            for record in found:
                document = msgspec.json.decode(record.value or b"")
                self.read_at.setdefault(document["reference"], now)
                version = int(document["versions"]["snapshot"].partition("-")[0])
                self.first_of.setdefault(version, now)

    def wait_for(self, references: AbstractSet[str]) -> None:
        """Return once all of these could be read; TimeoutError where they do not come."""

        def missing() -> str:
            count = len(references - self.read_at.keys())
            return f"{count} of {len(references)} screenings" if count else ""

        _wait(missing)

    def wait_for_version(self, version: int) -> None:
        """Return once a screening with these lists could be read; TimeoutError where none comes."""
        _wait(lambda: "" if version in self.first_of else f"a screening with version {version}")


def _wait(missing: Callable[[], str]) -> None:
    """Return once nothing is missing; TimeoutError with what still is."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while what := missing():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what} did not come")
        time.sleep(0.1)


def full_load(settings: Settings, screenings: Screenings, burst: Sequence[Record]) -> float:
    """Events a second while there is always more to read: those of the later half of a burst."""
    publisher = Publisher(settings)
    for record in burst:
        publisher.send(record)
    publisher.flush()
    references = {(record.key or b"").decode() for record in burst}
    screenings.wait_for(references)
    times = sorted(screenings.read_at[reference] for reference in references)
    half = times[len(times) // 2 :]
    return (len(half) - 1) / (half[-1] - half[0])


def _events(seed: int) -> Iterator[Record]:
    """Endless events whose references no other run uses."""
    rng = random.Random(seed)
    return (shipment_record(rng, PUBLISHER, number) for number in count(time.time_ns()))


class Offering:
    """Publishes events evenly in a thread of its own, and notes when each was handed over."""

    def __init__(self, settings: Settings, load: float, records: Iterator[Record]) -> None:
        self.sent_at: dict[str, float] = {}
        self._publisher = Publisher(settings)
        self._load = load
        self._records = records
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        started = time.perf_counter()
        for number, record in enumerate(self._records):
            due = started + number / self._load
            while (now := time.perf_counter()) < due:
                time.sleep(due - now)
            if self._stopping.is_set():
                break
            self.sent_at[(record.key or b"").decode()] = now
            self._publisher.send(record)
        self._publisher.flush()

    def stop(self) -> None:
        """Offer no more."""
        self._stopping.set()
        self._thread.join()


def measure_swaps(
    entities: Sequence[ListedEntity],
    swaps: int,
    pause: float,
    seed: int,
    bootstrap: str | None = None,
    *,
    burst: int = _BURST,
    progress: Steps | None = None,
) -> Swaps:
    """Publish lists of `entities` again and again, `pause` seconds apart, under a real worker.

    Two contents take turns, one of them without the last entity, so that every swap loads all. The
    worker has a core to itself, delivers exactly once, and is offered half of what it sustains of a
    `burst` of events.
    """
    with (
        cores_apart() as core,
        kafka(bootstrap) as address,
        tempfile.TemporaryDirectory() as name,
    ):
        folder = Path(name)
        house = House(folder, [entities, entities[:-1]])
        house.publish(0)
        settings = msgspec.structs.replace(installed(folder, address), snapshot=house.url)
        with worker_on(settings, folder) as worker:
            worker.wait_ready()
            os.sched_setaffinity(worker.pid, {core})
            screenings = Screenings(settings)
            load = full_load(settings, screenings, list(islice(_events(seed), burst))) / 2
            offering = Offering(settings, load, _events(seed + 1))
            time.sleep(2 * pause)  # what is read for the first time is not what is measured
            pointed = [
                _swap(house, number, pause, screenings, progress) for number in range(1, swaps + 1)
            ]
            offering.stop()
            screenings.wait_for(offering.sent_at.keys())
    return _summary(len(entities), load, pointed, screenings, offering.sent_at)


class House:
    """Who publishes: two contents that are ready, a key, and a store in a folder."""

    def __init__(self, folder: Path, contents: Sequence[Sequence[ListedEntity]]) -> None:
        self.url = f"file://{folder / 'store'}"
        self._store = open_store(self.url)
        self._memory = SnapshotCache(folder / "publisher")
        create_key(folder / "signing.pem", "bench", datetime.now(UTC))
        self._key = read_private_key(folder / "signing.pem")
        (folder / "trusted").mkdir()
        public_file(folder / "signing.pem").rename(folder / "trusted" / "bench.pub")
        self._ready = [
            (place, write_snapshot(place, content, Index.build(content)))
            for number, content in enumerate(contents)
            for place in [folder / f"content-{number}"]
        ]

    def publish(self, number: int) -> Manifest:
        """Publish the one content or the other."""
        folder, manifest = self._ready[number % len(self._ready)]
        return publish(self._store, folder, manifest, self._key, memory=self._memory)


def worker_on(settings: Settings, folder: Path) -> WorkerProcess:
    """A worker by published lists, in a group of the settings."""
    options = worker_options(
        settings, settings.snapshot, Path(settings.partners), folder, None, unsigned=False
    )
    return WorkerProcess(options, environment(settings, folder))


def environment(settings: Settings, folder: Path) -> dict[str, str]:
    """What processes by the lists of a house in `folder` need to be told besides options."""
    return {
        "PORTCULLIS_GROUP": settings.group,
        "PORTCULLIS_TRUSTED_KEYS": str(folder / "trusted"),
        "PORTCULLIS_SNAPSHOT_CACHE": str(folder / "cache"),
        "PORTCULLIS_LOG_LEVEL": "error",
    }


def _swap(
    house: House, number: int, pause: float, screenings: Screenings, progress: Steps | None
) -> tuple[int, float]:
    """Publish once; the version, and when the pointer named it, which is the last thing done.

    Returns after the pause, or once the version is in force if that takes longer.
    """
    manifest = house.publish(number)
    now = time.perf_counter()
    time.sleep(pause)
    screenings.wait_for_version(manifest.version)
    if progress is not None:
        progress(1)
    return manifest.version, now


def _summary(
    entities: int,
    load: float,
    pointed: Sequence[tuple[int, float]],
    screenings: Screenings,
    sent: dict[str, float],
) -> Swaps:
    """Tell the events that were handed over during a swap from the others."""
    spans = [(at, screenings.first_of[version]) for version, at in pointed]
    waits: dict[bool, list[float]] = {False: [], True: []}
    for reference, at in sent.items():
        swapping = any(start <= at <= end + TAIL_SECONDS for start, end in spans)
        waits[swapping].append(1000 * (screenings.read_at[reference] - at))
    without, during = quantiles(waits[False]), quantiles(waits[True])
    return Swaps(
        entities=entities,
        load=load,
        active=quantiles([1000 * (end - start) for start, end in spans]),
        without=without,
        during=during,
        ratio=during.p99 / without.p99,
    )


def quantiles(waits: Sequence[float]) -> Quantiles:
    """Of waits in milliseconds, of which there must be two."""
    cuts = statistics.quantiles(waits, n=100, method="inclusive")
    return Quantiles(count=len(waits), p50=cuts[49], p99=cuts[98], longest=max(waits))


@click.command()
@AS_JSON
@SEED
@UNIVERSE
@click.option("--bootstrap", metavar="HOST:PORT", help="A Kafka to use; else one is started.")
@click.option("--swaps", default=30, show_default=True, help="How often lists are swapped.")
@click.option("--pause", default=10.0, show_default=True, help="Seconds between two swaps.")
@click.option("--most", default=1_000_000, show_default=True, help="Most entities of the universe.")
def swap(
    *,
    as_json: bool,
    seed: int,
    universe: Path,
    bootstrap: str | None,
    swaps: int,
    pause: float,
    most: int,
) -> None:
    """From a new pointer to screening with its lists, and what events wait meanwhile."""
    with steps() as bars:
        bars.start("reading")
        entities = list(islice(read_universe(universe), most))
        bars.start("swapping", swaps)
        done = measure_swaps(entities, swaps, pause, seed, bootstrap, progress=bars)
    if as_json:
        print_json(done)
        return
    table = Table(
        f"{done.entities:,} entities, {done.load:,.0f}/s", "count", "p50", "p99", "longest"
    )
    rows = {
        "new pointer until active": done.active,
        "event until screening, no swap": done.without,
        "the same during a swap": done.during,
    }
    for name, found in rows.items():
        cells = (f"{value:,.0f} ms" for value in (found.p50, found.p99, found.longest))
        table.add_row(name, f"{found.count:,}", *cells)
    console = Console()
    console.print(table)
    console.print(f"99th percentile during a swap: {done.ratio:.2f} times that without")
