"""Pace: how many parties a screener answers in a second, and how long one call takes."""

import time
from collections.abc import Sequence
from typing import Final

import msgspec
import numpy as np

from bench.options import Progress
from matchers.model import Party
from matchers.screener import Screener

BATCH: Final = 50
"""Parties in a call, as a worker's batches have."""


class Pace(msgspec.Struct, frozen=True):
    """Parties a second by the clock, and by the time that the processor gave this process.

    Both are the same on a core that nothing else uses. Percentiles are of one call, in ms.
    """

    parties: int
    a_second: float
    a_cpu_second: float
    p50_milliseconds: float
    p99_milliseconds: float


def pace(
    screener: Screener, parties: Sequence[Party], batch: int, progress: Progress | None = None
) -> Pace:
    """Screen the parties, `batch` at a time; there must be at least one."""
    spent = []
    before = time.process_time()
    for start in range(0, len(parties), batch):
        some = parties[start : start + batch]
        begun = time.perf_counter()
        screener.screen(some)
        spent.append(time.perf_counter() - begun)
        if progress is not None:
            progress(len(some))
    used = time.process_time() - before
    p50, p99 = np.percentile(spent, [50, 99]) * 1000
    return Pace(
        parties=len(parties),
        a_second=len(parties) / sum(spent),
        a_cpu_second=len(parties) / used,
        p50_milliseconds=float(p50),
        p99_milliseconds=float(p99),
    )
