import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchers.compare import searched_table
from matchers.decide import Thresholds
from matchers.features import NAME_FEATURES
from matchers.index import Index
from matchers.model import (
    Identifier,
    Kind,
    ListedEntity,
    ListedName,
    Match,
    Party,
    PartyName,
    Scheme,
)
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


def test_a_name_on_two_lists_is_told_alike_and_quoted_from_where_it_stands(
    thresholds: Thresholds,
) -> None:
    one, other = "Zarathul Okonore Vel", "ZARATHUL OKONORE VEL"
    entities = (
        ListedEntity(id="a", source="a", kind=Kind.PERSON, names=(ListedName(value=one),)),
        ListedEntity(
            id="b",
            source="b",
            kind=Kind.PERSON,
            names=(ListedName(value="Somebody Else"), ListedName(value=other)),
        ),
    )
    screener = Screener(Index.build(entities), thresholds)
    party = Party(kind=Kind.PERSON, names=(PartyName(value="Zarathul Okonor"),))
    matches = screener.screen([party], min_score=0)[0].matches
    told = {
        match.entity_id: {line.feature: (line.detail, line.quotes) for line in match.evidence}
        for match in matches
    }
    for entity, text, shown in [("a", one, "match.listedName"), ("b", other, "match.names")]:
        details = told[entity]
        assert details["query_coverage"][0].startswith("zarathul, okonor ~ okonore")
        assert details["query_coverage"][1] == ("party.names", shown)
        assert details["listed_coverage"] == (f"listed as {text}", (shown,))
        assert details["listed_missing"] == ("vel", (shown,))
        assert details["exact"][1] == (("match.names",) if entity == "b" else ())


def test_the_weak_alias_is_said(screener: Screener) -> None:
    features = [line.feature for line in best(screener, "Falcon", Kind.PERSON).evidence]
    assert "weak_alias" in features


WORDS = (
    "northern gale northerngale shipping shippin shtorm severny okeantempest blue heron",
    "blueheron trading tradding handel arkady dragunov arkadydragunov khalid",
)
SPELT = st.lists(st.sampled_from(" ".join(WORDS).split()), min_size=1, max_size=4).map(" ".join)


@given(SPELT, st.sampled_from([Kind.PERSON, Kind.ORGANIZATION]))
def test_the_words_that_are_told_are_those_that_were_counted(
    index: Index, screener: Screener, name: str, kind: Kind
) -> None:
    """Translations, slips, and words written together or apart: as the search has read them."""
    for scored in screener.ranked(
        Party(kind=kind, names=(PartyName(value=name),)), min_score=0
    ).best:
        pair = scored.candidate.names
        assert pair is not None
        assert isinstance(pair.read, int)
        listed = index.document(pair.read, pair.listed.value)
        table = searched_table(index, pair.query, listed)
        found = dict(zip(NAME_FEATURES, pair.values.tolist(), strict=True))
        for best, weights, whole, rest in [
            (
                table.max(axis=1),
                [index.query_weight(word, kind) for word in pair.query.words],
                "query_coverage",
                "query_rest",
            ),
            (
                table.max(axis=0),
                [index.weight(word, kind) for word in listed.words],
                "listed_coverage",
                "listed_rest",
            ),
        ]:
            assert best @ weights / sum(weights) == pytest.approx(found[whole], abs=1e-4)
            assert (1 - best) @ weights == pytest.approx(found[rest], abs=1e-3)


@pytest.mark.parametrize(
    ("name", "kind", "told"),
    [
        ("Arkady Dragunov", Kind.PERSON, "arkady, dragunov"),
        ("Oceantempest", Kind.VESSEL, "oceantempest ~ ocean 0.93"),
        ("Arka Dy Dragunov", Kind.PERSON, "arka ~ arkady 0.93, dy ~ arkady 0.93, dragunov"),
        ("Northern Gale Shiping", Kind.ORGANIZATION, "northern, gale, shiping ~ shipping 0.93"),
    ],
)
def test_counterparts_are_told_as_they_were_counted(
    screener: Screener, name: str, kind: Kind, told: str
) -> None:
    party = Party(kind=kind, names=(PartyName(value=name),))
    match = screener.screen([party], min_score=0)[0].matches[0]
    details = {line.feature: line.detail for line in match.evidence}
    assert details["query_coverage"] == told


def test_a_compared_pair_is_told_with_initials_and_words_written_together() -> None:
    def told(query: str, listed: str) -> dict[str, str]:
        left = Party(kind=Kind.PERSON, names=(PartyName(value=query),))
        right = Party(kind=Kind.PERSON, names=(PartyName(value=listed),))
        evidence = Screener.builtin().compare(left, right).evidence
        return {line.feature: line.detail for line in evidence}

    assert "j ~ john 0.50" in told("J. Dragunov", "John Dragunov")["query_coverage"]
    assert "0.93" in told("Abu Nshouk", "Abunshouk")["query_coverage"]
