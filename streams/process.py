"""What a process of this product does to itself."""

import ctypes
import resource
import signal
import sys
import threading

_PR_SET_DUMPABLE = 4


def forbid_core_dumps() -> None:
    """Have no core file written, of this process and of those that it starts: it holds secrets.

    On Linux a pipe may take dumps whatever their size limit is, so they are turned off there too.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux" and ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_DUMPABLE, 0):
        raise OSError(ctypes.get_errno(), "core dumps could not be turned off")


def stop_on_signals() -> threading.Event:
    """An event that SIGINT and SIGTERM set, in place of ending the process."""
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    return stopping
