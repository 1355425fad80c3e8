"""An embedded broker in a process of its own, so that it takes nothing from what is measured."""

import multiprocessing
from multiprocessing.connection import Connection
from typing import Self

from streams.broker.embedded import EmbeddedBroker

_START_SECONDS = 30.0


class BrokerProcess:
    """Runs from construction until `close`, or until it is killed as a machine that fails."""

    def __init__(self) -> None:
        context = multiprocessing.get_context("spawn")  # librdkafka's threads survive no fork
        ours, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs,), daemon=True)
        self._pipe = ours
        self._process.start()
        theirs.close()
        if not ours.poll(_START_SECONDS):
            raise TimeoutError(f"no embedded broker within {_START_SECONDS:.0f} s")
        self.bootstrap: str = ours.recv()

    def kill(self) -> None:
        """End it as kill -9 does."""
        self._process.kill()
        self._process.join()

    def close(self) -> None:
        """End it, whatever it still holds."""
        self._pipe.close()
        self._process.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _serve(pipe: Connection) -> None:
    broker = EmbeddedBroker()
    pipe.send(broker.bootstrap)
    try:
        pipe.recv()
    except EOFError:  # the other end was closed: it is over
        broker.close()
