import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchers.corroborate import BOUND, corroborate, is_supported, most_points
from matchers.model import (
    Address,
    BirthDate,
    Evidence,
    Identifier,
    Kind,
    ListedEntity,
    ListedName,
    Party,
    Scheme,
)
from matchers.scorecard import scorecard

FACTS = scorecard().facts
LEI = "253400V1H6ART1UQ0N98"
OTHER_LEI = "5493001KJTIIGC8Y1R12"


def entity(**stated: object) -> ListedEntity:
    whole = {"id": "e", "source": "s", "kind": Kind.PERSON, "names": (ListedName(value="N"),)}
    return ListedEntity(**whole | stated)  # type: ignore[arg-type]


def evidence(party: Party, **stated: object) -> list[Evidence]:
    return [fact.evidence for fact in corroborate(party, entity(**stated), scorecard())]


def lines(party: Party, **stated: object) -> dict[str, float]:
    return {line.feature: line.points for line in evidence(party, **stated)}


def number(scheme: Scheme, value: str, country: str | None = None) -> Identifier:
    return Identifier(scheme=scheme, value=value, country=country)


def test_missing_is_neither_for_nor_against() -> None:
    full = Party(
        kind=Kind.PERSON,
        birth_date="1962-03-05",
        birth_place="Velmora",
        gender="male",
        built="1990",
        countries=("RU",),
        address=Address(lines=("14 Harbour Street",), town="Velmora", country="RU"),
        identifiers=(number(Scheme.LEI, LEI),),
    )
    assert lines(full) == {}
    assert (
        lines(
            Party(),
            birth_dates=(BirthDate(start="1962"),),
            birth_places=("Velmora",),
            gender="male",
            built="1990",
            countries=("RU",),
            addresses=(Address(town="Velmora"),),
            identifiers=(number(Scheme.LEI, LEI),),
        )
        == {}
    )


def test_the_best_of_several_birth_dates_counts() -> None:
    party = Party(kind=Kind.PERSON, birth_date="1962-03-05")
    (line,) = evidence(
        party, birth_dates=(BirthDate(start="1980"), BirthDate(start="1962-03-05", circa=True))
    )
    assert (line.feature, line.points) == ("birth_date_same", FACTS["birth_date_same"])
    assert line.detail == "1962-03-05, listed about 1962-03-05: same day"
    assert line.quotes == ("party.birthDate", "match.birthDates")


@pytest.mark.parametrize(
    ("party", "feature", "detail"),
    [
        (Party(countries=("RU", "IR")), "country_shared", "RU"),
        (Party(countries=("AE",)), "country_of_address", "AE"),
        (Party(address=Address(country="RU")), "country_of_address", "RU"),
        (Party(countries=("SU",)), "country_related", "SU, listed AE, RU"),
        (Party(countries=("FR",)), "country_different", "FR, listed AE, RU"),
    ],
)
def test_countries(party: Party, feature: str, detail: str) -> None:
    (line,) = evidence(party, countries=("RU",), addresses=(Address(country="AE"),))
    assert (line.feature, line.detail) == (feature, detail)


def test_a_flag_that_changed_says_little() -> None:
    ship = Party(kind=Kind.VESSEL, countries=("PA",))
    other = lines(ship, kind=Kind.VESSEL, countries=("MT",))
    assert list(other) == ["flag_different"]
    assert FACTS["country_different"] < FACTS["flag_different"] < 0
    assert list(lines(ship, kind=Kind.VESSEL, countries=("PA",))) == ["flag_same"]


def test_an_address_is_shared_in_words() -> None:
    party = Party(address=Address(lines=("14 Harbour Street",), town="Velmora"))
    (line,) = evidence(party, addresses=(Address(lines=("Harbour St 14, Velmora",)), Address()))
    assert (line.feature, line.value, line.detail) == ("address_same", 1.0, "14 harbour")
    assert line.quotes == ("party.address", "match.addresses")


