import pytest

from matchers.model import Identifier, Kind, Match, Party, PartyName, Scheme
from matchers.screener import Screener

FIELDS = {
    "party.names",
    "party.identifiers",
    "party.birthDate",
    "party.countries",
    "party.address",
    "match.names",
    "match.listedName",
    "match.identifiers",
    "match.birthDates",
    "match.countries",
    "match.addresses",
}


def best(screener: Screener, name: str, kind: Kind) -> Match:
    party = Party(
        kind=kind,
        names=(PartyName(value=name),),
        birth_date="1962-03-05",
        countries=("RU",),
        identifiers=(Identifier(scheme=Scheme.PASSPORT, value="751234567"),),
    )
    return screener.screen([party], min_score=0)[0].matches[0]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Arkady Dragunov", Kind.PERSON),
        ("Аркадий Драгунов", Kind.PERSON),
        ("Falcon", Kind.PERSON),
        ("Severny Shtorm LLC", Kind.ORGANIZATION),
    ],
)
def test_every_detail_says_what_it_quotes(screener: Screener, name: str, kind: Kind) -> None:
    for line in best(screener, name, kind).evidence:
        assert set(line.quotes) <= FIELDS
        assert line.quotes or not line.detail


def test_words_that_match_and_words_that_are_missing_are_named(screener: Screener) -> None:
    match = best(screener, "Arkadi Dragunov Zarathul", Kind.PERSON)
    details = {line.feature: line for line in match.evidence}
    assert "arkadi ~ arkady" in details["query_coverage"].detail
    assert details["query_missing"].detail == "zarathul"
    assert details["query_missing"].quotes == ("party.names",)
    assert details["listed_missing"].detail == "pavlovich"
    assert details["listed_coverage"].detail == "listed as DRAGUNOV, Arkady Pavlovich"
    assert "match.names" not in {quote for line in match.evidence for quote in line.quotes}


@pytest.mark.parametrize(
    ("name", "kind", "primary"),
    [
        ("Severny Shtorm", Kind.ORGANIZATION, "Northern Gale Shipping LLC"),
        ("Falcon", Kind.PERSON, "DRAGUNOV, Arkady Pavlovich"),
    ],
)
def test_lines_that_rest_on_an_alias_quote_the_names(
    screener: Screener, name: str, kind: Kind, primary: str
) -> None:
    match = best(screener, name, kind)
    assert match.listed_name == primary
    resting = [
        line
        for line in match.evidence
        if line.feature
        in {"query_coverage", "listed_coverage", "evidence", "exact", "legal_form", "weak_alias"}
    ]
    assert resting
    assert all("match.names" in line.quotes for line in resting)
    assert all("match.listedName" not in line.quotes for line in resting)


def test_the_weak_alias_is_said(screener: Screener) -> None:
    features = [line.feature for line in best(screener, "Falcon", Kind.PERSON).evidence]
    assert "weak_alias" in features
