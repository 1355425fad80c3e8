"""Fuzz the loaders of lists: `python -m tests.fuzz [KIND ...] --seconds N`.

Coverage-guided, by Atheris (libFuzzer); it is in the extra `fuzz`, and `make fuzz` installs it. A
loader may raise LoadError and nothing else, whatever the bytes, and takes at most five seconds for
64 KiB. Each kind runs in a process of its own, starts from `tests.lists.seeds` and from what
earlier runs found worth keeping (`build/fuzz/KIND`), and leaves a crash or a hang as a file beside
it: a case to be committed.
"""

import argparse
import contextlib
import gc
import random
import re
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from types import FunctionType

from lists.errors import LoadError
from lists.loaders import LOADERS
from lists.reading.files import SourceFile
from tests.lists.seeds import OTHER_LAYOUTS, SEEDS
from tests.lists.workbook import SHEET, packed

CORPUS = Path("build/fuzz")
BETWEEN_FILES = b"\n\x1d\x1d\x1d\n"
"""Parts the files of a list that has several; their names stay as in the seed."""
HANG_SECONDS = 5
LARGEST = 64 << 10
LONGEST_VALUE = 4096
ANY_BYTES = 0.25
_VALUE = re.compile(rb"(?<=[>\",;])[^<>\",;\r\n]+")
"""What stands between marks of XML, JSON or CSV."""


def seeds(kind: str) -> list[bytes]:
    """What to start from: each layout of a kind as one input; of a spreadsheet its sheet, too."""
    layouts = (SEEDS[kind], *filter(None, [OTHER_LAYOUTS.get(kind)]))
    found = [BETWEEN_FILES.join(layout.values()) for layout in layouts]
    if zipfile.is_zipfile(BytesIO(found[0])):
        with zipfile.ZipFile(BytesIO(found[0])) as archive:
            found.append(archive.read(SHEET))
    return found


def one_input(kind: str, content: bytes) -> int:
    """Run a loader over an input; return how many records it brought. Raises what must not be."""
    parts = content.split(BETWEEN_FILES, maxsplit=len(SEEDS[kind]) - 1)
    files = [
        # Of a changed archive hardly a part unpacks: a bare sheet is put into a sound one.
        SourceFile(path=name, content=packed(part) if _is_sheet(name, part) else part)
        for name, part in zip(SEEDS[kind], parts, strict=False)
    ]
    with contextlib.suppress(LoadError):
        return sum(1 for _ in LOADERS[kind].entities(files))
    return 0


def mutate(content: bytes, max_size: int, seed: int) -> bytes:
    """Change one value and leave the form around it sound, or, one time in four, any bytes.

    Without this hardly a changed document is read beyond the place of its change.
    """
    import atheris

    chooser = random.Random(seed)
    values = list(_VALUE.finditer(content))
    if not values or chooser.random() < ANY_BYTES:
        return bytes(atheris.Mutate(content, max_size))
    start, end = chooser.choice(values).span()
    room = max(max_size - len(content), 0) + end - start
    changed = atheris.Mutate(content[start:end], min(room, LONGEST_VALUE))
    text = "".join(filter(_is_plain, changed.decode("utf-8", errors="ignore")))
    return content[:start] + text.encode()[:room] + content[end:]


def _is_plain(char: str) -> bool:
    """Whether a character leaves XML, JSON and CSV as they are."""
    return char >= " " and char not in '<>&"\\'


def _is_sheet(name: str, content: bytes) -> bool:
    return name.endswith(".xlsx") and content.startswith(b"<")


def fuzz(kind: str, seconds: int) -> None:
    """Fuzz one kind in this process, which ends with it."""
    import atheris

    corpus = CORPUS / kind
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds(kind)):
        (corpus / f"seed-{number}").write_bytes(seed)
        one_input(kind, seed)  # tables that are read once are no hang
    flags = {
        "max_total_time": seconds,
        "timeout": HANG_SECONDS,
        "max_len": LARGEST,
        "artifact_prefix": f"{CORPUS}/{kind}-",
        "print_final_stats": 1,
        "verbosity": 0,
    }
    arguments = [f"-{name}={value}" for name, value in flags.items()]
    for function in gc.get_objects():
        if isinstance(function, FunctionType) and (function.__module__ or "").startswith("lists."):
            atheris.instrument_func(function)
    atheris.Setup(
        [sys.argv[0], *arguments, str(corpus)],
        lambda content: one_input(kind, content) and None,
        custom_mutator=mutate,
    )
    atheris.Fuzz()


def main(arguments: Sequence[str] | None = None) -> int:
    """Fuzz the kinds that are named, or all of them in turn; return how many failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("kinds", nargs="*", metavar="KIND", help="default: all kinds")
    parser.add_argument("--seconds", type=int, default=120, help="for each kind; default 120")
    parser.add_argument("--alone", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    kinds = options.kinds or sorted(LOADERS)
    if unknown := [kind for kind in kinds if kind not in SEEDS]:
        parser.error(f"no seed in tests/lists/seeds for {', '.join(unknown)}")
    if options.alone:  # never returns
        fuzz(kinds[0], options.seconds)
    failed = 0
    for kind in kinds:
        command = [sys.executable, "-m", "tests.fuzz", kind, "--alone"]
        done = subprocess.run(  # noqa: S603 - this module, of kinds that it knows
            [*command, "--seconds", str(options.seconds)], check=False
        )
        print(f"{kind}: {'nothing found' if done.returncode == 0 else 'FAILED'}", flush=True)  # noqa: T201 - its report
        failed += done.returncode != 0
    return failed


if __name__ == "__main__":
    sys.exit(main())
