from collections import Counter
from pathlib import Path

import pytest

from bench.cases import THRESHOLDS
from bench.pace import pace
from bench.snapshots import write_snapshot
from bench.speed import rapidfuzz_pace, repeating, sampled_parties
from bench.startup import memory, started
from lists.snapshots.snapshot import load_snapshot
from matchers.index import Index
from matchers.model import Kind, Party, PartyName
from matchers.screener import Screener
from tests.bench.listed import ENTITIES, case

PARTIES = [
    Party(kind=Kind.PERSON, names=(PartyName(value=f"Tamsin Dallweg {number}"),))
    for number in range(300)
]


def test_no_sampled_name_comes_twice() -> None:
    cases = [case("Tamsin"), case("Tamsin", "p1"), case("Orlo"), case("Khalid")]
    found = sampled_parties(cases, 10, 1)
    assert sorted(party.names[0].value for party in found) == ["Khalid", "Orlo", "Tamsin"]
    assert found == sampled_parties(cases[::-1], 10, 1)
    assert len(sampled_parties(cases, 2, 1)) == 2


def test_nine_of_ten_came_before_and_the_first_ones_come_most() -> None:
    stream = list(repeating(PARTIES, 1))
    assert len(stream) == 10 * len(PARTIES)
    assert stream == list(repeating(PARTIES, 1))
    seen: set[str] = set()
    new = []
    for party in stream:
        new.append(party.names[0].value not in seen)
        seen.add(party.names[0].value)
    assert sum(new) == len(PARTIES)
    times = Counter(party.names[0].value for party in stream)
    counts = [times[party.names[0].value] for party in PARTIES]
    assert min(counts) >= 1
    assert sum(counts[:30]) > sum(counts[150:])


def test_pace_screens_every_party_once() -> None:
    screened: list[Party] = []
    told: list[int] = []

    class Counting(Screener):
        def screen(self, subjects, **options):  # type: ignore[no-untyped-def]  # noqa: ANN003, ANN001, ANN202
            screened.extend(subjects)
            return super().screen(subjects, **options)

    found = pace(Counting(Index.build(ENTITIES), THRESHOLDS), PARTIES[:25], 10, told.append)
    assert screened == PARTIES[:25]
    assert told == [10, 10, 5]
    assert found.parties == 25
    assert 0 < found.p50_milliseconds <= found.p99_milliseconds
    assert found.a_second > 0
    assert found.a_cpu_second > 0


def test_rapidfuzz_is_timed() -> None:
    assert rapidfuzz_pace(ENTITIES, PARTIES[:5]) > 0


def test_memory_of_files_is_part_of_what_is_resident() -> None:
    found = memory()
    assert 0 < found.of_files < found.resident


def test_a_fresh_process_loads_and_screens(tmp_path: Path) -> None:
    folder = tmp_path / "snapshot"
    write_snapshot(folder, ENTITIES, Index.build(ENTITIES))
    assert load_snapshot(folder).entities == ENTITIES
    found = started(folder, PARTIES[:20])
    assert found.pace.parties == 19  # the first of its kind came before
    assert min(found.imports, found.load, found.first_answers) > 0


def test_a_process_that_fails_says_why(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match=r"absent.manifest.json: cannot be read"):
        started(tmp_path / "absent", PARTIES[:2])
