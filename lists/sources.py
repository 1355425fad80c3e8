"""What is known of each source: its name, publisher, address, licence and owner."""

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import timedelta
from pathlib import Path

import msgspec

from config.files import ConfigError, read_yaml, read_yaml_file

_SHIPPED = "sources.yaml"
_DURATION = re.compile(r"(\d{1,5})([smhd])", re.ASCII)
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_OF_PARTNERS = "partner-"
"""Loaders and source ids that begin so are of partners' own lists, nobody's until a block says."""


class Source(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One list, as `config/sources.yaml` describes it; texts are empty where not stated.

    A list without an owner is public, unless it is a partner's own (`ownerless`).

    `loader` and `files` (addresses, or paths of this machine) say what a refresh fetches and how it
    is read; a list without them is not refreshed. The rest is what a refresh checks: see
    `lists.refreshing.checks`. `every` and `max_age` are durations such as `6h` or `3d`.
    """

    name: str = ""
    publisher: str = ""
    address: str = ""
    licence: str = ""
    owner: str = ""
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


def stated_owners(sources: Mapping[str, Source]) -> dict[str, str]:
    """Source id to owner, where one is stated."""
    return {name: source.owner for name, source in sources.items() if source.owner}


def is_partners_own(source_id: str) -> bool:
    """Whether the id alone says that a list is a partner's own."""
    return source_id.startswith(_OF_PARTNERS)


def ownerless(lists: Iterable[tuple[str, str]], owned: Collection[str]) -> list[str]:
    """Of lists (kind of loader, source id), the ids of partners' own that are not `owned`.

    They must not pass for public: what they say would reach every partner.
    """
    own = {name for kind, name in lists if kind.startswith(_OF_PARTNERS) or is_partners_own(name)}
    return sorted(own - set(owned))


def ownerless_message(names: Iterable[str]) -> str:
    """What to write so that a worker takes up these lists."""
    blocks = (f"{name}: {{owner: YOUR-PARTNER-ID}}" for name in names)
    return (
        "a list of a partner's own reaches others only as its owner agrees, so a worker takes it "
        "up only where it is told whose it is; write into a file, and give it to the worker with "
        "--sources FILE:\n" + "\n".join(blocks)
    )


def max_ages(sources: Mapping[str, Source]) -> dict[str, timedelta]:
    """The maximum age of each list; under `""` that of all that are not described.

    Raises ConfigError for one that is no duration.
    """
    described = {name: duration(source.max_age) for name, source in sources.items()}
    return {"": duration(Source().max_age)} | described