@pytest.mark.parametrize(
    ("stated", "listed", "feature"),
    [
        ("M", "male", "gender_same"),
        ("female", "F", "gender_same"),
        ("male", "Female", "gender_different"),
        ("mother", "male", None),
        ("male", "unknown", None),
        ("male", "", None),
    ],
)
def test_genders(stated: str, listed: str, feature: str | None) -> None:
    assert list(lines(Party(gender=stated), gender=listed)) == ([feature] if feature else [])


def test_a_birth_place_is_shared_or_says_nothing() -> None:
    party = Party(birth_place="Velmora, Ostmere region")
    (line,) = evidence(party, birth_places=("Dalkirk", "VELMORA"))
    assert (line.feature, line.value, line.detail) == ("birth_place_same", 0.5, "velmora")
    assert lines(party, birth_places=("Dalkirk",)) == {}


@pytest.mark.parametrize(
    ("stated", "feature"),
    [("1990", "built_same"), ("1991-05", "built_same"), ("1995", "built_different"), ("new", None)],
)
def test_years_of_build(stated: str, feature: str | None) -> None:
    party = Party(kind=Kind.VESSEL, built=stated)
    found = lines(party, kind=Kind.VESSEL, built="1990")
    assert list(found) == ([feature] if feature else [])


@pytest.mark.parametrize(
    ("mine", "listed", "feature"),
    [
        (number(Scheme.IMO, "9074729"), number(Scheme.IMO, "7406784"), "identifier_different"),
        (number(Scheme.LEI, LEI), number(Scheme.LEI, OTHER_LEI), "identifier_different"),
        (
            number(Scheme.PASSPORT, "AB12345", "RU"),
            number(Scheme.PASSPORT, "CD67890", "RU"),
            "identifier_other_number",
        ),
        (number(Scheme.PASSPORT, "AB12345", "RU"), number(Scheme.PASSPORT, "CD67890", "IR"), None),
        (number(Scheme.PASSPORT, "AB12345"), number(Scheme.PASSPORT, "CD67890"), None),
        (number(Scheme.MMSI, "273123456"), number(Scheme.MMSI, "511123456"), "identifier_changed"),
        (number(Scheme.IMO, "no number"), number(Scheme.IMO, "7406784"), None),
        (number(Scheme.IMO, "9074729"), number(Scheme.LEI, LEI), None),
    ],
)
def test_numbers_that_differ(mine: Identifier, listed: Identifier, feature: str | None) -> None:
    found = lines(Party(identifiers=(mine,)), kind=Kind.UNKNOWN, identifiers=(listed,))
    assert list(found) == ([feature] if feature else [])
    assert all(points < 0 for points in found.values())


def test_numbers_of_several_schemes_agree_more_than_one() -> None:
    imo, sign = number(Scheme.IMO, "9074729"), number(Scheme.CALL_SIGN, "UBQX7")
    one, both = (
        lines(Party(kind=Kind.VESSEL, identifiers=given), kind=Kind.VESSEL, identifiers=(imo, sign))
        for given in ((imo,), (imo, sign))
    )
    assert both["identifier_same"] > one["identifier_same"]


def test_a_changed_number_is_said_beside_an_equal_one() -> None:
    imo = number(Scheme.IMO, "9074729")
    found = evidence(
        Party(kind=Kind.VESSEL, identifiers=(imo, number(Scheme.MMSI, "273123456"))),
        kind=Kind.VESSEL,
        identifiers=(imo, number(Scheme.MMSI, "511123456")),
    )
    assert [line.feature for line in found] == ["identifier_same", "identifier_changed"]
    assert found[1].detail == "mmsi 273123456 is not 511123456"


def test_other_kinds_speak_against() -> None:
    assert lines(Party(kind=Kind.VESSEL))["kind_different"] < 0


