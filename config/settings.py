"""The settings of one process: frozen, typed, and each with its origin.

An option beats the environment (`PORTCULLIS_<NAME>`), the environment beats the settings file, the
file beats the default. A bad value stops the start with the name of the setting, where it came
from, and what it accepts.
"""

import os
import socket
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, get_type_hints

import msgspec
from msgspec import Meta

from config.files import ConfigError, read_yaml_file

ENVIRONMENT_PREFIX = "PORTCULLIS_"
FILE_VARIABLE = "PORTCULLIS_SETTINGS"

Delivery = Literal["exactly-once", "at-least-once"]
LogLevel = Literal["debug", "info", "warning", "error"]
LogFormat = Literal["auto", "json", "console"]


class SettingsError(ValueError):
    """A setting that cannot be used; the message names it, its origin and what it accepts."""


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything a worker or a command can be told. Descriptions are the documentation."""

    bootstrap: Annotated[
        str,
        Meta(
            pattern=r"^[^\s,:]+:\d+(,[^\s,:]+:\d+)*$",
            description="Kafka brokers, HOST:PORT[,HOST:PORT...]",
        ),
    ] = "localhost:9092"
    snapshot: Annotated[
        str,
        Meta(description="Where list snapshots come from: file://DIR (redis:// is not read yet)"),
    ] = "file://snapshot"
    partners: Annotated[
        str, Meta(description="Folder that holds partners/*.yaml and agreements/*.yaml")
    ] = "partners"
    delivery: Annotated[
        Delivery,
        Meta(
            description="exactly-once: one transaction a batch (a real Kafka); at-least-once: "
            "outputs flushed before offsets are committed (the embedded broker)"
        ),
    ] = "exactly-once"
    allow_unsigned: Annotated[
        bool, Meta(description="Accept a local, unsigned snapshot built with `lists build`")
    ] = False
    thresholds: Annotated[
        str, Meta(description="Thresholds file; empty for the one shipped with the product")
    ] = ""
    sources: Annotated[
        str, Meta(description="Sources file; empty for the one shipped with the product")
    ] = ""
    group: Annotated[str, Meta(description="Consumer group that the workers share")] = "portcullis"
    slot: Annotated[
        str,
        Meta(
            description="Name of this worker's place, the same after a restart and unique among "
            "workers: its transactional id; empty for <host>-<web_port>"
        ),
    ] = ""
    web_bind: Annotated[
        str, Meta(description="Address of /healthz, /readyz and /metrics; they have no login")
    ] = "127.0.0.1"
    web_port: Annotated[int, Meta(ge=1, le=65535, description="Port of the web endpoints")] = 6066
    secret_file: Annotated[
        str,
        Meta(
            description="File with the installation secret that makes partners' alert ids, the "
            "same for all workers; created, readable by its owner only, where it is missing"
        ),
    ] = "~/.local/state/portcullis/installation-secret"  # noqa: S105 - a path, not a secret
    batch_events: Annotated[int, Meta(ge=1, le=100_000, description="Most events in one batch")] = (
        2_000
    )
    poll_seconds: Annotated[
        float, Meta(gt=0, le=60, description="How often a new snapshot and policy are looked for")
    ] = 1.0
    max_bad_share: Annotated[
        float,
        Meta(gt=0, le=1, description="Share of bad events, among recent ones, that stops a worker"),
    ] = 0.5
    bad_window: Annotated[
        int, Meta(ge=10, description="How many recent events that share is taken over")
    ] = 1000
    session_timeout_ms: Annotated[
        int,
        Meta(
            ge=6_000,
            description="A worker silent this long loses its partitions, and its open transaction "
            "times out: how long others wait after kill -9",
        ),
    ] = 8_000
    broker_patience_seconds: Annotated[
        float,
        Meta(
            ge=5,
            le=3600,
            description="How long a worker bears a broker that does not do its work, as while one "
            "restarts, before it ends",
        ),
    ] = 60.0
    log_level: Annotated[LogLevel, Meta(description="Least severe log lines that are shown")] = (
        "info"
    )
    log_format: Annotated[
        LogFormat,
        Meta(
            description="Log lines as json, or readable on a console; auto: json where standard "
            "error is no terminal"
        ),
    ] = "auto"

    @property
    def transactional_id(self) -> str:
        """Stable id that lets a restarted worker fence what it left open (Kafka's KIP-98)."""
        return f"{self.group}-{self.slot or f'{socket.gethostname()}-{self.web_port}'}"


class Resolved(msgspec.Struct, frozen=True):
    """Settings, and for each one the origin of its value."""

    settings: Settings
    origins: Mapping[str, str]


def resolve(options: Mapping[str, Any], environ: Mapping[str, str] | None = None) -> Resolved:
    """Merge options, environment, settings file and defaults.

    `options` holds only what was given on the command line; None counts as not given.
    Raises SettingsError.
    """
    environ = os.environ if environ is None else environ
    file = options.get("settings") or environ.get(FILE_VARIABLE)
    layers = [
        *([(f"file {file}", _read(Path(str(file))))] if file else []),
        ("environment", _from_environment(environ)),
        (
            "option",
            {k: v for k, v in options.items() if v is not None and k in Settings.__struct_fields__},
        ),
    ]
    values: dict[str, Any] = {}
    origins = dict.fromkeys(Settings.__struct_fields__, "default")
    for origin, layer in layers:
        for name, value in layer.items():
            values[name] = _checked(name, value, origin)
            origins[name] = origin
    return Resolved(Settings(**values), origins)


def descriptions() -> dict[str, str]:
    """Every setting's description, in the order of the struct."""
    hints = get_type_hints(Settings, include_extras=True)
    return {name: _meta(hints[name]).description or "" for name in Settings.__struct_fields__}


def _meta(hint: Any) -> Meta:  # noqa: ANN401 - a type hint has no type of its own
    return next(item for item in hint.__metadata__ if isinstance(item, Meta))


def _from_environment(environ: Mapping[str, str]) -> dict[str, str]:
    named = {ENVIRONMENT_PREFIX + name.upper(): name for name in Settings.__struct_fields__}
    return {named[key]: value for key, value in environ.items() if key in named}


def _read(file: Path) -> dict[str, Any]:
    try:
        content = read_yaml_file(file)
    except ConfigError as error:
        raise SettingsError(f"settings file cannot be read, or is not YAML: {error}") from error
    if content is None:
        return {}
    if not isinstance(content, dict):
        raise SettingsError(f"settings file {file}: expected `name: value` lines")
    unknown = [str(key) for key in content if key not in Settings.__struct_fields__]
    if unknown:
        accepted = ", ".join(Settings.__struct_fields__)
        raise SettingsError(
            f"settings file {file}: unknown setting {', '.join(unknown)}; known are {accepted}"
        )
    return content


def _checked(name: str, value: Any, origin: str) -> Any:  # noqa: ANN401 - of any setting's type
    hint = get_type_hints(Settings, include_extras=True)[name]
    try:
        return msgspec.convert(value, hint, strict=False)
    except msgspec.ValidationError as error:
        raise SettingsError(
            f"setting {name} (from {origin}): {error}. It is: {_meta(hint).description}"
        ) from error
