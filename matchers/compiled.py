"""Compiling: numba behind a decorator that keeps a function's types.

Machine code is kept on disk, in a folder of its own for every version of this package: numba looks
at a function's own file only, and would go on using code into which an old constant of another
module is compiled.
"""

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final, TypeVar, cast

import numba

F = TypeVar("F", bound=Callable[..., object])


def _version() -> str:
    """A digest of the package's sources and of the compiler."""
    digest = hashlib.sha256(numba.__version__.encode())
    for source in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(source.read_bytes())
    return digest.hexdigest()[:16]


def _folders() -> Iterator[Path]:
    """Where machine code may be kept: as told, else the user's cache, else a temporary folder."""
    if told := os.environ.get("NUMBA_CACHE_DIR"):
        yield Path(told)
        return
    yield Path(os.environ.get("XDG_CACHE_HOME") or Path("~/.cache").expanduser()) / "portcullis"
    yield Path(tempfile.gettempdir()) / f"portcullis-{os.getuid()}"


def _cache() -> Path | None:
    """A folder for machine code that nobody else can write to; None where there is none.

    What is kept there is executed, so another user's folder will not do.
    """
    for folder in _folders():
        place = folder / _version()
        try:
            place.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError:
            continue
        state = place.stat()
        if state.st_uid == os.getuid() and not state.st_mode & 0o022 and os.access(place, os.W_OK):
            return place
    return None


_CACHE: Final = _cache()
if _CACHE is not None:
    cast("Any", numba.config).CACHE_DIR = str(_CACHE)


def compiled(function: F) -> F:
    """The function as machine code, compiled when it is first called and kept on disk.

    Without fast-math and without threads: the same input gives the same bits on every machine.
    """
    compile_ = numba.njit(cache=_CACHE is not None, nogil=True, error_model="numpy")
    return cast("F", compile_(function))


def borrowing(function: F) -> F:
    """The same, for a function that makes no array and keeps none: nothing is counted.

    Else every array that it reads is counted in and out again wherever it is named, which in a
    short loop takes longer than what the loop is for. Making an array in it does not compile.
    (`_nrt` is how numba compiles its own such functions; its types do not know of it.)
    """
    njit = cast("Any", numba.njit)
    compile_ = njit(cache=_CACHE is not None, nogil=True, error_model="numpy", _nrt=False)
    return cast("F", compile_(function))


def inlined(function: F) -> F:
    """The same, for a small function of compiled ones only: it becomes a part of its callers.

    A call hands every array over piece by piece, which costs more than what such functions do.
    """
    compile_ = numba.njit(inline="always", nogil=True, error_model="numpy")
    return cast("F", compile_(function))
