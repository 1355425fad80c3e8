"""The exact measure: recall at the false alarms that it costs.

Name and kind only, against the whole universe. For every negative: its best score over all
entities. The threshold t(f) is the score that a share f of the negatives reaches. Recall of a set
at f is the share of its cases in which an expected entity scores t(f) or more, among the best 50
matches of the real pipeline, retrieval included.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

import numpy as np

from bench.cases import Case
from bench.quality.outcomes import Outcome, claims
from bench.quality.shares import Share, share

FALSE_ALARMS: Final = (0.001, 0.003, 0.01, 0.03)
CALIBRATED: Final = {0.5: 0.01, 0.9: 0.001}
"""Scores, and the share of ordinary parties of a kind that should reach each."""

Groups = Mapping[str, Mapping[str, Share]]
"""Group of cases to rate of false alarms (or score) to share."""


def thresholds(negatives: Sequence[Outcome]) -> dict[str, float]:
    """The score that each share of the negatives reaches."""
    falling = np.sort([each.score for each in negatives])[::-1]
    return {
        f"{rate:.1%}": float(falling[max(0, round(rate * len(falling)) - 1)])
        for rate in FALSE_ALARMS
    }


def groups(case: Case) -> Iterator[str]:
    """The groups that a positive case counts in: its set, and the gate with its parts."""
    yield case.set
    if not case.in_gate:
        return
    yield "gate"
    yield f"gate, {case.query.kind}"
    for tag in case.tags:
        mark, _, value = tag.partition(":")
        if mark == "q" and value:
            yield f"gate, {value}"
        if mark == "band" and value:
            yield f"gate, band {value}"
    if "xscript" in case.tags:
        yield "gate, across scripts"


def negative_groups(case: Case) -> Iterator[str]:
    """The groups that a negative case counts in: all, its kind and its set."""
    yield "all"
    yield case.query.kind
    yield case.set


def reached(
    outcomes: Sequence[Outcome],
    limits: Mapping[str, float],
    groups_of: Callable[[Case], Iterator[str]] = groups,
) -> dict[str, dict[str, Share]]:
    """In every group, the share of cases whose score reaches each limit."""
    members: dict[str, list[float]] = {}
    for outcome in outcomes:
        for group in groups_of(outcome.case):
            members.setdefault(group, []).append(outcome.score)
    return {
        group: {rate: share(s >= limit for s in scores) for rate, limit in limits.items()}
        for group, scores in sorted(members.items())
    }


def calibration(negatives: Sequence[Outcome]) -> dict[str, dict[str, Share]]:
    """The share of ordinary parties of each kind and set that reach the calibrated scores."""
    return reached(negatives, {str(score): score for score in CALIBRATED}, negative_groups)


def ties(outcomes: Sequence[Outcome]) -> Share:
    """The share of best matches whose score another query's best match has too, to the last bit.

    Equal names (the exact tier) are left aside, and of queries that differ in case or in blanks
    only one counts.
    """
    scores = {
        (
            " ".join(each.case.query.name.casefold().split()),
            each.case.query.kind,
        ): each.best.log_odds
        for each in outcomes
        if each.best and not is_exact(each)
    }
    counted = Counter(scores.values())
    return share(counted[score] > 1 for score in scores.values())


def is_exact(outcome: Outcome) -> bool:
    """Whether the best match is of names that are equal."""
    return outcome.best is not None and claims(outcome.best).get("exact", (0.0, 0.0))[0] > 0
