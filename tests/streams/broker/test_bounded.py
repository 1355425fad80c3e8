import threading

import pytest

from streams.broker.bounded import BoundedCalls, Stuck


def test_a_call_answers_with_what_it_returns() -> None:
    calls = BoundedCalls()
    assert [calls.make(lambda n=n: n * 2, 5.0) for n in range(3)] == [0, 2, 4]  # type: ignore[misc]
    calls.end()


def test_what_a_call_raises_is_raised_to_who_asked() -> None:
    def fail() -> None:
        raise KeyError("mine")

    calls = BoundedCalls()
    with pytest.raises(KeyError, match="mine"):
        calls.make(fail, 5.0)
    assert calls.make(lambda: "goes on", 5.0) == "goes on"
    calls.end()


def test_a_call_that_does_not_return_is_left_behind() -> None:
    never = threading.Event()
    calls = BoundedCalls()
    with pytest.raises(Stuck):
        calls.make(never.wait, 0.05)
    never.set()
