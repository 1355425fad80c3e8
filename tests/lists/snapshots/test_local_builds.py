"""What holds of local builds in a folder."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from lists.build import SourceSpec, build
from lists.errors import SnapshotError
from lists.snapshots.pointer import Pointer
from lists.snapshots.snapshot import Manifest
from lists.snapshots.store import open_folder
from matchers.index import Index
from matchers.model import ListedEntity


class Backend:
    """A folder to build into, and where the files of a build lie."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.store = open_folder(f"file://{folder}")

    def publish(self, sources: Sequence[SourceSpec]) -> Manifest:
        return build(sources, self._folder, progress=lambda *_: None)

    def blobs(self, manifest: Manifest) -> list[Path]:
        version = self._folder / "versions" / manifest.content_digest
        return sorted(path for path in version.rglob("*.*"))


@pytest.fixture
def backend(tmp_path: Path) -> Backend:
    return Backend(tmp_path / "store")


def test_an_empty_store_has_no_current_snapshot(backend: Backend) -> None:
    assert backend.store.current() is None


def test_what_was_published_is_current_and_loads(
    backend: Backend, sources: list[SourceSpec]
) -> None:
    manifest = backend.publish(sources)
    pointer = backend.store.current()
    assert pointer == manifest.pointer
    snapshot = backend.store.load(manifest.pointer)
    assert snapshot.manifest == backend.store.manifest(manifest.pointer) == manifest
    assert len(snapshot.entities) == manifest.entities
    assert all(isinstance(entity, ListedEntity) for entity in snapshot.entities)
    assert [entity.id for entity in snapshot.entities] == sorted(
        entity.id for entity in snapshot.entities
    )
    assert snapshot.index.arrays().keys() == {
        name.removeprefix("index/").removesuffix(".npy")
        for name in manifest.files
        if name.startswith("index/")
    }


def test_the_one_before_stays_loadable_and_older_ones_go(
    backend: Backend, sources: list[SourceSpec]
) -> None:
    first, second, third = (backend.publish(sources[:count]) for count in (1, 2, 3))
    assert backend.store.current() == third.pointer
    assert len(backend.store.load(second.pointer).entities) == second.entities
    with pytest.raises(SnapshotError):
        backend.store.load(first.pointer)


def test_publishing_the_same_content_again_keeps_it_loadable(
    backend: Backend, sources: list[SourceSpec]
) -> None:
    before = backend.publish(sources[:1])
    first = backend.publish(sources)
    loaded = backend.store.load(first.pointer)
    again = backend.publish(sources)
    assert again.content_digest == first.content_digest
    assert backend.store.load(again.pointer).manifest == again
    assert len(loaded.index.arrays()) > 0
    assert again.previous == before.content_digest
    assert backend.store.load(before.pointer).manifest == before


def test_a_snapshot_that_was_never_published_is_refused(backend: Backend) -> None:
    with pytest.raises(SnapshotError):
        backend.store.load(Pointer(version=0, content_digest="0" * 64))


def test_publishing_again_mends_a_damaged_snapshot(
    backend: Backend, sources: list[SourceSpec]
) -> None:
    manifest = backend.publish(sources)
    for path in backend.blobs(manifest):
        path.write_bytes(b"damage")
    mended = backend.publish(sources)
    assert mended.content_digest == manifest.content_digest
    assert backend.store.load(mended.pointer).manifest == mended


@pytest.mark.parametrize("damage", ["cut", "changed", "gone", "added to"])
def test_damage_to_any_file_is_refused(
    backend: Backend, sources: list[SourceSpec], damage: str
) -> None:
    manifest = backend.publish(sources)
    for path in backend.blobs(manifest):
        whole = path.read_bytes()
        if damage == "cut":
            path.write_bytes(whole[:-1])
        elif damage == "changed":
            path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
        elif damage == "added to":
            path.write_bytes(whole + b"x")
        else:
            path.unlink()
        if path.name == "manifest.json" and damage == "cut":
            backend.store.load(manifest.pointer)  # its last byte is a line break
        else:
            with pytest.raises(SnapshotError) as refusal:
                backend.store.load(manifest.pointer)
            assert path.name in str(refusal.value)
        path.write_bytes(whole)
    backend.store.load(manifest.pointer)


def test_a_changed_file_is_told_with_both_digests(
    backend: Backend, sources: list[SourceSpec]
) -> None:
    manifest = backend.publish(sources)
    entities = next(path for path in backend.blobs(manifest) if path.name == "entities.jsonl")
    entities.write_bytes(b"")
    expected = manifest.files["entities.jsonl"]
    with pytest.raises(SnapshotError, match=rf"SHA-256 is e3b0c442.*, expected {expected}"):
        backend.store.load(manifest.pointer)


def test_an_index_of_another_matcher_is_not_used(
    backend: Backend, sources: Sequence[SourceSpec], monkeypatch: pytest.MonkeyPatch
) -> None:
    manifest = backend.publish(sources)
    mapped = backend.store.load(manifest.pointer)
    read: list[object] = []

    def noted(entities: Sequence[ListedEntity]) -> Index:
        read.append(entities)
        return Index(mapped.index.arrays(), entities)

    monkeypatch.setattr(Index, "build", noted)
    backend.store.load(manifest.pointer)
    assert read == []
    monkeypatch.setattr("lists.snapshots.snapshot.reading_version", lambda: "of another matcher")
    assert backend.store.load(manifest.pointer).entities == mapped.entities
    assert read == [mapped.entities]
