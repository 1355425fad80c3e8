import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from prometheus_client import CollectorRegistry

from config.settings import Settings
from lists.errors import Conflict, StoreUnreachable
from lists.in_use import InUse
from lists.last_good import LastGood
from lists.refresh import Report
from lists.sources import Source
from streams import refreshing
from streams.broker import publishing
from streams.errors import Unreachable
from streams.events.list_update import ListUpdate, list_update
from streams.refresh_metrics import RefreshMetrics
from streams.refreshing import Refresher
from tests.lists.published import House
from tests.lists.refreshing import a_list, source

UN = "un-sc"


class Stop(threading.Event):
    """Waiting takes no time but by its own clock, and ends after so many rounds."""

    def __init__(self, rounds: int) -> None:
        super().__init__()
        self.waits: list[float] = []
        self._left = rounds

    def wait(self, timeout: float | None = None) -> bool:
        assert timeout is not None
        self.waits.append(timeout)
        self._left -= 1
        return self._left < 0

    def clock(self) -> float:
        return sum(self.waits)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "un.xml"
    path.write_bytes(a_list())
    return path


@pytest.fixture
def make(tmp_path: Path, file: Path) -> Callable[..., Refresher]:
    """Makes refreshers of one list, which publish to a folder."""
    house = House(tmp_path / "house", store=None)  # type: ignore[arg-type]
    settings = Settings(
        snapshot=f"file://{tmp_path / 'store'}",
        signing_key=str(house.folder / "own.pem"),
        trusted_keys=str(house.trusted),
        snapshot_cache=str(tmp_path / "cache"),
        refresh_state=str(tmp_path / "state"),
    )

    def made(*, announce: bool = False, **more: Source) -> Refresher:
        sources = {UN: source(str(file), every="6h"), "unread": Source()} | more
        metrics = RefreshMetrics(CollectorRegistry())
        return Refresher(settings, sources, metrics, lambda *_: None, announce=announce)

    return made


def value(refresher: Refresher, name: str, **labels: str) -> float | None:
    return refresher._metrics.registry.get_sample_value(f"portcullis_refresh_{name}", labels)


def test_a_watch_asks_each_source_in_its_time(
    make: Callable[..., Refresher], file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refreshing, "_SPREAD", 0.0)
    other = file.with_name("other.jsonl")
    line = '{"id": "o-1", "schema": "Person", "datasets": ["o"], "properties": {"name": ["A B"]}}'
    other.write_text(line)
    refresher = make(o=source(str(other), loader="ftm", minimum_entities=1, every="2h"))
    asked: list[list[str]] = []
    once = refresher.once

    def noted(chosen: list[str], **more: Any) -> Report:
        asked.append(chosen)
        return once(chosen, **more)

    monkeypatch.setattr(refresher, "once", noted)
    stop = Stop(rounds=5)
    refresher.watch(stop, stop.clock)
    assert asked == [[UN, "o"], ["o"], ["o"], [UN, "o"], ["o"]]
    assert stop.waits == [0.0, *[7200.0] * 5]


def test_a_watch_survives_a_store_that_is_away(
    make: Callable[..., Refresher], monkeypatch: pytest.MonkeyPatch
) -> None:
    refresher = make()

    def away(*_: Any, **__: Any) -> None:
        raise StoreUnreachable("lists:6379: no answer")

    with monkeypatch.context() as fault:
        fault.setattr(refreshing, "publish", away)
        stop = Stop(rounds=1)
        refresher.watch(stop, stop.clock)
    assert value(refresher, "runs_total", result="failed") == 1
    assert 3200 < stop.waits[1] < 4000  # within the hour, not after six
    refresher.watch(Stop(rounds=1))
    assert value(refresher, "runs_total", result="done") == 1
    assert value(refresher, "published_version") == 1


def test_a_refused_source_is_asked_again_within_the_hour(
    make: Callable[..., Refresher], file: Path
) -> None:
    refresher = make()
    file.write_bytes(b"<html>")
    stop = Stop(rounds=1)
    refresher.watch(stop, stop.clock)
    assert 3200 < stop.waits[1] < 4000
    assert value(refresher, "refused", source=UN, check="type") == 1
    assert value(refresher, "refusals_total", source=UN, check="type") == 1
    assert value(refresher, "refused", source=UN, check="drop") == 0
    file.write_bytes(a_list())
    stop = Stop(rounds=1)
    refresher.watch(stop, stop.clock)
    assert 19_000 < stop.waits[1] < 24_000
    assert value(refresher, "refused", source=UN, check="type") == 0
    assert value(refresher, "entities", source=UN) == 20
    assert value(refresher, "unparsed_records", source=UN) == 0
    assert time.time() - (value(refresher, "confirmed_timestamp_seconds", source=UN) or 0) < 60


def test_what_another_published_meanwhile_is_not_published_over(
    make: Callable[..., Refresher], file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make().once()
    late, soon = make(), make()
    look = late._look

    def looked() -> InUse:
        found = look()
        file.write_bytes(a_list(range(1, 22)))
        soon.once()
        return found

    monkeypatch.setattr(late, "_look", looked)
    late._state = LastGood(file.parent / "another state")
    with pytest.raises(Conflict, match="version 2 was published meanwhile"):
        late.once()
    assert value(late, "runs_total", result="failed") == 1


def test_without_sources_there_is_nothing_to_watch(tmp_path: Path) -> None:
    settings = Settings(snapshot=f"file://{tmp_path / 'store'}", refresh_state=str(tmp_path / "s"))
    metrics = RefreshMetrics(CollectorRegistry())
    Refresher(settings, {"a": Source()}, metrics, lambda *_: None, announce=False).watch(Stop(1))


def test_what_is_not_announced_is_published_all_the_same(
    make: Callable[..., Refresher], monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_: Settings) -> None:
        raise Unreachable("no broker answers at localhost:9092")

    monkeypatch.setattr(publishing, "reach", away)
    refresher = make(announce=True)
    report = refresher.once()
    assert report.published is not None
    assert str(refresher.trouble) == "no broker answers at localhost:9092"


def test_an_announcement_counts_and_says_where_to_get_it(
    make: Callable[..., Refresher],
) -> None:
    report = make().once()
    assert report.published is not None
    record = list_update(report.published, report.delta.counts(), "redis://lists:6379/0")
    assert (record.topic, record.key) == ("list-updates", b"1")
    assert record.value is not None
    update = msgspec.json.decode(record.value)
    assert update == {
        "version": 1,
        "contentDigest": report.published.content_digest,
        "created": report.published.created,
        "snapshot": "redis://lists:6379/0",
        "sources": {UN: {"added": 20, "removed": 0, "changed": 0, "editorial": 0}},
    }
    assert msgspec.json.decode(record.value, type=ListUpdate).sources[UN].added == 20
