"""What is found at the brokers, and what is done there (kafka-python has the admin calls)."""

import os
import secrets
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from kafka import TopicPartition
from kafka.admin import (
    ConfigResource,
    KafkaAdminClient,
    OffsetSpec,
    UserScramCredentialDeletion,
    UserScramCredentialUpsertion,
)
from kafka.errors import (
    ClusterAuthorizationFailedError,
    GroupAuthorizationFailedError,
    KafkaError,
    NoError,
    SecurityDisabledError,
    TopicAlreadyExistsError,
    TopicAuthorizationFailedError,
    for_code,
)

from config.settings import Settings
from streams.access import Login
from streams.broker.connecting import admin_connection, reach
from streams.broker.rules import EVERY_RULE, to_acl, to_rule
from streams.errors import NotAllowed, TransportError
from streams.provision import (
    Access,
    AddLogin,
    AddPartitions,
    Allow,
    Change,
    CreateTopic,
    Layout,
    RemoveLogin,
    Revoke,
    SetConfig,
)

_SCRAM_ITERATIONS = 8192


class Administration:
    """A connection to the brokers with the login of an administrator.

    Raises Unreachable and NotAllowed; and later TransportError with what the brokers said.
    """

    def __init__(self, settings: Settings) -> None:
        self._passwords: Path | None = None
        reach(settings)
        with _told("the administration could not begin"):
            self._admin = KafkaAdminClient(
                **admin_connection(settings), client_id="portcullis-topics"
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Release the connection."""
        self._admin.close()

    def topics(self, names: Iterable[str]) -> dict[str, Layout]:
        """How those of these topics are laid out that exist."""
        names = set(names)
        with _told("topics could not be described"):
            there = {
                topic["name"]: topic["partitions"]
                for topic in self._admin.describe_topics()
                if topic["name"] in names
            }
            if not there:
                return {}
            resources = [ConfigResource("topic", name) for name in there]
            configs = self._admin.describe_configs(resources, config_filter="all")["topic"]
        return {
            name: Layout(
                partitions=len(partitions),
                replication=len(partitions[0]["replica_nodes"]),
                configs={key: str(held["value"]) for key, held in configs[name].items()},
            )
            for name, partitions in there.items()
        }

    def access(self) -> Access | None:
        """Every access rule that allows something, and every SCRAM login.

        None where the brokers have no access control.
        """
        with _told("access could not be read"):
            try:
                acls, _ = self._admin.describe_acls(EVERY_RULE)
            except SecurityDisabledError:
                return None
            users = self._admin.describe_user_scram_credentials()
        return Access(
            rules=frozenset(map(to_rule, acls)),
            logins=frozenset(
                Login(name=name, mechanism=held["mechanism"].name.replace("_", "-"))
                for name, user in users.items()
                for held in user["credential_infos"]
            ),
        )

    def apply(self, changes: Iterable[Change], passwords: Path | None = None) -> None:
        """Do what mends these differences; what is by hand is left alone.

        What is too much goes first. The password of a new login goes to
        `passwords/<login>.password`, readable by its owner only.
        Raises TransportError, NotAllowed at the first that fails.
        """
        changes = list(changes)
        self._passwords = passwords
        steps: tuple[tuple[type[Change], Callable[[list[Any]], None]], ...] = (
            (Revoke, self._revoke),
            (RemoveLogin, self._remove_logins),
            (CreateTopic, self._create_topics),
            (AddPartitions, self._add_partitions),
            (SetConfig, self._set_configs),
            (AddLogin, self._add_logins),
            (Allow, self._allow),
        )
        for kind, step in steps:
            alike = [change for change in changes if isinstance(change, kind)]
            if alike:
                subjects = ", ".join(sorted({change.subject for change in alike}))
                with _told(f"{kind.action} {subjects}"):
                    step(alike)

    def _revoke(self, changes: list[Revoke]) -> None:
        gone = self._admin.delete_acls([to_acl(change.rule) for change in changes])
        _raise_first(error for _, _, error in gone if error is not NoError)

    def _allow(self, changes: list[Allow]) -> None:
        done = self._admin.create_acls([to_acl(change.rule) for change in changes])
        _raise_first(done["failed"])

    def _create_topics(self, changes: list[CreateTopic]) -> None:
        topics = {
            change.subject: {
                "num_partitions": change.layout.partitions,
                "replication_factor": change.layout.replication,
                "configs": dict(change.layout.configs),
            }
            for change in changes
        }
        answers = self._admin.create_topics(topics, raise_errors=False)["topics"]
        # A topic that is there by now was made by somebody else, or by a try of this client's that
        # took the brokers longer than it waited; the next comparison tells if it is otherwise.
        errors = (for_code(answer["error_code"]) for answer in answers)
        _raise_first(error for error in errors if error not in (NoError, TopicAlreadyExistsError))
        self._admin.wait_for_topics(list(topics))
        # A leader that is named is not one yet: it is once it answers.
        self._admin.list_partition_offsets(
            {
                TopicPartition(change.subject, number): OffsetSpec.LATEST
                for change in changes
                for number in range(change.layout.partitions)
            }
        )

    def _add_partitions(self, changes: list[AddPartitions]) -> None:
        self._admin.create_partitions({change.subject: change.partitions for change in changes})

    def _set_configs(self, changes: list[SetConfig]) -> None:
        by_topic: dict[str, dict[str, str]] = defaultdict(dict)
        for change in changes:
            by_topic[change.topic][change.key] = change.wanted
        answers = self._admin.alter_configs(
            [ConfigResource("topic", topic, configs) for topic, configs in by_topic.items()]
        )
        _raise_said(said for said in answers["topic"].values() if said != "OK")

    def _add_logins(self, changes: list[AddLogin]) -> None:
        """Make passwords; each is in its file before the brokers know it, and so never lost."""
        if self._passwords is None:
            raise AssertionError("a login is made only where its password can be kept")
        for login in (change.login for change in changes):
            password = secrets.token_urlsafe(32)
            _write_private(self._passwords / f"{login.name}.password", password)
            self._alter_logins(
                [
                    UserScramCredentialUpsertion(
                        login.name, login.mechanism, password, iterations=_SCRAM_ITERATIONS
                    )
                ]
            )

    def _remove_logins(self, changes: list[RemoveLogin]) -> None:
        self._alter_logins(
            UserScramCredentialDeletion(change.login.name, change.login.mechanism)
            for change in changes
        )

    def _alter_logins(self, alterations: Iterable[object]) -> None:
        answers = self._admin.alter_user_scram_credentials(list(alterations))
        _raise_said(f"{name}: {said}" for name, said in answers.items() if said is not None)


def _write_private(file: Path, text: str) -> None:
    """Write a file that its owner alone reads, in place of an older one."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    aside = file.with_name(f".{file.name}.{os.getpid()}")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as stream:
        stream.write(text)
    aside.replace(file)


def _raise_first(errors: Iterable[type[KafkaError]]) -> None:
    for error in errors:
        raise error


def _raise_said(refused: Iterable[str]) -> None:
    for said in refused:
        raise TransportError(said)


_REFUSED = (
    ClusterAuthorizationFailedError,
    GroupAuthorizationFailedError,
    TopicAuthorizationFailedError,
)


@contextmanager
def _told(what: str) -> Iterator[None]:
    """Faults of kafka-python, told as what could not be done."""
    try:
        yield
    except _REFUSED as error:
        raise NotAllowed(
            f"{what}: this login may not ({type(error).__name__}); use an administrator's"
        ) from error
    except KafkaError as error:
        raise TransportError(f"{what}: {error}") from error
