import math

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from matchers.decide import Threshold, Thresholds
from matchers.index import Index
from matchers.model import (
    FreeText,
    Identifier,
    Kind,
    ListedEntity,
    ListedNameType,
    Match,
    Party,
    PartyName,
    Scheme,
    Verdict,
)
from matchers.retrieve import Scratch
from matchers.scorecard import score
from matchers.screener import Comparison, Screened, Screener

WORDS = (
    "arkady dragunov драгунов аркадий pavlovich northern gale shipping llc ooo severny shtorm",
    "ocean tempest zarathul mechanics mekhanika khalid al faruqi خالد blue heron trading general",
    "company falcon draganoff tempust",
)
NAME = st.lists(st.sampled_from(" ".join(WORDS).split()), min_size=1, max_size=5).map(" ".join)


def party(name: str, kind: Kind = Kind.UNKNOWN, **stated: object) -> Party:
    return Party(kind=kind, names=(PartyName(value=name),), **stated)  # type: ignore[arg-type]


def ids(screened: Screened) -> list[str]:
    return [match.entity_id for match in screened.matches]


def points_add_up(found: Match | Comparison) -> bool:
    total = math.fsum(line.points for line in found.evidence)
    return math.isclose(score(total), found.score, rel_tol=1e-9, abs_tol=1e-12)


def test_every_listed_name_finds_its_entity(
    screener: Screener, listed: tuple[ListedEntity, ...]
) -> None:
    for entity in listed:
        for name in entity.names:
            if name.type is ListedNameType.WEAK:
                continue
            for kind in {entity.kind, Kind.UNKNOWN}:
                (found,) = screener.screen([party(name.value, kind)])
                assert ids(found)[0] == entity.id
                assert found.verdict is not Verdict.CLEAR


def test_every_identifier_finds_its_entity_and_holds(
    screener: Screener, listed: tuple[ListedEntity, ...]
) -> None:
    for entity in listed:
        for identifier in entity.identifiers:
            (found,) = screener.screen(
                [party("Something Else Entirely", entity.kind, identifiers=(identifier,))]
            )
            assert ids(found)[0] == entity.id
            assert found.verdict is found.matches[0].verdict is Verdict.HOLD
            assert found.matches[0].score > 0.99


def test_a_party_of_an_identifier_alone_is_found(screener: Screener) -> None:
    imo = Identifier(scheme=Scheme.IMO, value="IMO 9074729")
    (found,) = screener.screen([Party(identifiers=(imo,))])
    assert ids(found) == ["t-3"]
    assert all(map(points_add_up, found.matches))


def test_a_number_of_another_country_is_not_the_same(screener: Screener) -> None:
    passport = Identifier(scheme=Scheme.PASSPORT, value="751234567", country="IR")
    (found,) = screener.screen([Party(kind=Kind.PERSON, identifiers=(passport,))])
    assert found.verdict is Verdict.CLEAR


def test_other_kinds_are_not_matched_by_name(screener: Screener) -> None:
    (found,) = screener.screen([party("OCEAN TEMPEST", Kind.ORGANIZATION)], min_score=0)
    assert "t-3" not in ids(found)


def test_a_weak_alias_alone_never_alerts_and_a_birth_date_makes_it_count(
    screener: Screener,
) -> None:
    (alone,) = screener.screen([party("Falcon", Kind.PERSON, countries=("RU",))])
    assert (alone.verdict, alone.matches) == (Verdict.CLEAR, ())
    (ranked,) = screener.screen([party("Falcon", Kind.PERSON)], min_score=0)
    assert ids(ranked)[0] == "t-1"
    assert ranked.verdict is Verdict.CLEAR
    (with_date,) = screener.screen([party("Falcon", Kind.PERSON, birth_date="1962-03-05")])
    assert ids(with_date) == ["t-1"]
    assert with_date.verdict is not Verdict.CLEAR


def test_a_weak_alias_does_not_hide_a_good_name(thresholds: Thresholds) -> None:
    entity = msgspec.convert(
        {
            "id": "w",
            "source": "t",
            "kind": "person",
            "names": [
                {"value": "Zarathul Dragunov"},
                {"value": "Zarathul Dragunoff", "type": "weak"},
            ],
        },
        ListedEntity,
    )
    (found,) = Screener(Index.build([entity]), thresholds).screen(
        [party("Zarathul Dragunoff", Kind.PERSON)]
    )
    assert ids(found) == ["w"]


