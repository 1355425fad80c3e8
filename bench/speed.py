"""Speed: parties a second through the whole pipeline, in one process on one core.

Every party is new: no name comes twice in a run, and every run has an index, and so a cache of
near words, of its own. Beside it, in the same run and on the same names, rapidfuzz's exhaustive
search (`process.extract` with WRatio).
"""

import os
import random
import time
from collections.abc import Callable, Sequence
from typing import Final

import msgspec
import numpy as np
from rapidfuzz import fuzz, process, utils

from bench.cases import THRESHOLDS, Case
from matchers.index import Index
from matchers.model import ListedEntity, Party
from matchers.screener import Screener

SIZES: Final = (10_000, 50_000)
_BATCH: Final = 50


class Run(msgspec.Struct, frozen=True):
    """One size of the lists: time to build and to load the index, in s, and the pace of screening.

    `p99_milliseconds` is of one party in a batch of 50.
    """

    entities: int
    names: int
    built_in: float
    loaded_in: float
    parties_a_second: float
    p99_milliseconds: float


class Speed(msgspec.Struct, frozen=True):
    """All runs, and rapidfuzz against the names of the largest."""

    runs: tuple[Run, ...]
    rapidfuzz_a_second: float
    times_rapidfuzz: float


def sampled_parties(cases: Sequence[Case], count: int, seed: int) -> list[Party]:
    """Parties of `count` cases, each with a name of its own; one in three is a positive case."""
    by_name = {case.query.name: case for case in cases}
    distinct = sorted(by_name.values(), key=lambda case: case.qid)
    return [case.party for case in random.Random(seed).sample(distinct, min(count, len(distinct)))]


def measure_speed(
    entities: Sequence[ListedEntity],
    parties: Sequence[Party],
    *,
    compared: int,
    progress: Callable[[str], object],
) -> Speed:
    """Screen the parties against the first 10,000, the first 50,000 and all entities."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    sizes = [*(size for size in SIZES if size < len(entities)), len(entities)]
    runs = []
    for size in sizes:
        progress(f"{size:,} entities")
        runs.append(_run(entities[:size], parties))
    progress("rapidfuzz")
    names = [utils.default_process(name.value) for entity in entities for name in entity.names]
    begun = time.perf_counter()
    for party in parties[:compared]:
        process.extract(
            utils.default_process(party.names[0].value), names, scorer=fuzz.WRatio, limit=20
        )
    theirs = min(compared, len(parties)) / (time.perf_counter() - begun)
    return Speed(
        runs=tuple(runs),
        rapidfuzz_a_second=theirs,
        times_rapidfuzz=runs[-1].parties_a_second / theirs,
    )


def _run(entities: Sequence[ListedEntity], parties: Sequence[Party]) -> Run:
    begun = time.perf_counter()
    arrays = Index.build(entities).arrays()
    built = time.perf_counter()
    screener = Screener(Index.from_arrays(arrays, entities), THRESHOLDS)
    loaded = time.perf_counter()
    spent = []
    for start in range(0, len(parties), _BATCH):
        batch = parties[start : start + _BATCH]
        before = time.perf_counter()
        screener.screen(batch)
        spent.append((time.perf_counter() - before) / len(batch))
    return Run(
        entities=len(entities),
        names=sum(len(entity.names) for entity in entities),
        built_in=built - begun,
        loaded_in=loaded - built,
        parties_a_second=1 / float(np.mean(spent)),
        p99_milliseconds=float(np.percentile(spent, 99)) * 1000,
    )
