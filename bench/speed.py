"""Speed: parties a second through the whole pipeline, in one process on one core.

Unseen: every name is new to the process. One at a time: others, alone, for the time that one takes.
Repeats: nine parties of ten came before, the earlier the oftener (Zipf's law). Beside it, in the
same run: rapidfuzz's search through all names, and logic-v2 on the candidates that retrieval found.
"""

import gc
import os
import random
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import click
import msgspec
from rapidfuzz import fuzz, process, utils
from rich.console import Console
from rich.table import Table

from bench.cases import THRESHOLDS, Case, read_cases, read_universe
from bench.options import AS_JSON, CASES, SEED, UNIVERSE, Steps, print_json, steps
from bench.pace import BATCH, Pace, pace
from bench.peers_environment import logic_v2, require, task
from bench.retrieval import Searcher
from bench.snapshots import write_snapshot
from bench.startup import StartUp, measure_start_up
from lists.snapshots.snapshot import load_snapshot
from matchers.index import Index
from matchers.model import ListedEntity, Party
from matchers.screener import Screener

REPEATED: Final = 0.9
WARM_UP: Final = 50
STARTED_WITH: Final = 1_000
"""Parties that a fresh process screens before its memory is taken."""

_STREAM: Final = 10


class Peer(msgspec.Struct, frozen=True):
    """Another matcher on some of the unseen parties; `times` is how much faster this one is.

    Both by the processor's time, which other processes on the machine do not lengthen.
    """

    name: str
    parties: int
    a_cpu_second: float
    times: float


class Speed(msgspec.Struct, frozen=True):
    """Everything measured in one run. `built_in` is in s."""

    entities: int
    names: int
    built_in: float
    start_up: StartUp
    unseen: Pace
    one_at_a_time: Pace
    repeats: Pace
    peers: tuple[Peer, ...]


def sampled_parties(cases: Sequence[Case], count: int, seed: int) -> list[Party]:
    """Parties of `count` cases, each with a name of its own; one in three is a positive case."""
    by_name = {case.query.name: case for case in cases}
    distinct = sorted(by_name.values(), key=lambda case: case.qid)
    return [case.party for case in random.Random(seed).sample(distinct, min(count, len(distinct)))]


def repeating(parties: Sequence[Party], seed: int) -> Iterator[Party]:
    """A stream ten times as long as `parties`, in which each comes, and the first ones most often.

    Whoever comes again is drawn by rank of first coming, with a chance of 1 / rank.
    """
    rng = random.Random(seed)
    for met, party in enumerate(parties, start=1):
        yield party
        for _ in range(round(REPEATED * _STREAM)):
            yield parties[int((met + 1) ** rng.random()) - 1]


def rapidfuzz_pace(entities: Sequence[ListedEntity], parties: Sequence[Party]) -> float:
    """Parties a second of the processor of `extract` with WRatio, limit 20, on all listed names."""
    names = [utils.default_process(name.value) for entity in entities for name in entity.names]
    begun = time.process_time()
    for party in parties:
        name = utils.default_process(party.names[0].value)
        process.extract(name, names, scorer=fuzz.WRatio, limit=20)
    return len(parties) / (time.process_time() - begun)


def logic_v2_pace(searcher: Searcher, parties: Sequence[Party]) -> float:
    """Parties a second of the processor of logic-v2 on the best candidates of each, all names."""
    tasks = [task(searcher, party)[0] for party in parties]
    return len(parties) / logic_v2(tasks).seconds


@click.command(epilog="Example: python -m bench speed --parties 1000 --no-peers")
@CASES
@UNIVERSE
@AS_JSON
@SEED
@click.option("--parties", default=3_000, show_default=True, help="Unseen parties in each part.")
@click.option("--compared", default=60, show_default=True, help="Of them for each peer.")
@click.option("--peers/--no-peers", "with_peers", default=True, help="Measure logic-v2 as well.")
def speed(
    cases: Path,
    universe: Path,
    *,
    as_json: bool,
    seed: int,
    parties: int,
    compared: int,
    with_peers: bool,
) -> None:
    """Parties a second on one core: unseen, repeated, one by one; start-up, memory, peers' pace."""
    if with_peers:
        require()
    with steps() as progress:
        labelled = read_cases(cases, "dev_positives") + read_cases(cases, "dev_negatives")
        result = measure_speed(
            read_universe(universe),
            sampled_parties(labelled, 3 * parties + WARM_UP, seed),
            compared=compared,
            with_peers=with_peers,
            seed=seed,
            steps=progress,
        )
    if as_json:
        print_json(result)
    else:
        _show(result)


