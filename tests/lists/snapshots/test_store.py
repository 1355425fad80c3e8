import fcntl
import json
from pathlib import Path

import numpy as np
import pytest

from lists.build import SourceSpec, build
from lists.errors import BuildError, SnapshotError, StoreUrlError
from lists.snapshots.folder_store import FolderStore
from lists.snapshots.snapshot import content_digest, read_manifest
from lists.snapshots.store import open_store


@pytest.mark.parametrize("url", ["file://", "http://x", ""])
def test_other_addresses_are_refused_with_what_is_accepted(url: str) -> None:
    with pytest.raises(StoreUrlError, match="it opens file://DIR, redis://HOST"):
        open_store(url)


@pytest.fixture
def out(tmp_path: Path, sources: list[SourceSpec]) -> Path:
    build(sources, tmp_path / "out", progress=lambda *_: None)
    return tmp_path / "out"


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"\xff", b'{"version":0,"contentDigest":"../../etc"}', b'{"version":0}'],
)
def test_a_damaged_pointer_is_refused(out: Path, content: bytes) -> None:
    (out / "current").write_bytes(content)
    with pytest.raises(SnapshotError, match="current: not a snapshot pointer"):
        FolderStore(out).current()


def test_a_build_mends_a_damaged_pointer(out: Path, sources: list[SourceSpec]) -> None:
    (out / "current").write_bytes(b"damage")
    manifest = build(sources, out, progress=lambda *_: None)
    pointer = FolderStore(out).current()
    assert pointer is not None
    assert pointer.content_digest == manifest.content_digest
    assert manifest.previous is None


def test_a_snapshot_under_another_ones_digest_is_refused(out: Path) -> None:
    (version,) = (out / "versions").iterdir()
    version.rename(version.with_name("0" * 64))
    (out / "current").write_text(json.dumps({"version": 0, "contentDigest": "0" * 64}))
    store = FolderStore(out)
    pointer = store.current()
    assert pointer is not None
    with pytest.raises(SnapshotError, match=f"it is of the snapshot {version.name}, expected 0000"):
        store.load(pointer)


def test_a_manifest_whose_files_give_another_digest_is_refused(out: Path) -> None:
    (version,) = (out / "versions").iterdir()
    document = json.loads((version / "manifest.json").read_text())
    document["files"]["entities.jsonl"] = "0" * 64
    (version / "manifest.json").write_text(json.dumps(document))
    store = FolderStore(out)
    pointer = store.current()
    assert pointer is not None
    with pytest.raises(SnapshotError, match="its files give the content digest"):
        store.load(pointer)


def test_a_strange_file_in_a_snapshot_is_refused(out: Path) -> None:
    (version,) = (out / "versions").iterdir()
    (version / "index" / "evil.npy").write_bytes(b"x")
    store = FolderStore(out)
    pointer = store.current()
    assert pointer is not None
    with pytest.raises(SnapshotError, match=r"not in the manifest: index/evil\.npy"):
        store.load(pointer)


def test_the_digest_is_that_of_sha256sum_lines(out: Path) -> None:
    (version,) = (out / "versions").iterdir()
    manifest = read_manifest(version)
    assert manifest.content_digest == content_digest(manifest.files) == version.name


def test_one_build_at_a_time(out: Path, sources: list[SourceSpec]) -> None:
    with (out / ".lock").open("wb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(BuildError, match="another build is writing there"):
            build(sources, out, progress=lambda *_: None)


def test_what_a_killed_build_left_is_cleared_away(out: Path, sources: list[SourceSpec]) -> None:
    (out / ".building-dead").mkdir()
    (out / ".building-dead" / "entities.jsonl").write_text("half")
    build(sources, out, progress=lambda *_: None)
    assert not (out / ".building-dead").exists()


def test_the_index_is_mapped_and_not_copied(out: Path) -> None:
    store = FolderStore(out)
    pointer = store.current()
    assert pointer is not None
    arrays = store.load(pointer).index.arrays()
    large = [array for array in arrays.values() if array.size]
    assert large
    assert all(isinstance(array.base, np.memmap) for array in large)
