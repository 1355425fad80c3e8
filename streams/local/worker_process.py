"""A worker as a process of its own, started and stopped by another one."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from typing import IO, Self

from streams.errors import WorkerFailed

_READY_SECONDS = 180.0
"""Matching is compiled when a machine starts a worker for the first time: half a minute alone."""

_STOP_SECONDS = 30.0
_POLL_SECONDS = 0.05


class WorkerProcess:
    """`portcullis worker` with these options, on a free web port; leaving the context stops it.

    What it says goes to `output`, else to this process's standard error.
    """

    def __init__(
        self,
        options: Sequence[str],
        environment: Mapping[str, str] | None = None,
        *,
        output: IO[bytes] | None = None,
    ) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        command = [sys.executable, "-m", "streams.cli", "worker", *options]
        # Its standard output is this process's standard error: what is asked for is not its lines.
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [*command, "--web-port", str(self.port)],
            stdout=output or sys.stderr,
            stderr=output,
            env={**os.environ, **(environment or {})},
        )

    @property
    def pid(self) -> int:
        """Process id."""
        return self._process.pid

    def wait_ready(self) -> None:
        """Return once the worker screens; raises WorkerFailed."""
        deadline = time.monotonic() + _READY_SECONDS
        while time.monotonic() < deadline:
            self.check_alive()
            if self._answers("/readyz"):
                return
            time.sleep(_POLL_SECONDS)
        raise WorkerFailed(f"the worker was not ready within {_READY_SECONDS:.0f} s")

    def check_alive(self) -> None:
        """Raise WorkerFailed if the worker has ended."""
        status = self._process.poll()
        if status is not None:
            raise WorkerFailed(f"the worker ended with status {status}")

    def metrics(self) -> str:
        """The worker's metrics in Prometheus' text format."""
        with urllib.request.urlopen(f"{self.url}/metrics", timeout=5) as answer:  # noqa: S310 - a fixed http URL
            body: bytes = answer.read()
        return body.decode()

    def _answers(self, path: str) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}{path}", timeout=5) as answer:  # noqa: S310
                return bool(answer.status == 200)  # noqa: PLR2004 - HTTP OK
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False

    def wait(self, seconds: float = _STOP_SECONDS) -> int:
        """Wait for the worker to end by itself; returns its exit status."""
        return self._process.wait(seconds)

    def kill(self) -> None:
        """Kill it as kill -9 does."""
        self._process.kill()
        self._process.wait()

    def poll(self) -> int | None:
        """Its exit status if it has ended, else None."""
        return self._process.poll()

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal, such as SIGSTOP."""
        self._process.send_signal(number)

    def stop(self) -> int:
        """Have it drain and end; returns its exit status."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
        return self.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()


def free_port() -> int:
    """A port of this host that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
