"""What commands share: settings from options, consoles, and exit codes for known failures."""

import functools
import getpass
import os
import sys
from collections.abc import Callable
from typing import Any, NoReturn

import click
from rich.console import Console

from config.resolve import Resolved, resolve
from config.settings import Settings, SettingsError
from streams.errors import NotAllowed, StreamError, Unreachable

DONE, FAILED, USAGE, BAD_LINES, UNREACHABLE, REFUSED = 0, 1, 2, 3, 4, 5
"""Exit codes of every command."""

_STRUCTURED = "portcullis.structured"

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)

_OPTIONS: dict[str, Any] = {
    "settings": click.option("--settings", metavar="FILE", help="Settings file (YAML)."),
    "bootstrap": click.option("--bootstrap", metavar="HOST:PORT", help="Kafka brokers."),
    "partners": click.option(
        "--partners", metavar="DIR", help="Folder with partners/*.yaml and agreements/*.yaml."
    ),
    "partitions": click.option(
        "--partitions", type=click.IntRange(1, 1000), help="Partitions of each topic."
    ),
    "replication": click.option(
        "--replication", type=click.IntRange(1, 9), help="Copies of each topic."
    ),
    "snapshot": click.option(
        "--snapshot", metavar="URL", help="Lists: file://DIR or redis://HOST:PORT/DB."
    ),
    "delivery": click.option(
        "--delivery",
        type=click.Choice(["exactly-once", "at-least-once"]),
        help="Transactions (a real Kafka), or repeat after a crash (the embedded broker).",
    ),
    "web_port": click.option("--web-port", type=int, help="Port of /readyz and /metrics."),
    "allow_unsigned": click.option(
        "--allow-unsigned",
        is_flag=True,
        default=None,
        help="Accept a snapshot that `lists build` made here.",
    ),
    "trusted_keys": click.option(
        "--trusted-keys", metavar="PLACE", help="File or folder of trusted public keys."
    ),
    "signing_key": click.option(
        "--signing-key", metavar="FILE", help="Private key that signs snapshots."
    ),
    "snapshot_cache": click.option(
        "--snapshot-cache", metavar="DIR", help="Fetched snapshots, and the highest version used."
    ),
    "sources": click.option(
        "--sources", metavar="FILE", help="Owners of lists (YAML); default: the shipped file."
    ),
    "look_back": click.option(
        "--since", "look_back", metavar="TIME", help="How far back: 90m, 6h, 7d."
    ),
    "refresh_state": click.option(
        "--state", "refresh_state", metavar="DIR", help="Last good versions of the lists."
    ),
    "secret_file": click.option(
        "--secret-file", metavar="FILE", help="Installation secret, the same for all workers."
    ),
}


class Refused(Exception):
    """A check, signature or permission said no."""


def settings_options(*names: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Add options that are also settings; the command receives one `resolved` in their place."""

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(command)
        def wrapped(**options: Any) -> Any:  # noqa: ANN401 - click passes what it was given
            from streams.logs import configure_logs

            given = {name: options.pop(name) for name in ("settings", *names)}
            resolved = resolve(given)
            configure_logs(resolved.settings.log_level, resolved.settings.log_format)
            return command(resolved=resolved, **options)

        decorated: Callable[..., Any] = wrapped
        for name in reversed(("settings", *names)):
            decorated = _OPTIONS[name](decorated)
        return decorated

    return decorate


def as_service(settings: Settings) -> None:
    """Everything that this command says from now on, its end included, is a log line."""
    from streams.logs import configure_logs, log_uncaught

    sys.excepthook = log_uncaught
    click.get_current_context().meta[_STRUCTURED] = configure_logs(
        settings.log_level, settings.log_format
    )


def fail(message: str, status: int) -> NoReturn:
    """End the command with a message on standard error and an exit status."""
    context = click.get_current_context(silent=True)
    if context is not None and context.meta.get(_STRUCTURED):
        from streams.logs import get_logger

        get_logger("portcullis").error("ended", reason=message, status=status)
    else:
        err.print(f"[bold red]error:[/] {_plain(message)}")
    raise click.exceptions.Exit(status)


def who() -> str:
    """Who runs the command, as the system calls them: for records of what operators decided."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # as in a container, whose users have no names
        return f"user {os.getuid()}"


def _plain(text: str) -> str:
    """Text as it is, whatever markup it may seem to hold."""
    return text.replace("[", "\\[")


class Commands(click.Group):
    """A group whose known failures become a message and an exit status, never a traceback."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - as click declares it
        """Run the command; the mapping from failure to status is this method."""
        from config.files import ConfigError
        from lists.errors import (
            KeyFileError,
            ListsError,
            SnapshotError,
            StoreRefused,
            StoreUnreachable,
            StoreUrlError,
        )
        from sharing.policy import PolicyError

        try:
            return super().invoke(ctx)
        except (SettingsError, PolicyError, ConfigError, StoreUrlError, KeyFileError) as error:
            fail(str(error), USAGE)
        except (Unreachable, StoreUnreachable) as error:
            fail(str(error), UNREACHABLE)
        except (Refused, NotAllowed, SnapshotError, StoreRefused) as error:
            fail(str(error), REFUSED)
        except (StreamError, ListsError) as error:
            fail(str(error), FAILED)


__all__ = [
    "Commands",
    "Refused",
    "Resolved",
    "as_service",
    "err",
    "fail",
    "out",
    "settings_options",
    "who",
]
