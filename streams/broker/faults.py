"""What a fault of the broker calls for: to try again, to join anew, or to say what must be mended.

A fault is final only where trying again cannot help: the broker said no to a record, a login or a
right. All others are taken to pass, and are tried again for as long as the setting
`broker_patience_seconds` says.
"""

import time
from collections.abc import Callable
from typing import TypeVar

from confluent_kafka import KafkaError, KafkaException

from streams.errors import NotAllowed, OutputTooLarge, Unreachable
from streams.logs import get_logger

log = get_logger(__name__)

CALL_SECONDS = 10.0
"""How long one call to the broker may take before it is told to have failed, and made again."""

T = TypeVar("T")

# ruff: noqa: SLF001 - librdkafka's own names of its errors begin with an underscore

LOST_MEMBERSHIP = frozenset(
    {
        KafkaError.ILLEGAL_GENERATION,
        KafkaError.UNKNOWN_MEMBER_ID,
        KafkaError.REBALANCE_IN_PROGRESS,
        KafkaError.FENCED_INSTANCE_ID,
        KafkaError._ASSIGNMENT_LOST,
        KafkaError._STATE,  # no longer assigned
    }
)
"""The group has dealt this worker's partitions to others meanwhile."""

TOO_LARGE = frozenset(
    {
        KafkaError.MSG_SIZE_TOO_LARGE,
        KafkaError.RECORD_LIST_TOO_LARGE,
        KafkaError.INVALID_MSG_SIZE,
    }
)
"""The broker does not take a record of this size on its topic."""

NO_SUCH_TOPIC = frozenset(
    {
        KafkaError.UNKNOWN_TOPIC_OR_PART,
        KafkaError._UNKNOWN_TOPIC,
        KafkaError._UNKNOWN_PARTITION,
        KafkaError.TOPIC_EXCEPTION,
    }
)

NOT_ALLOWED = frozenset(
    {
        KafkaError.TOPIC_AUTHORIZATION_FAILED,
        KafkaError.GROUP_AUTHORIZATION_FAILED,
        KafkaError.CLUSTER_AUTHORIZATION_FAILED,
        KafkaError.TRANSACTIONAL_ID_AUTHORIZATION_FAILED,
        KafkaError.SASL_AUTHENTICATION_FAILED,
        KafkaError._AUTHENTICATION,
        KafkaError.UNSUPPORTED_SASL_MECHANISM,
    }
)

_CLEARED = frozenset({KafkaError._PURGE_QUEUE, KafkaError._PURGE_INFLIGHT})
"""What an aborted transaction reports of records that it took back."""


class Refusals:
    """Records that the broker did not take since the last `clear`, as delivery reports tell."""

    def __init__(self) -> None:
        self._told: list[tuple[str, KafkaError]] = []

    def add(self, topic: str, error: KafkaError) -> None:
        """Note one, unless it only says that its transaction was aborted."""
        if error.code() not in _CLEARED:
            self._told.append((topic, error))

    def clear(self) -> None:
        """Begin anew."""
        self._told = []

    def __bool__(self) -> bool:
        return bool(self._told)

    def __str__(self) -> str:
        return "; ".join(f"{topic}: {error.str()}" for topic, error in self._told[:3])

    def raise_final(self) -> None:
        """Raise OutputTooLarge or NotAllowed where trying again cannot help."""
        for topic, error in self._told:
            raise_final(error, topic)


def raise_final(error: KafkaError, what: str) -> None:
    """Raise what a person has to mend, if trying again cannot help; `what` was to be used."""
    if error.code() in TOO_LARGE:
        raise OutputTooLarge(what)
    if error.code() in NO_SUCH_TOPIC:
        raise NotAllowed(
            f"{what}: the broker has no such topic; `portcullis topics create` makes what the "
            "configured partners need"
        )
    if error.code() in NOT_ALLOWED:
        raise NotAllowed(
            f"{what}: {error.str()}; `portcullis topics check` compares the broker's rights with "
            "those that this worker's login needs"
        )


def reason(exception: KafkaException) -> KafkaError:
    """The error that an exception of confluent-kafka carries."""
    error: KafkaError = exception.args[0]
    return error


def patiently(action: Callable[[float], T], what: str, patience: float) -> T:
    """Call until it no longer says that it may be called again; `action` takes a time-out.

    Raises Unreachable after `patience` seconds, and every KafkaException that calling again cannot
    mend.
    """
    deadline = time.monotonic() + patience
    while True:
        try:
            return action(CALL_SECONDS)
        except KafkaException as exception:
            error = reason(exception)
            if error.fatal() or not error.retriable() or error.txn_requires_abort():
                raise
            if time.monotonic() > deadline:
                raise Unreachable(f"{what}: {error.str()}") from exception
            log.warning("trying again", what=what, reason=error.str())
