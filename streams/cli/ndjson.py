"""Commands that answer line by line: bounded batches in, one JSON document a line out."""

import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import click
import msgspec
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from matchers.model import Struct
from streams.cli.common import BAD_LINES
from streams.events.envelope import MAX_BYTES

BATCH_LINES = 256
BATCH_BYTES = 4 * 1024 * 1024
"""A batch ends at the first of the two, so that memory stays bounded whatever the lines hold."""

_CUT = MAX_BYTES + 2  # so much of a line that is too long is enough to say so


class Line(Struct):
    """One line of the input with its number, counted from 1; cut where it is too long."""

    number: int
    text: bytes


class BadLine(Struct, omit_defaults=False):
    """What stands in the output in place of a line that could not be read."""

    line: int
    error: str


def answer_lines(
    source: BinaryIO,
    sink: BinaryIO,
    answer: Callable[[Sequence[Line]], Sequence[Struct]],
) -> int:
    """Answer every line in its order; returns the exit status: 0, or 3 where a line was bad."""
    encoder = msgspec.json.Encoder()
    bad = 0
    with _progress() as advance:
        for batch in batches(source):
            answers = answer(batch)
            sink.write(encoder.encode_lines(answers))
            bad += sum(isinstance(one, BadLine) for one in answers)
            advance(len(batch))
    sink.flush()
    return BAD_LINES if bad else 0


def batches(source: BinaryIO) -> Iterator[list[Line]]:
    """The lines that hold something, in batches."""
    batch: list[Line] = []
    held = 0
    for line in _lines(source):
        batch.append(line)
        held += len(line.text)
        if len(batch) >= BATCH_LINES or held >= BATCH_BYTES:
            yield batch
            batch, held = [], 0
    if batch:
        yield batch


def _lines(source: BinaryIO) -> Iterator[Line]:
    number = 0
    while text := source.readline(_CUT):
        number += 1
        rest = text
        while len(rest) == _CUT and not rest.endswith(b"\n"):
            rest = source.readline(_CUT)
        if not text.isspace():
            yield Line(number=number, text=text.rstrip(b"\r\n"))


@contextmanager
def output_to(path: Path | None) -> Iterator[BinaryIO]:
    """Standard output, or a file that is there only once it is complete."""
    if path is None:
        yield click.get_binary_stream("stdout")
        return
    try:
        descriptor, name = tempfile.mkstemp(dir=path.absolute().parent, prefix=f".{path.name}.")
    except OSError as error:
        raise click.ClickException(f"{path} cannot be written: {error.strerror}") from error
    aside = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        aside.chmod(0o666 & ~_umask())
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


@contextmanager
def _progress() -> Iterator[Callable[[int], None]]:
    """Counts lines on a terminal's standard error; says nothing anywhere else."""
    columns = (SpinnerColumn(), TextColumn("{task.completed:,.0f} lines"), TimeElapsedColumn())
    console = Console(file=sys.stderr)
    with Progress(
        *columns, console=console, disable=not sys.stderr.isatty(), transient=True
    ) as progress:
        task = progress.add_task("", total=None)
        yield lambda lines: progress.advance(task, lines)
