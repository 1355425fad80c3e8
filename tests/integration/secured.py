"""An installation on brokers with logins, and its commands run with one of them."""

import os
import subprocess
import sys
from pathlib import Path

from kafka.admin import (
    ACLFilter,
    ACLOperation,
    ACLPermissionType,
    KafkaAdminClient,
    UserScramCredentialDeletion,
)

from config.resolve import resolve
from config.settings import Settings
from streams.broker.connecting import admin_connection
from streams.broker.rules import EVERY_RULE
from tests.integration.installation import Installation, wait_until
from tools.kafka.cluster import OPERATOR, KafkaCluster

EVERY_DENIAL = ACLFilter(
    None, None, ACLOperation.ANY, ACLPermissionType.DENY, EVERY_RULE.resource_pattern
)


class Secured(Installation):
    """On brokers that hold nothing of earlier tests. Passwords are in files of `passwords`."""

    def __init__(self, folder: Path, cluster: KafkaCluster) -> None:
        super().__init__(folder, cluster.bootstrap, "exactly-once")
        self.cluster = cluster
        self.passwords = folder / "passwords"
        self.passwords.mkdir(mode=0o700, exist_ok=True)
        self.keep(OPERATOR, cluster.operator_password)
        self.settings = self.as_login(OPERATOR)
        emptied(self.settings)

    def keep(self, login: str, password: str) -> Path:
        """Keep a password in its file."""
        file = self.passwords / f"{login}.password"
        file.touch(mode=0o600)
        file.write_text(password)
        return file

    def given(self, login: str) -> dict[str, str]:
        """The settings of a login."""
        return {
            "bootstrap": self.cluster.bootstrap,
            "group": self.group,
            "security_protocol": "sasl_plaintext",
            "sasl_username": login,
            "sasl_password_file": str(self.passwords / f"{login}.password"),
        }

    def as_login(self, login: str) -> Settings:
        """The settings with which a login connects, checked as those of a command are."""
        return resolve(self.given(login), {}).settings

    def provision(self, **settings: str) -> None:
        """Make topics, logins and rules as they ought to be."""
        done = self.portcullis("topics", "create", "--secrets-dir", self.passwords, **settings)
        assert done.returncode == 0, done.stderr

    def portcullis(
        self, *arguments: object, login: str = OPERATOR, **settings: str
    ) -> subprocess.CompletedProcess[str]:
        """Run a command with a login, and settings."""
        return subprocess.run(  # noqa: S603 - our own interpreter and module
            self.line(*arguments),
            capture_output=True,
            text=True,
            check=False,
            timeout=90,
            env=self.environment(login, **settings),
        )

    def start(self, *arguments: object, login: str = OPERATOR) -> subprocess.Popen[str]:
        """Start a command with a login; its output can be read."""
        return subprocess.Popen(  # noqa: S603 - our own interpreter and module
            self.line(*arguments),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=self.environment(login),
        )

    def line(self, *arguments: object) -> list[str]:
        """A command line."""
        return [sys.executable, "-u", "-m", "streams.cli", *map(str, arguments)]

    def environment(self, login: str, **settings: str) -> dict[str, str]:
        """The environment of a command with a login, and settings."""
        given = self.given(login) | {"partners": str(self.policy)} | settings
        return {**os.environ, "COLUMNS": "160"} | {
            f"PORTCULLIS_{name.upper()}": value for name, value in given.items()
        }


def by_hand(settings: Settings) -> KafkaAdminClient:
    """The administration, without this product between."""
    return KafkaAdminClient(**admin_connection(settings))


def emptied(settings: Settings) -> None:
    """Remove every topic, rule and login of earlier tests, the operator's aside."""
    admin = by_hand(settings)
    admin.delete_acls([EVERY_RULE, EVERY_DENIAL])
    admin.alter_user_scram_credentials(
        [
            UserScramCredentialDeletion(name, "SCRAM-SHA-512")
            for name in admin.describe_user_scram_credentials()
            if name != OPERATOR
        ]
    )
    names = [name for name in admin.list_topics() if not name.startswith("__")]
    if names:
        admin.delete_topics(names)
    wait_until(lambda: not {*admin.list_topics()} & {*names}, 30.0)
    admin.close()
