import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

import pytest

from config.settings import Settings
from sharing.policy import PolicyError
from streams import access_watch
from streams.access import Rule
from streams.access_watch import AccessWatch
from streams.errors import NotAllowed, StreamError, Unreachable
from streams.provision import Access, Allow, Change, Revoke

AGREEMENT = """{id: x, grantor: north, recipient: south, maxDetail: hit,
validFrom: 2026-01-01T00:00:00Z, validUntil: 2026-06-01T00:00:00Z}"""
BEFORE = datetime(2026, 5, 31, tzinfo=UTC)
AFTER = datetime(2026, 6, 1, tzinfo=UTC)


class Brokers:
    """Brokers that keep rules; `faults` are what the next rounds meet in their place."""

    def __init__(self) -> None:
        self.rules: set[Rule] = set()
        self.faults: list[StreamError] = []
        self.open = True

    def connect(self, _settings: Settings) -> Self:
        if self.faults:
            raise self.faults.pop(0)
        return self

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def access(self) -> Access | None:
        return Access(rules=frozenset(self.rules), logins=frozenset()) if self.open else None

    def apply(self, changes: list[Change]) -> None:
        for change in changes:
            match change:
                case Allow():
                    self.rules.add(change.rule)
                case Revoke():
                    self.rules.remove(change.rule)
                case _:
                    raise AssertionError(change)


class Rounds(threading.Event):
    """Lets so many rounds follow the first, doing something before each."""

    def __init__(self, *before: Callable[[], object]) -> None:
        super().__init__()
        self._before = list(before)

    def wait(self, _timeout: float | None = None) -> bool:
        if not self._before:
            return True
        self._before.pop(0)()
        return False


@pytest.fixture
def brokers(monkeypatch: pytest.MonkeyPatch) -> Brokers:
    made = Brokers()
    monkeypatch.setattr(access_watch, "Administration", made.connect)
    return made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in (
        ("partners/north.yaml", "{id: north}"),
        ("partners/south.yaml", "{id: south}"),
        ("agreements/x.yaml", AGREEMENT),
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


@pytest.fixture
def told() -> list[Change]:
    return []


@pytest.fixture
def watch(folder: Path, told: list[Change]) -> Any:
    def clock() -> datetime:
        return clock.now  # type: ignore[attr-defined,no-any-return]

    clock.now = BEFORE  # type: ignore[attr-defined]
    made = AccessWatch(Settings(partners=str(folder)), clock, told.append)
    made.at = lambda now: setattr(clock, "now", now)  # type: ignore[attr-defined]
    return made


def test_an_agreements_end_takes_exactly_its_rules_away(
    watch: Any, brokers: Brokers, told: list[Change]
) -> None:
    watch.run(Rounds(told.clear, lambda: watch.at(AFTER), lambda: None), 1)
    assert [(type(change), change.found) for change in told] == [
        (Revoke, "describe topic alerts.south"),
        (Revoke, "read topic alerts.south"),
    ]
    assert "User:south" in {rule.principal for rule in brokers.rules}


def test_faults_and_wrong_policies_are_told_once_and_outlived(
    watch: Any, brokers: Brokers, folder: Path, told: list[Change], caplog: pytest.LogCaptureFixture
) -> None:
    wrong = folder / "agreements" / "wrong.yaml"

    def away() -> None:
        brokers.faults = [Unreachable("away")]

    watch.run(
        Rounds(
            told.clear,
            away,
            away,
            lambda: wrong.write_text("{id: wrong}"),
            lambda: watch.at(AFTER),
            wrong.unlink,
        ),
        1,
    )
    assert [type(change) for change in told] == [Revoke, Revoke]
    said: list[Any] = [record.msg for record in caplog.records if record.levelname == "ERROR"]
    assert [line["event"] for line in said] == [
        "access rules may be out of step",
        "policy refused, the last good one stays in use",
    ]


@pytest.mark.parametrize("fault", [Unreachable("away"), NotAllowed("no")])
def test_the_first_round_has_to_work(watch: Any, brokers: Brokers, fault: StreamError) -> None:
    brokers.faults = [fault]
    with pytest.raises(type(fault)):
        watch.run(Rounds(), 1)


def test_without_a_policy_or_access_control_there_is_nothing_to_watch(
    watch: Any, brokers: Brokers, folder: Path
) -> None:
    brokers.open = False
    with pytest.raises(NotAllowed, match="no access control"):
        watch.run(Rounds(), 1)
    (folder / "agreements" / "x.yaml").write_text("{id: x}")
    with pytest.raises(PolicyError):
        watch.run(Rounds(), 1)
