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


PERSON, ORGANIZATION, VESSEL = Kind.PERSON, Kind.ORGANIZATION, Kind.VESSEL


@pytest.mark.parametrize(
    ("kind", "name", "nearer", "further"),
    [
        (PERSON, "Bob Marchetti", "Robert Marchetti", "Roland Marchetti"),
        (PERSON, "Siarhei Dubrouski", "Sergey Dubrovsky", "Semyon Dubrovsky"),
        (PERSON, "J. Marchetti", "Joan Marchetti", "Peter Marchetti"),
        (PERSON, "W. Marchetti", "William Marchetti", "Gordon Marchetti"),
        (PERSON, "Marchetti, Joan G.", "Joan Marchetti", "Joan W. Marchetti"),
        (PERSON, "JoanMarchetti", "Joan Marchetti", "Joan Marcetti"),
        (PERSON, "J0an March3tti", "Joan Marchetti", "Joan Marchesi"),
        (PERSON, "Kim Jong Il", "Kim Jong Il", "Kim Jong"),
        (PERSON, "al-Tubari Iyad", "Iyad al-Tubari", "Iyad Tubasi"),
        (PERSON, "Pak Chol", "Pak Cheol", "Pak Chun"),
        (
            ORGANIZATION,
            "Marchetti Cartridge Plant",
            "Patronny Zavod Marchetti",
            "Steklyanny Zavod Marchetti",
        ),
        (ORGANIZATION, "MarchettiGmbH", "Marchetti GmbH", "Marchett GmbH"),
        (ORGANIZATION, "Brigade Forty 4", "Brigade 44", "Brigade 40"),
        (VESSEL, "Ocean Gale 5", "Ocean Gale", "Ocean Gale 6"),
    ],
)
def test_one_name_is_nearer_than_another(
    builtin: Screener, kind: Kind, name: str, nearer: str, further: str
) -> None:
    near, far = (score(builtin, kind, name, other) for other in (nearer, further))
    assert near > far
    near, far = (score(builtin, kind, other, name) for other in (nearer, further))
    assert near > far