def test_facts_against_are_bounded_together() -> None:
    party = Party(
        birth_date="1930-02-11",
        countries=("FR",),
        gender="f",
        identifiers=(number(Scheme.LEI, LEI),),
    )
    found = lines(
        party,
        birth_dates=(BirthDate(start="1962-03-05"),),
        countries=("RU",),
        gender="male",
        identifiers=(number(Scheme.LEI, OTHER_LEI),),
    )
    assert {"birth_date_different", "country_different", "gender_different"} <= found.keys()
    assert math.fsum(found.values()) == pytest.approx(FACTS["most_against"])
    assert found[BOUND] > 0


@pytest.mark.parametrize(
    "fact",
    [
        *("country_different", "country_related", "flag_different", "identifier_other_number"),
        *("identifier_changed", "birth_date_near", "birth_date_other_day", "built_different"),
    ],
)
def test_a_mild_fact_takes_half_of_the_bound_at_most(fact: str) -> None:
    assert FACTS["most_against"] / 2 <= FACTS[fact] < 0


dates = st.dates().map(str)
countries = st.sampled_from([(), ("RU",), ("FR", "SU"), ("AE",)])
addresses = st.none() | st.builds(
    Address,
    lines=st.sampled_from([(), ("14 Harbour Street",), ("9 Mill Lane, Velmora",)]),
    town=st.sampled_from([None, "Velmora", "Ostmere"]),
    country=st.sampled_from([None, "RU", "AE"]),
)
parties = st.builds(
    Party,
    kind=st.sampled_from([Kind.PERSON, Kind.VESSEL, Kind.UNKNOWN]),
    birth_date=st.none() | st.sampled_from(["1962-03-05", "1962", "1971-12-03"]) | dates,
    countries=countries,
    address=addresses,
    birth_place=st.sampled_from([None, "Velmora"]),
    gender=st.sampled_from([None, "male", "F", "x"]),
    built=st.sampled_from([None, "1990", "1999"]),
    identifiers=st.sampled_from([(), (number(Scheme.LEI, LEI),)]),
)
entities = st.builds(
    entity,
    kind=st.sampled_from([Kind.PERSON, Kind.VESSEL, Kind.UNKNOWN]),
    birth_dates=st.sampled_from(
        [(), (BirthDate(start="1962-03-05"),), (BirthDate(start="1960", end="1972"),)]
    ),
    birth_places=st.sampled_from([(), ("Velmora",)]),
    gender=st.sampled_from([None, "male", "female"]),
    built=st.sampled_from([None, "1990"]),
    countries=countries,
    addresses=addresses.map(lambda address: (address,) if address else ()),
    identifiers=st.sampled_from([(), (number(Scheme.LEI, OTHER_LEI),)]),
)


@given(parties, entities)
def test_facts_stay_within_their_bounds(party: Party, listed: ListedEntity) -> None:
    found = corroborate(party, listed, scorecard())
    bounded = [line.points for line in found if line.feature != "kind_different"]
    total = math.fsum(bounded)
    assert FACTS["most_against"] - 1e-9 <= total <= most_points(party, scorecard()) + 1e-9
    assert len({line.feature for line in found}) == len(found)
    said = [fact.evidence for fact in found]
    assert all(line.quotes or not line.detail or line.feature == BOUND for line in said)


@pytest.mark.parametrize(
    ("party", "supported"),
    [
        (Party(countries=("RU",)), False),
        (Party(birth_date="1962"), True),
        (Party(birth_date="1962-03"), True),
        (Party(birth_date="1963"), False),
        (Party(birth_date="1980"), False),
        (Party(identifiers=(number(Scheme.PASSPORT, "75 1234567"),)), True),
    ],
)
def test_support_is_an_agreeing_date_or_identifier(party: Party, *, supported: bool) -> None:
    listed = entity(
        birth_dates=(BirthDate(start="1962-03"),),
        countries=("RU",),
        identifiers=(number(Scheme.PASSPORT, "751234567"),),
    )
    found = corroborate(party, listed, scorecard())
    assert is_supported(found) is supported
