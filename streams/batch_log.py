"""What of a batch is worth a log line once it is acknowledged."""

import logging
from collections.abc import Sequence

import msgspec

from streams.events.envelope import Record
from streams.events.outputs import DEAD_LETTERS, read_dead_letter
from streams.logs import get_logger

log = get_logger(__name__)

MOST_DEAD_LETTERS = 5
"""Lines about dead letters a batch: a flood of bad messages must not become one of lines."""


class _Outcome(msgspec.Struct, rename="camel"):
    """What a line tells of a screening."""

    event_id: str
    reference: str
    verdict: str


def log_batch(outputs: Sequence[Record]) -> None:
    """Say which messages were no events, and, where debug lines are shown, each event's verdict.

    A dead letter's detail, key and path are left to `dead-letters show`: they can quote a message.
    """
    letters = [output for output in outputs if output.topic == DEAD_LETTERS]
    for letter in map(read_dead_letter, letters[:MOST_DEAD_LETTERS]):
        log.info(
            "dead letter",
            topic=letter.topic,
            partition=letter.partition,
            offset=letter.offset,
            reason=letter.reason,
        )
    if len(letters) > MOST_DEAD_LETTERS:
        log.info("more dead letters", count=len(letters) - MOST_DEAD_LETTERS)
    if log.isEnabledFor(logging.DEBUG):
        for output in outputs:
            kind, _, partner = output.topic.partition(".")
            if kind == "screenings" and output.value is not None:
                outcome = msgspec.json.decode(output.value, type=_Outcome)
                log.debug("screened", publisher=partner, **msgspec.structs.asdict(outcome))
