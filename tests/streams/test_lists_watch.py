"""What a worker makes of its snapshot store, whatever becomes of that."""

import shutil
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from config.settings import Settings
from lists.errors import SnapshotError
from lists.snapshots.store import open_folder
from matchers.decide import Threshold, Thresholds
from streams.lists_watch import ListsWatch
from streams.metrics import Metrics
from tests.lists.snapshots.published import House

THRESHOLDS = Thresholds(default=Threshold(review=0.5, hold=0.9))


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path / "house", open_folder(str(tmp_path / "store")))


@pytest.fixture
def worker(house: House, metrics: Metrics, tmp_path: Path) -> Callable[..., ListsWatch]:
    """A worker that starts anew on the host."""

    def start(**settings: object) -> ListsWatch:
        given = {
            "snapshot": f"file://{tmp_path / 'store'}",
            "trusted_keys": str(house.trusted),
            "snapshot_cache": str(house.folder / "cache"),
        }
        return ListsWatch(Settings(**given | settings), THRESHOLDS, metrics)  # type: ignore[arg-type]  # of any setting

    return start


def value(metrics: Metrics, name: str, **labels: str) -> float | None:
    return metrics.registry.get_sample_value(name, labels)


def version(watch: ListsWatch) -> int | None:
    return watch.current.manifest.version if watch.current else None


def test_newer_lists_are_taken_up_and_nothing_new_changes_nothing(
    house: House, worker: Callable[..., ListsWatch]
) -> None:
    watch = worker()
    assert not watch.look()
    house.publish("Ada")
    assert watch.look()
    before = watch.current
    assert not watch.look()
    assert watch.current is before
    house.publish("Bea")
    assert watch.look()
    assert version(watch) == 2
    assert house.cache.highest == 2


def test_the_same_content_goes_on_under_its_new_manifest(
    house: House, worker: Callable[..., ListsWatch]
) -> None:
    watch = worker()
    house.publish("Ada")
    watch.look()
    assert watch.current is not None
    screener = watch.current.screener
    house.publish("Ada")
    assert watch.look()
    assert version(watch) == 2
    assert watch.current.screener is screener


def test_what_is_refused_leaves_the_last_good_lists(
    house: House, worker: Callable[..., ListsWatch], metrics: Metrics, tmp_path: Path
) -> None:
    watch = worker()
    house.publish("Ada")
    watch.look()
    house.publish("Bea", key=house.new_key("stranger", trust=False))
    for _ in range(3):
        assert not watch.look()
    assert version(watch) == 1
    assert value(metrics, "portcullis_refused_total", what="snapshot") == 1
    assert value(metrics, "portcullis_refusing", what="snapshot") == 1
    shutil.copy(house.folder / "stranger.pem.pub", house.trusted / "stranger.pub")
    wait_for(watch, 2)
    assert value(metrics, "portcullis_refusing", what="snapshot") == 0
    assert (tmp_path / "store").exists()


