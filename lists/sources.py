"""What is known of each source: its name, publisher, address, licence and owner."""

import re
from datetime import timedelta
from pathlib import Path

import msgspec

from config.files import ConfigError, read_yaml, read_yaml_file

_SHIPPED = "sources.yaml"
_DURATION = re.compile(r"(\d{1,5})([smhd])", re.ASCII)
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


class Source(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One list, as `config/sources.yaml` describes it; texts are empty where not stated.

    `loader` and `files` (addresses, or paths of this machine) say what a refresh fetches and how it
    is read; a list without them is not refreshed. The rest is what a refresh checks: see
    `lists.checks`. `every` and `max_age` are durations such as `6h` or `3d`.
    """

    name: str = ""
    publisher: str = ""
    address: str = ""
    licence: str = ""
    owner: str = "public"
    loader: str = ""
    files: tuple[str, ...] = ()
    every: str = "1d"
    max_age: str = "3d"
    minimum_entities: int = 1
    allowed_drop: float = 0.05
    allowed_unparsed: float = 0.0
    fill: dict[str, float] = {}


def read_sources(file: Path | None = None) -> dict[str, Source]:
    """Source id to Source, of `file` or the one that ships here. Raises ConfigError."""
    content = read_yaml(_SHIPPED) if file is None else read_yaml_file(file)
    try:
        return msgspec.convert(content, dict[str, Source])
    except msgspec.ValidationError as error:
        raise ConfigError(f"{file or _SHIPPED}: {error}") from error


def duration(text: str) -> timedelta:
    """`90s`, `30m`, `6h` or `3d`; raises ConfigError for another form."""
    found = _DURATION.fullmatch(text)
    if found is None:
        raise ConfigError(f"{text!r} is no duration; write 90s, 30m, 6h or 3d")
    return timedelta(**{_UNITS[found[2]]: int(found[1])})
