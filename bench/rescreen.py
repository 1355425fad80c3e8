"""Rescreening: how much faster than the live worker on the same events, and what events feel."""

import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Final

import click
import msgspec
from confluent_kafka import Consumer, TopicPartition
from rich.console import Console
from rich.table import Table

from bench.cases import read_cases, read_universe
from bench.installation import PUBLISHER, installed
from bench.kafka import cores_apart, kafka
from bench.loop import publish
from bench.options import AS_JSON, CASES, SEED, UNIVERSE, Steps, print_json, steps
from bench.sample_events import records
from bench.swap import (
    House,
    Offering,
    Quantiles,
    Screenings,
    environment,
    full_load,
    quantiles,
    worker_on,
)
from config.settings import Settings
from matchers.model import ListedEntity, Struct
from streams import topics
from streams.broker.clients import consumer_config
from streams.broker.connecting import CONNECT_SECONDS
from streams.events.envelope import Record
from streams.rescreen.job import Job, jobs

REPEATED: Final = 0.9
"""The share of parties that came before."""

_KNOWN: Final = 5_000
_WARM: Final = 0.1
"""The share of the stored events after which a live worker's rate is taken."""

_WARMING: Final = 20_000
"""Events that a worker screens before it is measured what live ones feel."""

_SETTLING_SECONDS: Final = 5.0
_LOOK_SECONDS: Final = 0.25
_PATIENCE_SECONDS: Final = 3_600.0


class Rescreened(Struct, omit_defaults=False):
    """What was measured, in events a second, and in milliseconds.

    `live` is what the real worker sustains on the stored events, `again` what a rescreening does on
    the same ones, each on the same core with nothing else on it; `felt` is None where it was not
    asked for.
    """

    events: int
    entities: int
    delta: int
    found: int
    live: float
    again: float
    ratio: float
    felt: "Felt | None"


class Felt(Struct, omit_defaults=False):
    """What live events wait, from an event to its readable screening, at half of what is sustained.

    `without` is while nothing is screened again, `during` while something is, with the settings as
    they are shipped; the load is in events a second, the ratio that of the 99th percentiles.
    """

    load: float
    without: Quantiles
    during: Quantiles
    ratio: float


def stored_events(names: Sequence[str], seed: int, repeated: float = REPEATED) -> Iterator[Record]:
    """Endless events; of their parties, and of their ships, a share come again.

    The other parties bear names of their own: the first word of one ordinary name and the rest of
    another one.
    """
    rng = random.Random(seed)
    known: list[dict[str, Any]] = []
    ships: list[dict[str, Any]] = []
    for record in records(rng, PUBLISHER):
        data: dict[str, Any] = msgspec.json.decode(record.value or b"")
        for number, party in enumerate(data["parties"]):
            if _is_new(rng, known, repeated):
                party["names"][0]["value"] = _name(rng, names)
                known.append(party | {"role": ""})
            else:
                data["parties"][number] = rng.choice(known[:_KNOWN]) | {"role": party["role"]}
        for number, ship in enumerate(data.get("transport", ())):
            if _is_new(rng, ships, repeated):
                ships.append(ship)
            else:
                data["transport"][number] = rng.choice(ships[:_KNOWN])
        yield msgspec.structs.replace(record, value=msgspec.json.encode(data))


def _is_new(rng: random.Random, known: Sequence[dict[str, Any]], repeated: float) -> bool:
    return not known or rng.random() >= repeated


def _name(rng: random.Random, names: Sequence[str]) -> str:
    first, other = rng.choice(names).split(), rng.choice(names).split()
    return " ".join([first[0], *other[1:]])


def measure(
    entities: Sequence[ListedEntity],
    names: Sequence[str],
    events: int,
    delta: int,
    seconds: float,
    seed: int,
    bootstrap: str | None = None,
    progress: Steps | None = None,
) -> Rescreened:
    """Store events, screen them with a worker, then screen them again for `delta` new entities.

    With 0 `seconds` of live events it is not measured what these feel.
    """
    shuffled = list(entities)
    random.Random(seed).shuffle(shuffled)
    with (
        cores_apart() as core,
        kafka(bootstrap) as address,
        tempfile.TemporaryDirectory() as name,
    ):
        folder = Path(name)
        _step(progress, "building lists")
        house = House(folder, [shuffled[delta:], shuffled])
        house.publish(0)
        settings = msgspec.structs.replace(installed(folder, address), snapshot=house.url)
        _step(progress, "storing events")
        stream = stored_events(names, seed)
        publish(settings, islice(stream, events))
        _step(progress, "screening them live")
        live = _live(settings, folder, core, events)
        house.publish(1)
        _step(progress, "screening them again")
        job = _again(settings, folder, "3h", core)
        again = job.read / job.seconds
        felt = None
        if seconds:
            _step(progress, "measuring what live events feel")
            felt = _felt(settings, folder, core, live / 2, seconds, stream)
    return Rescreened(
        events=events,
        entities=len(entities),
        delta=job.wanted,
        found=job.found,
        live=live,
        again=again,
        ratio=again / live,
        felt=felt,
    )


def _step(progress: Steps | None, name: str) -> None:
    if progress is not None:
        progress.start(name)


