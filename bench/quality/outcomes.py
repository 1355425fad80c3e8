"""Labelled cases through the real pipeline: what each of them found."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from typing import Final

import msgspec

from bench.cases import THRESHOLDS, Case
from matchers.candidates import analysed
from matchers.features import NAME_FEATURES
from matchers.index import Index
from matchers.model import Party
from matchers.names import kinds_of
from matchers.screener import Scored, Screener

MATCHES: Final = 50
"""Best matches among which an expected entity counts as found."""

LEAST: Final = 0.05
"""Scores below are not told apart: no threshold that is measured lies there."""

Progress = Callable[[int], None]


class Outcome(msgspec.Struct, frozen=True):
    """A case, the best of all matches, and the best with an expected entity.

    For a case that expects nobody the two are the same. None where no match reaches `LEAST`.
    """

    case: Case
    best: Scored | None
    wanted: Scored | None

    @property
    def score(self) -> float:
        """What is measured: the score of the wanted match; 0 without one."""
        return self.wanted.score if self.wanted else 0.0


def name_only(case: Case) -> Party:
    """The case's party by its name and kind."""
    return case.party


def with_facts(case: Case) -> Party:
    """The case's party with the birth date and the countries that its source states."""
    return case.party_with_facts


def claims(match: Scored) -> dict[str, tuple[float, float]]:
    """What a match rests on: every claim about names and facts, with its value and its points."""
    found = {"base": (1.0, match.base)}
    found |= {line.feature: (line.value, line.points) for line in match.facts}
    names = match.candidate.names
    if names is not None:
        pairs = zip(names.values.tolist(), names.points.tolist(), strict=True)
        found |= dict(zip(NAME_FEATURES, pairs, strict=True))
        if names.weak_points:
            found["weak_alias"] = (1.0, names.weak_points)
    return found


def entity_id(match: Scored) -> str:
    """The listed entity that a match is with."""
    return match.candidate.entity.id


class Measured:
    """An index and a screener over it, for measuring."""

    def __init__(self, index: Index) -> None:
        """Screen against `index`; thresholds are those of `bench.cases`."""
        self.index = index
        self.screener = Screener(index, THRESHOLDS)

    def outcomes(
        self, cases: Sequence[Case], progress: Progress, party: Callable[[Case], Party] = name_only
    ) -> Iterator[Outcome]:
        """The outcome of each case.

        The negatives are among the names that the table of common words was counted from: each
        is measured as if it had not been.
        """
        for case in cases:
            with ExitStack() as stack:
                if not case.expect:
                    for name in analysed(case.party, kinds_of(case.query.kind)):
                        stack.enter_context(self.index.without(name))
                yield self._outcome(case, party(case))
            progress(1)

    def _outcome(self, case: Case, party: Party) -> Outcome:
        limit = MATCHES if case.expect else 1
        found = self.screener.ranked(party, min_score=LEAST, limit=limit).best
        wanted = (each for each in found if not case.expect or entity_id(each) in case.expect)
        return Outcome(case=case, best=next(iter(found), None), wanted=next(wanted, None))
