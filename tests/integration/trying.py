"""Everything that somebody with a login can try at the brokers, and what goes through."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

from confluent_kafka import KafkaError, KafkaException, Message, Producer
from confluent_kafka.admin import AdminClient
from kafka import KafkaConsumer, TopicPartition
from kafka.admin import (
    ACL,
    ACLFilter,
    ACLOperation,
    ACLPermissionType,
    ACLResourcePatternType,
    ConfigResource,
    KafkaAdminClient,
    ResourcePattern,
    ResourcePatternFilter,
    ResourceType,
    UserScramCredentialUpsertion,
)
from kafka.errors import (
    ClusterAuthorizationFailedError,
    GroupAuthorizationFailedError,
    TopicAuthorizationFailedError,
)
from kafka.structs import OffsetAndMetadata

from config.settings import Settings
from streams.broker.connecting import admin_connection, connection

_SECONDS = 10.0
_NO = (
    ClusterAuthorizationFailedError,
    GroupAuthorizationFailedError,
    TopicAuthorizationFailedError,
)
_ANY_ACL = ACLFilter(
    None,
    None,
    ACLOperation.ANY,
    ACLPermissionType.ANY,
    ResourcePatternFilter(ResourceType.ANY, None, ACLResourcePatternType.ANY),
)


def visible(settings: Settings) -> set[str]:
    """The topics that the brokers show."""
    return set(AdminClient(connection(settings)).list_topics(timeout=_SECONDS).topics)


def described(settings: Settings, topics: Sequence[str]) -> set[str]:
    """Those topics of which the brokers say how they are laid out."""
    admin = AdminClient(connection(settings))
    asked = ((t, admin.list_topics(topic=t, timeout=_SECONDS).topics[t]) for t in topics)
    return {topic for topic, answer in asked if answer.error is None}


def readable(settings: Settings, topics: Sequence[str]) -> set[str]:
    """Those topics that a record is read of; there has to be one in the first partition of each."""
    with _reader(settings, None) as reader:
        return {topic for topic in topics if _reads(reader, TopicPartition(topic, 0))}


def _reads(reader: Any, place: Any) -> bool:
    reader.assign([place])
    try:
        reader.seek_to_beginning(place)
        for _ in range(60):
            if reader.poll(500):
                return True
            reader.position(place, timeout_ms=30_000)  # tells of a topic that is not shown at all
    except TopicAuthorizationFailedError:
        return False
    raise AssertionError(f"nothing was said of {place}")


def fill(settings: Settings, topics: Iterable[str]) -> None:
    """Put a record into the first partition of each of these topics."""
    producer = Producer(connection(settings))
    for topic in topics:
        producer.produce(topic, b"{}", key=b"filled", partition=0)
    assert producer.flush(3 * _SECONDS) == 0


def writable(settings: Settings, topics: Sequence[str]) -> set[str]:
    """Those topics that take a record."""
    told: dict[str, bool] = {}

    def note(error: KafkaError | None, message: Message) -> None:
        told[str(message.topic())] = error is None

    producer = Producer(connection(settings) | {"message.timeout.ms": 8_000, "log_level": 0})
    for topic in topics:
        producer.produce(topic, b"tried", key=b"tried", on_delivery=note)
    producer.flush(3 * _SECONDS)
    assert told.keys() == set(topics)
    return {topic for topic, taken in told.items() if taken}


def joinable(settings: Settings, groups: Iterable[str], topic: str) -> set[str]:
    """Those groups that can be joined to read a topic."""
    return {group for group in groups if _joins(settings, group, topic)}


def _joins(settings: Settings, group: str, topic: str) -> bool:
    with _reader(settings, group) as reader:
        reader.subscribe([topic])
        try:
            for _ in range(20):
                reader.poll(500)
                if reader.assignment():
                    return True
        except GroupAuthorizationFailedError:
            return False
    raise AssertionError(f"nothing was said of group {group}")


@contextmanager
def _reader(settings: Settings, group: str | None) -> Iterator[Any]:
    reader = KafkaConsumer(**admin_connection(settings), group_id=group, enable_auto_commit=False)
    try:
        yield reader
    finally:
        reader.close()


def transactional(settings: Settings, ids: Iterable[str]) -> set[str]:
    """Those transactional ids that can be taken."""
    return {each for each in ids if _takes(settings, each)}


def _takes(settings: Settings, transactional_id: str) -> bool:
    producer = Producer(
        connection(settings) | {"transactional.id": transactional_id, "log_level": 0}
    )
    try:
        producer.init_transactions(_SECONDS)
    except KafkaException as error:
        if error.args[0].code() != KafkaError.TRANSACTIONAL_ID_AUTHORIZATION_FAILED:
            raise
        return False
    return True


def committable(settings: Settings, groups: Iterable[str], topic: str) -> set[str]:
    """Those groups in which an offset of a topic can be committed."""
    offsets = {TopicPartition(topic, 0): OffsetAndMetadata(0, "", -1)}
    with _administration(settings) as admin:
        return {
            group
            for group in groups
            if _granted(partial(admin.alter_group_offsets, group, offsets))
        }


def allowed_of_administration(
    settings: Settings, topics: Sequence[str], groups: Sequence[str]
) -> set[str]:
    """Which administrative calls go through, on any of these topics and groups."""
    own = settings.sasl_username
    pattern = ResourcePattern(ResourceType.TOPIC, topics[-1])
    acl = ACL(f"User:{own}", "*", ACLOperation.ALL, ACLPermissionType.ALLOW, pattern)
    with _administration(settings) as admin:
        calls: dict[str, Callable[[], object]] = {
            "create topic": lambda: bool(admin.create_topics(["alerts.made-by-hand"])),
            "read rules": lambda: bool(admin.describe_acls(_ANY_ACL)),
            "delete rules": lambda: any(gone for _, gone, _ in admin.delete_acls([_ANY_ACL])),
            "create rule": lambda: bool(admin.create_acls([acl])["succeeded"]),
            # Asked for all of them, Kafka 4.3 gives whoever may not no answer at all.
            "read a login": partial(admin.describe_user_scram_credentials, [own]),
            "alter a login": lambda: (
                None
                in admin.alter_user_scram_credentials(
                    [UserScramCredentialUpsertion(own, "SCRAM-SHA-512", "of-my-own")]
                ).values()
            ),
            "describe a broker": lambda: _describes(admin, "broker", "1"),
            "alter a broker": lambda: _alters(admin, "broker", "1", "background.threads"),
        }
        for topic in topics:
            calls |= {
                f"delete {topic}": partial(admin.delete_topics, [topic]),
                f"add partitions to {topic}": partial(admin.create_partitions, {topic: 50}),
                f"describe {topic}": partial(_describes, admin, "topic", topic),
                f"alter {topic}": partial(_alters, admin, "topic", topic, "retention.ms"),
            }
        for group in groups:
            calls[f"delete group {group}"] = partial(_deletes, admin, group)
        return {name for name, call in calls.items() if _granted(call)}


@contextmanager
def _administration(settings: Settings) -> Iterator[Any]:
    admin = KafkaAdminClient(**admin_connection(settings))
    try:
        yield admin
    finally:
        admin.close()


def _granted(call: Callable[[], object]) -> bool:
    """Whether a call is answered; what goes wrong in another way than a plain no fails the test."""
    try:
        return bool(call())
    except _NO:
        return False


def _deletes(admin: Any, group: str) -> bool:
    (said,) = admin.delete_groups([group]).values()
    assert said == "OK" or "Authorization" in said, said
    return bool(said == "OK")


def _describes(admin: Any, kind: str, name: str) -> bool:
    found = admin.describe_configs([ConfigResource(kind, name)], config_filter="all")
    return bool(found[kind][name])


def _alters(admin: Any, kind: str, name: str, key: str) -> bool:
    answers = admin.alter_configs(
        [ConfigResource(kind, name, {key: "9"})], raise_on_unknown=False, incremental=True
    )
    said: str = answers[kind][name]
    assert said == "OK" or "Authorization" in said, said
    return said == "OK"