def _live(settings: Settings, folder: Path, core: int, events: int) -> float:
    """What a worker does in a second once it is warm, by what its group has acknowledged."""
    done = _Acknowledged(settings)
    before = done()
    with worker_on(settings, folder) as worker:
        os.sched_setaffinity(worker.pid, {core})
        worker.wait_ready()
        first: tuple[int, float] | None = None
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while True:
            screened, now = done() - before, time.perf_counter()
            if first is None and screened >= _WARM * events:
                first = screened, now
            if screened >= events:
                break
            if time.monotonic() > deadline:
                raise TimeoutError(f"{events - screened:,} events were not screened")
            time.sleep(_LOOK_SECONDS)
    if first is None or now == first[1]:
        raise ValueError("too few events to measure a rate by")
    return (screened - first[0]) / (now - first[1])


class _Acknowledged:
    """How many events the workers' group has acknowledged, since when its offsets began."""

    def __init__(self, settings: Settings) -> None:
        self._consumer = Consumer(
            consumer_config(settings) | {"isolation.level": "read_uncommitted"}
        )
        self._places = [
            TopicPartition(name, number)
            for name in topics.inputs([PUBLISHER])
            for number in self._consumer.list_topics(name, timeout=CONNECT_SECONDS)
            .topics[name]
            .partitions
        ]

    def __call__(self) -> int:
        found = self._consumer.committed(self._places, timeout=CONNECT_SECONDS)
        return sum(max(0, place.offset) for place in found)


def _again(settings: Settings, folder: Path, look_back: str, core: int | None, **more: str) -> Job:
    """Screen the events again by `rescreen`, for the second version against the first."""
    own = {"PORTCULLIS_RESCREEN_SHARE": "1"} if core is not None else {}
    line = [
        *(sys.executable, "-m", "streams.cli", "rescreen", f"--since={look_back}", "--against=1"),
        f"--bootstrap={settings.bootstrap}",
        f"--snapshot={settings.snapshot}@2",
        f"--partners={settings.partners}",
        f"--sources={settings.sources}",
    ]
    told = {**os.environ, **environment(settings, folder), **own, **more}
    with subprocess.Popen(  # noqa: S603 - our own module
        line, env=told, stdout=sys.stderr, start_new_session=True
    ) as process:
        if core is not None:
            os.sched_setaffinity(process.pid, {core})
        if process.wait(_PATIENCE_SECONDS):
            raise RuntimeError("the rescreening failed; its own messages say why")
    return jobs(settings)["hand"]


def _felt(
    settings: Settings,
    folder: Path,
    core: int,
    load: float,
    seconds: float,
    stream: Iterator[Record],
) -> Felt:
    """Waits of live events, which go on as those that are stored, without and during one."""
    with worker_on(settings, folder) as worker:
        os.sched_setaffinity(worker.pid, {core})
        worker.wait_ready()
        screenings = Screenings(settings)
        # What is read for the first time is not what is measured: most parties come again.
        full_load(settings, screenings, list(islice(stream, _WARMING)))
        offering = Offering(settings, load, stream)
        time.sleep(_SETTLING_SECONDS)
        began = time.perf_counter()
        time.sleep(seconds)
        middle = time.perf_counter()
        job = _again(settings, folder, "4h", None)
        end = time.perf_counter()
        offering.stop()
        screenings.wait_for(offering.sent_at.keys())
    # Loading lists comes before the job, and is part of what live events have to bear.
    if job.read == 0 or end <= middle:
        raise ValueError("nothing was screened again")
    without = _waits(screenings, offering, began, middle)
    during = _waits(screenings, offering, middle, end)
    return Felt(load=load, without=without, during=during, ratio=during.p99 / without.p99)


def _waits(screenings: Screenings, offering: Offering, begin: float, end: float) -> Quantiles:
    return quantiles(
        [
            1000 * (screenings.read_at[reference] - at)
            for reference, at in offering.sent_at.items()
            if begin <= at < end
        ]
    )


@click.command()
@AS_JSON
@SEED
@UNIVERSE
@CASES
@click.option("--bootstrap", metavar="HOST:PORT", help="A Kafka to use; else one is started.")
@click.option("--events", default=200_000, show_default=True, help="Stored events.")
@click.option("--delta", default=300, show_default=True, help="Entities that are new.")
@click.option("--seconds", default=20.0, show_default=True, help="Live events without; 0: not.")
@click.option("--most", default=1_000_000, show_default=True, help="Most entities of the universe.")
def rescreen(
    *,
    as_json: bool,
    seed: int,
    universe: Path,
    cases: Path,
    bootstrap: str | None,
    events: int,
    delta: int,
    seconds: float,
    most: int,
) -> None:
    """Stored events a second, live and screened again, and what live events wait meanwhile."""
    with steps() as bars:
        entities = list(islice(read_universe(universe), most))
        names = [case.query.name for case in read_cases(cases, "dev_negatives")]
        done = measure(entities, names, events, delta, seconds, seed, bootstrap, bars)
    if as_json:
        print_json(done)
        return
    table = Table(f"{done.events:,} events, {done.delta} of {done.entities:,} new", "events/s")
    table.add_row("live worker", f"{done.live:,.0f}")
    table.add_row(f"screened again, {done.found:,} found", f"{done.again:,.0f}")
    console = Console()
    console.print(table)
    console.print(f"{done.ratio:.1f} times as fast as live")
    if felt := done.felt:
        console.print(
            f"event until screening at {felt.load:,.0f}/s: 99th percentile "
            f"{felt.without.p99:,.0f} ms without, {felt.during.p99:,.0f} ms during a rescreening: "
            f"{felt.ratio:.2f} times"
        )
