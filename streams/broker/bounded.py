"""Calls into the client library that may never return, made so that the caller goes on anyway.

`send_offsets_to_transaction` was seen to block for minutes, whatever its time-out, after the broker
of the group had been killed (librdkafka 2.16, two of six times). Nothing in a process can end such
a call; but it can be left behind, with the producer that it is stuck in.
"""

import threading
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import TypeVar

T = TypeVar("T")


class Stuck(Exception):
    """A call did not return within the time that it had."""


class BoundedCalls:
    """Makes calls one after the other in a thread of its own.

    After a call that was stuck it is of no use any more: its thread is left to it, and does not
    keep the process from ending.
    """

    def __init__(self) -> None:
        self._calls: SimpleQueue[Callable[[], None]] = SimpleQueue()
        threading.Thread(target=self._run, name="bounded-calls", daemon=True).start()

    def make(self, call: Callable[[], T], seconds: float) -> T:
        """What the call returns or raises; raises Stuck if it does neither in so many seconds."""
        answers: SimpleQueue[T | BaseException] = SimpleQueue()

        def answer() -> None:
            try:
                answers.put(call())
            except BaseException as error:  # noqa: BLE001 - raised where the call was asked for
                answers.put(error)

        self._calls.put(answer)
        try:
            answered = answers.get(timeout=seconds)
        except Empty:
            raise Stuck from None
        if isinstance(answered, BaseException):
            raise answered
        return answered

    def end(self) -> None:
        """Let the thread end once it has made the calls that were asked for."""
        self._calls.put(_end)

    def _run(self) -> None:
        while (call := self._calls.get()) is not _end:
            call()


def _end() -> None:
    """Stands for the end of the calls."""
