"""A broker inside this process, for a laptop with nothing but Python.

librdkafka's mock cluster: the real Kafka protocol over TCP, so other processes use it like any
broker. Its limits: memory only, about 5 MB kept a partition with older records silently gone, four
partitions a topic, topics appear on use, no access control, and transactions that do not hold, so
that delivery is at least once.
"""

from collections.abc import Iterable

from confluent_kafka.admin import AdminClient

from config.settings import Settings
from streams.broker.connecting import CONNECT_SECONDS, connection, reach


class EmbeddedBroker:
    """Runs from construction until `close` or the end of the process."""

    def __init__(self) -> None:
        # The mock cluster belongs to the client that asks for it; the servers named are not used.
        self._owner = AdminClient(
            {"bootstrap.servers": "embedded", "test.mock.num.brokers": 1, "log_level": 2}
        )
        brokers = self._owner.list_topics(timeout=CONNECT_SECONDS).brokers.values()
        self.bootstrap = ",".join(f"{broker.host}:{broker.port}" for broker in brokers)

    def close(self) -> None:
        """Stop the broker; what it held is gone."""
        del self._owner


def use_topics(settings: Settings, topics: Iterable[str]) -> None:
    """Make topics of an embedded broker appear, as the first record on each of them would.

    A reader alone does not make its topic appear, and would find none.
    """
    client = AdminClient({**connection(settings), "log_level": 2})
    for topic in topics:
        client.list_topics(topic=topic, timeout=CONNECT_SECONDS)


def is_embedded(settings: Settings) -> bool:
    """Whether the broker there is an embedded one; raises Unreachable, NotAllowed."""
    return reach(settings).startswith("mockCluster")
