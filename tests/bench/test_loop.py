import pytest

from bench.loop import Round, _rounds
from bench.loop_process import Batch


def batches(*sizes: int) -> list[Batch]:
    """Batches that take a second of the clock and half a second of the core each."""
    return [Batch(events=size, at=float(n), cpu=n / 2) for n, size in enumerate(sizes)]


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ([10, 10, 10], [(10, 1), (10, 1)]),
        ([4, 6, 3, 7, 5, 5], [(10, 2), (10, 2)]),
        ([4, 8, 8, 10], [(8, 1), (10, 1)]),  # what is over counts for the round that it fills
        ([30], []),  # all of it warms up
    ],
)
def test_rounds_hold_whole_batches_and_the_first_is_not_counted(
    sizes: list[int], expected: list[tuple[int, int]]
) -> None:
    rounds = _rounds(batches(*sizes), 10)
    assert [(round_.events, round_.batches) for round_ in rounds] == expected


def test_a_round_is_timed_from_the_end_of_the_one_before() -> None:
    assert _rounds(batches(20, 10, 10), 20) == [
        Round(
            events=20,
            batches=2,
            seconds=2.0,
            cpu_seconds=1.0,
            events_a_second=10.0,
            cpu_seconds_a_thousand_events=50.0,
        )
    ]
