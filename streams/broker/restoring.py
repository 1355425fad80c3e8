"""Read back what stands of the references of partitions that were dealt to this worker."""

import time
from collections.abc import Collection, Iterator

from confluent_kafka import (
    Consumer,
    IsolationLevel,
    KafkaError,
    KafkaException,
    TopicPartition,
)
from confluent_kafka.admin import AdminClient, OffsetSpec  # type: ignore[attr-defined]

from config.settings import Settings
from streams.alert_state import Place
from streams.broker.clients import consumer_config, from_message
from streams.broker.connecting import connection
from streams.broker.faults import CALL_SECONDS, raise_final, reason
from streams.errors import TransportError, Unreachable
from streams.events.envelope import Record
from streams.logs import get_logger, librdkafka_log

log = get_logger(__name__)

_POLL_SECONDS = 0.1
_MOST = 2_000
_AGAIN_SECONDS = 0.2


def restored(settings: Settings, places: Collection[Place]) -> Iterator[Record]:
    """Every committed record of these places of `topics.state_of`, as far as they reach now.

    Raises TransportError if no more of them can be read for as long as a broker is waited for.
    """
    config = consumer_config(settings) | {"enable.partition.eof": True}
    reader = Consumer(config, logger=librdkafka_log)
    try:
        ends = _offsets(settings, places, OffsetSpec.latest())
        left = {place: end for place, end in ends.items() if end > 0}
        begins = _offsets(settings, left, OffsetSpec.earliest())
        reader.assign([TopicPartition(*place, begin) for place, begin in begins.items()])
        patience = time.monotonic() + settings.broker_patience_seconds
        while left:
            for message in reader.consume(_MOST, _POLL_SECONDS):
                patience = time.monotonic() + settings.broker_patience_seconds
                error = message.error()
                if error is None:
                    yield from_message(message)
                elif error.code() == KafkaError._PARTITION_EOF:  # noqa: SLF001 - librdkafka's name
                    place = (str(message.topic()), int(message.partition() or 0))
                    if int(message.offset() or 0) >= left.get(place, 0):
                        left.pop(place, None)
            if time.monotonic() > patience:
                raise TransportError(
                    f"what stands of earlier alerts could not be read back from "
                    f"{settings.bootstrap} for {settings.broker_patience_seconds:.0f} s: "
                    f"{', '.join(f'{topic}/{number}' for topic, number in left)}"
                )
    finally:
        reader.close()


def _offsets(settings: Settings, places: Collection[Place], which: OffsetSpec) -> dict[Place, int]:
    """Where each place begins or ends, with what a transaction that is still open has written.

    What the worker that lost these partitions committed last must be waited for, not overlooked.
    """
    if not places:
        return {}
    asker = AdminClient(connection(settings), logger=librdkafka_log)
    asked = {TopicPartition(*place): which for place in places}
    patience = time.monotonic() + settings.broker_patience_seconds
    while True:
        answers = asker.list_offsets(
            asked,
            isolation_level=IsolationLevel.READ_UNCOMMITTED,
            request_timeout=CALL_SECONDS,
        )
        try:
            return {
                (place.topic, place.partition): answer.result().offset
                for place, answer in answers.items()
            }
        except KafkaException as exception:  # a leader that moves, or is not known yet
            error = reason(exception)
            raise_final(error, "alert states")
            if time.monotonic() > patience:
                raise Unreachable(f"alert states could not be asked for: {error.str()}") from None
            log.warning("trying again", what="offsets of alert states", reason=error.str())
            time.sleep(_AGAIN_SECONDS)
