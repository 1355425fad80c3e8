import math

import pytest

from bench.retrieval import (
    NOBODY,
    PLACES,
    Recall,
    Searcher,
    brute_force,
    candidate_places,
    places_left_out,
    recall,
)
from matchers.decide import Threshold, Thresholds
from matchers.index import Index
from matchers.model import Kind
from matchers.scorecard import score
from matchers.screener import Screener
from tests.bench.listed import ENTITIES, case


@pytest.fixture(scope="module")
def searcher() -> Searcher:
    return Searcher(Index.build([*ENTITIES, NOBODY]))


def told(_done: int) -> None:
    pass


def test_places_are_those_of_the_expected_entity(searcher: Searcher) -> None:
    cases = [
        case("Arkady Dragunov", "p1"),
        case("Arkady Dragunov", "p2"),
        case("Arkady Dragunov", "p3", "p1"),
        case("Northern Gale", "o1", kind=Kind.ORGANIZATION),
        case("Northern Gale", "o1", kind=Kind.VESSEL),
        case("Velmarin", "u1", kind=Kind.VESSEL),
    ]
    found = list(candidate_places(searcher, cases, told))
    assert found == [0, math.inf, 0, 0, math.inf, 0]


def test_points_are_those_of_the_product(searcher: Searcher) -> None:
    screener = Screener(searcher.index, Thresholds(default=Threshold(review=0.5, hold=0.9)))
    for one in (case("Arkady Dragunow"), case("Severny Gale", kind=Kind.UNKNOWN)):
        (screened,) = screener.screen([one.party], min_score=0, limit=50)
        totals = searcher.totals(one.party)
        ids = {searcher.index.entities[number].id: total for number, total in totals.items()}
        assert {match.entity_id: match.score for match in screened.matches} == {
            each: pytest.approx(score(total)) for each, total in ids.items()
        }
        assert ids


def test_a_name_left_out_is_not_what_its_entity_is_found_by(searcher: Searcher) -> None:
    cases = [
        case("Zarathul Okonore", "p3", without=("Zarathul Okonore",)),
        case("Khalid Al-Faruqi", "p2", without=("Khalid Al-Faruqi",)),
        case("Arkadi Dragun", "p1", without=("Arkadi Dragun",)),
        case("Драгунов Аркадий Павлович", "p1", without=("Драгунов Аркадий Павлович",)),
        case("Zarathul Okonore", "p3"),
    ]
    alone, otherwise, alike, read_alike, kept = places_left_out(searcher, cases, told)
    assert alone == math.inf
    assert otherwise > 0  # only the Arabic name is left; NOBODY bears the other
    assert alike == 1
    assert read_alike == 0  # another of its names is read as the same words
    assert kept == 0


def test_the_index_is_left_as_it_was(searcher: Searcher) -> None:
    before = searcher.index.lists.listings.copy()
    list(places_left_out(searcher, [case("x", "p1", without=("Arkadi Dragun",))], told))
    assert (searcher.index.lists.listings == before).all()
    assert searcher.lists is searcher.index.lists


def test_leaving_out_needs_somebody_to_take_the_names() -> None:
    with pytest.raises(ValueError, match="the last entity of the index must be NOBODY"):
        next(places_left_out(Searcher(Index.build(ENTITIES)), [case("x", "p1")], told))


def test_recall_counts_by_kind_script_and_band() -> None:
    cases = [
        case("a", "e", tags=("q:Latin", "band:far")),
        case("b", "e", tags=("q:Arabic", "band:far", "xscript")),
        case("c", "e", tags=("q:Latin", "t:Latin"), kind=Kind.ORGANIZATION),
    ]
    found = recall(cases, [0, 30, math.inf], "gate")
    assert found["gate"] == Recall(
        cases=3,
        at={str(n): share for n, share in zip(PLACES, (1 / 3, 1 / 3, 2 / 3, 2 / 3), strict=True)},
        scored=2 / 3,
    )
    assert {group: one.cases for group, one in found.items()} == {
        "gate": 3,
        "gate, person": 2,
        "gate, organization": 1,
        "gate, Latin": 2,
        "gate, Arabic": 1,
        "gate, band far": 2,
        "gate, across scripts": 1,
    }


def test_a_full_scan_finds_whom_retrieval_does_not_bring(searcher: Searcher) -> None:
    parties = [case("Arkady Dragunov").party, case("Blue Heron", kind=Kind.ORGANIZATION).party]
    everyone = brute_force(searcher, parties, -math.inf, told)
    assert (everyone["all"].queries, everyone["all"].matches) == (2, 7)
    assert everyone["all"].brought < everyone["all"].matches
    assert everyone["organization"].matches == 3  # who is of no stated kind is one of them
    reached = brute_force(searcher, parties, 0.0, told)["all"]
    assert (reached.brought, reached.share) == (reached.matches, 1.0)
    assert reached.matches >= 1


def test_nothing_to_find_is_nothing_lost(searcher: Searcher) -> None:
    found = brute_force(searcher, [case("Qwrtz").party], 0.0, told)
    assert (found["all"].matches, found["all"].share) == (0, 1.0)
