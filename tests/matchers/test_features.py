from collections.abc import Iterator, Sequence

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from matchers.compare import name_points, pair_values
from matchers.features import NAME_FEATURES, Pair, Side, counted, measure
from matchers.model import Kind
from matchers.names import LISTED_KINDS, AnalysedName, Role, analyse
from matchers.query import word_readings
from matchers.scorecard import scorecard, shapes
from matchers.weights import weight
from tests.matchers import oracle

WORDS = (
    "arkady dragunov dragunof pavlovich llc gale trading ali a d 7 ocean russia bank",
    "драгунов خالد khalid northern petrov",
)
NAME = st.lists(st.sampled_from(" ".join(WORDS).split()), min_size=1, max_size=5).map(" ".join)
KIND = st.sampled_from(LISTED_KINDS)
_NOT_OF_EQUALS = {"industries", "one_slip_apart", "explained_by_slip", "initials"}
"""Claims whose best value equal names may lack: they say what else tells two names alike."""
LIKENESS = st.sampled_from([0.0, 0.3, 0.69, 0.7, 0.93, 1.0]) | st.floats(0, 1)


def named(text: str, kind: Kind) -> AnalysedName:
    name = analyse(text, kind)
    assert name is not None
    return name


def values(left: str, right: str, kind: Kind = Kind.ORGANIZATION) -> dict[str, float]:
    one, two = named(left, kind), named(right, kind)
    weights = [weight(word, kind) for word in one.words]
    row = pair_values(one, two, [two], weights, weight)
    return dict(zip(NAME_FEATURES, row.tolist(), strict=True))


def points(left: str, right: str, kind: Kind = Kind.ORGANIZATION) -> float:
    row = np.array(list(values(left, right, kind).values()))
    return float(name_points(shapes(scorecard(), kind), row).sum())


@st.composite
def alignments(draw: st.DrawFn) -> oracle.Aligned:
    """Any pair there might be: claims do not care where its numbers come from."""
    ours, theirs = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    role = st.sampled_from([int(role) for role in Role])

    def column(size: int, of: st.SearchStrategy[float]) -> list[float]:
        return draw(st.lists(of, min_size=size, max_size=size))

    weights = st.floats(0.1, 13)
    return oracle.Aligned(
        query_weights=column(ours, weights),
        listed_weights=column(theirs, weights),
        query_roles=[int(each) for each in column(ours, role)],
        listed_roles=[int(each) for each in column(theirs, role)],
        query_best=column(ours, LIKENESS),
        listed_best=column(theirs, LIKENESS),
        spelling=draw(LIKENESS),
        joined=draw(LIKENESS),
        slip=draw(st.sampled_from([0.0, 12.0])),
        legal=draw(st.sampled_from([-1.0, 0.0, 1.0])),
        equal=draw(st.sampled_from([0.0, 1.0, 2.0])),
    )


def counted_side(weights: Sequence[float], roles: Sequence[int], best: Sequence[float]) -> Side:
    return counted(np.array(weights), np.array(roles, dtype=np.int8), np.array(best))


@given(alignments())
def test_every_claim_is_what_its_plain_definition_says(aligned: oracle.Aligned) -> None:
    found = np.full(len(NAME_FEATURES), np.nan)
    pair = Pair(
        counted_side(aligned.query_weights, aligned.query_roles, aligned.query_best),
        counted_side(aligned.listed_weights, aligned.listed_roles, aligned.listed_best),
        aligned.spelling,
        aligned.joined,
        aligned.slip,
        aligned.legal,
        aligned.equal,
    )
    measure(pair, found)
    assert np.isnan(found[-1])  # about all names of an entity: not of this pair
    assert dict(zip(NAME_FEATURES[:-1], found.tolist(), strict=False)) == pytest.approx(
        oracle.claims(aligned), abs=1e-9
    )


@given(NAME, NAME, NAME, KIND)
@example("khalid d d", "khalid", "arkady", Kind.ORGANIZATION)
def test_two_names_get_the_values_of_the_plain_definition(
    left: str, right: str, alias: str, kind: Kind
) -> None:
    one, two, other = named(left, kind), named(right, kind), named(alias, kind)
    weights = [weight(word, kind) for word in one.words]
    found = pair_values(one, two, [two, other], weights, weight)
    expected = oracle.claims_of(one, two, {*two.words, *other.words}, weight)
    assert dict(zip(NAME_FEATURES, found.tolist(), strict=True)) == pytest.approx(
        expected, abs=1e-6
    )


