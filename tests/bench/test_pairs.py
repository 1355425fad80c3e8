from pathlib import Path

import msgspec
import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from bench.pairs import Pair, Told, best, by_kind, pairs_of_cases, scores, told
from bench.pairs_command import pairs
from matchers.model import Kind, Party, PartyName
from tests.bench.listed import ENTITIES, case


def silent(_done: int) -> None:
    pass


def party(name: str, kind: Kind = Kind.PERSON) -> Party:
    return Party(kind=kind, names=(PartyName(value=name),))


def test_the_threshold_with_the_best_f1() -> None:
    matches, found = np.array([True, False, True, False]), np.array([0.9, 0.8, 0.7, 0.2])
    assert best(matches, found) == 0.7
    at = told(matches, found, 0.7)
    assert (at.pairs, at.matches) == (4, 2)
    assert (at.f1, at.precision, at.recall) == pytest.approx((0.8, 2 / 3, 1))


def test_pairs_of_one_score_stand_or_fall_together() -> None:
    matches, found = np.array([True, False]), np.array([0.5, 0.5])
    assert told(matches, found, best(matches, found)).precision == 0.5


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans()), min_size=1))
def test_no_threshold_is_better(rows: list[tuple[int, bool]]) -> None:
    found, matches = (np.array(column) for column in zip(*rows, strict=True))
    found = found.astype(float)
    most = max(told(matches, found, limit).f1 for limit in set(found.tolist()))
    assert told(matches, found, best(matches, found)).f1 == pytest.approx(most)


def test_all_kinds_have_one_threshold() -> None:
    labelled = [
        Pair(party("A"), party("A"), match=True),
        Pair(party("B"), party("C"), match=False),
        Pair(party("D", Kind.UNKNOWN), party("D"), match=True),
        Pair(party("E", Kind.UNKNOWN), party("F"), match=False),
    ]
    groups = by_kind(labelled, np.array([0.5, 0.4, 0.9, 0.6]))
    assert list(groups) == ["all", "person", "unknown"]
    assert {each.threshold for each in groups.values()} == {0.5}
    assert (groups["person"].f1, groups["unknown"].precision) == (1, 0.5)


def test_cases_make_pairs_of_known_and_of_unknown_kind() -> None:
    positives = [case("Khalid Faruqi", "p2")] * 30
    negatives = [case("Arkady Dragunova", of="negatives_persons_real")] * 30
    made = list(pairs_of_cases(positives, negatives, ENTITIES, 1, silent))
    assert {(pair.match, pair.right.names[0].value) for pair in made} == {
        (True, "Khalid Al-Faruqi"),
        (False, "DRAGUNOV, Arkady Pavlovich"),
    }
    for match in (True, False):
        kinds = [pair.left.kind for pair in made if pair.match is match]
        assert set(kinds) == {Kind.PERSON, Kind.UNKNOWN}
    assert all(pair.left.kind is pair.right.kind for pair in made)


def test_the_same_name_scores_above_another() -> None:
    labelled = [
        Pair(party("Arkady Dragunov"), party("Dragunov, Arkady"), match=True),
        Pair(party("Arkady Dragunov"), party("Petra Okonore"), match=False),
    ]
    same, other = scores(labelled, silent)
    assert same > 0.5 > other


def test_a_file_of_pairs_and_the_errors(tmp_path: Path) -> None:
    file, errors = tmp_path / "pairs.ndjson", tmp_path / "errors.ndjson"
    rows = [
        Pair(party("Arkady Dragunov"), party("Dragunov, Arkady"), match=True),
        Pair(party("Zarathul Okonore"), party("Zarathul Okonore"), match=False),
    ]
    file.write_bytes(b"".join(msgspec.json.encode(row) + b"\n" for row in rows))
    arguments = ["--pairs", str(file), "--json", "--errors", str(errors)]
    done = CliRunner().invoke(pairs, arguments, catch_exceptions=False)
    found = msgspec.json.decode(done.stdout, type=dict[str, Told])
    assert found["all"].f1 == found["person"].f1 == pytest.approx(2 / 3)
    (wrong,) = map(msgspec.json.decode, errors.read_bytes().splitlines())
    assert wrong["left"]["names"][0]["value"] == "Zarathul Okonore"
    assert wrong["score"] >= wrong["threshold"]


@pytest.mark.parametrize(
    ("content", "says"), [("{}\n", "line 1"), ("", "no pairs: give a file that has some")]
)
def test_a_file_without_pairs_is_named(tmp_path: Path, content: str, says: str) -> None:
    file = tmp_path / "pairs.ndjson"
    file.write_text(content)
    done = CliRunner().invoke(pairs, ["--pairs", str(file)])
    assert done.exit_code == 1
    assert says in done.stderr
