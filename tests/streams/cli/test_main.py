from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from config.settings import SettingsError
from lists.errors import LoadError, SnapshotError, StoreUrlError
from streams.cli import main
from streams.cli.common import Commands, Refused
from streams.errors import TransportError, Unreachable


def commands(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name)


@pytest.mark.parametrize("path", list(commands(main)), ids=" ".join)
def test_every_command_teaches_with_an_example(path: tuple[str, ...]) -> None:
    result = CliRunner().invoke(main, [*path, "--help"])
    assert result.exit_code == 0
    assert "Example" in result.output
    assert f"portcullis {' '.join(path)}" in result.output


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (SettingsError("bad"), 2),
        (StoreUrlError("bad"), 2),
        (Unreachable("nobody there"), 4),
        (SnapshotError("damaged"), 5),
        (Refused("no"), 5),
        (LoadError("torn"), 1),
        (TransportError("gone"), 1),
    ],
)
def test_a_known_failure_is_a_message_and_a_status(error: Exception, status: int) -> None:
    @click.group(cls=Commands)
    def group() -> None:
        pass

    @group.command()
    def fails() -> None:
        raise error

    result = CliRunner().invoke(group, ["fails"])
    assert result.exit_code == status
    assert str(error) in result.stderr
    assert "Traceback" not in result.stderr


def test_a_bad_setting_stops_before_anything_is_done() -> None:
    result = CliRunner().invoke(main, ["config", "show"], env={"PORTCULLIS_WEB_PORT": "a hundred"})
    assert result.exit_code == 2
    assert "web_port" in result.stderr
    assert "environment" in result.stderr


def test_config_show_says_where_values_come_from() -> None:
    result = CliRunner().invoke(
        main,
        ["config", "show", "--json", "--bootstrap", "kafka:1"],
        env={"PORTCULLIS_WEB_PORT": "7070"},
    )
    assert result.exit_code == 0
    assert '"value": "kafka:1"' in result.output
    assert '"origin": "environment"' in result.output


@pytest.mark.parametrize("form", [(), ("--json",), ("--meanings",)], ids=" ".join)
def test_config_show_and_errors_keep_secrets(form: tuple[str, ...], tmp_path: Path) -> None:
    password = tmp_path / "password"
    password.write_text("only-for-the-brokers")
    password.chmod(0o600)
    given = {
        "PORTCULLIS_SECURITY_PROTOCOL": "sasl_ssl",
        "PORTCULLIS_SASL_USERNAME": "nordland",
        "PORTCULLIS_SASL_PASSWORD_FILE": str(password),
    }
    result = CliRunner().invoke(main, ["config", "show", *form], env=given | {"COLUMNS": "200"})
    assert result.exit_code == 0
    assert "***" in result.output
    wrong = CliRunner().invoke(
        main,
        ["config", "show", *form],
        env=given | {"PORTCULLIS_SASL_PASSWORD": "only-for-the-brokers"},
    )
    assert wrong.exit_code == 2
    assert "only-for-the-brokers" not in result.output + wrong.output
