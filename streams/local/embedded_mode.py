"""Embedded mode: a broker in this process, a worker beside it, and what comes out kept in files."""

import os
import threading
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO

import msgspec

from config.settings import Settings
from sharing.policy import load_policy
from streams import samples, topics
from streams.broker.embedded import EmbeddedBroker
from streams.broker.provisioning import create_topics
from streams.broker.reading import TopicReader
from streams.events.envelope import Record
from streams.events.outputs import DEAD_LETTERS, read_dead_letter
from streams.local.setting_up import IN_THE_CLEAR, sample_snapshot, worker_options
from streams.local.worker_process import WorkerProcess
from streams.process import stop_on_signals


def run_embedded(
    snapshot: str | None,
    partners: str | None,
    sources: str | None,
    data: Path,
    *,
    tell: Callable[[str], None],
) -> None:
    """Run until SIGINT or SIGTERM; what is not named is taken from the samples.

    Raises WorkerFailed where the worker ends by itself, and what lists and policy raise.
    """
    data.mkdir(parents=True, exist_ok=True)
    folder = Path(partners) if partners else samples.policy_folder()
    policy = load_policy(folder)
    if snapshot is None:
        tell("building a snapshot from the sample lists")
        snapshot = sample_snapshot(data)
        sources = sources or str(samples.sources_path())
    stopping = stop_on_signals()
    broker = EmbeddedBroker()
    settings = Settings(bootstrap=broker.bootstrap)
    create_topics(settings, topics.all_topics(policy.partners))
    options = worker_options(settings, snapshot, folder, data, sources)
    with WorkerProcess(options, IN_THE_CLEAR) as worker:
        worker.wait_ready()
        tell(f"broker   {broker.bootstrap}")
        tell(f"worker   {worker.url}  (/readyz, /metrics)")
        tell(f"partners {', '.join(sorted(policy.partners))}")
        tell(f"output   {data.resolve()}  (Ctrl-C ends)")
        reader = TopicReader(settings, topics.outputs(policy.partners), from_beginning=True)
        _keep(reader, data, stopping, worker)
    broker.close()


def _keep(
    reader: TopicReader, data: Path, stopping: threading.Event, worker: WorkerProcess
) -> None:
    """Append records to files as they come; after the signal, until the worker has drained."""
    with ExitStack() as stack:
        files: dict[str, BinaryIO] = {}
        draining = False
        while True:
            records = reader.poll()
            for record in records:
                if record.topic not in files:
                    path = data / f"{record.topic}.ndjson"
                    files[record.topic] = stack.enter_context(path.open("ab"))
                files[record.topic].write(_line(record) + b"\n")
            for file in files.values():
                file.flush()
                os.fsync(file.fileno())
            if draining and not records:
                break
            if stopping.is_set() and not draining:
                worker.stop()
                draining = True
            elif not draining:
                worker.check_alive()
    reader.close()


def _line(record: Record) -> bytes:
    """A record as a line: what is JSON as it is, a dead letter with its reason and its bytes."""
    if record.topic == DEAD_LETTERS:
        return msgspec.json.encode(read_dead_letter(record))
    return record.value or b"null"
