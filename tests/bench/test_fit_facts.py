from collections import Counter

from bench.fit_facts import FAMILIES, FEWEST, points
from matchers.scorecard import scorecard


def test_points_are_how_much_oftener_a_fact_is_found_in_truth() -> None:
    same = Counter({"country_shared": 900, "country_different": 100})
    other = Counter({"country_shared": 100, "country_different": 900})
    found = {fact.name: fact.points for fact in points(same, other)}
    shared, different = found["country_shared"], found["country_different"]
    assert shared is not None
    assert different is not None
    assert shared == 2.2  # ln 9 = 2.197
    assert different == -shared


def test_few_cases_give_no_points_and_some_are_shrunk() -> None:
    same = Counter({"country_shared": FEWEST - 1})
    assert all(fact.points is None for fact in points(same, Counter()))
    few = Counter({"country_shared": 9}), Counter({"country_different": 9})
    many = Counter({"country_shared": 900}), Counter({"country_different": 900})
    small, large = (
        next(f.points for f in points(*sides) if f.name == "country_shared")
        for sides in ((few[0] + Counter({"country_shared": 1}), few[1]), many)
    )
    assert small is not None
    assert large is not None
    assert 0 < small < large


def test_every_fitted_fact_has_points_in_the_scorecard() -> None:
    names = {name for family in FAMILIES.values() for name in family}
    assert names <= scorecard().facts.keys()