def test_equal_names_are_covered_and_miss_nothing() -> None:
    found = values("Zarathul Mekhanika", "Mekhanika Zarathul", Kind.PERSON)
    assert found["query_coverage"] == found["listed_coverage"] == pytest.approx(1)
    assert found["query_missing"] == found["listed_missing"] == 0
    assert found["query_rest"] == found["listed_rest"] == 0
    assert (found["found_words"], found["spelling"], found["exact"]) == (2, 1, 2)
    assert found["joined"] == 1


def test_a_missing_word_counts_on_its_side() -> None:
    found = values("Zarathul", "Zarathul Mekhanika")
    assert found["query_coverage"] == pytest.approx(1)
    assert found["listed_coverage"] < 1
    assert found["query_missing"] == 0 < found["listed_missing"] == found["listed_rest"]


@pytest.mark.parametrize(
    ("left", "right", "tier"),
    [
        ("Vega LLC", "LLC Vega", 2),
        ("Vega", "Vega LLC", 1),
        ("The Vega LLC", "Vega LLC", 2),
        ("Vega LLC", "Vega JSC", 0),
        ("Vega", "Vegas", 0),
    ],
)
def test_tiers_of_exactness(left: str, right: str, tier: int) -> None:
    assert values(left, right)["exact"] == tier


@pytest.mark.parametrize(
    ("left", "right", "agreement"),
    [
        ("Vega 3", "Vega 3", 1),
        ("Vega 3", "Vega 4", -2),
        ("Vega 3", "Vega", -1),
        ("Vega", "Vega", 0),
    ],
)
def test_numbers_agree_or_contradict(left: str, right: str, agreement: float) -> None:
    assert values(left, right, Kind.VESSEL)["numbers"] == agreement


def test_a_part_of_a_name_is_never_an_exact_name() -> None:
    kind = Kind.PERSON
    whole = named("Zarathul Okonore", kind)
    part = AnalysedName(
        **{field: getattr(whole, field) for field in whole.__struct_fields__} | {"variant": True}
    )
    weights = [weight(word, kind) for word in whole.words]
    exact = NAME_FEATURES.index("exact")
    for query, listed, tier in [(whole, whole, 2), (part, whole, 0), (whole, part, 0)]:
        assert pair_values(query, listed, [listed], weights, weight)[exact] == tier


def readings_of(query: str, listed: str) -> Iterator[tuple[int, int, str]]:
    kind = Kind.ORGANIZATION
    return word_readings(named(query, kind), named(listed, kind).words)


@given(NAME, NAME)
def test_sides_mirror_each_other(left: str, right: str) -> None:
    # Words are read together and apart on the side of the query only.
    assume(not any(map(list, (readings_of(left, right), readings_of(right, left)))))
    one, two = values(left, right), values(right, left)
    for mine, theirs in [
        ("query_coverage", "listed_coverage"),
        ("query_missing", "listed_missing"),
        ("query_rest", "listed_rest"),
        *((name, name) for name in ("evidence", "spelling", "joined", "legal_form", "exact")),
    ]:
        assert one[mine] == pytest.approx(two[theirs], abs=1e-5)


@given(NAME, NAME, KIND)
def test_nothing_beats_the_name_itself(query: str, other: str, kind: Kind) -> None:
    own = values(query, query, kind)
    for name, value in values(query, other, kind).items():
        if name in {"query_missing", "listed_missing", "query_rest", "listed_rest"}:
            assert own[name] <= value
        elif name not in {"evidence", "found_words", "legal_form", "numbers", "places"}:
            assert own[name] >= value - 1e-9 or name in _NOT_OF_EQUALS


@pytest.mark.parametrize(
    ("closer", "farther"),
    [
        (("Arkady Dragunov", "Arkadiy Dragunov"), ("Arkady Dragunov", "Arkady Petrov")),
        (("Zarathul Trading", "Zarathul"), ("Zarathul Trading", "Falcon Trading")),
        (("Ali Dragunov", "Dragunov"), ("Ali Dragunov", "Ali")),
    ],
)
def test_rare_words_carry_the_evidence(closer: tuple[str, str], farther: tuple[str, str]) -> None:
    assert points(*closer, Kind.PERSON) > points(*farther, Kind.PERSON)
