from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry

from config.settings import Settings
from lists.build import SourceSpec, build
from lists.sources import Source
from matchers.decide import Threshold, Thresholds
from streams import samples
from streams.active import Active, Watch
from streams.alert_state import AlertStates
from streams.events.envelope import Record
from streams.installation import described_sources
from streams.metrics import Metrics

SECRET = b"a secret for tests only"
THRESHOLDS = Thresholds(default=Threshold(review=0.5, hold=0.9))


class FakeTransport:
    """A broker in memory with one partition: what is not acknowledged stays to be read."""

    def __init__(self, records: Sequence[Record], *, drops: int = 0) -> None:
        self.states = AlertStates()
        self.records = list(records)
        self.outputs: list[Record] = []
        self.subscriptions: list[list[str]] = []
        self.batches: list[int] = []
        self.closed = False
        self.joined = False
        self._position = 0
        self._committed = 0
        self._drops = drops
        self.on_idle: Callable[[], None] = lambda: None

    def subscribe(self, topics: Sequence[str]) -> None:
        self.subscriptions.append(list(topics))
        self.joined = True

    def read(self, most: int, wait: float) -> list[Record]:  # noqa: ARG002 - as the protocol says
        batch = self.records[self._position : self._position + most]
        self._position += len(batch)
        if not batch:
            self.on_idle()
        return batch

    def deliver(
        self, outputs: Sequence[Record], changes: Sequence[Record], batch: Sequence[Record]
    ) -> bool:
        if self._drops:
            self._drops -= 1
            return False
        self.outputs += outputs
        self.states.apply(changes, 1)
        self._committed += len(batch)
        self.batches.append(len(batch))
        return True

    def rewind(self, records: Sequence[Record]) -> None:  # noqa: ARG002 - as the protocol says
        self._position = self._committed

    def lag(self) -> dict[tuple[str, int], int]:
        return {("shipments.nordland-customs", 0): len(self.records) - self._position}

    def close(self) -> None:
        self.closed = True


@pytest.fixture(scope="session")
def transport_over() -> Callable[..., FakeTransport]:
    return FakeTransport


@pytest.fixture(scope="session")
def sample_snapshot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lists") / "snapshot"
    build([SourceSpec(kind="ftm", path=samples.list_path())], folder, progress=lambda *_: None)
    return folder


@pytest.fixture
def metrics() -> Metrics:
    return Metrics(CollectorRegistry())


@pytest.fixture
def watch_over(metrics: Metrics, sample_snapshot: Path, tmp_path: Path) -> Callable[..., Watch]:
    def make(
        snapshot: Path = sample_snapshot,
        partners: Path | None = None,
        *,
        allow_unsigned: bool = True,
        sources: Mapping[str, Source] | None = None,
    ) -> Watch:
        return Watch(
            Settings(
                snapshot=f"file://{snapshot}",
                partners=str(partners or samples.policy_folder()),
                allow_unsigned=allow_unsigned,
                trusted_keys=str(tmp_path / "trusted"),
                snapshot_cache=str(tmp_path / "cache"),
            ),
            thresholds=THRESHOLDS,
            sources=described_sources(str(samples.sources_path())) if sources is None else sources,
            secret=SECRET,
            metrics=metrics,
        )

    return make


@pytest.fixture(scope="session")
def active(sample_snapshot: Path) -> Active:
    watch = Watch(
        Settings(
            snapshot=f"file://{sample_snapshot}",
            partners=str(samples.policy_folder()),
            allow_unsigned=True,
        ),
        thresholds=THRESHOLDS,
        sources=described_sources(str(samples.sources_path())),
        secret=SECRET,
        metrics=Metrics(CollectorRegistry()),
    )
    watch.refresh()
    assert watch.current is not None
    return watch.current
