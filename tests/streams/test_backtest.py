"""Counts and samples of a back-test, over screeners that answer what a case says."""

from collections.abc import Mapping, Sequence

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchers.model import (
    Identifier,
    Kind,
    ListedEntity,
    ListedName,
    Match,
    Party,
    PartyName,
    Scheme,
    Subject,
    Verdict,
)
from matchers.screener import Screened
from streams.backtest import Backtest, Past, Side
from streams.backtest_report import Counts, Outcome, Report
from streams.events.parties import Located

CLEAR, REVIEW, HOLD = Verdict.CLEAR, Verdict.REVIEW, Verdict.HOLD
Answers = Mapping[str, Mapping[str, Verdict]]
"""Verdicts by the name of a party and the id of an entity; those not named are no match."""

ENTITIES = {
    key: ListedEntity(
        id=key,
        source=key[0],
        kind=Kind.PERSON,
        names=(ListedName(value=key),),
        programmes=programmes,
    )
    for key, programmes in {"a1": ("X", "Y"), "a2": ("X",), "b1": (), "b2": ("X", "X")}.items()
}


class Scripted:
    """A screener that finds what it is told to."""

    def __init__(self, answers: Answers, *, left_out: int = 0) -> None:
        self._answers = answers
        self._left_out = left_out

    def screen(self, subjects: Sequence[Subject], *, limit: int) -> list[Screened]:
        assert limit > 0
        return [self._screen(subject) for subject in subjects]

    def _screen(self, subject: Subject) -> Screened:
        assert isinstance(subject, Party)
        found = self._answers.get(subject.names[0].value, {})
        matches = tuple(
            Match(
                entity_id=key,
                source=key[0],
                linked=(),
                score=0.95 if verdict is HOLD else 0.6,
                verdict=verdict,
                listed_name=key,
                query_name=subject.names[0].value,
                evidence=(),
            )
            for key, verdict in found.items()
            if verdict is not CLEAR
        )
        verdict = Verdict.worst([match.verdict for match in matches])
        return Screened(verdict=verdict, matches=matches, left_out=self._left_out)


def named(name: str, number: int = 0, role: str = "buyer", passport: str = "") -> Located:
    identifiers = (Identifier(scheme=Scheme.PASSPORT, value=passport),) if passport else ()
    party = Party(names=(PartyName(value=name),), identifiers=identifiers)
    return Located(path=f"parties[{number}]", role=role, subject=party)


def past(*parties: Located, reference: str = "L-1") -> Past:
    return Past(publisher="nordland", reference=reference, named=parties)


def compared(present: Answers, proposed: Answers, *events: Past, sample: int = 5) -> Report:
    sides = (Side(Scripted(answers), ENTITIES) for answers in (present, proposed))
    backtest = Backtest(*sides, sample=sample)
    backtest.add(events)
    return backtest.report()


def counts(report: Report) -> dict[tuple[str, str | None], Counts]:
    return {(row.source, row.programme): row.counts for row in report.lists}


def only(**changed: object) -> Counts:
    nothing = {"review": 0, "hold": 0}
    base = Counts(gained=nothing, lost=nothing, kept=nothing, raised=0, lowered=0)
    return msgspec.structs.replace(base, **changed)


@pytest.mark.parametrize(
    ("before", "after", "counted", "change"),
    [
        (CLEAR, REVIEW, {"gained": {"review": 1, "hold": 0}}, "gained"),
        (CLEAR, HOLD, {"gained": {"review": 0, "hold": 1}}, "gained"),
        (REVIEW, CLEAR, {"lost": {"review": 1, "hold": 0}}, "lost"),
        (HOLD, CLEAR, {"lost": {"review": 0, "hold": 1}}, "lost"),
        (REVIEW, REVIEW, {"kept": {"review": 1, "hold": 0}}, None),
        (HOLD, HOLD, {"kept": {"review": 0, "hold": 1}}, None),
        (REVIEW, HOLD, {"raised": 1}, "raised"),
        (HOLD, REVIEW, {"lowered": 1}, "lowered"),
    ],
)
def test_each_change_has_its_column(
    before: Verdict, after: Verdict, counted: dict[str, object], change: str | None
) -> None:
    report = compared({"Ada": {"a2": before}}, {"Ada": {"a2": after}}, past(named("Ada")))
    assert counts(report) == {("a", None): only(**counted), ("a", "X"): only(**counted)}
    assert report.outcomes == (Outcome(present=before, proposed=after, events=1),)
    assert [example.change for example in report.sample] == ([change] if change else [])
    for example in report.sample:
        shown = [
            None if seen is None else seen.verdict for seen in (example.present, example.proposed)
        ]
        assert shown == [None if verdict is CLEAR else verdict for verdict in (before, after)]
        assert (example.entity_id, example.query_name, example.path) == ("a2", "Ada", "parties[0]")


