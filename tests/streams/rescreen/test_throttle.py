import threading
from collections.abc import Callable

import pytest

from streams.rescreen.throttle import LOOK_SECONDS, Delay, Throttle


class Time(threading.Event):
    """A clock, and an event that is waited for by moving it."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 100.0
        self.waits: list[float] = []
        self.on_wait: Callable[[], None] = lambda: None

    def wait(self, timeout: float | None = None) -> bool:
        self.waits.append(timeout or 0.0)
        self.now += timeout or 0.0
        self.on_wait()
        return self.is_set()


def test_it_waits_while_the_workers_are_behind() -> None:
    delays = [9.0, 1.5, 1.0]
    time = Time()
    throttle = Throttle(lambda: delays.pop(0), 1.0, 1.0, clock=lambda: time.now)
    throttle.wait(time)
    assert time.waits == [LOOK_SECONDS, LOOK_SECONDS]
    assert delays == []
    assert not throttle.waiting


def test_the_brokers_are_asked_now_and_then_only() -> None:
    asked: list[float] = []

    def delay() -> float:
        asked.append(time.now)
        return 0.0

    time = Time()
    throttle = Throttle(delay, 1.0, 1.0, clock=lambda: time.now)
    for _ in range(100):
        throttle.wait(time)
        time.now += 0.01
    assert asked == pytest.approx([100.0, 100.5])


@pytest.mark.parametrize(("share", "rest"), [(1.0, 0.0), (0.5, 2.0), (0.25, 6.0)])
def test_it_works_for_its_share_of_the_time(share: float, rest: float) -> None:
    time = Time()
    throttle = Throttle(lambda: 0, 0, share, clock=lambda: time.now)
    throttle.wait(time)
    time.now += 2.0  # of work
    throttle.wait(time)
    assert sum(time.waits) == pytest.approx(rest)


def test_told_to_stop_it_waits_no_longer() -> None:
    time = Time()
    time.on_wait = time.set
    throttle = Throttle(lambda: 9, 0, 1.0, clock=lambda: time.now)
    throttle.wait(time)
    assert throttle.waiting
    assert time.waits == [LOOK_SECONDS]


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        ([(0, 100, 100)], [0]),
        ([(0, 100, 40)], [0]),  # nothing is known yet
        ([(0, 100, 40), (1, 100, 40), (2, 100, 100)], [0, 1, 0]),
        ([(0, 100, 100), (1, 200, 100), (2, 300, 100), (3, 300, 200)], [0, 1, 2, 2]),
        ([(0, 100, 100), (1, 200, 150), (2, 300, 250), (3, 400, 350)], [0, 1, 1, 1]),
        ([(0, 0, 0), (1, 5_000, 4_000), (2, 10_000, 9_000)], [0, 1, 1]),  # many events, no delay
    ],
)
def test_the_delay_is_since_the_topics_ended_where_they_are_acknowledged(
    seen: list[tuple[float, int, int]], expected: list[float]
) -> None:
    delay = Delay()
    assert [delay.note(*each) for each in seen] == expected
