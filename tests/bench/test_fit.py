import gzip
from collections.abc import Sequence
from pathlib import Path

import click
import msgspec
import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from bench import fit
from bench.cases import Case, Query, read_cases
from bench.fit import Study, linked_folds, scale, weight_of, worse
from bench.fitting import slips
from bench.fitting.model import FALLING, KNOTS, best, best_scores, places
from matchers.features import NAME_FEATURES
from matchers.model import Kind, ListedEntity, ListedName
from matchers.scorecard import Scorecard, scorecard

SYLLABLES = ("zar", "thul", "ok", "nor", "vel", "mar", "tun", "dol", "kel", "sin", "bra", "duk")
KINDS = (Kind.PERSON, Kind.ORGANIZATION, Kind.VESSEL)


def word(number: int) -> str:
    size = len(SYLLABLES)
    parts = (number % size, number // size % size, (7 * number + 3) % size)
    return "".join(SYLLABLES[part] for part in parts).capitalize()


def entity(kind: Kind, number: int) -> ListedEntity:
    return ListedEntity(
        id=f"{kind}-{number}",
        source="t",
        kind=kind,
        names=(ListedName(value=f"{word(number)} {word(number + 61)}"),),
    )


ENTITIES = [entity(kind, 5 * number) for kind in KINDS for number in range(24)]


def positive(listed: ListedEntity) -> Case:
    """A listed name as somebody else might spell it."""
    first, second = listed.names[0].value.split()
    return Case(
        qid=f"+{listed.id}",
        query=Query(
            name=f"{first[:-1]}{first[-1] * 2} {second.replace('o', 'u')}", kind=listed.kind
        ),
        expect=(listed.id,),
        tags=(),
        set="crosslist_hard_alias",
    )


def negative(kind: Kind, number: int) -> Case:
    """A name that shares a word with a listed one, or none."""
    first = word(5 * (number % 24)) if number % 3 == 0 else word(1_001 + number)
    return Case(
        qid=f"-{kind}-{number}",
        query=Query(name=f"{first} {word(2_002 + 3 * number)}", kind=kind),
        expect=(),
        tags=(),
    )


POSITIVES = [positive(each) for each in ENTITIES]
NEGATIVES = [negative(kind, number) for kind in KINDS for number in range(120)]


@pytest.fixture(scope="module")
def study() -> Study:
    return Study.of(ENTITIES, POSITIVES, NEGATIVES, lambda _done: None)


@pytest.fixture(scope="module")
def fitted(study: Study) -> tuple[Scorecard, dict[str, float]]:
    return study.fitted(scorecard())


def test_the_same_cases_give_the_same_bytes(
    fitted: tuple[Scorecard, dict[str, float]],
) -> None:
    again = Study.of(ENTITIES, POSITIVES, NEGATIVES, lambda _done: None).fitted(scorecard())
    assert fit.as_yaml(fitted[0], {"x": "1"}) == fit.as_yaml(again[0], {"x": "1"})
    assert fitted[1] == again[1]


@pytest.mark.parametrize("kind", KINDS)
def test_points_only_rise_with_agreement(
    fitted: tuple[Scorecard, dict[str, float]], kind: Kind
) -> None:
    card = fitted[0].kinds[kind]
    for name, line in card.names.items():
        steps = np.diff([points for _, points in line])
        assert (steps <= 0).all() if name in FALLING else (steps >= 0).all()
        assert 2 <= len(line) <= KNOTS + 1
    assert any(points for line in card.names.values() for _, points in line)


def test_facts_are_left_as_they_were(fitted: tuple[Scorecard, dict[str, float]]) -> None:
    assert fitted[0].facts == scorecard().facts


def test_ordinary_parties_seldom_score(
    fitted: tuple[Scorecard, dict[str, float]], study: Study
) -> None:
    found = study.recalls(fitted[0])
    assert found["gate @ 1.0%"] > 0.8
    assert fitted[1].keys() == found.keys()


def test_without_a_claim_nothing_is_learnt_of_it(study: Study) -> None:
    blind = study.without("spelling")
    column = NAME_FEATURES.index("spelling")
    assert study.same.values[:, column].any()
    assert not blind.same.values[:, column].any()
    assert not blind.others.values[:, column].any()
    others = [place for place in range(len(NAME_FEATURES)) if place != column]
    assert (blind.same.values[:, others] == study.same.values[:, others]).all()


@given(st.lists(st.lists(st.integers(0, 9).map(str), min_size=1, max_size=3), max_size=12))
def test_cases_that_share_an_entity_share_a_fold(expected: list[list[str]]) -> None:
    cases = [
        Case(
            qid=str(number),
            query=Query(name="x", kind=Kind.PERSON),
            expect=tuple(entities),
            tags=(),
        )
        for number, entities in enumerate(expected)
    ]
    folds = linked_folds(cases).tolist()
    assert all(0 <= fold < fit.FOLDS for fold in folds)
    groups = [set(entities) for entities in expected]
    for _ in groups:  # joined until nothing more is linked: plain, slow
        groups = [
            set[str]().union(*(other for other in groups if other & group)) for group in groups
        ]
    for one, fold in zip(groups, folds, strict=True):
        assert all(
            other_fold == fold
            for other, other_fold in zip(groups, folds, strict=True)
            if one & other
        )


def test_folds_differ() -> None:
    assert len(set(linked_folds(POSITIVES).tolist())) == fit.FOLDS


@pytest.mark.parametrize(
    ("of", "kind", "tags", "counts"),
    [
        ("crosslist_hard_alias", Kind.PERSON, (), 1),
        ("crosslist_hard_alias", Kind.PERSON, ("band:disjoint",), 0),
        ("crosslist_hard_alias", Kind.VESSEL, (), 0),
        ("crosslist_easy", Kind.PERSON, (), 0.2),
        ("slips", Kind.VESSEL, (), 1),
    ],
)
def test_what_a_case_counts(of: str, kind: Kind, tags: tuple[str, ...], counts: float) -> None:
    case = Case(qid="q", query=Query(name="x", kind=kind), expect=("e",), tags=tags, set=of)
    assert weight_of(case) == counts


def test_log_odds_say_how_rare_a_score_is() -> None:
    rarity = np.linspace(1 / 20_000, 1, 20_000)  # a score that one party in 1 / rarity reaches
    alarms = 3 - 2 * np.log(rarity)
    base, slope = scale(alarms)
    for share in (0.01, 0.001):
        score = 3 - 2 * np.log(share)
        assert base + slope * score == pytest.approx(np.log(0.01 / share), abs=0.05)


def test_recall_is_the_share_that_scores_as_the_rarest_false_alarms() -> None:
    cases = POSITIVES[:4]
    others = np.arange(1_000) / 1_000
    found = fit.recalls(cases, np.array([0.9995, 0.9975, 0.98, -np.inf]), others)
    assert found == {
        "gate @ 0.3%": 0.5,
        "crosslist_hard_alias @ 0.3%": 0.5,
        "gate @ 1.0%": 0.5,
        "crosslist_hard_alias @ 1.0%": 0.5,
        "gate @ 3.0%": 0.75,
        "crosslist_hard_alias @ 3.0%": 0.75,
    }


def test_a_fit_is_worse_by_more_than_a_case_in_a_hundred() -> None:
    old = {"gate @ 1.0%": 0.8, "gate @ 3.0%": 0.9}
    assert worse({"gate @ 1.0%": 0.791, "gate @ 3.0%": 0.95, "new": 0.0}, old) == []
    assert worse({"gate @ 1.0%": 0.78}, old) == ["gate @ 1.0%: 0.780, before 0.800"]


@given(
    st.lists(st.tuples(st.integers(0, 5), st.floats(-5, 5)), min_size=1, max_size=30),
    st.integers(1, 3),
)
def test_the_best_rows_of_each_case(rows: list[tuple[int, float]], count: int) -> None:
    cases = np.array([case for case, _ in rows])
    scores = np.array([score for _, score in rows])
    kept = best(cases, scores, count)
    for case in set(cases.tolist()):
        own = sorted((score for number, score in rows if number == case), reverse=True)
        chosen = sorted((float(scores[row]) for row in kept if cases[row] == case), reverse=True)
        assert chosen == own[:count]
        assert best_scores(cases, scores, 6)[case] == own[0]
    assert best_scores(cases, scores, 7)[6] == -np.inf


@given(st.lists(st.floats(-2, 5), min_size=1, max_size=9))
def test_values_stand_between_their_knots(values: list[float]) -> None:
    lines = {name: np.array([0.0, 0.5, 2.0]) for name in NAME_FEATURES}
    table = np.repeat(np.array(values)[:, np.newaxis], len(NAME_FEATURES), axis=1)
    where = places(table, lines)
    for row, value in enumerate(values):
        for column in range(len(NAME_FEATURES)):
            step, share = where.steps[row, column] - 2 * column, where.shares[row, column]
            left, right = ((0.0, 0.5), (0.5, 2.0))[step]
            assert left + share * (right - left) == pytest.approx(min(max(value, 0.0), 2.0))


def test_slips_are_one_slip_away_and_the_same_every_time() -> None:
    made = slips.slips(ENTITIES)
    assert made == slips.slips(ENTITIES)
    by_id = {each.id: each for each in ENTITIES}
    assert {case.query.kind for case in made} == slips.SLIPS.keys()
    for case in made:
        (expected,) = case.expect
        name = by_id[expected].names[0].value
        assert abs(len(case.query.name) - len(name)) <= 1


def test_a_scorecard_is_written_as_it_is_read() -> None:
    text = fit.as_yaml(scorecard(), {"cases": "abc"})
    assert msgspec.yaml.decode(text, type=Scorecard) == scorecard()
    assert "#   cases: SHA-256 abc" in text


def test_absent_cases_are_named(tmp_path: Path) -> None:
    with pytest.raises(
        click.ClickException, match=r"no labelled cases in .*dev_positives.*see --cases"
    ):
        read_cases(tmp_path, "dev_positives")


def write_cases(folder: Path, name: str, cases: Sequence[Case]) -> None:
    lines = b"\n".join(map(msgspec.json.encode, cases))
    (folder / f"{name}.jsonl.gz").write_bytes(gzip.compress(lines))


@pytest.fixture
def stored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The cases as files, and the options that name them."""
    write_cases(tmp_path, "dev_positives", POSITIVES)
    write_cases(tmp_path, "dev_negatives", NEGATIVES)
    universe = tmp_path / "universe"
    universe.write_bytes(b"stands for the universe")
    monkeypatch.setattr(fit, "read_universe", lambda _path: ENTITIES)
    return ["--cases", str(tmp_path), "--universe", str(universe)]


def test_a_worse_scorecard_is_refused(
    stored: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "card.yaml"
    measured = Study.recalls

    def better_than_any(study: Study, card: Scorecard) -> dict[str, float]:
        found = measured(study, card)
        return dict.fromkeys(found, 1.02) if card is scorecard() else found

    monkeypatch.setattr(Study, "recalls", better_than_any)
    refused = CliRunner().invoke(fit.main, [*stored, "--out", str(out)])
    assert refused.exit_code == 1
    assert "the scorecard in use is better, so nothing is written" in refused.output
    assert not out.exists()
    written = CliRunner().invoke(fit.main, [*stored, "--out", str(out), "--anyway"])
    assert written.exit_code == 0, written.output
    assert msgspec.yaml.decode(out.read_bytes(), type=Scorecard).facts == scorecard().facts
    assert out.read_text().count("SHA-256") == 3
