"""What a process of this product does to itself."""

import ctypes
import gc
import os
import resource
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from streams.logs import get_logger

log = get_logger(__name__)

_PR_SET_DUMPABLE = 4
_LOOK_SECONDS = 0.5
_NICENESS = 10
_AUTOGROUP = Path("/proc/self/autogroup")


def forbid_core_dumps() -> None:
    """Have no core file written, of this process and of those that it starts: it holds secrets.

    On Linux a pipe may take dumps whatever their size limit is, so they are turned off there too.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux" and ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_DUMPABLE, 0):
        raise OSError(ctypes.get_errno(), "core dumps could not be turned off")


def give_way() -> None:
    """Let other processes of this host go first: this one can wait.

    Where Linux shares the processor out by sessions first (sched(7), autogroup), niceness counts
    within one only; a service is the leader of its own, and has it go behind others whole.
    """
    os.nice(_NICENESS)
    if os.getsid(0) == os.getpid() and _AUTOGROUP.exists():
        try:
            _AUTOGROUP.write_text(str(_NICENESS))
        except OSError as error:
            log.warning("does not go behind other sessions", reason=error.strerror)


def spare_the_collector() -> None:
    """Have the garbage collector pass over what is loaded by now, since it stays.

    Walking it again and again was 4 % of the time that the loop spends on an event outside
    matching, in pauses of 100 ms on a busy machine, and 8 % of a rescreening's; what else there is
    to walk takes 1 ms. Garbage of before goes first, since it would never go.
    """
    gc.collect()
    gc.freeze()


def stop_on_signals() -> threading.Event:
    """An event that SIGINT and SIGTERM set, in place of ending the process."""
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    return stopping


def end_if_stuck(since: Callable[[], float | None], limit: float, status: int) -> NoReturn:
    """End the process once a call has not returned for `limit` seconds: nothing else can end it.

    `since` tells when the call began, by the monotonic clock; None while there is none. For a
    thread of its own. What was in hand is not acknowledged, so that another worker takes it up.
    """
    while True:
        time.sleep(_LOOK_SECONDS)
        began = since()
        if began is not None and time.monotonic() - began > limit:
            reason = f"a call to the broker has not returned for {limit:.0f} s"
            log.critical("ended", reason=reason, status=status)
            os._exit(status)