def wait_for(watch: ListsWatch, wanted: int) -> None:
    """Look again and again, as a worker does."""
    deadline = time.monotonic() + 10
    while version(watch) != wanted:
        watch.look()
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_a_snapshot_that_is_refused_again_and_again_is_tried_ever_less(
    house: House, worker: Callable[..., ListsWatch], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    now, looked = [0.0], []
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    house.publish("Ada")
    entities = tmp_path / "store" / "versions" / "1" / "entities.jsonl"
    entities.write_bytes(b"damage")
    watch = worker()
    tried = watch._take

    def take(pointer: object) -> None:
        looked.append(now[0])
        tried(pointer)  # type: ignore[arg-type]  # as it was called

    monkeypatch.setattr(watch, "_take", take)
    for second in range(100):
        now[0] = float(second)
        watch.look()
    assert looked == [0, 1, 3, 7, 15, 31, 61, 91]


def test_an_older_snapshot_is_refused_after_a_restart_too(
    house: House, worker: Callable[..., ListsWatch], metrics: Metrics, tmp_path: Path
) -> None:
    house.publish("Ada")
    shutil.copytree(tmp_path / "store", tmp_path / "backup")
    house.publish("Bea")
    worker().look()
    shutil.rmtree(tmp_path / "store")
    (tmp_path / "backup").rename(tmp_path / "store")
    again = worker()
    again.look()
    assert value(metrics, "portcullis_refusing", what="snapshot") == 1
    assert version(again) == 2  # from what the host has


def test_with_the_store_gone_the_lists_in_use_stay(
    house: House, worker: Callable[..., ListsWatch], metrics: Metrics, tmp_path: Path
) -> None:
    house.publish("Ada")
    watch = worker()
    watch.look()
    (tmp_path / "store" / "current").unlink()
    (tmp_path / "store" / "current").mkdir()  # reading it fails as a broken disk does
    assert not watch.look()
    assert version(watch) == 1
    assert "current: cannot be read" in watch.store_trouble
    assert value(metrics, "portcullis_store_up") == 0
    restarted = worker()
    assert restarted.look()
    assert version(restarted) == 1
    (tmp_path / "store" / "current").rmdir()
    house.publish("Bea")
    assert restarted.look()
    assert version(restarted) == 2
    assert restarted.store_trouble == ""
    assert value(metrics, "portcullis_store_up") == 1


def test_an_expired_snapshot_is_not_taken_from_the_cache_either(
    house: House, worker: Callable[..., ListsWatch], metrics: Metrics, tmp_path: Path
) -> None:
    house.lifetime = timedelta(seconds=1.5)
    house.publish("Ada")
    watch = worker()
    watch.look()
    assert version(watch) == 1
    time.sleep(1.6)
    shutil.rmtree(tmp_path / "store")
    watch.look()
    assert version(watch) == 1  # it goes on with what it has
    restarted = worker()
    restarted.look()
    assert restarted.current is None
    assert value(metrics, "portcullis_refusing", what="snapshot") == 1


def test_the_entities_of_former_lists_are_let_go_in_portions(
    house: House, worker: Callable[..., ListsWatch]
) -> None:
    house.publish("Ada", "Bea", "Cid")
    watch = worker()
    watch.look()
    house.publish("Ada")
    watch.look()
    assert [len(portion) for portion in watch._retired] == [3]
    watch.look()
    assert watch._retired == []


def test_a_local_build_is_refused_where_it_is_not_allowed(
    worker: Callable[..., ListsWatch], sample_snapshot: Path, metrics: Metrics
) -> None:
    watch = worker(snapshot=f"file://{sample_snapshot}")
    assert not watch.look()
    assert value(metrics, "portcullis_refusing", what="snapshot") == 1
    assert worker(snapshot=f"file://{sample_snapshot}", allow_unsigned=True).look()


def test_a_published_snapshot_is_verified_even_where_local_builds_are_allowed(
    house: House, worker: Callable[..., ListsWatch]
) -> None:
    house.publish("Ada", key=house.new_key("stranger", trust=False))
    watch = worker(allow_unsigned=True)
    assert not watch.look()
    assert watch.current is None


def test_a_local_build_does_not_follow_a_published_snapshot(
    house: House, worker: Callable[..., ListsWatch], tmp_path: Path, sample_snapshot: Path
) -> None:
    house.publish("Ada")
    watch = worker(allow_unsigned=True)
    watch.look()
    shutil.rmtree(tmp_path / "store")
    shutil.copytree(sample_snapshot, tmp_path / "store")
    assert not watch.look()
    assert version(watch) == 1


def test_without_any_trust_a_start_says_what_to_do(worker: Callable[..., ListsWatch]) -> None:
    with pytest.raises(SnapshotError, match="`portcullis lists keys trust` adds one"):
        worker(trusted_keys="/nowhere").require_trust()
    worker(trusted_keys="/nowhere", allow_unsigned=True).require_trust()
    worker().require_trust()
