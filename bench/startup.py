"""Start-up: how long until a fresh process answers, and the memory it takes. Also that process.

python -m bench.startup SNAPSHOT < PARTIES     # JSON lines in, one line of JSON out
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

_BEGUN = time.perf_counter()

from bench.cases import THRESHOLDS  # noqa: E402 - what importing takes is measured
from bench.pace import BATCH, Pace, pace  # noqa: E402
from lists.snapshots.snapshot import load_snapshot  # noqa: E402
from matchers.model import Party  # noqa: E402
from matchers.screener import Screener  # noqa: E402

_MIB = 1024


class Memory(msgspec.Struct, frozen=True):
    """Memory in MiB that is resident: in all, and of it pages of files, which processes share."""

    resident: float
    of_files: float


class Started(msgspec.Struct, frozen=True):
    """Seconds of a fresh process: imports, loading, an answer for the first party of each kind.

    `pace` is that of all other parties; `memory` is taken after them.
    """

    imports: float
    load: float
    first_answers: float
    pace: Pace
    memory: Memory


class StartUp(msgspec.Struct, frozen=True):
    """A start for which everything is compiled, and the next one, which finds it on the disk."""

    compiling: Started
    cached: Started


def memory() -> Memory:
    """What this process takes now."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    fields = {name: value.split() for name, _, value in (line.partition(":") for line in lines)}
    return Memory(
        resident=int(fields["VmRSS"][0]) / _MIB, of_files=int(fields["RssFile"][0]) / _MIB
    )


def measure_start_up(snapshot: Path, parties: Sequence[Party]) -> StartUp:
    """Start two processes one after the other, with a cache of compiled code of their own."""
    with tempfile.TemporaryDirectory(prefix="bench-compiled-") as cache:
        own = {"NUMBA_CACHE_DIR": cache}
        return StartUp(*(started(snapshot, parties, own) for _ in range(2)))


def started(
    snapshot: Path, parties: Sequence[Party], environment: Mapping[str, str] | None = None
) -> Started:
    """What a fresh process takes to load a snapshot and to screen the parties, two at least."""
    done = subprocess.run(  # noqa: S603 - this very interpreter and module
        [sys.executable, "-m", "bench.startup", str(snapshot)],
        input=msgspec.json.Encoder().encode_lines(parties),
        capture_output=True,
        env=os.environ | (environment or {}),
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"a fresh process failed:\n{done.stderr.decode()}")
    return msgspec.json.decode(done.stdout, type=Started)


def main() -> None:
    """Load the snapshot named on the command line, and screen the parties on standard input."""
    imported = time.perf_counter()
    snapshot = load_snapshot(Path(sys.argv[1]))
    loaded = time.perf_counter()
    parties = msgspec.json.Decoder(Party).decode_lines(sys.stdin.buffer.read())
    screener = Screener(snapshot.index, THRESHOLDS)
    before = time.perf_counter()
    first = {party.kind: party for party in reversed(parties)}
    screener.screen(list(first.values()))
    answered = time.perf_counter()
    rest = [party for party in parties if party is not first[party.kind]]
    result = Started(
        imports=imported - _BEGUN,
        load=loaded - imported,
        first_answers=answered - before,
        pace=pace(screener, rest, BATCH),
        memory=memory(),
    )
    sys.stdout.write(msgspec.json.encode(result).decode() + "\n")


if __name__ == "__main__":
    main()
