"""Recall of aliases that are taken away first: parties that come new under a name of no list.

What is approximate: word weights, neighbours of words and translations mined from the lists still
know of the name that is left out; scores, candidates and the entity's other names do not.
"""

from collections.abc import Iterator, Sequence

from bench.cases import Case
from bench.quality.outcomes import LEAST, MATCHES, Progress
from bench.quality.shares import Share, share
from bench.retrieval import Searcher, totals_left_out
from matchers.scorecard import log_odds, score


def scores_left_out(
    searcher: Searcher, cases: Sequence[Case], progress: Progress
) -> Iterator[float]:
    """For each case the best score of an expected entity among the best matches; 0 if of none."""
    numbers = {entity.id: number for number, entity in enumerate(searcher.index.entities)}
    least = log_odds(LEAST)
    for case, totals in zip(cases, totals_left_out(searcher, cases), strict=True):
        ranked = sorted((total for total in totals.values() if total >= least), reverse=True)
        last = ranked[MATCHES - 1] if len(ranked) >= MATCHES else least
        found = [totals[numbers[each]] for each in case.expect if numbers[each] in totals]
        yield max((score(total) for total in found if total >= last), default=0.0)
        progress(1)


def recall(cases: Sequence[Case], scores: Sequence[float], limit: float) -> dict[str, Share]:
    """The share of cases that reach the limit: of all, by kind, scripts and closeness."""
    members: dict[str, list[bool]] = {}
    for case, found in zip(cases, scores, strict=True):
        for group in _groups(case):
            members.setdefault(group, []).append(found >= limit)
    return {group: share(hits) for group, hits in sorted(members.items())}


def _groups(case: Case) -> Iterator[str]:
    yield "left out"
    yield f"left out, {case.query.kind}"
    for tag in case.tags:
        mark, _, value = tag.partition(":")
        if mark in {"q", "band"} and value:
            yield f"left out, {value if mark == 'q' else f'band {value}'}"
    if "xscript" in case.tags:
        yield "left out, across scripts"
