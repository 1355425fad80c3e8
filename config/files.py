"""The data files that ship with the product, and readers for YAML of the operator's own."""

from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

MAX_BYTES = 1024 * 1024


class ConfigError(ValueError):
    """A configuration file that cannot be used; the message names it and what is wrong."""


def read_yaml(name: str) -> Any:  # noqa: ANN401 - whoever reads a file knows its shape
    """The content of a YAML file that ships in this package, such as `thresholds.yaml`."""
    return parse_yaml(files("config").joinpath(name).read_bytes(), name)


def read_yaml_file(path: Path) -> Any:  # noqa: ANN401 - whoever reads a file knows its shape
    """The content of a YAML file of the operator's; raises ConfigError."""
    try:
        return parse_yaml(path.read_bytes(), str(path))
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror}") from error


def parse_yaml(content: bytes, name: str) -> Any:  # noqa: ANN401 - as above
    """Parse YAML in UTF-8; `name` stands in the message of the ConfigError."""
    if len(content) > MAX_BYTES:
        raise ConfigError(f"{name}: larger than {MAX_BYTES:,} bytes")
    try:
        return yaml.safe_load(content)
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        raise ConfigError(f"{name}: no YAML: {error}") from error
