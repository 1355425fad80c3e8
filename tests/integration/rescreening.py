"""`portcullis rescreen` as a process of its own, on an installation of these tests."""

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from config.settings import Settings
from lists.snapshots.store import open_store
from streams.local.worker_process import WorkerProcess, free_port
from tests.integration.installation import PUBLISHER, Installation, Outputs
from tests.lists.snapshots.published import House

_PATIENCE_SECONDS = 180.0


class Desk:
    """An installation whose lists are published by a house, and what screens by them."""

    def __init__(self, installation: Installation) -> None:
        self.installation = installation
        self.url = f"file://{installation.folder / 'store'}"
        self.house = House(installation.folder / "house", open_store(self.url, Settings()))
        installation.three_partners()

    def worker(self, **settings: Any) -> WorkerProcess:
        """Start a worker."""
        return WorkerProcess(self._options(**settings))

    def watch(self, **settings: Any) -> subprocess.Popen[bytes]:
        """Start `rescreen --watch`; the caller ends it."""
        quick = {"rescreen_settle_seconds": 1.0, "rescreen_share": 1.0}
        options = ["--watch", f"--web-port={free_port()}"]
        return subprocess.Popen(self.command(*options, **(quick | settings)))  # noqa: S603 - our own module

    @contextmanager
    def watching(self, **settings: Any) -> Iterator[None]:
        """With `rescreen --watch` beside; it ends well when told to."""
        process = self.watch(**settings)
        try:
            yield
        finally:
            process.terminate()
            assert process.wait(30) == 0

    def run(self, *more: str, **settings: Any) -> str:
        """Run `rescreen` to its end; returns what it says."""
        return run(self.command(*more, **settings))

    def command(self, *more: str, **settings: Any) -> list[str]:
        """The command line of `rescreen`."""
        return command(self._options(**settings), *more)

    def _options(self, **settings: Any) -> list[str]:
        folder: Path = self.house.folder
        keys = {"trusted_keys": str(self.house.trusted), "snapshot_cache": str(folder / "cache")}
        options = self.installation.options(signed=True, **keys, **settings)
        return [*options, f"--snapshot={self.url}"]


def command(options: list[str], *more: str) -> list[str]:
    """The command line of `rescreen` with a worker's options."""
    fit = [each for each in options if not each.startswith("--secret-file")]
    return [sys.executable, "-m", "streams.cli", "rescreen", *fit, *more]


def run(line: list[str]) -> str:
    """Run a command to its end; returns what it says."""
    done = subprocess.run(  # noqa: S603 - our own interpreter and module
        line, capture_output=True, text=True, timeout=_PATIENCE_SECONDS, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def told(outputs: Outputs, partner: str = PUBLISHER) -> Counter[tuple[str, str, str]]:
    """How often each was told: reference, trigger and status of an alert."""
    return Counter(
        (alert["event"]["reference"], alert["trigger"], alert["status"])
        for alert in outputs.alerts(partner)
    )
