"""Two names by themselves: which of two others is the nearer one."""

import pytest

from matchers.model import Kind, Party, PartyName
from matchers.screener import Screener


@pytest.fixture(scope="module")
def builtin() -> Screener:
    return Screener.builtin()


def score(screener: Screener, kind: Kind, left: str, right: str) -> float:
    one, other = (Party(kind=kind, names=(PartyName(value=name),)) for name in (left, right))
    return screener.compare(one, other).score


@pytest.mark.parametrize(
    ("name", "nearer", "further"),
    [
        ("Bob Marchetti", "Robert Marchetti", "Roland Marchetti"),
        ("Siarhei Dubrouski", "Sergey Dubrovsky", "Semyon Dubrovsky"),
    ],
)
def test_persons(builtin: Screener, name: str, nearer: str, further: str) -> None:
    near, far = (score(builtin, Kind.PERSON, name, other) for other in (nearer, further))
    assert near > far
    near, far = (score(builtin, Kind.PERSON, other, name) for other in (nearer, further))
    assert near > far
