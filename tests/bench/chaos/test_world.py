"""The truth of the made-up world, held against the product without a broker."""

import datetime as dt
from pathlib import Path

import msgspec
import pytest
from prometheus_client import CollectorRegistry

from bench.chaos.check import check
from bench.chaos.evidence import leaks
from bench.chaos.findings import Evidence
from bench.chaos.traffic import UNLISTED, Message
from bench.chaos.truth import Truth
from bench.chaos.world import ENTRIES, PARTNERS, PASSING, Files
from config.settings import Settings
from matchers.model import Party, PartyName, Verdict
from streams.active import Active
from streams.alert_state import AlertStates
from streams.events.envelope import Record
from streams.metrics import Metrics
from streams.screening import screen_batch
from streams.worker import open_watch
from tests.bench.chaos.conftest import placed


def active_of(files: Files) -> Active:
    """What a worker would screen with now."""
    settings = Settings(
        snapshot=f"file://{files.folder / 'snapshot'}",
        partners=str(files.policy),
        sources=str(files.sources),
        secret_file=str(files.folder / "installation-secret"),
        allow_unsigned=True,
    )
    watch = open_watch(settings, Metrics(CollectorRegistry()))
    watch.start()
    assert watch.current is not None
    return watch.current


@pytest.fixture(scope="module")
def active(files: Files) -> Active:
    """With all entries and agreements."""
    return active_of(files)


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Active:
    """Without those that come and go."""
    return active_of(Files(tmp_path_factory.mktemp("before"), seed=7))


def test_every_listed_name_matches_its_entry_alone_and_no_other_name_matches(
    active: Active,
) -> None:
    for entry in ENTRIES:
        party = Party(names=(PartyName(value=entry.name),))
        (screened,) = active.screener.screen([party], limit=10)
        assert [match.entity_id for match in screened.matches] == [entry.id]
        assert screened.verdict is Verdict.HOLD
    for party in UNLISTED:
        (screened,) = active.screener.screen([party], limit=10)
        assert not screened.matches, party.names


def test_what_the_product_makes_of_the_traffic_is_the_truth(
    before: Active,
    active: Active,
    truth: Truth,
    sent: list[Message],
    inputs: list[Record],
    sound: Evidence,
) -> None:
    clock = lambda: dt.datetime(2026, 6, 1, tzinfo=dt.UTC)  # noqa: E731 - the shortest clock
    states = AlertStates()
    outputs = []
    half = len(inputs) // 2
    for part, screened_with in ((inputs[:half], before), (inputs[half:], active)):
        batch = screen_batch(part, screened_with, states, clock)
        states.apply(batch.changes, 1)
        outputs += batch.outputs
    evidence = msgspec.structs.replace(sound, outputs=placed(outputs))
    assert check(evidence, sent, truth) == []
    assert {record.topic for record in outputs} >= {f"alerts.{p}" for p in PARTNERS[:3]}
    closed = sum(b'"status":"closed"' in (record.value or b"") for record in outputs)
    assert closed > 10


def test_the_same_seed_makes_the_same_installation(tmp_path: Path) -> None:
    one, other = Files(tmp_path / "one", seed=3), Files(tmp_path / "other", seed=3)
    assert one.secret == other.secret
    assert one.policies == other.policies
    assert one.snapshots == other.snapshots


def test_lists_and_agreements_come_and_go(tmp_path: Path) -> None:
    made = Files(tmp_path, seed=3)
    for _ in range(3):
        made.change_policy()
        made.change_lists()
    without, with_passing = made.policies.values()
    assert with_passing - without == PASSING.keys()
    fewer, more = made.snapshots.values()
    assert more - fewer == {entry.id for entry in ENTRIES if entry.passing}


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("matched Orlovan Brightkettle", ["'orlovan'", "'brightkettle'"]),
        ("ORLOVAN B.", ["'orlovan'"]),
        ('{"name": "\\u0418\\u043b\\u044c\\u043c\\u0430\\u0440"}', ["'ильмар'"]),
        (f"passport {UNLISTED[0].identifiers[0].value.lower()}", ["'qx7310011'"]),
        ("vessel 9000003", ["'9000003'"]),
        ("secret SECRET", ["the secret"]),
        ("partitions gained partitions=12 aldmark e-17 S-aldmark-17", []),
    ],
)
def test_names_identifiers_and_the_secret_are_found_in_logs(
    line: str, what: list[str], tmp_path: Path, sent: list[Message]
) -> None:
    log = tmp_path / "worker.log"
    log.write_text(f"a first line\n{line}\n", encoding="utf-8")
    found = leaks([log], "SECRET", sent)
    assert sorted(leak.what for leak in found) == sorted(what)
    assert {leak.line for leak in found} <= {2}
