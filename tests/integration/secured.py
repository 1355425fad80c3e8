"""An installation on brokers with logins, and its commands run with one of them."""

import os
import subprocess
import sys
from pathlib import Path

from config.resolve import resolve
from config.settings import Settings
from tests.integration.installation import Installation
from tools.kafka.cluster import OPERATOR, KafkaCluster


class Secured(Installation):
    """An installation whose logins have their passwords in `passwords`, as `topics create` does."""

    def __init__(self, folder: Path, cluster: KafkaCluster) -> None:
        super().__init__(folder, cluster.bootstrap, "exactly-once")
        self.cluster = cluster
        self.passwords = folder / "passwords"
        self.passwords.mkdir(mode=0o700, exist_ok=True)
        self.keep(OPERATOR, cluster.operator_password)
        self.settings = self.as_login(OPERATOR)

    def keep(self, login: str, password: str) -> Path:
        """Keep a password in its file."""
        file = self.passwords / f"{login}.password"
        file.touch(mode=0o600)
        file.write_text(password)
        return file

    def given(self, login: str) -> dict[str, str]:
        """The settings of a login."""
        return {
            "bootstrap": self.bootstrap,
            "group": self.group,
            "security_protocol": "sasl_plaintext",
            "sasl_username": login,
            "sasl_password_file": str(self.passwords / f"{login}.password"),
        }

    def as_login(self, login: str) -> Settings:
        """The settings with which a login connects, checked as those of a command are."""
        return resolve(self.given(login), {}).settings

    def portcullis(
        self, *arguments: object, login: str = OPERATOR
    ) -> subprocess.CompletedProcess[str]:
        """Run a command with a login."""
        return subprocess.run(  # noqa: S603 - our own interpreter and module
            self.line(*arguments),
            capture_output=True,
            text=True,
            check=False,
            timeout=90,
            env=self.environment(login),
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

    def environment(self, login: str) -> dict[str, str]:
        """The environment of a command with a login."""
        given = self.given(login) | {"partners": str(self.policy)}
        return {**os.environ, "COLUMNS": "160"} | {
            f"PORTCULLIS_{name.upper()}": value for name, value in given.items()
        }
