"""The settings in force, each with its origin.

An option beats the environment (`PORTCULLIS_<NAME>`), the environment beats the settings file, the
file beats the default. A bad value stops the start with the name of the setting, where it came
from, and what it accepts.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_type_hints

import msgspec

from config.files import ConfigError, read_yaml_file
from config.security import HELD_IN, check_security, with_secrets
from config.settings import Settings, SettingsError, meta

ENVIRONMENT_PREFIX = "PORTCULLIS_"
FILE_VARIABLE = "PORTCULLIS_SETTINGS"


class Resolved(msgspec.Struct, frozen=True):
    """Settings, for each one the origin of its value, and the settings file if there was one."""

    settings: Settings
    origins: Mapping[str, str]
    file: str = ""


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
    settings = with_secrets(Settings(**values))
    check_security(settings)
    return Resolved(settings, origins, str(file or ""))


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
    for secret, file_setting in HELD_IN.items():
        if secret in content:
            raise SettingsError(
                f"settings file {file}: {secret} is a secret and does not stand here; put it into "
                f"a file of its own with mode 0600, and name that in {file_setting}"
            )
    return content


def _checked(name: str, value: Any, origin: str) -> Any:  # noqa: ANN401 - of any setting's type
    hint = get_type_hints(Settings, include_extras=True)[name]
    try:
        return msgspec.convert(value, hint, strict=False, dec_hook=lambda kind, held: kind(held))
    except msgspec.ValidationError as error:
        raise SettingsError(
            f"setting {name} (from {origin}): {error}. It is: {meta(hint).description}"
        ) from error
