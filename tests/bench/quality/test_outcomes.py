import msgspec
import pytest

from bench.cases import THRESHOLDS
from bench.quality.measure import is_exact
from bench.quality.outcomes import Measured, claims, entity_id, with_facts
from matchers.index import Index
from matchers.model import BirthDate, Kind, ListedEntity, ListedName
from matchers.names import analyse
from matchers.scorecard import score
from matchers.screener import Screener
from tests.bench.listed import ENTITIES, case


@pytest.fixture(scope="module")
def measured() -> Measured:
    return Measured(Index.build(ENTITIES))


def silent(_done: int) -> None:
    pass


def test_an_outcome_is_what_screening_finds(measured: Measured) -> None:
    cases = [case("Arkadi Dragunow", "p1"), case("Northern Gale", "o1", kind=Kind.ORGANIZATION)]
    found = list(measured.outcomes(cases, silent))
    screened = Screener(measured.index, THRESHOLDS).screen(
        [each.party for each in cases], min_score=0.05, limit=50
    )
    for outcome, (best, *_) in zip(found, (each.matches for each in screened), strict=True):
        assert outcome.best is not None
        assert entity_id(outcome.best) == best.entity_id == outcome.case.expect[0]
        assert outcome.score == best.score
        assert claims(outcome.best) == {
            line.feature: (line.value, line.points) for line in best.evidence
        }
        assert score(sum(points for _, points in claims(outcome.best).values())) == pytest.approx(
            outcome.score
        )


def test_whoever_is_not_expected_does_not_count(measured: Measured) -> None:
    (outcome,) = measured.outcomes([case("Khalid Al-Faruqi", "p3")], silent)
    assert outcome.best is not None
    assert (entity_id(outcome.best), outcome.wanted, outcome.score) == ("p2", None, 0.0)
    assert is_exact(outcome)


def test_a_party_on_no_list_is_not_among_the_ordinary_names(measured: Measured) -> None:
    """Ordinary names hold `Blue`; without one of them it is rarer, and weighs more."""
    ordinary = case("Blue Heron", of="negatives_companies", kind=Kind.ORGANIZATION)
    name = analyse(ordinary.query.name, Kind.ORGANIZATION)
    assert name is not None
    with measured.index.without(name):
        expected = [measured.index.weight(word, name.kind) for word in name.words]
    before = [measured.index.weight(word, name.kind) for word in name.words]
    (outcome,) = measured.outcomes([ordinary], silent)
    assert outcome.best is not None
    assert outcome.best.candidate.names is not None
    value, _ = claims(outcome.best)["evidence"]
    assert expected != before
    assert value <= sum(expected)
    assert value > sum(before)
    assert [measured.index.weight(word, name.kind) for word in name.words] == before


def test_facts_are_those_of_the_case() -> None:
    listed = ListedEntity(
        id="p9",
        source="t",
        kind=Kind.PERSON,
        names=(ListedName(value="Zarathul Okonore"),),
        birth_dates=(BirthDate(start="1962-03-05"),),
        countries=("KE",),
    )
    measured = Measured(Index.build([listed]))
    plain = case("Zarathul Okonor", "p9")
    stated = msgspec.structs.replace(
        plain,
        query=msgspec.structs.replace(
            plain.query, birth_date=("1962-03-05",), country=("Kenya", "nowhere at all")
        ),
    )
    (by_name,) = measured.outcomes([stated], silent)
    (with_them,) = measured.outcomes([stated], silent, with_facts)
    assert with_them.score > by_name.score
    assert by_name.wanted is not None
    assert by_name.wanted.facts == ()
    assert with_them.wanted is not None
    assert len(with_them.wanted.facts) == 2
