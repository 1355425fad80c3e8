"""Strict reading of small YAML files: every error names the file, the line, the key and the fix.

Scalars stay text until the reader of a key says what it should be, so that `NO` is Norway and not
`false`. Anchors, aliases, tags, duplicate keys, tabs and several documents are refused: no honest
policy needs them, and each can make a file mean something else than it seems to.
"""

import datetime as dt
import enum
import re
from pathlib import Path
from typing import NamedTuple, TypeVar

import yaml

MAX_BYTES = 64 * 1024
MAX_DEPTH = 12

AnyEnum = TypeVar("AnyEnum", bound=enum.StrEnum)


class Form(NamedTuple):
    """What a text has to look like, as a pattern for the whole of it and in words."""

    pattern: re.Pattern[str]
    words: str


def form(pattern: str, words: str) -> Form:
    """A form by its regular expression; letters and digits are those of ASCII."""
    return Form(re.compile(pattern, re.ASCII), words)


ANY_TEXT = form(r"[^\x00-\x1f\x7f-\x9f]{1,200}", "1 to 200 printable characters on one line")
_INSTANT = form(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|\+00:00)",
    "an instant in UTC, such as 2026-03-01T00:00:00Z",
)
_FLAG = form("true|false", "true or false")
NOTHING_NAMED = "an empty list would allow nothing; name some, or leave the key out to mean all"
_PLAIN_KEY = re.compile(r"\w{1,60}", re.ASCII)
_SHOWN = 60  # characters of a wrong value that an error repeats


class PolicyError(Exception):
    """A policy file cannot be used.

    `line` counts from 1, None where no line is meant; `key` is dotted, empty where no key is meant;
    `problem` says what is wrong and what is accepted.
    """

    def __init__(self, file: Path, line: int | None, key: str, problem: str) -> None:
        self.file = file
        self.line = line
        self.key = key
        self.problem = problem
        place = str(file) if line is None else f"{file}:{line}"
        super().__init__(f"{place}: {key}: {problem}" if key else f"{place}: {problem}")


