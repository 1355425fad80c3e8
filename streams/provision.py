"""What an installation needs of its brokers, what is there, and the difference. All of it is pure.

`layouts` and `wanted_access` follow from the policy; the differences compare them with what was
found, and say what mends each thing. Effects are in `streams.broker`.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar

from config.settings import Settings
from matchers.model import Struct
from sharing.policy import Policy
from streams.access import Login, Rule, barred, logins, rules
from streams.topics import Topic


class Layout(Struct, frozen=True):
    """How a topic is laid out. `follows` is the topic than which it has no fewer partitions."""

    partitions: int
    replication: int
    configs: Mapping[str, str]
    follows: str = ""


class Access(Struct, frozen=True):
    """Access rules and logins; of what is wanted also the names that must have no login."""

    rules: frozenset[Rule]
    logins: frozenset[Login]
    barred: frozenset[str] = frozenset()


class Change(Struct, frozen=True):
    """One difference: what is, what ought to be. Its subclass is the way to mend it."""

    subject: str
    found: str
    wanted: str
    action: ClassVar[str]


class CreateTopic(Change, frozen=True):
    """A topic is missing."""

    layout: Layout
    action: ClassVar[str] = "create topic"


class AddPartitions(Change, frozen=True):
    """A topic has too few partitions. Keys move by it: later records of one may lie elsewhere."""

    partitions: int
    action: ClassVar[str] = "add partitions"


class SetConfig(Change, frozen=True):
    """A topic is kept otherwise than it ought to be."""

    topic: str
    key: str
    action: ClassVar[str] = "set"


class Replicate(Change, frozen=True):
    """A topic has another number of copies. That takes moving data, which is not done here."""

    action: ClassVar[str] = "by hand: reassign"


class Allow(Change, frozen=True):
    """An access rule is missing."""

    rule: Rule
    action: ClassVar[str] = "allow"


class Revoke(Change, frozen=True):
    """An access rule is there that nothing calls for."""

    rule: Rule
    action: ClassVar[str] = "revoke"


class AddLogin(Change, frozen=True):
    """A SCRAM login is missing."""

    login: Login
    action: ClassVar[str] = "add login"


class RemoveLogin(Change, frozen=True):
    """A SCRAM login is there that must not be."""

    login: Login
    action: ClassVar[str] = "remove login"


def wanted_access(policy: Policy, settings: Settings, now: dt.datetime) -> Access:
    """The access that ought to be there at the instant `now`; raises SettingsError."""
    return Access(
        rules=rules(policy, settings, now),
        logins=logins(policy, settings),
        barred=barred(policy),
    )


def layouts(topics: Sequence[Topic], settings: Settings) -> dict[str, Layout]:
    """How these topics ought to be laid out."""
    return {
        topic.name: Layout(
            partitions=settings.partitions,
            replication=settings.replication,
            follows=topic.follows,
            configs={
                "cleanup.policy": "compact,delete" if topic.compacted else "delete",
                "max.message.bytes": str(topic.max_message_bytes),
                "message.timestamp.type": "LogAppendTime" if topic.stamped else "CreateTime",
                # An acknowledged record outlives the loss of one of its copies.
                "min.insync.replicas": str(max(1, settings.replication - 1)),
                "retention.ms": str(topic.retention_ms),
            },
        )
        for topic in topics
    }


def topic_difference(found: Mapping[str, Layout], ought: Mapping[str, Layout]) -> Iterator[Change]:
    """What has to be done about topics. None is ever removed, nor are partitions of one."""
    for name, wanted_layout in ought.items():
        followed = found.get(wanted_layout.follows)
        partitions = max(wanted_layout.partitions, followed.partitions if followed else 0)
        there = found.get(name)
        if there is None:
            yield CreateTopic(
                subject=name,
                found="missing",
                wanted=f"{partitions} partitions, {wanted_layout.replication} copies",
                layout=Layout(
                    partitions=partitions,
                    replication=wanted_layout.replication,
                    configs=wanted_layout.configs,
                ),
            )
            continue
        if there.partitions < partitions:
            yield AddPartitions(
                subject=name,
                found=f"{there.partitions} partitions",
                wanted=f"{partitions} partitions; keys move",
                partitions=partitions,
            )
        if there.replication != wanted_layout.replication:
            yield Replicate(
                subject=name,
                found=f"{there.replication} copies",
                wanted=f"{wanted_layout.replication} copies",
            )
        for key, value in wanted_layout.configs.items():
            if there.configs.get(key) != value:
                yield SetConfig(
                    subject=f"{name} {key}",
                    found=there.configs.get(key, ""),
                    wanted=value,
                    topic=name,
                    key=key,
                )


def access_difference(found: Access, ought: Access) -> Iterator[Change]:
    """What has to be done about access: what is too much goes before what is missing comes."""
    for rule in sorted(found.rules - ought.rules):
        yield Revoke(subject=rule.principal, found=str(rule), wanted="denied", rule=rule)
    for login in sorted(found.logins):
        if login.name in ought.barred:
            yield RemoveLogin(
                subject=login.name, found=login.mechanism, wanted="none: suspended", login=login
            )
    for login in sorted(ought.logins - found.logins):
        yield AddLogin(subject=login.name, found="none", wanted=login.mechanism, login=login)
    for rule in sorted(ought.rules - found.rules):
        yield Allow(subject=rule.principal, found="denied", wanted=str(rule), rule=rule)
