"""What a partner says of its table in NAME.mapping.yaml beside it.

Which column is which, how dates and text are written, and what the list's id is. Without a word,
columns are those of the template.
"""

import re
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from config.files import parse_yaml
from lists.errors import LoadError
from lists.loaders.partner_fields import FIELDS
from lists.reading.files import SourceFile
from lists.reading.tables import DELIMITERS, ENCODINGS
from lists.sources import read_sources

SUFFIX = ".mapping.yaml"
_NOT_IN_SLUG = re.compile(r"[^a-z0-9]+")
_ENDINGS = (".gz", ".csv", ".tsv", ".txt", ".xlsx")
_KIND = "partner-csv"


class Mapping(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The mapping of one table; every key may be left out.

    `columns` maps a column of the table to one of the template's. `dates` says how 03/04/1962 is
    meant: the day first, or the month.
    """

    source: Annotated[str, Meta(pattern="^[a-z0-9][a-z0-9-]{1,62}$")] | None = None
    encoding: str = ""
    delimiter: str = ""
    dates: Literal["day-first", "month-first"] = "day-first"
    columns: dict[str, str] = {}


def mapping_path(path: Path) -> Path:
    """Where the mapping of a table lies: `parties.mapping.yaml` for `parties.csv.gz`."""
    return path.with_name(f"{_stem(path.name)}{SUFFIX}")


def read_mapping(file: SourceFile | None) -> Mapping:
    """The mapping in a file, or the one of the template; raises LoadError."""
    if file is None:
        return Mapping()
    try:
        content = parse_yaml(file.content, file.path)
        mapping = msgspec.convert(content, Mapping) if content is not None else Mapping()
    except ValueError as error:  # of YAML, of msgspec, and of dates that YAML finds in texts
        raise LoadError(f"{file.path}: {error}") from error
    _check(file, "encoding", mapping.encoding, ENCODINGS)
    _check(file, "delimiter", mapping.delimiter, DELIMITERS)
    for column, field in mapping.columns.items():
        _check(file, f"columns: {column}", field, sorted(FIELDS))
    return mapping


def _check(file: SourceFile, key: str, value: str, accepted: "tuple[str, ...] | list[str]") -> None:
    if value and value not in accepted:
        known = ", ".join(map(repr, accepted))
        raise LoadError(f"{file.path}: {key} is {value[:60]!r}; it may be {known}")


def source_id(table: SourceFile, mapping: Mapping) -> str:
    """The source id of a table: that of its mapping, else `partner-` and its file's name.

    Raises LoadError for the id of a list that another loader reads: nobody's entries pass for those
    of a public list.
    """
    if mapping.source is None:
        slug = _NOT_IN_SLUG.sub("-", _stem(Path(table.path).name).lower()).strip("-")
        return f"partner-{slug[:50] or 'list'}"
    known = read_sources().get(mapping.source)
    if known is not None and known.loader != _KIND:
        raise LoadError(
            f"{table.path}: its mapping says source {mapping.source}, which is {known.name}; "
            "give your list an id of its own"
        )
    return mapping.source


def _stem(name: str) -> str:
    for ending in _ENDINGS:
        if name.lower().endswith(ending):
            name = name[: -len(ending)]
    return name
