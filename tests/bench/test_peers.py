from pathlib import Path

import click
import numpy as np
import pytest
from click.testing import CliRunner
from rapidfuzz import fuzz

from bench.peers import measured, own_best, peers, rapidfuzz_best, recall
from bench.peers_environment import CANDIDATES, install, is_installed, logic_v2, require, task
from bench.retrieval import Searcher
from matchers.index import Index
from matchers.model import Kind
from tests.bench.listed import ENTITIES, case


@pytest.fixture(scope="module")
def searcher() -> Searcher:
    return Searcher(Index.build(ENTITIES))


def told(_done: int) -> None:
    pass


def test_recall_is_at_the_score_of_one_negative_in_a_hundred() -> None:
    negatives = np.arange(200) / 200  # two of them are at .99 or above
    assert recall(np.array([0.5, 0.99, 1.0, 0.985]), negatives) == 0.5


def test_an_interval_holds_the_recall() -> None:
    rng = np.random.default_rng(1)
    found = measured("x", rng.random(200) + 0.5, rng.random(500), 1)
    assert found.low < found.recall < found.high
    assert found == measured("x", np.random.default_rng(1).random(200) + 0.5, _after(200), 1)


def _after(skipped: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    rng = np.random.default_rng(1)
    rng.random(skipped)
    return rng.random(500)


def test_scores_are_of_the_expected_entity_and_of_any_where_none_is(searcher: Searcher) -> None:
    cases = [
        case("Arkady Dragunov", "p1"),
        case("Arkady Dragunov", "p2"),
        case("Arkady Dragunov"),
        case("Ocean Tempest", kind=Kind.VESSEL),
        case("Ocean Tempest", kind=Kind.AIRCRAFT),
    ]
    own = own_best(searcher)(cases, told)
    assert own[0] == own[2]
    assert own[1] == -np.inf
    assert own[4] < own[3]
    ratio = rapidfuzz_best(ENTITIES, fuzz.token_sort_ratio)(cases, told)
    assert ratio[0] == ratio[2] > ratio[1]
    assert ratio[3] == 100 > ratio[4]


def test_a_task_holds_all_names_of_the_best_candidates(searcher: Searcher) -> None:
    found, numbers = task(searcher, case("Arkadi Dragunov").party)
    assert (found.name, found.kind) == ("Arkadi Dragunov", "person")
    assert searcher.index.entities[numbers[0]].id == "p1"
    assert found.candidates[0] == tuple(name.value for name in ENTITIES[0].names)
    assert len(numbers) == len(found.candidates) <= CANDIDATES


def test_peers_that_are_absent_are_named_with_the_mend(tmp_path: Path) -> None:
    assert not is_installed(tmp_path)
    wanted = "nomenklatura==.* is not installed in .*; run: python -m bench peers --install"
    with pytest.raises(click.ClickException, match=wanted):
        require(tmp_path)
    with pytest.raises(click.ClickException, match=wanted):
        logic_v2([], tmp_path)


def test_the_command_says_so_before_it_reads_anything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(peers, [])
    assert done.exit_code == 1
    assert "python -m bench peers --install" in done.output


def test_an_environment_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(click.ClickException, match=r"venv .* failed"):
        install(tmp_path / "file")
