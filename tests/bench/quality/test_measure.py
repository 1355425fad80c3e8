import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.cases import Query
from bench.quality.measure import groups, reached, thresholds, ties
from bench.quality.outcomes import Outcome
from bench.quality.shares import share
from matchers.candidates import Candidate
from matchers.corroborate import Fact
from matchers.model import Kind, Party, Verdict
from matchers.scorecard import log_odds
from matchers.screener import Scored
from tests.bench.listed import ENTITIES, case


def outcome(name: str, score: float, *, exact: float = 0, tags: str = "", of: str = "s") -> Outcome:
    match = Scored(
        candidate=Candidate(
            party=Party(), entity=ENTITIES[0], names=None, total=0.0, strong_total=0.0
        ),
        base=0.0,
        facts=(Fact(feature="exact", value=exact, points=0.0),),
        log_odds=log_odds(score),
        score=score,
        verdict=Verdict.CLEAR,
    )
    return Outcome(case=case(name, "e", tags=tuple(tags.split()), of=of), best=match, wanted=match)


def test_a_threshold_is_the_score_that_its_share_reaches() -> None:
    negatives = [outcome(str(n), n / 1000) for n in range(1000)]
    limits = thresholds(negatives)
    assert limits == {"0.1%": 0.999, "0.3%": 0.997, "1.0%": 0.99, "3.0%": 0.97}
    found = reached(negatives, limits)["s"]
    assert {rate: each.share for rate, each in found.items()} == {
        "0.1%": 0.001,
        "0.3%": 0.003,
        "1.0%": 0.01,
        "3.0%": 0.03,
    }


@pytest.mark.parametrize(
    ("of", "kind", "tags", "counts"),
    [
        ("crosslist_hard_alias", Kind.PERSON, "band:far", True),
        ("crosslist_hard_primary", Kind.ORGANIZATION, "band:near", True),
        ("crosslist_hard_primary", Kind.VESSEL, "band:near", False),
        ("crosslist_hard_alias", Kind.PERSON, "band:disjoint", False),
        ("crosslist_easy", Kind.PERSON, "", False),
    ],
)
def test_the_gate_set(of: str, kind: Kind, tags: str, *, counts: bool) -> None:
    one = case("x", "e", of=of, tags=tuple(tags.split()))
    assert msgspec.structs.replace(one, query=Query("x", kind)).in_gate is counts


def test_a_case_counts_in_its_groups() -> None:
    one = case("x", "e", tags=("q:Arabic", "t:Latin", "xscript", "band:far"))
    assert list(groups(one)) == [
        "crosslist_hard_alias",
        "gate",
        "gate, person",
        "gate, Arabic",
        "gate, band far",
        "gate, across scripts",
    ]


def test_ties_are_of_different_queries_and_not_of_equal_names() -> None:
    outcomes = [
        outcome("a", 0.5),
        outcome("A ", 0.5),
        outcome("b", 0.5),
        outcome("c", 0.6),
        outcome("d", 0.9, exact=2),
        outcome("e", 0.9, exact=2),
    ]
    found = ties(outcomes)
    assert found.of == 3
    assert found.share == pytest.approx(2 / 3)


@given(st.lists(st.booleans(), min_size=1))
def test_the_interval_holds_the_share(hits: list[bool]) -> None:
    found = share(hits)
    assert 0 <= found.low <= found.share <= found.high <= 1
    assert found.high > found.low


def test_the_interval_is_wilsons() -> None:
    found = share([True] * 81 + [False] * 182)  # Newcombe 1998, table 1
    assert (round(found.low, 4), round(found.high, 4)) == (0.2553, 0.3662)
    assert share([]).high == 1
