import contextlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lists.build import SourceSpec
from lists.build import load as load_list
from lists.errors import LoadError
from lists.loaders.ftm_delta import FTM_DELTA, files
from lists.reading.files import SourceFile
from tests.lists.seeds import SEEDS

Load = Callable[..., Any]


def person(key: str, name: str) -> dict[str, Any]:
    return {"id": key, "schema": "Person", "datasets": ["d"], "properties": {"name": [name]}}


def change(op: str, key: str, name: str = "") -> dict[str, Any]:
    return {"op": op, "entity": person(key, name) if op != "DEL" else {"id": key}}


def lines(*records: object) -> bytes:
    return b"".join(json.dumps(record).encode() + b"\n" for record in records)


BASE = lines(person("a", "Ann"), person("b", "Ben"))


def names(entities: dict[str, Any]) -> dict[str, str]:
    return {key: entity.primary_name for key, entity in entities.items()}


@pytest.mark.parametrize(
    ("deltas", "expected"),
    [
        ([], {"a": "Ann", "b": "Ben"}),
        ([[change("ADD", "c", "Cem")]], {"a": "Ann", "b": "Ben", "c": "Cem"}),
        ([[change("MOD", "a", "Anna")]], {"b": "Ben", "a": "Anna"}),
        ([[change("DEL", "a")]], {"b": "Ben"}),
        ([[change("DEL", "a")], [change("ADD", "a", "Again")]], {"b": "Ben", "a": "Again"}),
        ([[change("ADD", "c", "Cem")], [change("DEL", "c")]], {"a": "Ann", "b": "Ben"}),
        (
            [[change("MOD", "a", "Anna")], [change("MOD", "a", "Hanna")]],
            {"b": "Ben", "a": "Hanna"},
        ),
    ],
    ids=["none", "add", "modify", "delete", "back again", "come and gone", "twice"],
)
def test_changes_are_applied_in_order(
    load: Load, deltas: list[list[Any]], expected: dict[str, str]
) -> None:
    entities, unread = load("ftm-delta", BASE, *(lines(*delta) for delta in deltas))
    assert (names(entities), unread) == (expected, [])


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (change("DEL", "x"), "DEL of an entity that is not there"),
        (change("MOD", "x", "Xan"), "MOD of an entity that is not there"),
        (change("ADD", "a", "Other"), "ADD of an entity that is there already"),
        ({"op": "PUT", "entity": {"id": "a"}}, "not a change"),
        ({"op": "DEL"}, "not a change"),
        ({"op": "DEL", "entity": {"id": ""}}, "not a change"),
        ([], "not a change"),
    ],
)
def test_a_change_that_does_not_fit_is_told_and_changes_nothing(
    load: Load, bad: object, reason: str
) -> None:
    entities, (unread,) = load("ftm-delta", ("base", BASE), ("delta", lines(bad)))
    assert names(entities) == {"a": "Ann", "b": "Ben"}
    assert unread.place == "delta line 1"
    assert unread.reason.startswith(reason)


def test_what_joins_a_party_may_come_with_a_change(load: Load) -> None:
    sanction = {
        "id": "s",
        "schema": "Sanction",
        "datasets": ["d"],
        "properties": {"entity": ["a"], "program": ["X"]},
    }
    added = lines({"op": "ADD", "entity": sanction})
    entities, unread = load("ftm-delta", BASE, added)
    assert (entities["a"].programmes, unread) == (("X",), [])
    entities, unread = load("ftm-delta", BASE, added, lines({"op": "DEL", "entity": {"id": "s"}}))
    assert (entities["a"].programmes, unread) == ((), [])


def test_a_changed_entity_that_is_none_is_told_at_its_place(load: Load) -> None:
    bad = {"op": "MOD", "entity": {"id": "a", "schema": "Person"}}
    entities, (unread,) = load("ftm-delta", ("base", BASE), ("delta", lines(bad)))
    assert (list(entities), unread.place) == (["b"], "delta line 1")


def test_versions_are_files_or_folders_in_the_order_of_their_names(tmp_path: Path) -> None:
    (tmp_path / "entities.ftm.json").write_bytes(BASE)
    (tmp_path / "20260802-b").mkdir()
    (tmp_path / "20260802-b/entities.delta.json").write_bytes(lines(change("DEL", "c")))
    (tmp_path / "20260801-a.delta.json").write_bytes(lines(change("ADD", "c", "Cem")))
    (tmp_path / "readme.txt").write_text("not a list")
    loaded = load_list(SourceSpec(kind="ftm-delta", path=tmp_path), lambda *_: None)
    assert {entity.id for _, entity in loaded.entities} == {"a", "b"}
    assert loaded.unparsed == {}


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (["x.delta.json"], "has no entities.ftm.json"),
        (["entities.ftm.json", "entities.ftm.json.gz"], "both plain and gzipped"),
    ],
)
def test_a_folder_that_is_no_such_list(tmp_path: Path, names: list[str], message: str) -> None:
    for name in names:
        (tmp_path / name).write_bytes(b"")
    with pytest.raises(LoadError, match=message):
        files(tmp_path)
    with pytest.raises(LoadError, match="no such folder"):
        files(tmp_path / names[0])


@given(data=st.data())
def test_any_damage_gives_entities_or_an_error(data: st.DataObject) -> None:
    whole = list(SEEDS["ftm-delta"].items())
    which = data.draw(st.integers(0, len(whole) - 1))
    name, raw = whole[which]
    at = data.draw(st.integers(0, len(raw)))
    cut = data.draw(st.integers(0, 30))
    whole[which] = name, raw[:at] + data.draw(st.binary(max_size=20)) + raw[at + cut :]
    sources = [SourceFile(path=path, content=content) for path, content in whole]
    with contextlib.suppress(LoadError):  # any other exception fails the test
        assert len(list(FTM_DELTA.entities(sources))) <= 12
