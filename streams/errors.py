"""What can end a command or a worker of this package, each with a message to act on."""


class StreamError(Exception):
    """Base of the errors of this package."""


class TransportError(StreamError):
    """The broker failed for good; nothing of the batch in hand was acknowledged."""


class Unreachable(TransportError):
    """No broker answered."""


class Denied(TransportError):
    """The brokers refused a login, an encrypted connection, or a permission."""


class TooManyBadEvents(StreamError):
    """Too many messages were no events: a publisher, or this worker, is at fault."""


class WorkerFailed(StreamError):
    """A worker process ended, or was not ready in time; its own messages say why."""


class DemoFailed(StreamError):
    """The demonstration did not come out as it must."""
