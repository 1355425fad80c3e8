"""Strict reading of small YAML files into a `Section`.

Anchors, aliases, tags, duplicate keys, tabs and several documents are refused: no honest policy
needs them, and each can make a file mean something else than it seems to.
"""

from pathlib import Path

import yaml

from sharing.section import PolicyError, Section, line_of, shown

MAX_BYTES = 64 * 1024
MAX_DEPTH = 12


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
        line = line_of(event)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise PolicyError(file, line, "", "anchors and aliases are not accepted; write it out")
        tag = getattr(event, "tag", None)
        if tag:
            raise PolicyError(file, line, "", f"the tag {shown(tag)} is not accepted")
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        documents += isinstance(event, yaml.DocumentStartEvent)
        if depth > MAX_DEPTH:
            raise PolicyError(file, line, "", f"nested deeper than {MAX_DEPTH} levels")
        if documents > 1:
            raise PolicyError(file, line, "", "holds a second document; use one file for each")
