"""What can end a command or a worker of this package, each with a message to act on."""


class StreamError(Exception):
    """Base of the errors of this package."""


class TransportError(StreamError):
    """The broker failed for good; nothing of the batch in hand was acknowledged."""


class Unreachable(TransportError):
    """No broker answered."""


class TopicsMissing(TransportError):
    """The broker lacks topics that the configured partners need."""


class NotAllowed(TransportError):
    """The broker said no, and will again until somebody changes a topic, a right or a login."""


class OutputTooLarge(TransportError):
    """The broker does not take an output of this size; `topic` is where it was to go."""

    def __init__(self, topic: str) -> None:
        super().__init__(f"{topic} does not take a record of this size")
        self.topic = topic


class TooManyBadEvents(StreamError):
    """Too many messages were no events: a publisher, or this worker, is at fault."""


class WorkerFailed(StreamError):
    """A worker process ended, or was not ready in time; its own messages say why."""


class DemoFailed(StreamError):
    """The demonstration did not come out as it must."""
