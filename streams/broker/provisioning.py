"""Make and compare topics on a broker (kafka-python has the admin calls)."""

from collections.abc import Sequence

from kafka.admin import KafkaAdminClient
from kafka.errors import KafkaError

from streams.broker.embedded import is_embedded, use_topics
from streams.errors import TransportError
from streams.topics import Topic


def missing_topics(bootstrap: str, wanted: Sequence[Topic]) -> list[Topic]:
    """Which of these topics do not exist. An embedded broker makes them on use: none is missing.

    Raises Unreachable, or TransportError with what the broker said.
    """
    if is_embedded(bootstrap):
        return []
    admin = _admin(bootstrap)
    try:
        existing = set(admin.list_topics())
    except KafkaError as error:
        raise TransportError(f"topics of {bootstrap} could not be listed: {error}") from error
    finally:
        admin.close()
    return [topic for topic in wanted if topic.name not in existing]


def create_topics(
    bootstrap: str, wanted: Sequence[Topic], *, partitions: int = 4, replication: int = 1
) -> list[Topic]:
    """Create those that are missing, with their retention and size limit; returns them.

    On an embedded broker all appear, without either, and none is returned.
    Raises Unreachable, or TransportError with what the broker said.
    """
    if is_embedded(bootstrap):
        use_topics(bootstrap, (topic.name for topic in wanted))
        return []
    missing = missing_topics(bootstrap, wanted)
    if not missing:
        return []
    admin = _admin(bootstrap)
    try:
        admin.create_topics(
            {
                topic.name: {
                    "num_partitions": partitions,
                    "replication_factor": replication,
                    "configs": _config(topic),
                }
                for topic in missing
            }
        )
    except KafkaError as error:
        raise TransportError(f"topics could not be created on {bootstrap}: {error}") from error
    finally:
        admin.close()
    return missing


def _admin(bootstrap: str) -> KafkaAdminClient:
    return KafkaAdminClient(bootstrap_servers=bootstrap, client_id="portcullis-topics")


def _config(topic: Topic) -> dict[str, str]:
    return {
        "retention.ms": str(topic.retention_ms),
        "max.message.bytes": str(topic.max_message_bytes),
        "cleanup.policy": "compact,delete" if topic.compacted else "delete",
        "message.timestamp.type": "LogAppendTime" if topic.stamped else "CreateTime",
    }
