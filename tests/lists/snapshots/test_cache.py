"""What a host keeps: fetched once, shared by its workers, and never older again."""

import fcntl
from pathlib import Path

import numpy as np
import pytest

from lists.errors import SnapshotError
from lists.snapshots.cache import Busy, SnapshotCache
from lists.snapshots.store import open_folder
from lists.snapshots.taking import Taker
from tests.lists.snapshots.published import House


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path / "house", open_folder(str(tmp_path / "store")))


def another_worker(house: House) -> Taker:
    return Taker(house.store, SnapshotCache(house.folder / "cache"), house.trusted)


def test_two_workers_of_a_host_share_what_one_has_fetched(house: House, tmp_path: Path) -> None:
    manifest = house.publish("Ada")
    first = house.take()
    for path in (tmp_path / "store" / "versions" / "1" / "index").iterdir():
        path.unlink()  # nothing of it is fetched a second time
    second = another_worker(house).take(manifest.pointer).load()
    assert second.entities == first.entities
    files = [
        str(array.base.filename)
        for snapshot in (first, second)
        for array in snapshot.index.arrays().values()
        if isinstance(array.base, np.memmap)
    ]
    assert files
    assert all(Path(file).is_relative_to(house.folder / "cache") for file in files)
    assert len(set(files)) == len(files) // 2


def test_while_one_worker_fetches_the_others_look_again_later(house: House) -> None:
    manifest = house.publish("Ada")
    (house.folder / "cache").mkdir()
    with (house.folder / "cache" / ".fetch.lock").open("wb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(Busy):
            another_worker(house).take(manifest.pointer)
    another_worker(house).take(manifest.pointer).load()


def test_the_highest_version_is_remembered_over_restarts(house: House) -> None:
    first = house.publish("Ada")
    house.publish("Bea")
    house.take()
    with pytest.raises(SnapshotError, match="version 1 is older than 2"):
        another_worker(house).take(first.pointer)
    house.cache.remember(1)
    assert SnapshotCache(house.folder / "cache").highest == 2


@pytest.mark.parametrize("content", [b"", b"{", b"2", b'{"version": "two"}', b"\xff"])
def test_a_memory_that_cannot_be_read_takes_up_nothing(house: House, content: bytes) -> None:
    house.publish("Ada")
    house.take()
    (house.folder / "cache" / "highest").write_bytes(content)
    with pytest.raises(SnapshotError, match="it should tell the highest version ever used"):
        house.take()


def test_the_newest_that_was_fetched_is_there_when_the_store_is_not(house: House) -> None:
    house.publish("Ada")
    house.take()
    house.publish("Bea")
    house.take()
    found = another_worker(house).newest_here()
    assert found is not None
    pointer, taken = found
    assert pointer.version == 2
    assert taken.load().entities[0].names[0].value == "Bea"


def test_nothing_fetched_is_nothing_there(house: House) -> None:
    assert house.taker.newest_here() is None


def test_what_is_fetched_and_then_damaged_is_refused_and_fetched_again(house: House) -> None:
    manifest = house.publish("Ada")
    house.take()
    entities = house.folder / "cache" / "versions" / "1" / "entities.jsonl"
    entities.write_bytes(entities.read_bytes()[:-2])
    with pytest.raises(SnapshotError, match=r"entities\.jsonl: SHA-256 is"):
        another_worker(house).take(manifest.pointer).load()
    another_worker(house).take(manifest.pointer).load()


def test_content_that_is_here_under_another_version_is_not_fetched(
    house: House, tmp_path: Path
) -> None:
    house.publish("Ada")
    house.take()
    again = house.publish("Ada")
    for path in (tmp_path / "store" / "versions" / "2" / "index").iterdir():
        path.unlink()
    assert house.take().manifest == again
    versions = house.folder / "cache" / "versions"
    assert (versions / "1" / "entities.jsonl").samefile(versions / "2" / "entities.jsonl")


def test_damaged_content_under_another_version_is_not_taken_over(house: House) -> None:
    house.publish("Ada")
    house.take()
    entities = house.folder / "cache" / "versions" / "1" / "entities.jsonl"
    entities.write_bytes(b"damage")
    house.publish("Ada")
    assert house.take().entities[0].names[0].value == "Ada"


def test_a_few_versions_are_kept(house: House) -> None:
    for name in ("Ada", "Bea", "Cid", "Dan", "Eve"):
        house.publish(name)
        house.take()
    kept = sorted(path.name for path in (house.folder / "cache" / "versions").iterdir())
    assert kept == ["3", "4", "5"]


def test_what_a_killed_worker_left_half_fetched_is_cleared_away(house: House) -> None:
    left = house.folder / "cache" / ".fetching-dead"
    left.mkdir(parents=True)
    (left / "entities.jsonl").write_text("half")
    house.publish("Ada")
    house.take()
    assert not left.exists()


def test_a_folder_that_cannot_be_written_is_told(house: House) -> None:
    house.publish("Ada")
    (house.folder / "cache").write_text("no folder")
    with pytest.raises(SnapshotError):
        house.take()


def test_what_was_only_published_here_is_no_version_that_was_used(house: House) -> None:
    house.memory = house.cache  # publisher and worker on one host
    house.publish("Ada")
    house.take()
    house.publish("Bea")
    assert (house.cache.highest, house.cache.published) == (1, 2)
    found = another_worker(house).newest_here()  # the store went away before anybody fetched it
    assert found is not None
    assert found[0].version == 1


def test_a_folder_without_its_manifest_is_fetched_again(house: House) -> None:
    house.publish("Ada")
    house.take()
    (house.folder / "cache" / "versions" / "1" / "manifest.json").unlink()
    assert house.take().manifest.version == 1