def test_facts_move_a_match_both_ways(screener: Screener) -> None:
    def best(**stated: object) -> float:
        subject = party("Arkady Dragunov", Kind.PERSON, **stated)
        return screener.screen([subject], min_score=0)[0].matches[0].score

    plain = best()
    assert best(birth_date="1962-03-05") > plain > best(birth_date="1985-01-01")
    assert best(countries=("RU",)) > plain > best(countries=("FR",))


def test_free_text_names_and_identifies(screener: Screener) -> None:
    texts = [
        "Freight for northern gale shipping llc, invoice 12",
        "vessel IMO 9074729 bunkers",
        "dragunov and gale, shipping northern trading",
        "Falcon",
    ]
    found = screener.screen([FreeText(text=text) for text in texts])
    assert [ids(each) for each in found] == [["t-2"], ["t-3"], [], []]
    assert found[1].verdict is Verdict.HOLD


def test_min_score_lists_and_limit_counts_the_rest(screener: Screener) -> None:
    subject = party("Zarathul Shipping Trading", Kind.ORGANIZATION)
    (every,) = screener.screen([subject], min_score=0)
    (one,) = screener.screen([subject], min_score=0, limit=1)
    assert one.matches == every.matches[:1]
    assert one.left_out == len(every.matches) - 1 > 0
    assert one.verdict is every.verdict


def test_many_bearers_of_one_name_are_all_found(thresholds: Thresholds) -> None:
    entities = [
        msgspec.convert(
            {
                "id": f"n-{number}",
                "source": "t",
                "kind": "person",
                "names": [{"value": "Ali Hasan"}],
            },
            ListedEntity,
        )
        for number in range(300)
    ]
    (found,) = Screener(Index.build(entities), thresholds).screen(
        [party("Hasan Ali", Kind.PERSON)], limit=50
    )
    assert (len(found.matches), found.left_out) == (50, 250)


def test_thresholds_of_list_and_programme_decide(index: Index) -> None:
    strict = Thresholds(
        default=Threshold(review=0.5, hold=0.9),
        sources={"t": Threshold(review=1, hold=1)},
        programmes={"SHADOW": Threshold(review=0.1, hold=0.2)},
    )
    screener = Screener(index, strict)
    gale, tempest = screener.screen(
        [party("Northern Gale Shipping", Kind.ORGANIZATION), party("Ocean Tempest", Kind.VESSEL)]
    )
    assert (gale.verdict, tempest.verdict) == (Verdict.CLEAR, Verdict.HOLD)


@given(NAME, st.sampled_from(Kind))
def test_points_add_up_and_matches_are_ranked(
    screener: Screener, listed: tuple[ListedEntity, ...], name: str, kind: Kind
) -> None:
    (found,) = screener.screen([party(name, kind)], min_score=0)
    assert all(map(points_add_up, found.matches))
    scores = [match.score for match in found.matches]
    assert scores == sorted(scores, reverse=True)
    assert len(set(ids(found))) == len(ids(found))
    by_id = {entity.id: entity for entity in listed}
    assert all(kind.compatible(by_id[match.entity_id].kind) for match in found.matches)


FACTS = st.fixed_dictionaries(
    {
        "birth_date": st.sampled_from([None, "1962-03-05", "1971", "1985-01-01"]),
        "countries": st.sampled_from([(), ("RU",), ("FR",)]),
        "identifiers": st.sampled_from([(), (Identifier(scheme=Scheme.IMO, value="9074729"),)]),
    }
)


@given(NAME, st.sampled_from(Kind), FACTS, st.floats(0, 1))
def test_a_floor_only_leaves_out(
    screener: Screener, name: str, kind: Kind, facts: dict[str, object], floor: float
) -> None:
    """Pruning changes nothing: who reaches the floor is who would without one."""
    subject = party(name, kind, **facts)
    (every,) = screener.screen([subject], min_score=0, limit=100)
    (some,) = screener.screen([subject], min_score=floor, limit=100)
    (usual,) = screener.screen([subject], limit=100)
    assert some.matches == tuple(
        match for match in every.matches if match.score >= floor or match.verdict is Verdict.HOLD
    )
    assert usual.matches == tuple(
        match for match in every.matches if match.verdict is not Verdict.CLEAR
    )
    assert every.verdict is some.verdict is usual.verdict


