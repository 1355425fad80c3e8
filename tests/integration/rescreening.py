"""`portcullis rescreen` as a process of its own, on an installation of these tests."""

import subprocess
import sys
from typing import Any

from tests.integration.installation import Installation

_PATIENCE_SECONDS = 180.0


def command(house: Installation, *more: str, **settings: Any) -> list[str]:
    """The command line; `settings` go into its settings file."""
    options = [each for each in house.options(**settings) if not each.startswith("--secret-file")]
    return [sys.executable, "-m", "streams.cli", "rescreen", *options, *more]


def rescreen(house: Installation, *more: str, **settings: Any) -> str:
    """Run it to its end; returns what it says."""
    done = subprocess.run(  # noqa: S603 - our own interpreter and module
        command(house, *more, **settings),
        capture_output=True,
        text=True,
        timeout=_PATIENCE_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def begun(house: Installation, *more: str, **settings: Any) -> subprocess.Popen[bytes]:
    """Start it; the caller ends it."""
    return subprocess.Popen(command(house, *more, **settings))  # noqa: S603 - as above
