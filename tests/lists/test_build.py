import json
from pathlib import Path
from typing import Any

import pytest

from lists.build import SourceSpec, build
from lists.errors import BuildError, LoadError
from lists.loaders import LOADERS
from lists.snapshots.pointer import LOCAL_VERSION
from lists.snapshots.snapshot import InputFile, Manifest, SourceRow
from lists.snapshots.store import open_folder
from lists.unparsed import REASONS_KEPT, UnparsedReason


def quiet(_step: str, _done: int, _total: int) -> None:
    """No progress shown."""


def ftm_source(path: Path, *records: dict[str, Any]) -> SourceSpec:
    path.write_text("\n".join(json.dumps(record) for record in records))
    return SourceSpec(kind="ftm", path=path)


def record(key: str) -> dict[str, Any]:
    return {"id": key, "schema": "Person", "datasets": ["d"], "properties": {"name": ["A"]}}


def current(folder: Path) -> Manifest:
    store = open_folder(f"file://{folder}")
    pointer = store.current()
    assert pointer is not None
    return store.manifest(pointer)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("ftm", "not of the form KIND=PATH"),
        ("ftm=", "not of the form KIND=PATH"),
        ("=x", "not of the form KIND=PATH"),
        ("pdf=x", f"no kind of list is called 'pdf'; known are {', '.join(LOADERS)}"),
    ],
)
def test_source_spec_errors(text: str, message: str) -> None:
    with pytest.raises(BuildError, match=message):
        SourceSpec.parse(text)


def test_source_spec_splits_at_the_first_equals_sign() -> None:
    assert SourceSpec.parse("ftm=a=b") == SourceSpec(kind="ftm", path=Path("a=b"))


def test_a_build_has_one_row_per_loader_and_source_id(
    tmp_path: Path, sources: list[SourceSpec]
) -> None:
    manifest = build(sources, tmp_path / "out", progress=quiet)
    assert (manifest.version, manifest.entities, manifest.names) == (LOCAL_VERSION, 8, 20)
    assert [(row.loader, row.id, row.entities) for row in manifest.sources] == [
        ("ftm", "own-list", 1),
        ("ftm", "own-ships", 1),
        ("ofac-sdn-csv", "us-ofac-sdn", 4),
        ("un-xml", "un-sc", 2),
    ]
    assert manifest.sources[2] == SourceRow(
        loader="ofac-sdn-csv",
        id="us-ofac-sdn",
        entities=4,
        names=8,
        weak_aliases=1,
        identifiers=10,
        invalid_identifiers=0,
        birth_dates=2,
        unparsed=0,
    )
    assert manifest.sources[1].invalid_identifiers == 1
    assert [file.name for file in manifest.inputs] == [
        *("sdn.csv", "alt.csv", "add.csv", "sdn_comments.csv"),
        *("consolidated.xml", "own.ftm.jsonl"),
    ]
    assert isinstance(manifest.inputs[0], InputFile)
    assert manifest == current(tmp_path / "out")


def test_the_same_lists_in_any_order_give_the_same_digest(
    tmp_path: Path, sources: list[SourceSpec]
) -> None:
    first = build(sources, tmp_path / "first", progress=quiet)
    second = build(sources[::-1], tmp_path / "second", progress=quiet)
    assert first.content_digest == second.content_digest
    assert first.files == second.files
    other = build(sources[:2], tmp_path / "third", progress=quiet)
    assert other.content_digest != first.content_digest


def test_unparsed_records_are_counted_by_reason_with_their_first_places(tmp_path: Path) -> None:
    path = tmp_path / "list"
    bad = [{**record(f"bad{n}"), "schema": "Position"} for n in range(12)]
    manifest = build([ftm_source(path, *bad, record("good"))], tmp_path / "out", progress=quiet)
    (row,) = manifest.sources
    assert (row.entities, row.unparsed) == (1, 12)
    assert row.unparsed_reasons == (
        UnparsedReason(
            reason="schema 'Position' is no party to screen for",
            count=12,
            places=tuple(f"{path} line {n}" for n in range(1, 11)),
        ),
    )


def test_endless_reasons_are_counted_together(tmp_path: Path) -> None:
    bad = [{**record(f"bad{n}"), "schema": f"S{n}"} for n in range(REASONS_KEPT + 50)]
    manifest = build([ftm_source(tmp_path / "list", *bad, record("x"))], tmp_path, progress=quiet)
    (row,) = manifest.sources
    assert row.unparsed == REASONS_KEPT + 50
    assert len(row.unparsed_reasons) == REASONS_KEPT + 1
    assert row.unparsed_reasons[-1].reason == "for some other reason"
    assert row.unparsed_reasons[-1].count == 50


def test_an_id_that_comes_twice_is_an_error_that_names_both_places(tmp_path: Path) -> None:
    one = ftm_source(tmp_path / "one", record("a"), record("x"))
    two = ftm_source(tmp_path / "two", record("x"))
    with pytest.raises(BuildError, match=r"'x' comes twice: .*one line 2 and .*two line 1"):
        build([one, two], tmp_path / "out", progress=quiet)


def test_an_id_that_comes_twice_in_one_list_is_counted(tmp_path: Path) -> None:
    within = ftm_source(tmp_path / "three", record("x"), record("x"))
    (row,) = build([within], tmp_path / "out", progress=quiet).sources
    assert (row.entities, row.unparsed) == (1, 1)
    (reason,) = row.unparsed_reasons
    assert reason.reason == "its key is that of an earlier record"
    assert [Path(place).name for place in reason.places] == ["three line 2"]


@pytest.mark.parametrize("content", [b"", b"\xff\xfe{\0", b'{"id": "x"}\n'])
def test_a_list_without_one_entity_is_an_error(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "list"
    path.write_bytes(content)
    with pytest.raises(LoadError, match="list: not one entity of kind ftm in it"):
        build([SourceSpec(kind="ftm", path=path)], tmp_path / "out", progress=quiet)


def test_a_failed_build_leaves_the_current_snapshot_alone(
    tmp_path: Path, sources: list[SourceSpec]
) -> None:
    out = tmp_path / "out"
    before = build(sources, out, progress=quiet)
    with pytest.raises(BuildError):
        build([*sources, sources[-1]], out, progress=quiet)
    assert current(out) == before
    assert {path.name for path in out.iterdir()} == {".lock", "current", "versions"}


def test_a_manifest_names_the_snapshot_before_it(tmp_path: Path, sources: list[SourceSpec]) -> None:
    first = build(sources[:1], tmp_path / "out", progress=quiet)
    second = build(sources, tmp_path / "out", progress=quiet)
    assert first.previous is None
    assert second.previous == first.content_digest


def test_progress_tells_every_step(tmp_path: Path, sources: list[SourceSpec]) -> None:
    steps: dict[str, int] = {}

    def note(step: str, done: int, _total: int) -> None:
        steps[step] = done

    build(sources, tmp_path / "out", progress=note)
    assert list(steps) == [
        *("ofac-sdn-csv sdn", "un-xml consolidated.xml", "ftm own.ftm.jsonl", "index", "write")
    ]
    assert steps["index"] == 8


def test_a_folder_that_cannot_be_written_is_an_error(
    tmp_path: Path, sources: list[SourceSpec]
) -> None:
    (tmp_path / "out").write_text("a file")
    with pytest.raises(BuildError, match="out: cannot be written"):
        build(sources, tmp_path / "out", progress=quiet)