def test_an_entity_of_several_programmes_counts_in_each_and_once_in_its_list() -> None:
    report = compared({}, {"Ada": {"a1": HOLD, "b1": REVIEW, "b2": HOLD}}, past(named("Ada")))
    hold = {"review": 0, "hold": 1}
    assert counts(report) == {
        ("a", None): only(gained=hold),
        ("a", "X"): only(gained=hold),
        ("a", "Y"): only(gained=hold),
        ("b", None): only(gained={"review": 1, "hold": 1}),
        ("b", "X"): only(gained=hold),
    }


def test_a_party_that_is_named_twice_in_a_role_is_one_alert_and_otherwise_two() -> None:
    answers: Answers = {"Ada": {"a2": HOLD}}

    def gained(*parties: Located) -> int:
        return counts(compared({}, answers, past(*parties)))["a", None].gained["hold"]

    assert gained(named("Ada"), named("Ada", 1)) == 1
    assert gained(named("Ada"), named("Ada", 1, role="seller")) == 2
    assert gained(named("Ada"), named("Ada", 1, passport="A123456")) == 2


def test_left_out_and_parties_are_counted() -> None:
    backtest = Backtest(
        Side(Scripted({}, left_out=1), ENTITIES), Side(Scripted({}, left_out=2), ENTITIES), sample=1
    )
    backtest.add([past(named("Ada"), named("Bea", 1)), past()])
    report = backtest.report()
    assert (report.events, report.parties) == (2, 2)
    assert (report.left_out_present, report.left_out_proposed) == (2, 4)


def test_an_entity_that_is_gone_is_lost_under_the_programmes_it_had() -> None:
    gone = {key: entity for key, entity in ENTITIES.items() if key != "a1"}
    backtest = Backtest(
        Side(Scripted({"Ada": {"a1": HOLD}}), ENTITIES), Side(Scripted({}), gone), sample=1
    )
    backtest.add([past(named("Ada"))])
    assert set(counts(backtest.report())) == {("a", None), ("a", "X"), ("a", "Y")}


def test_a_sample_is_bounded_by_change_and_the_same_again() -> None:
    events = [past(named("Ada"), reference=f"L-{number}") for number in range(2000)]
    events += [past(named("Bea"), reference="rare")]
    present: Answers = {"Bea": {"b1": HOLD}}
    proposed: Answers = {"Ada": {"a2": HOLD}}
    report = compared(present, proposed, *events, sample=4)
    changes = [example.change for example in report.sample]
    assert changes == ["gained"] * 4 + ["lost"]
    chosen = [int(example.reference[2:]) for example in report.sample[:4]]
    assert max(chosen) > 100  # of all of them, and not the first
    assert compared(present, proposed, *events, sample=4) == report
    assert compared(present, proposed, *events, sample=0).sample == ()


def test_every_alert_is_as_likely_to_be_shown() -> None:
    shown = dict.fromkeys(range(10), 0)
    sides = [Side(Scripted(answers), ENTITIES) for answers in ({}, {"Ada": {"a2": HOLD}})]
    events = [past(named("Ada"), reference=str(number)) for number in range(10)]
    for seed in range(400):
        backtest = Backtest(sides[0], sides[1], sample=3, seed=seed)
        backtest.add(events)
        for example in backtest.report().sample:
            shown[int(example.reference)] += 1
    assert sum(shown.values()) == 1200
    assert all(80 <= times <= 160 for times in shown.values())


VERDICTS = st.dictionaries(
    st.sampled_from(["Ada", "Bea"]),
    st.dictionaries(st.sampled_from(sorted(ENTITIES)), st.sampled_from([CLEAR, REVIEW, HOLD])),
)
EVENTS = st.lists(
    st.lists(
        st.builds(named, st.sampled_from(["Ada", "Bea", "Cem"]), st.integers(0, 3)), max_size=3
    ).map(lambda parties: past(*parties)),
    max_size=40,
)


@given(VERDICTS, VERDICTS, EVENTS)
def test_the_way_back_undoes_it(one: Answers, other: Answers, events: list[Past]) -> None:
    there, back = compared(one, other, *events), compared(other, one, *events)
    for key, counted in counts(there).items():
        undone = counts(back)[key]
        assert (counted.gained, counted.lost) == (undone.lost, undone.gained)
        assert counted.kept == undone.kept
        assert (counted.raised, counted.lowered) == (undone.lowered, undone.raised)
    assert {(o.present, o.proposed, o.events) for o in there.outcomes} == {
        (o.proposed, o.present, o.events) for o in back.outcomes
    }
    assert sum(outcome.events for outcome in there.outcomes) == len(events) == there.events
    same = compared(one, one, *events)
    assert same.sample == ()
    assert all(row.counts == only(kept=row.counts.kept) for row in same.lists)
