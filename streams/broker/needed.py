"""Whether a broker has every topic that some partners need, before anything is read for them."""

from collections.abc import Iterable

from confluent_kafka import Consumer, KafkaException, Producer
from confluent_kafka.admin import AdminClient

from streams import topics
from streams.broker.clients import partitions
from streams.broker.connecting import CONNECT_SECONDS
from streams.errors import TopicsMissing, Unreachable


def require_topics(client: AdminClient | Consumer | Producer, partners: Iterable[str]) -> None:
    """Raise TopicsMissing unless all that these partners publish can be read, answered and amended.

    On an embedded broker to ask for a topic is to make it.
    """
    partners = sorted(partners)
    names = [topic.name for topic in topics.all_topics(partners)]
    try:
        known = client.list_topics(timeout=CONNECT_SECONDS).topics
    except KafkaException as error:
        raise Unreachable(f"the broker did not say which topics exist: {error}") from error
    counts = {
        name: len(known[name].partitions) if name in known else partitions(client, name)
        for name in names
    }
    if missing := [name for name, count in counts.items() if count == 0]:
        raise TopicsMissing(
            f"no such topic on the broker: {', '.join(missing)}; `portcullis topics create` makes "
            "what the configured partners need"
        )
    for topic in topics.all_topics(partners):
        if topic.follows and counts[topic.name] < counts[topic.follows]:
            raise TopicsMissing(
                f"{topic.name} has {counts[topic.name]} partitions, {topic.follows} "
                f"{counts[topic.follows]}; `portcullis topics create` adds those that are missing"
            )
