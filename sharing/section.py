"""One mapping of a YAML file, read key by key: every error names file, line, key and the fix.

Scalars stay text until the reader of a key says what it should be, so that `NO` is Norway and not
`false`.
"""

import datetime as dt
import enum
import re
from pathlib import Path
from typing import NamedTuple, TypeVar

import yaml

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
            line = line_of(key_node)
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
                raise self.error(key, f"names {shown(text)} twice; keep one")
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
            raise self.error(key, f"{shown(text)} is no such time: {error}") from None

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
            raise PolicyError(
                self.file, line_of(node), path, "has to be a mapping of keys to values"
            )
        return Section(self.file, path, node, line_of(node))

    def _scalar(self, key: str, node: yaml.Node, accepted: Form) -> str:
        value = node.value if isinstance(node, yaml.ScalarNode) else None
        if isinstance(value, str) and accepted.pattern.fullmatch(value):
            return value
        given = "this" if value is None else shown(value)
        raise PolicyError(
            self.file,
            line_of(node),
            self._dotted(key),
            f"{given} is not accepted; give {accepted.words}",
        )

    def _dotted(self, key: str) -> str:
        name = key if _PLAIN_KEY.fullmatch(key) else shown(key)
        return f"{self._path}.{name}" if self._path else name


def one_of(choices: type[enum.StrEnum]) -> Form:
    """The form of an enumeration's values."""
    values = [member.value for member in choices]
    return form("|".join(map(re.escape, values)), " or ".join((", ".join(values[:-1]), values[-1])))


def line_of(marked: yaml.Node | yaml.Event) -> int:
    """The line in which a node begins; what PyYAML composes of a text always has one."""
    return marked.start_mark.line + 1 if marked.start_mark is not None else 1


def _is_null(node: yaml.Node) -> bool:
    return (
        isinstance(node, yaml.ScalarNode)
        and node.style is None
        and node.value in ("", "~", "null", "Null", "NULL")
    )


def shown(text: str) -> str:
    """A text as an error may repeat it: short, and without anything a terminal would obey."""
    return ascii(text if len(text) <= _SHOWN else text[:_SHOWN] + "...")
