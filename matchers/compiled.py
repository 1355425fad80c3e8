"""Compiling: numba behind a decorator that keeps a function's types."""

from collections.abc import Callable
from typing import Final, TypeVar

from numba import njit

F = TypeVar("F", bound=Callable[..., object])
_OPTIONS: Final = {"cache": True, "nogil": True, "error_model": "numpy", "boundscheck": False}


def compiled(function: F) -> F:
    """The function as machine code, compiled when it is first called and kept on disk.

    Without fast-math and without threads: the same input gives the same bits on every machine.
    """
    machine_code: F = njit(**_OPTIONS)(function)
    return machine_code
