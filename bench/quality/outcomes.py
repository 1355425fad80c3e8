"""Labelled cases through the real pipeline: what each of them found."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from typing import Final

import msgspec

from bench.cases import THRESHOLDS, Case
from matchers.index import Index, kinds_of
from matchers.model import Match, Party
from matchers.names import analyse
from matchers.screener import Screener

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
    best: Match | None
    wanted: Match | None

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
                    for kind in kinds_of(case.query.kind):
                        name = analyse(case.query.name, kind)
                        if name is not None:
                            stack.enter_context(self.index.without(name))
                yield self._outcome(case, party(case))
            progress(1)

    def _outcome(self, case: Case, party: Party) -> Outcome:
        limit = MATCHES if case.expect else 1
        matches = self.screener.screen([party], min_score=LEAST, limit=limit)[0].matches
        wanted = (m for m in matches if not case.expect or m.entity_id in case.expect)
        return Outcome(case=case, best=next(iter(matches), None), wanted=next(wanted, None))
