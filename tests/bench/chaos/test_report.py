import msgspec
import pytest

from bench.chaos.evidence import Leak
from bench.chaos.faults import Done
from bench.chaos.findings import Finding, Wrong
from bench.chaos.group import Reassigned
from bench.chaos.report import Report, Takeovers, rows, takeovers, with_work
from bench.chaos.schedule import Fault, FaultKind
from bench.chaos.traffic import NUMBER
from streams.events.envelope import Record

HELD = frozenset({("shipments.a", 0), ("shipments.a", 1)})


def done(kind: FaultKind, began: int, *, reassigned_at: int | None = None) -> Done:
    fault = Fault(number=1, kind=kind, after=0, victim=0, pause=0.0)
    reassigned = None
    if reassigned_at is not None:
        reassigned = Reassigned(partitions=HELD, at=reassigned_at)
    return Done(fault=fault, began=began, ended=began, to="w1", struck=began, reassigned=reassigned)


def sent(number: int, at: int, partition: int = 0) -> Record:
    return Record(
        topic="shipments.a",
        value=b"",
        headers=((NUMBER, b"%d" % number),),
        partition=partition,
        timestamp_ms=at,
    )


@pytest.mark.parametrize(
    ("published", "row"),
    [(1_000, "calm"), (9_500, "kill"), (10_500, "kill"), (19_500, "broker"), (90_000, "broker")],
)
def test_what_befalls_an_event_is_laid_to_the_fault_that_had_begun(
    published: int, row: str
) -> None:
    faults = [done("kill", 10_000), done("broker", 20_000)]
    lost = Finding(wrong="lost", what="", where="", since=published)
    table = rows(faults, [lost], [sent(3, published)], {3: published + 4_000})
    assert {each.fault for each in table if each.lost == 1} == {row, "all"}
    assert {each.fault: each.longest_wait for each in table if each.longest_wait} == {
        row: 4.0,
        "all": 4.0,
    }
    assert {each.fault: each.tried for each in table} == {
        "calm": 0,
        "kill": 1,
        "broker": 1,
        "all": 2,
    }


@pytest.mark.parametrize(
    ("wrong", "column"),
    [
        ("lost", "lost"),
        ("doubled", "doubled"),
        ("misrouted", "misrouted"),
        ("altered", "other"),
        ("disordered", "other"),
        ("unacknowledged", "other"),
        ("unsent", "other"),
    ],
)
def test_every_finding_has_a_column(wrong: Wrong, column: str) -> None:
    finding = Finding(wrong=wrong, what="", where="")
    (calm, every) = rows([], [finding], [], {})
    for row in (calm, every):
        counts = {c: getattr(row, c) for c in ("lost", "doubled", "misrouted", "other")}
        assert counts == {c: int(c == column) for c in counts}


def test_a_takeover_ends_when_others_answer_on_every_partition_that_had_work() -> None:
    kill = done("kill", 10_000, reassigned_at=18_000)
    inputs = [
        sent(1, 9_000),  # answered by the one that was killed
        sent(2, 9_900),
        sent(3, 12_000, partition=1),
        sent(4, 18_500, partition=1),  # came when others held the partition already
    ]
    arrived = {1: 9_100, 2: 18_200, 3: 19_000, 4: 30_000}
    assert takeovers([kill], inputs, arrived).seconds == (9.0,)
    assert with_work([kill], inputs, arrived) == 1


def test_a_takeover_of_idle_partitions_ends_when_they_are_dealt_out() -> None:
    kill = done("kill", 10_000, reassigned_at=18_000)
    taken = takeovers([kill, done("kill", 50_000)], [], {})
    assert taken == Takeovers(seconds=(8.0,), never=1)
    assert taken.spread == (8.0, 8.0, 8.0)
    assert with_work([kill], [], {}) == 0


def test_a_run_is_sound_only_without_findings_and_leaks() -> None:
    nothing = Takeovers(seconds=(), never=0)
    report = Report(
        seed=1,
        events=1,
        damaged=0,
        outputs=1,
        seconds=1.0,
        rows=(),
        after_kill=nothing,
        after_sigterm=nothing,
        kills_with_work=0,
        findings=(),
        leaks=(),
        ended=(),
        faults=(),
    )
    assert report.sound
    finding = Finding(wrong="lost", what="", where="")
    leak = Leak(what="'orlovan'", file="worker-w1.log", line=3)
    assert not msgspec.structs.replace(report, findings=(finding,)).sound
    assert not msgspec.structs.replace(report, leaks=(leak,)).sound
    assert nothing.spread is None
