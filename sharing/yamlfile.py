"""Strict reading of small YAML files: every error names the file, the line, the key and the fix.

Scalars stay text until the reader of a key says what it should be, so that `NO` is Norway and not
`false`. Anchors, aliases, tags, duplicate keys, tabs and several documents are refused: no honest
policy needs them, and each can make a file mean something else than it seems to.
"""

import datetime as dt
import enum
import re
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

import yaml

MAX_BYTES = 256 * 1024
MAX_DEPTH = 12

AnyEnum = TypeVar("AnyEnum", bound=enum.StrEnum)
ANY_TEXT = re.compile(r"[^\x00-\x1f\x7f-\x9f]{1,200}")


class PolicyError(Exception):
    """A policy file cannot be used. `line` counts from 1; `key` is dotted."""

    def __init__(self, file: Path, line: int | None, key: str, problem: str) -> None:
        self.file = file
        self.line = line
        self.key = key
        self.problem = problem
        place = str(file) if line is None else f"{file}:{line}"
        super().__init__(f"{place}: {key}: {problem}" if key else f"{place}: {problem}")


class Section:
    """One mapping of a file. As a context, it refuses at its end the keys that nobody read."""

    def __init__(self, file: Path, path: str, node: yaml.MappingNode) -> None:
        self.file = file
        self.line: int = node.start_mark.line + 1
        self._path = path
        self._read: set[str] = set()
        self._values: dict[str, yaml.Node] = {}
        self._lines: dict[str, int] = {}
        for key_node, value in node.value:
            key = _plain(key_node)
            line = key_node.start_mark.line + 1
            if key is None:
                raise PolicyError(file, line, path, "a key must be plain text")
            if key in self._values:
                raise PolicyError(
                    file, line, self._dotted(key), f"given twice, first in line {self._lines[key]}"
                )
            self._values[key] = value
            self._lines[key] = line

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        unknown = self._values.keys() - self._read
        if error is None and unknown:
            key = min(unknown, key=self._lines.__getitem__)
            raise self.error(key, f"unknown key; accepted here: {', '.join(sorted(self._read))}")

    @property
    def place(self) -> str:
        """The file and the line in which the section begins."""
        return f"{self.file}:{self.line}"

    def error(self, key: str, problem: str) -> PolicyError:
        """A PolicyError at the line of `key`, or of the section where the key is missing."""
        return PolicyError(self.file, self._lines.get(key, self.line), self._dotted(key), problem)

    def has(self, key: str) -> bool:
        """Whether the key is given and not null."""
        self._read.add(key)
        node = self._values.get(key)
        return not (
            node is None
            or (isinstance(node, yaml.ScalarNode) and node.style is None and node.value in _NULLS)
        )

    def text(self, key: str, pattern: re.Pattern[str] = ANY_TEXT) -> str:
        """A required text that matches `pattern` as a whole."""
        return self._scalar(key, self._value(key), pattern)

    def optional_text(self, key: str, pattern: re.Pattern[str] = ANY_TEXT) -> str | None:
        """As `text`; None where the key is absent."""
        return self.text(key, pattern) if self.has(key) else None

    def texts(self, key: str, pattern: re.Pattern[str] = ANY_TEXT) -> tuple[str, ...] | None:
        """A list of texts without repetition; None where the key is absent."""
        if not self.has(key):
            return None
        texts = tuple(self._scalar(key, item, pattern) for item in self._items(key))
        if len(set(texts)) < len(texts):
            raise self.error(key, "names something twice")
        return texts

    def choice(self, key: str, choices: type[AnyEnum], default: AnyEnum | None = None) -> AnyEnum:
        """One member of an enumeration by its value; required without a default."""
        if default is not None and not self.has(key):
            return default
        return choices(self.text(key, _one_of(*choices)))

    def flag(self, key: str, *, default: bool) -> bool:
        """`true` or `false`."""
        return self.text(key, _one_of("true", "false")) == "true" if self.has(key) else default

    def instant(self, key: str) -> dt.datetime:
        """A required instant in UTC, such as `2026-03-01T00:00:00Z`."""
        text = self.text(key)
        accepted = "accepted is an instant in UTC, such as 2026-03-01T00:00:00Z"
        if not _INSTANT.fullmatch(text):
            raise self.error(key, f"{_shown(text)} is not an instant; {accepted}")
        try:
            return dt.datetime.fromisoformat(text)
        except ValueError as error:
            raise self.error(key, f"{_shown(text)} is no such time ({error}); {accepted}") from None

    def section(self, key: str) -> "Section":
        """The mapping under a key; an empty one where the key is absent."""
        if self.has(key):
            return self._section(key, self._values[key], self._dotted(key))
        return Section(self.file, self._dotted(key), _empty_mapping(self.line))

    def sections(self, key: str) -> "tuple[Section, ...] | None":
        """The list of mappings under a key; None where the key is absent."""
        if not self.has(key):
            return None
        return tuple(
            self._section(key, item, f"{self._dotted(key)}[{i}]")
            for i, item in enumerate(self._items(key))
        )

    def refuse(self, key: str, problem: str) -> None:
        """Raise PolicyError where a key is given with any content."""
        if self.has(key) and self._values[key].value:
            raise self.error(key, problem)

    def _value(self, key: str) -> yaml.Node:
        if not self.has(key):
            raise self.error(key, "missing; this key is required")
        return self._values[key]

    def _items(self, key: str) -> Iterator[yaml.Node]:
        node = self._values[key]
        if not isinstance(node, yaml.SequenceNode):
            raise self.error(key, "must be a list, such as [a, b]")
        yield from node.value

    def _section(self, key: str, node: yaml.Node, path: str) -> "Section":
        if not isinstance(node, yaml.MappingNode):
            raise self.error(key, "must be a mapping of keys to values")
        return Section(self.file, path, node)

    def _scalar(self, key: str, node: yaml.Node, pattern: re.Pattern[str]) -> str:
        line = node.start_mark.line + 1
        text = _plain(node)
        if text is None:
            raise PolicyError(self.file, line, self._dotted(key), "must be a single text")
        if not pattern.fullmatch(text):
            raise PolicyError(
                self.file,
                line,
                self._dotted(key),
                f"{_shown(text)} is not accepted; accepted is {_described(pattern)}",
            )
        return text

    def _dotted(self, key: str) -> str:
        return f"{self._path}.{key}" if self._path else key


