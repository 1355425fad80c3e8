"""What the commands of `python -m bench` share: their options, progress, and JSON."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import msgspec
from rich.console import Console
from rich.progress import Progress as Bars
from rich.progress import TaskID

from bench.cases import DATA

ERRORS = Console(stderr=True)


Progress = Callable[[int], None]
"""Told how many more parts are done."""


class Steps:
    """Progress on a terminal's standard error, one bar a step."""

    def __init__(self, bars: Bars) -> None:
        self._bars = bars
        self._bar: TaskID | None = None

    def start(self, name: str, total: int | None = None) -> "Steps":
        """Begin a step of `total` parts, or of unknown length."""
        self._bar = self._bars.add_task(name, total=total)
        return self

    def __call__(self, done: int) -> None:
        """Move on by `done` parts."""
        if self._bar is not None:
            self._bars.advance(self._bar, done)


@contextmanager
def steps() -> Iterator[Steps]:
    """Bars for the steps of one run."""
    with Bars(console=ERRORS, disable=not ERRORS.is_terminal, transient=True) as bars:
        yield Steps(bars)


CASES = click.option(
    "--cases",
    type=click.Path(path_type=Path),
    default=DATA / "eval",
    show_default=True,
    help="Folder with dev_positives.jsonl.gz and dev_negatives.jsonl.gz.",
)
UNIVERSE = click.option(
    "--universe",
    type=click.Path(path_type=Path),
    default=DATA / "universe.ftm.jsonl.gz",
    show_default=True,
    help="FollowTheMoney JSON lines with the entities that the cases are about.",
)
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of tables.")
SEED = click.option("--seed", default=1, show_default=True, help="Seed of every sample.")


def print_json(result: object) -> None:
    """Write a result as one line of JSON to standard output."""
    sys.stdout.write(msgspec.json.encode(result).decode() + "\n")
