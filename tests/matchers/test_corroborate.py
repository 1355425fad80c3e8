import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchers.corroborate import birth_date_agreement, corroborate, is_supported
from matchers.model import (
    Address,
    BirthDate,
    Identifier,
    Kind,
    ListedEntity,
    ListedName,
    Party,
    Scheme,
)
from matchers.scorecard import scorecard


def lines(party: Party, **stated: object) -> dict[str, float]:
    entity = ListedEntity(
        **{"id": "e", "source": "s", "kind": Kind.PERSON, "names": (ListedName(value="N"),)}
        | stated  # type: ignore[arg-type]
    )
    return {line.feature: line.points for line in corroborate(party, entity, scorecard())}


@pytest.mark.parametrize(
    ("stated", "listed", "agreement"),
    [
        ("1962-03-05", BirthDate(start="1962-03-05"), 1.0),
        ("1962-03", BirthDate(start="1962-03-05"), 0.7),
        ("1962", BirthDate(start="1962-03-05"), 0.5),
        ("1962-05-03", BirthDate(start="1962-03-05"), 0.5),
        ("1962-08-11", BirthDate(start="1962-03-05"), -0.3),
        ("1971", BirthDate(start="1970", end="1972"), 0.3),
        ("1963", BirthDate(start="1962"), 0.0),
        ("1963", BirthDate(start="1962", circa=True), 0.2),
        ("1980", BirthDate(start="1962"), -1.0),
        ("1980", BirthDate(start="1970", end="1972"), -1.0),
    ],
)
def test_birth_dates(stated: str, listed: BirthDate, agreement: float) -> None:
    assert birth_date_agreement(stated, listed) == agreement


@given(st.dates().map(str), st.dates().map(str))
def test_birth_dates_agree_both_ways(one: str, two: str) -> None:
    assert birth_date_agreement(one, BirthDate(start=two)) == birth_date_agreement(
        two, BirthDate(start=one)
    )
    assert birth_date_agreement(one, BirthDate(start=one)) == 1


def test_missing_is_neither_for_nor_against() -> None:
    full = Party(
        kind=Kind.PERSON,
        birth_date="1962-03-05",
        countries=("RU",),
        identifiers=(Identifier(scheme=Scheme.LEI, value="253400V1H6ART1UQ0N98"),),
    )
    assert lines(full) == {}
    assert lines(Party(), birth_dates=(BirthDate(start="1962"),), countries=("RU",)) == {}


def test_the_best_of_several_birth_dates_counts() -> None:
    party = Party(kind=Kind.PERSON, birth_date="1962-03-05")
    found = lines(party, birth_dates=(BirthDate(start="1980"), BirthDate(start="1962-03-05")))
    assert found == {"birth_date_same": scorecard().facts["birth_date_same"]}


@pytest.mark.parametrize(
    ("party", "feature"),
    [
        (Party(kind=Kind.PERSON, countries=("RU", "IR")), "country_shared"),
        (Party(kind=Kind.PERSON, address=Address(country="RU")), "country_shared"),
        (Party(kind=Kind.PERSON, countries=("FR",)), "country_different"),
    ],
)
def test_countries(party: Party, feature: str) -> None:
    found = lines(party, countries=("RU",), addresses=(Address(country="AE"),))
    assert list(found) == [feature]
    assert (found[feature] > 0) == (feature == "country_shared")


def test_a_unique_number_that_differs_speaks_against() -> None:
    party = Party(kind=Kind.VESSEL, identifiers=(Identifier(scheme=Scheme.IMO, value="9074729"),))
    found = lines(
        party, kind=Kind.VESSEL, identifiers=(Identifier(scheme=Scheme.IMO, value="7406784"),)
    )
    assert found["identifier_different"] < 0


def test_other_kinds_speak_against() -> None:
    assert lines(Party(kind=Kind.VESSEL))["kind_different"] < 0


def test_support_is_an_agreeing_date_or_identifier() -> None:
    card = scorecard()
    entity = ListedEntity(
        id="e",
        source="s",
        kind=Kind.PERSON,
        names=(ListedName(value="N"),),
        birth_dates=(BirthDate(start="1962"),),
        countries=("RU",),
    )
    party = Party(kind=Kind.PERSON, countries=("RU",))
    assert not is_supported(corroborate(party, entity, card))
    for stated, supported in (("1962", True), ("1963", False), ("1980", False)):
        party = Party(kind=Kind.PERSON, birth_date=stated)
        assert is_supported(corroborate(party, entity, card)) is supported
