import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from streams.events import schema
from streams.events.compatibility import Direction, breaks

Document = dict[str, Any]

SENT, READ = Direction.SENT_BY_PARTNERS, Direction.READ_BY_PARTNERS


def test_the_published_schemas_are_in_step() -> None:
    assert list(schema.out_of_step()) == []


def test_missing_and_changed_files_are_told(tmp_path: Path) -> None:
    schema.write(tmp_path)
    (tmp_path / "party.v1.json").unlink()
    changed = schema.schema("shipment.v1")
    changed["$defs"]["Shipment"]["properties"]["sealNumber"] = {"type": "string"}
    (tmp_path / "shipment.v1.json").write_bytes(msgspec.json.encode(changed))
    wrong = "\n".join(schema.out_of_step(tmp_path))
    assert "party.v1.json is missing" in wrong
    assert "shipment.v1.json is out of step" in wrong
    assert "sealNumber: removed: this breaks partners" in wrong


def test_write_then_check(tmp_path: Path) -> None:
    assert schema.main(["--check"], tmp_path) == 1
    assert schema.main(["--write"], tmp_path) == 0
    assert schema.main(["--check"], tmp_path) == 0


def test_write_refuses_what_breaks(tmp_path: Path) -> None:
    schema.write(tmp_path)
    path = tmp_path / "party.v1.json"
    committed = msgspec.json.decode(path.read_bytes(), type=Document)
    committed["$defs"]["PartyDocument"]["properties"]["nickname"] = {"type": "string"}
    path.write_bytes(msgspec.json.encode(committed))
    before = path.read_bytes()
    assert schema.main(["--write"], tmp_path) == 1
    assert path.read_bytes() == before


BASE: Document = {
    "$ref": "#/$defs/Thing",
    "$defs": {
        "Thing": {
            "type": "object",
            "properties": {
                "id": {"type": "string", "maxLength": 9},
                "colour": {"$ref": "#/$defs/Colour"},
                "notes": {"type": "array", "items": {"type": "string"}},
                "weight": {"anyOf": [{"type": "number"}, {"type": "null"}]},
            },
            "required": ["id"],
        },
        "Colour": {"enum": ["blue", "red"]},
    },
}


def edited(edit: Callable[[Document, Document], object]) -> Document:
    new = copy.deepcopy(BASE)
    edit(new["$defs"]["Thing"], new["$defs"]["Colour"])
    return new


@pytest.mark.parametrize(
    ("edit", "sent", "read"),
    [
        (lambda *_: None, [], []),
        (lambda t, _: t["properties"].update(size={"type": "string"}), [], []),
        (lambda t, _: t["properties"].pop("notes"), ["notes: removed"], ["notes: removed"]),
        (lambda t, _: t["required"].append("colour"), ["colour: newly required"], []),
        (lambda t, _: t["required"].clear(), [], ["id: now optional"]),
        (lambda _, c: c["enum"].remove("red"), ["colour: code red is refused now"], []),
        (lambda _, c: c["enum"].append("tan"), [], ["colour: code tan is new"]),
        (
            lambda t, _: t["properties"].update(colour={"type": "string"}),
            [],
            ["colour: no longer a closed list of codes"],
        ),
        (
            lambda t, _: t["properties"].update(id={"enum": ["a"]}),
            ["id: now a closed list of codes"],
            [
                "id: maxLength was 9, is None",
            ],
        ),
        (lambda t, _: t["properties"]["id"].pop("maxLength"), [], ["id: maxLength was 9, is None"]),
        (
            lambda t, _: t["properties"]["notes"].update(items={"type": "integer"}),
            ["notes[]: type was string, is integer"],
            ["notes[]: type was string, is integer"],
        ),
        (
            lambda t, _: t["properties"]["weight"]["anyOf"].pop(),
            ["weight: an alternative is refused"],
            [],
        ),
        (
            lambda t, _: t["properties"]["weight"]["anyOf"].append({"type": "string"}),
            [],
            ["weight: an alternative is new"],
        ),
    ],
)
def test_what_breaks_partners(
    edit: Callable[[Document, Document], object], sent: list[str], read: list[str]
) -> None:
    new = edited(edit)
    assert breaks(BASE, new, SENT) == sent
    assert breaks(BASE, new, READ) == read


@pytest.mark.parametrize("name", schema.PUBLISHED)
def test_no_schema_breaks_itself(name: str) -> None:
    published = schema.schema(name)
    assert breaks(published, copy.deepcopy(published), schema.PUBLISHED[name].direction) == []
