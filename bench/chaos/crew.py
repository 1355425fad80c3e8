"""The workers of a run as a supervisor holds them: each in its slot, started again when it ends."""

import signal
import subprocess
import threading
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Self

from matchers.model import Struct
from streams.errors import WorkerFailed
from streams.local.worker_process import WorkerProcess

RESTART_SECONDS = 1.0
_LOOK_SECONDS = 0.2
_READY_SECONDS = 120.0
_LAST_LINES = 12


class Ended(Struct):
    """A worker that ended although nobody asked it to, or not as it was asked to.

    `at` is in ms since 1970.
    """

    slot: str
    at: int
    why: str
    last_lines: tuple[str, ...]


class Crew:
    """Workers by slot. Leaving the context ends them all, whatever state they are in."""

    def __init__(self, options: Sequence[str], logs: Path) -> None:
        self.ended: list[Ended] = []
        self.logs = logs
        self._options = options
        self._workers: dict[str, WorkerProcess] = {}
        self._frozen: set[str] = set()
        self._lock = threading.RLock()
        self._over = threading.Event()
        self._supervisor = threading.Thread(target=self._supervise, name="supervisor")
        logs.mkdir(parents=True, exist_ok=True)

    def __enter__(self) -> Self:
        self._supervisor.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._supervisor.join()
        with ExitStack() as stack:  # every one, even if ending another one fails
            for slot, worker in self._workers.items():
                if slot in self._frozen:
                    worker.signal(signal.SIGCONT)
                stack.enter_context(worker)

    @property
    def slots(self) -> list[str]:
        """The slots with a worker, in order."""
        with self._lock:
            return sorted(self._workers)

    def start(self, slot: str) -> None:
        """Start a worker; what it says goes to a file of its slot."""
        with self._lock, self._log(slot).open("ab") as output:
            environment = {"PORTCULLIS_SLOT": slot}
            self._workers[slot] = WorkerProcess(self._options, environment, output=output)

    def wait_ready(self, slot: str) -> bool:
        """Wait until the worker screens, started anew if need be; False, and noted, if in vain."""
        deadline = time.monotonic() + _READY_SECONDS
        while time.monotonic() < deadline:
            with self._lock:
                worker = self._workers[slot]
            try:
                worker.wait_ready()
            except WorkerFailed:
                time.sleep(_LOOK_SECONDS)  # the supervisor has, or will have, started another one
            else:
                return True
        self._note(slot, f"was not ready within {_READY_SECONDS:.0f} s")
        return False

    def kill(self, slot: str) -> None:
        """End it as kill -9 does; it stays away until it is started."""
        with self._lock:
            self._workers.pop(slot).kill()

    def stop(self, slot: str) -> None:
        """Have it drain and end; it stays away until it is started."""
        with self._lock:
            worker = self._workers.pop(slot)
        try:
            status = worker.stop()
        except subprocess.TimeoutExpired:
            worker.kill()
            self._note(slot, "did not end after SIGTERM and was killed")
            return
        if status != 0:
            self._note(slot, f"ended with status {status} after SIGTERM")

    def freeze(self, slot: str) -> None:
        """Stop it in its tracks, as a machine that stalls does."""
        with self._lock:
            self._workers[slot].signal(signal.SIGSTOP)
            self._frozen.add(slot)

    def thaw(self, slot: str) -> None:
        """Let it go on where it was."""
        with self._lock:
            self._frozen.discard(slot)
            self._workers[slot].signal(signal.SIGCONT)

    def _supervise(self) -> None:
        while not self._over.wait(_LOOK_SECONDS):
            with self._lock:
                gone = [s for s, worker in self._workers.items() if self._has_ended(worker)]
                for slot in gone:
                    self._note(slot, f"ended by itself with status {self._workers[slot].wait(0)}")
            for slot in gone:
                if self._over.wait(RESTART_SECONDS):
                    return
                with self._lock:
                    if self._has_ended(self._workers[slot]):
                        self.start(slot)

    @staticmethod
    def _has_ended(worker: WorkerProcess) -> bool:
        try:
            worker.check_alive()
        except WorkerFailed:
            return True
        return False

    def _log(self, slot: str) -> Path:
        return self.logs / f"worker-{slot}.log"

    def _note(self, slot: str, why: str) -> None:
        lines = self._log(slot).read_text(errors="replace").splitlines()[-_LAST_LINES:]
        self.ended.append(
            Ended(slot=slot, at=int(time.time() * 1000), why=why, last_lines=tuple(lines))
        )