class Section:
    """One mapping of a file, whose keys all have a value. Every method may raise PolicyError."""

    def __init__(self, file: Path, path: str, node: yaml.MappingNode | None, line: int) -> None:
        self.file = file
        self.line = line
        self._path = path
        self._values: dict[str, yaml.Node] = {}
        self._lines: dict[str, int] = {}
        for key_node, value in node.value if node is not None else ():
            line = _line(key_node)
            if not isinstance(key_node, yaml.ScalarNode):
                raise PolicyError(file, line, path, "a key has to be a plain text")
            key = key_node.value
            if key in self._lines:
                earlier = f"given twice, first in line {self._lines[key]}; keep one"
                raise PolicyError(file, line, self._dotted(key), earlier)
            self._lines[key] = line
            self._values[key] = value
            if _is_null(value):
                # Taken as absent, a limit whose lines were all commented out would mean no limit.
                raise self.error(key, "has no value; give one, or remove the key")

    def __contains__(self, key: str) -> bool:
        return key in self._values

    @property
    def place(self) -> str:
        """The file and the line in which the section begins."""
        return f"{self.file}:{self.line}"

    def error(self, key: str, problem: str) -> PolicyError:
        """A PolicyError at the line of `key`, or of the section where the key is missing."""
        return PolicyError(self.file, self._lines.get(key, self.line), self._dotted(key), problem)

    def only(self, *keys: str) -> None:
        """Refuse every other key."""
        for key in self._lines:
            if key not in keys:
                raise self.error(key, f"unknown key; accepted here: {', '.join(keys)}")

    def empty(self, key: str, problem: str) -> None:
        """Refuse a key that has any content."""
        if key in self and self._values[key].value:
            raise self.error(key, problem)

    def text(self, key: str, accepted: Form = ANY_TEXT) -> str:
        """A required text."""
        if key not in self:
            raise self.error(key, f"missing; give {accepted.words}")
        return self._scalar(key, self._values[key], accepted)

    def optional_text(self, key: str, accepted: Form = ANY_TEXT) -> str | None:
        """A text, or None."""
        return self.text(key, accepted) if key in self else None

    def texts(self, key: str, accepted: Form = ANY_TEXT) -> tuple[str, ...] | None:
        """A list of texts that are all different, or None; it may be empty."""
        if key not in self:
            return None
        texts = tuple(self._scalar(key, item, accepted) for item in self._items(key))
        for i, text in enumerate(texts):
            if text in texts[:i]:
                raise self.error(key, f"names {_shown(text)} twice; keep one")
        return texts

    def some(self, key: str, accepted: Form = ANY_TEXT) -> tuple[str, ...] | None:
        """A limit: as `texts`, but not empty, which would be a limit that lets nothing through."""
        texts = self.texts(key, accepted)
        if texts == ():
            raise self.error(key, NOTHING_NAMED)
        return texts

    def choice(self, key: str, choices: type[AnyEnum], default: AnyEnum | None = None) -> AnyEnum:
        """One member of an enumeration by its value; required where there is no default."""
        if default is not None and key not in self:
            return default
        return choices(self.text(key, one_of(choices)))

    def flag(self, key: str, *, default: bool) -> bool:
        """`true` or `false`."""
        return self.text(key, _FLAG) == "true" if key in self else default

    def instant(self, key: str) -> dt.datetime:
        """A required instant in UTC."""
        text = self.text(key, _INSTANT)
        try:
            return dt.datetime.fromisoformat(text)
        except ValueError as error:
            raise self.error(key, f"{_shown(text)} is no such time: {error}") from None

    def section(self, key: str) -> "Section":
        """The mapping under a key; one without keys where it is absent."""
        if key not in self:
            return Section(self.file, self._dotted(key), None, self._lines.get(key, self.line))
        return self._section(self._values[key], self._dotted(key))

    def sections(self, key: str) -> "tuple[Section, ...] | None":
        """The list of mappings under a key, or None."""
        if key not in self:
            return None
        return tuple(
            self._section(item, f"{self._dotted(key)}[{i}]")
            for i, item in enumerate(self._items(key))
        )

    def _items(self, key: str) -> list[yaml.Node]:
        node = self._values[key]
        if not isinstance(node, yaml.SequenceNode):
            raise self.error(key, "has to be a list, such as [a, b]")
        items: list[yaml.Node] = node.value
        return items

    def _section(self, node: yaml.Node, path: str) -> "Section":
        if not isinstance(node, yaml.MappingNode):
            raise PolicyError(self.file, _line(node), path, "has to be a mapping of keys to values")
        return Section(self.file, path, node, _line(node))

    def _scalar(self, key: str, node: yaml.Node, accepted: Form) -> str:
        value = node.value if isinstance(node, yaml.ScalarNode) else None
        if isinstance(value, str) and accepted.pattern.fullmatch(value):
            return value
        shown = "this" if value is None else _shown(value)
        raise PolicyError(
            self.file,
            _line(node),
            self._dotted(key),
            f"{shown} is not accepted; give {accepted.words}",
        )

    def _dotted(self, key: str) -> str:
        shown = key if _PLAIN_KEY.fullmatch(key) else _shown(key)
        return f"{self._path}.{shown}" if self._path else shown


def one_of(choices: type[enum.StrEnum]) -> Form:
    """The form of an enumeration's values."""
    values = [member.value for member in choices]
    return form("|".join(map(re.escape, values)), " or ".join((", ".join(values[:-1]), values[-1])))


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
    return Section(file, "", node, 1)


def _read_text(file: Path) -> str:
    if not file.is_file():
        raise PolicyError(file, None, "", "is not a readable file")
    try:
        with file.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise PolicyError(file, None, "", f"cannot be read: {error.strerror}") from error
    if len(data) > MAX_BYTES:
        raise PolicyError(
            file, None, "", f"is larger than {MAX_BYTES} bytes; that is no policy file"
        )
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


def _line(marked: yaml.Node | yaml.Event) -> int:
    """The line in which a node begins; what PyYAML composes of a text always has one."""
    return marked.start_mark.line + 1 if marked.start_mark is not None else 1


def _is_null(node: yaml.Node) -> bool:
    return (
        isinstance(node, yaml.ScalarNode)
        and node.style is None
        and node.value in ("", "~", "null", "Null", "NULL")
    )


def _shown(text: str) -> str:
    """A text as an error may repeat it: short, and without anything a terminal would obey."""
    return ascii(text if len(text) <= _SHOWN else text[:_SHOWN] + "...")