def read_section(file: Path) -> Section:
    """Read the one mapping that a YAML file holds; raises PolicyError for anything else."""
    text = _read_text(file)
    try:
        _refuse_tricks(file, text)
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = None if mark is None else mark.line + 1
        raise PolicyError(file, line, "", f"not YAML: {error.problem or error.context}") from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        problem = f"character U+{ord(text[error.position]):04X} is not allowed in YAML; remove it"
        raise PolicyError(file, line, "", problem) from None
    if not isinstance(node, yaml.MappingNode):
        raise PolicyError(file, 1, "", "must hold one mapping of keys to values")
    return Section(file, "", node)


def _read_text(file: Path) -> str:
    try:
        with file.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise PolicyError(file, None, "", f"cannot be read: {error.strerror}") from error
    if len(data) > MAX_BYTES:
        raise PolicyError(file, None, "", f"larger than {MAX_BYTES} bytes")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise PolicyError(file, line, "", "not UTF-8; save the file as UTF-8") from None


def _refuse_tricks(file: Path, text: str) -> None:
    depth = documents = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        line = _line(event)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise PolicyError(file, line, "", "anchors and aliases are not accepted; write it out")
        tag = getattr(event, "tag", None)
        if tag:
            raise PolicyError(file, line, "", f"the tag {_shown(tag)} is not accepted")
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        documents += isinstance(event, yaml.DocumentStartEvent)
        if depth > MAX_DEPTH:
            raise PolicyError(file, line, "", f"nested deeper than {MAX_DEPTH} levels")
        if documents > 1:
            raise PolicyError(file, line, "", "holds a second document; use one file for each")


_SHOWN = 60  # characters of a wrong value that an error repeats
_NULLS = ("", "~", "null")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|\+00:00)", re.ASCII)


def _line(event: yaml.Event) -> int | None:
    return None if event.start_mark is None else event.start_mark.line + 1


def _plain(node: yaml.Node) -> str | None:
    return str(node.value) if isinstance(node, yaml.ScalarNode) else None


def _empty_mapping(line: int) -> yaml.MappingNode:
    mark = yaml.Mark("", 0, line - 1, 0, None, 0)
    return yaml.MappingNode("tag:yaml.org,2002:map", [], mark, mark)


def _one_of(*values: str) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, values)))


def _described(pattern: re.Pattern[str]) -> str:
    if pattern is ANY_TEXT:
        return "1 to 200 printable characters on one line"
    return pattern.pattern.replace("\\", "").replace("|", " | ")


def _shown(text: str) -> str:
    return ascii(text if len(text) <= _SHOWN else text[:_SHOWN] + "...")
