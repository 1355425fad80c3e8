"""A real Kafka for a benchmark: the one that is named, or one started here for as long as it runs.

A worker that is measured has one core to itself; the broker and whoever publishes have the others.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools.kafka.cluster import KafkaCluster


@contextmanager
def kafka(bootstrap: str | None) -> Iterator[str]:
    """The address of a broker; raises KafkaMissing where none is named and none can be run."""
    if bootstrap is not None:
        yield bootstrap
        return
    with (
        tempfile.TemporaryDirectory(prefix="kafka-") as folder,
        KafkaCluster(Path(folder)) as cluster,
    ):
        yield cluster.bootstrap


@contextmanager
def cores_apart() -> Iterator[int]:
    """Leave one core free: yields its number, and keeps this process, and what it starts, off it.

    Where there is only one core, nobody is kept off it.
    """
    cores = os.sched_getaffinity(0)
    free = max(cores)
    os.sched_setaffinity(0, cores - {free} or cores)
    try:
        yield free
    finally:
        os.sched_setaffinity(0, cores)
