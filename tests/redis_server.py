"""A Redis of the tests' own: a real redis-server on a free port, with nothing on the disk."""

import secrets
import socket
import subprocess
import time
from pathlib import Path
from typing import Self

import redis

from streams.local.worker_process import free_port
from tests.services import program

_START_SECONDS = 15.0


class RedisServer:
    """A redis-server that ends with the context; `options` are lines of its configuration.

    In them `{port}` stands for the port.
    """

    def __init__(self, folder: Path, *options: str, port: int | None = None) -> None:
        self.port = port or free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._folder = folder / f"redis-{secrets.token_hex(4)}"
        self._options = options
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, empty, and return once it listens."""
        self._folder.mkdir(parents=True, exist_ok=True)
        configuration = self._folder / "redis.conf"
        lines = (f"port {self.port}", "bind 127.0.0.1", 'save ""', f"dir {self._folder}")
        options = (line.format(port=self.port) for line in self._options)
        configuration.write_text("\n".join((*lines, *options)) + "\n")
        self._process = subprocess.Popen(  # noqa: S603 - a program of the system
            [program("redis-server", "redis-server"), str(configuration)],
            stdout=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + _START_SECONDS
        while not self._listens():
            assert self._process.poll() is None, "redis-server ended"
            assert time.monotonic() < deadline, "redis-server does not listen"
            time.sleep(0.02)

    def kill(self) -> None:
        """End it at once; what it held is gone."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def client(self) -> redis.Redis:
        """A client with every right."""
        return redis.Redis(port=self.port)

    def _listens(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
