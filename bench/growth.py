"""Growth: what becomes of speed, recall and memory where lists are far longer than today's.

The real universe, samples of it for smaller sizes, and made-up entities among it for larger ones.
Each size is measured in a process of its own, from a snapshot on the disk.
"""

import itertools
import os
import random
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import click
import msgspec
from rich.console import Console
from rich.table import Table

from bench.cases import Case, read_cases, read_universe
from bench.made_up import made_up
from bench.options import AS_JSON, CASES, SEED, UNIVERSE, Steps, print_json, steps
from bench.retrieval import Searcher, candidate_places, recall
from bench.snapshots import write_snapshot
from bench.speed import sampled_parties
from bench.startup import Started, started
from lists.snapshots.snapshot import load_snapshot
from matchers.index import Index
from matchers.model import ListedEntity

SIZES: Final = (10_000, 50_000, 250_000, 1_000_000)
_WARM_UP: Final = 200


class Size(msgspec.Struct, frozen=True):
    """One size of the lists.

    `built_in` is in s, `index_mib` in MiB on the disk. `recall` is the share of the gate cases
    (those whose entity is there) whose entity is scored. `times_real` is how many times as much of
    the processor's time a party takes as with the real universe.
    """

    entities: int
    names: int
    built_in: float
    index_mib: float
    recall: float
    cases: int
    process: Started
    times_real: float | None


def universes(
    real: Sequence[ListedEntity], sizes: Sequence[int], cases: Sequence[Case], seed: int
) -> Iterator[list[ListedEntity]]:
    """Entities by size; one size between half and twice the real universe is just that one.

    Smaller ones are samples of it, in its order. Larger ones are in an order that says nothing, for
    what is cut short where much is found must not favour whoever stands first.
    """
    ordinary = [(case.query.kind, case.query.name) for case in cases if not case.expect]
    more = made_up(real, ordinary, seed)
    grown = list(real)
    for size in sorted(sizes):
        if size <= len(real) / 2:
            chosen = sorted(random.Random(seed).sample(range(len(real)), size))
            yield [real[number] for number in chosen]
        elif size <= 2 * len(real):
            yield list(real)
        else:
            grown += itertools.islice(more, size - len(grown))
            yield random.Random(seed).sample(grown, len(grown))


def measure_size(
    entities: Sequence[ListedEntity], cases: Sequence[Case], parties: int, seed: int, steps: Steps
) -> Size:
    """Build, store, load and search lists of one size; see `Size`, `times_real` left open."""
    name = f"{len(entities):,} entities"
    with tempfile.TemporaryDirectory(prefix="bench-") as aside:
        steps.start(f"{name}: index")
        begun = time.perf_counter()
        index = Index.build(entities)
        built_in = time.perf_counter() - begun
        index_mib = sum(array.nbytes for array in index.arrays().values()) / 2**20
        folder = Path(aside) / "snapshot"
        write_snapshot(folder, entities, index)
        del index
        steps.start(f"{name}: speed")
        some = sampled_parties(cases, parties, seed)
        started(folder, some[:_WARM_UP])  # so that no size is measured while it compiles
        process = started(folder, some)
        ids = {entity.id for entity in entities}
        gate = [case for case in cases if case.in_gate and not ids.isdisjoint(case.expect)]
        searcher = Searcher(load_snapshot(folder).index)
        places = list(candidate_places(searcher, gate, steps.start(f"{name}: gate", len(gate))))
    return Size(
        entities=len(entities),
        names=sum(len(entity.names) for entity in entities),
        built_in=built_in,
        index_mib=index_mib,
        recall=recall(gate, places, "gate")["gate"].scored if gate else 0.0,
        cases=len(gate),
        process=process,
        times_real=None,
    )


@click.command(epilog="Example: python -m bench growth --size 10000 --size 50000 --json")
@CASES
@UNIVERSE
@AS_JSON
@SEED
@click.option("--size", "sizes", multiple=True, type=int, default=SIZES, show_default=True)
@click.option("--parties", default=2_000, show_default=True, help="Parties screened at each size.")
def growth(
    cases: Path, universe: Path, *, as_json: bool, seed: int, sizes: tuple[int, ...], parties: int
) -> None:
    """Time, recall and memory with 10,000 entities up to a million, made up beyond today's lists.

    A million entities take about 6 GiB to build, and a quarter of an hour.
    """
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    with steps() as progress:
        labelled = read_cases(cases, "dev_positives") + read_cases(cases, "dev_negatives")
        real = read_universe(universe)
        done = [
            measure_size(entities, labelled, parties, seed, progress)
            for entities in universes(real, sizes, labelled, seed)
        ]
    done = _compared(done, len(real))
    if as_json:
        print_json(done)
    else:
        _show(done)


def _compared(done: Sequence[Size], real: int) -> list[Size]:
    """The sizes with `times_real`, where the real universe is among them."""
    at_real = next((one.process.pace.a_cpu_second for one in done if one.entities == real), None)
    if at_real is None:
        return list(done)
    return [
        msgspec.structs.replace(one, times_real=at_real / one.process.pace.a_cpu_second)
        for one in done
    ]


def _show(done: Sequence[Size]) -> None:
    table = Table(
        *("entities", "names", "built in", "index", "load", "a CPU second", "time a party"),
        *("gate scored", "cases", "resident", "of it files"),
    )
    for one in done:
        memory = one.process.memory
        table.add_row(
            f"{one.entities:,}",
            f"{one.names:,}",
            f"{one.built_in:.1f} s",
            f"{one.index_mib:,.0f} MiB",
            f"{one.process.load:.2f} s",
            f"{one.process.pace.a_cpu_second:,.0f}",
            "-" if one.times_real is None else f"x {one.times_real:.2f}",
            f"{one.recall:.3f}",
            f"{one.cases:,}",
            f"{memory.resident:,.0f} MiB",
            f"{memory.of_files:,.0f} MiB",
        )
    Console().print(table)