@given(NAME, st.sampled_from(Kind))
def test_ranking_is_screening_without_explanations(
    screener: Screener, name: str, kind: Kind
) -> None:
    (screened,) = screener.screen([party(name, kind)], min_score=0, limit=3)
    ranked = screener.ranked(party(name, kind), min_score=0, limit=3)
    assert (ranked.verdict, ranked.left_out) == (screened.verdict, screened.left_out)
    assert [(each.candidate.entity.id, each.score) for each in ranked.best] == [
        (match.entity_id, match.score) for match in screened.matches
    ]


@given(st.lists(NAME, max_size=4))
def test_an_answer_does_not_depend_on_company(screener: Screener, names: list[str]) -> None:
    subjects = [party(name) for name in names]
    together = screener.screen(subjects, min_score=0)
    assert together == [screener.screen([subject], min_score=0)[0] for subject in subjects]


@pytest.mark.parametrize("letter", ["가", "ﷺ", "a ", "Ж "])
def test_the_longest_names_are_screened_in_any_company(screener: Screener, letter: str) -> None:
    names = [letter * 1_000, *(f"Zarathul {number} " * 100 for number in range(19))]
    long = Party(names=tuple(PartyName(value=name) for name in names))
    found = screener.screen([long, party("Arkady Dragunov"), long])
    assert found[1] == screener.screen([party("Arkady Dragunov")])[0]
    assert found[0] == found[2]


@given(NAME, NAME, st.sampled_from(Kind))
@example("tempust tempest tempest", "tempust tempest tempust", Kind.PERSON)
def test_comparison_of_a_name_with_itself_is_the_best(
    screener: Screener, one: str, two: str, kind: Kind
) -> None:
    left, right = party(one, kind), party(two, kind)
    found = screener.compare(left, right)
    assert points_add_up(found)
    assert found.score <= screener.compare(left, left).score + 1e-9


def test_comparison_needs_no_lists_and_no_kind() -> None:
    screener = Screener.builtin()
    same = screener.compare(party("Arkady Dragunov", Kind.PERSON), party("DRAGUNOV Arkadiy"))
    other = screener.compare(party("Arkady Dragunov", Kind.PERSON), party("Arkady Petrenko"))
    assert same.score > 0.5 > other.score


def test_comparison_across_kinds_speaks_against(screener: Screener) -> None:
    left = party("Ocean Tempest", Kind.PERSON)
    assert (
        screener.compare(left, party("Ocean Tempest", Kind.VESSEL)).score
        < screener.compare(left, party("Ocean Tempest", Kind.PERSON)).score
    )


@given(st.text(max_size=200), st.sampled_from(Kind))
@example("\u44ae", Kind.PERSON)  # which nobody transliterates
def test_any_text_is_met(screener: Screener, text: str, kind: Kind) -> None:
    (found, mention) = screener.screen([party(text, kind), FreeText(text=text)], min_score=0)
    assert all(0 <= match.score <= 1 for match in (*found.matches, *mention.matches))


@pytest.mark.parametrize("unit", ["a", "a ", "ﷺ ", "Ж", "\u202e", "\0", "华", "dragunov "])
@pytest.mark.timeout(30)
def test_a_megabyte_is_met(screener: Screener, unit: str) -> None:
    text = unit * ((1 << 20) // len(unit))
    named, mentioned = screener.screen([party(text), FreeText(text=text)])
    assert named.verdict in Verdict
    assert mentioned.matches == ()


def test_one_query_leaves_nothing_for_the_next(index: Index, thresholds: Thresholds) -> None:
    screener = Screener(index, thresholds)
    screener.screen([party("Northern Gale Shipping")], min_score=0)
    for left, clean in zip(screener._scratch, Scratch.of(index), strict=True):
        assert left.tolist() == clean.tolist()
