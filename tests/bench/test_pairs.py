from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from bench.pairs import Best, Pair, best_f1, pairs, pairs_of
from bench.quality.outcomes import Measured
from matchers.index import Index
from matchers.model import Kind, Party, PartyName
from tests.bench.listed import ENTITIES, case


def test_the_best_threshold() -> None:
    found = best_f1([0.9, 0.8, 0.7, 0.2], [True, False, True, False])
    assert (found.pairs, found.matches, found.threshold) == (4, 2, 0.7)
    assert (found.f1, found.precision, found.recall) == pytest.approx((0.8, 2 / 3, 1))


def test_equal_scores_stand_or_fall_together() -> None:
    assert best_f1([0.5, 0.5], [True, False]).precision == 0.5


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans()), min_size=1))
def test_no_threshold_is_better(rows: list[tuple[int, bool]]) -> None:
    scores, matches = [float(score) for score, _ in rows], [match for _, match in rows]
    wanted = sum(matches)
    every = [0.0]
    for limit in set(scores):
        called = [match for score, match in zip(scores, matches, strict=True) if score >= limit]
        every.append(2 * sum(called) / (len(called) + wanted) if wanted else 0.0)
    assert best_f1(scores, matches).f1 == pytest.approx(max(every))


def test_cases_make_pairs() -> None:
    measured = Measured(Index.build(ENTITIES))
    cases = [case("Khalid Faruqi", "p2"), case("Arkady Dragunova", of="negatives_persons_real")]
    outcomes = list(measured.outcomes(cases, lambda _done: None))
    same, other = pairs_of(outcomes, {entity.id: entity for entity in ENTITIES})
    assert (same.match, same.right.names[0].value) == (True, "Khalid Al-Faruqi")
    assert (other.match, other.right.names[0].value) == (False, "DRAGUNOV, Arkady Pavlovich")


def test_a_file_of_pairs(tmp_path: Path) -> None:
    def party(name: str) -> Party:
        return Party(kind=Kind.PERSON, names=(PartyName(value=name),))

    file = tmp_path / "pairs.ndjson"
    rows = [
        Pair(party("Arkady Dragunov"), party("Dragunov, Arkady"), match=True),
        Pair(party("Arkady Dragunov"), party("Petra Okonore"), match=False),
    ]
    file.write_bytes(b"".join(msgspec.json.encode(row) + b"\n" for row in rows))
    done = CliRunner().invoke(pairs, ["--pairs", str(file), "--json"], catch_exceptions=False)
    found = msgspec.json.decode(done.stdout, type=dict[str, Best])
    assert found["kinds given, all"].f1 == found["kinds unknown, all"].f1 == 1
    assert set(found) == {
        f"kinds {said}, {kind}" for said in ("given", "unknown") for kind in ("all", "person")
    }


def test_a_wrong_file_is_named(tmp_path: Path) -> None:
    file = tmp_path / "pairs.ndjson"
    file.write_text("{}\n")
    done = CliRunner().invoke(pairs, ["--pairs", str(file)])
    assert done.exit_code == 1
    assert "give lines such as" in done.stderr
