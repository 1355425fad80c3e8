"""Peers that are measured beside this product, in an environment of their own: `build/peers`.

Their dependencies are not ours, and must not become so. pip installs from wherever this machine's
configuration tells it to.
"""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import click
import msgspec

from bench.retrieval import Searcher
from matchers.model import Party

FOLDER: Final = Path("build/peers")
REQUIREMENTS: Final = ("nomenklatura==4.17.4",)
CANDIDATES: Final = 30
"""Listed entities, the best by our own points, that logic-v2 is given for one name."""

_PROCESS: Final = Path(__file__).with_name("logic_v2_process.py")


class Task(msgspec.Struct, frozen=True):
    """A name, and all names of each entity that it is compared with."""

    name: str
    kind: str
    candidates: tuple[tuple[str, ...], ...]


class Scored(msgspec.Struct, frozen=True):
    """For every task the score of each candidate; and the processor's seconds for all of it."""

    scores: tuple[tuple[float, ...], ...]
    seconds: float


def install(folder: Path = FOLDER) -> None:
    """Make the environment and install the peers, where they are not; raises ClickException."""
    if is_installed(folder):
        return
    for command in (
        [sys.executable, "-m", "venv", str(folder)],
        [_python(folder), "-m", "pip", "install", "--quiet", *REQUIREMENTS],
    ):
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
        if done.returncode:
            raise click.ClickException(f"{' '.join(command)} failed:\n{done.stderr.strip()}")


def is_installed(folder: Path = FOLDER) -> bool:
    """Whether the peers' environment is there, with the version that is asked for."""
    wanted = REQUIREMENTS[0].replace("==", "-")
    return any(folder.glob(f"lib/python*/site-packages/{wanted}.dist-info"))


def require(folder: Path = FOLDER) -> None:
    """Raise ClickException, which says how to mend it, unless the peers are installed."""
    if not is_installed(folder):
        raise click.ClickException(
            f"{REQUIREMENTS[0]} is not installed in {folder}; run: python -m bench peers --install"
        )


def task(searcher: Searcher, party: Party) -> tuple[Task, list[int]]:
    """A party beside the best entities that retrieval finds, with the entities' numbers."""
    totals = searcher.totals(party)
    best = sorted(totals, key=lambda number: (-totals[number], number))[:CANDIDATES]
    entities = [searcher.index.entities[number] for number in best]
    return (
        Task(
            name=party.names[0].value,
            kind=party.kind,
            candidates=tuple(tuple(name.value for name in each.names) for each in entities),
        ),
        best,
    )


def logic_v2(tasks: Sequence[Task], folder: Path = FOLDER) -> Scored:
    """Have logic-v2 score the tasks in a process of the peers' environment."""
    require(folder)
    done = subprocess.run(  # noqa: S603 - an interpreter that `install` made, and our own script
        [_python(folder), str(_PROCESS)],
        input=msgspec.json.Encoder().encode_lines(tasks),
        capture_output=True,
        check=False,
    )
    if done.returncode:
        raise click.ClickException(f"logic-v2 failed:\n{done.stderr.decode().strip()}")
    return msgspec.json.decode(done.stdout, type=Scored)


def _python(folder: Path) -> str:
    return str(folder / "bin" / "python")