def measure_speed(
    entities: Sequence[ListedEntity],
    parties: Sequence[Party],
    *,
    compared: int,
    with_peers: bool,
    seed: int,
    steps: Steps,
) -> Speed:
    """Measure all of it, on the lowest core that this process may use.

    The parties beyond the first `WARM_UP` are unseen ones in thirds: in batches, one at a time,
    and in a stream with repeats.
    """
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    warm_up, rest = parties[:WARM_UP], parties[WARM_UP:]
    third = len(rest) // 3
    with tempfile.TemporaryDirectory(prefix="bench-") as aside:
        steps.start("index")
        begun = time.perf_counter()
        index = Index.build(entities)
        built_in = time.perf_counter() - begun
        folder = Path(aside) / "snapshot"
        write_snapshot(folder, entities, index)
        steps.start("start-up")
        start_up = measure_start_up(folder, parties[:STARTED_WITH])
        snapshot = load_snapshot(folder)
        screener = Screener(snapshot.index, THRESHOLDS)
        screener.screen(warm_up)
        gc.freeze()  # as a worker does, once it has loaded its lists
        unseen = rest[:third]
        in_batches = pace(screener, unseen, BATCH, steps.start("unseen", third))
        single = pace(screener, rest[third : 2 * third], 1, steps.start("one at a time", third))
        stream = list(repeating(rest[2 * third : 3 * third], seed))
        repeats = pace(screener, stream, BATCH, steps.start("repeats", len(stream)))
        some = unseen[:compared]
        steps.start("peers")
        peers = {"rapidfuzz extract, WRatio, limit 20": rapidfuzz_pace(entities, some)}
        if with_peers:
            peers["logic-v2, best 30 candidates"] = logic_v2_pace(Searcher(snapshot.index), some)
    return Speed(
        entities=len(entities),
        names=sum(len(entity.names) for entity in entities),
        built_in=built_in,
        start_up=start_up,
        unseen=in_batches,
        one_at_a_time=single,
        repeats=repeats,
        peers=tuple(
            Peer(
                name=name, parties=len(some), a_cpu_second=one, times=in_batches.a_cpu_second / one
            )
            for name, one in peers.items()
        ),
    )


def _show(result: Speed) -> None:
    table = Table("parties", "a second", "a CPU second", "p50", "p99")
    for name, found in (
        (f"unseen, {BATCH} a call", result.unseen),
        ("unseen, one a call", result.one_at_a_time),
        (f"{REPEATED:.0%} repeats, {BATCH} a call", result.repeats),
    ):
        table.add_row(
            f"{found.parties:,} {name}",
            f"{found.a_second:,.0f}",
            f"{found.a_cpu_second:,.0f}",
            f"{found.p50_milliseconds:.2f} ms",
            f"{found.p99_milliseconds:.2f} ms",
        )
    starts = Table("start", "imports", "load", "first answers", "resident", "of it files")
    for name, start in (
        ("compiling", result.start_up.compiling),
        ("compiled before", result.start_up.cached),
    ):
        starts.add_row(
            name,
            *(f"{seconds:.2f} s" for seconds in (start.imports, start.load, start.first_answers)),
            f"{start.memory.resident:,.0f} MiB",
            f"{start.memory.of_files:,.0f} MiB",
        )
    peers = Table("peer, same run", "parties", "a CPU second", "this is")
    for peer in result.peers:
        peers.add_row(
            peer.name,
            f"{peer.parties:,}",
            f"{peer.a_cpu_second:.1f}",
            f"{peer.times:,.0f} x as fast",
        )
    size = f"{result.entities:,} entities, {result.names:,} names, built in {result.built_in:.1f} s"
    Console().print(table, starts, peers, size)
