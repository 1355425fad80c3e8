"""JSON Schema of everything partners send and read, generated from the code.

`python -m streams.events.schema --write` writes `docs/schemas`, and refuses a change that breaks
partners under the same major version; `--check` fails where they are out of step with the code.
"""

import argparse
import inspect
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import msgspec
from msgspec import Meta

from streams.events.alert_view import AlertView
from streams.events.compatibility import Direction, Schema, breaks
from streams.events.lines import PartyDocument
from streams.events.model import Shipment, Transaction
from streams.events.outputs import Screening

FOLDER = Path(__file__).parents[2] / "docs" / "schemas"

_SOMEBODY = {"required": ["parties"], "properties": {"parties": {"minItems": 1}}}
_CANCELS = {"required": ["function"], "properties": {"function": {"const": "cancel"}}}


class Published(NamedTuple):
    """A type that partners rely on; what a schema cannot be told by the type is added by Meta."""

    type: Any
    direction: Direction


PUBLISHED = {
    "party.v1": Published(PartyDocument, Direction.SENT_BY_PARTNERS),
    "shipment.v1": Published(
        Annotated[Shipment, Meta(extra_json_schema={"allOf": [{"anyOf": [_SOMEBODY, _CANCELS]}]})],
        Direction.SENT_BY_PARTNERS,
    ),
    "transaction.v1": Published(
        Annotated[Transaction, Meta(extra_json_schema={"allOf": [_SOMEBODY]})],
        Direction.SENT_BY_PARTNERS,
    ),
    "alert.v1": Published(AlertView, Direction.READ_BY_PARTNERS),
    "screening.v1": Published(Screening, Direction.READ_BY_PARTNERS),
}


def schema(name: str) -> Schema:
    """The JSON Schema (2020-12) of a published type."""
    # Through JSON and back, so that it compares with what is read from a file.
    generated = msgspec.json.decode(msgspec.json.encode(msgspec.json.schema(PUBLISHED[name].type)))
    about = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:portcullis:{name}",
    }
    return {**about, **_tidy(generated)}


def out_of_step(folder: Path = FOLDER) -> Iterator[str]:
    """What is wrong with the files in a folder, a line for each."""
    for name in PUBLISHED:
        committed = _read(folder, name)
        if committed is None:
            yield f"{name}: {_file(folder, name)} is missing"
        elif committed != schema(name):
            yield f"{name}: {_file(folder, name)} is out of step with the code; --write it"
            yield from _breaks(name, committed)


def broken(folder: Path = FOLDER) -> Iterator[str]:
    """What the code breaks of the schemas in a folder, a line for each."""
    for name in PUBLISHED:
        committed = _read(folder, name)
        if committed is not None:
            yield from _breaks(name, committed)


def write(folder: Path = FOLDER) -> None:
    """Write every schema."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in PUBLISHED:
        text = msgspec.json.format(msgspec.json.encode(schema(name)), indent=2)
        _file(folder, name).write_bytes(text + b"\n")


def _breaks(name: str, committed: Schema) -> Iterator[str]:
    for what in breaks(committed, schema(name), PUBLISHED[name].direction):
        yield f"{name}: {what}: this breaks partners; give the type a new major version"


def _file(folder: Path, name: str) -> Path:
    return folder / f"{name}.json"


def _read(folder: Path, name: str) -> Schema | None:
    path = _file(folder, name)
    return msgspec.json.decode(path.read_bytes(), type=Schema) if path.exists() else None


def _tidy(node: Any) -> Any:  # noqa: ANN401 - any JSON
    """Descriptions without the indentation of the code; money as what is read: number or text."""
    match node:
        case {"type": "string", "format": "decimal"}:
            return node | {"type": ["number", "string"]}
        case dict():
            return {
                name: inspect.cleandoc(value)
                if name == "description" and isinstance(value, str)
                else _tidy(value)
                for name, value in node.items()
            }
        case list():
            return [_tidy(inner) for inner in node]
        case _:
            return node


def main(arguments: Sequence[str], folder: Path = FOLDER) -> int:
    """Write or check; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m streams.events.schema", description=__doc__)
    action = parser.add_mutually_exclusive_group(required=True)
    action.add_argument("--write", action="store_true", help="write docs/schemas")
    action.add_argument("--check", action="store_true", help="fail where they are out of step")
    wanted = parser.parse_args(arguments)
    wrong = list(broken(folder) if wanted.write else out_of_step(folder))
    if wanted.write and not wrong:
        write(folder)
    sys.stderr.writelines(f"{line}\n" for line in wrong)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
