"""The result of a quality run, and how it is shown."""

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec
from rich.console import Console
from rich.table import Table

from bench.quality.exact import Exact
from bench.quality.examples import alarms, largest, misses
from bench.quality.measure import (
    Groups,
    calibration,
    negative_groups,
    reached,
    thresholds,
    ties,
)
from bench.quality.outcomes import Outcome
from bench.quality.run import Parts
from bench.quality.shares import Share

AT: Final = "1.0%"
"""The rate of false alarms that most floors are about."""


class Quality(msgspec.Struct, frozen=True, kw_only=True):
    """Thresholds by rate of false alarms; shares by group of cases; the exact checks.

    `false_alarms` are the negatives of each set that reach the thresholds, `calibration` those that
    reach the calibrated scores; `facts` is recall with facts, at thresholds of its own, beside that
    without. The classes count errors at 1 %. What was not measured is empty.
    """

    thresholds: Mapping[str, float]
    recall: Groups
    false_alarms: Groups
    calibration: Groups
    ties: Share
    facts: Groups
    manipulated: Groups
    left_out: Groups
    missed_classes: Mapping[str, int]
    alarm_classes: Mapping[str, int]
    names: Exact | None
    identifiers: Exact | None


def summed_up(parts: Parts) -> Quality:
    """The shares and counts of what was measured."""
    limits = thresholds(parts.negatives)
    same, others = parts.facts
    return Quality(
        thresholds=limits,
        recall=reached(parts.positives, limits),
        false_alarms=reached(parts.negatives, limits, negative_groups),
        calibration=calibration(parts.negatives),
        ties=ties([*parts.positives, *parts.negatives]),
        facts=_beside(parts.positives, limits, same, thresholds(others)) if others else {},
        manipulated={of: {AT: share} for of, share in parts.manipulated.items()},
        left_out={of: {AT: share} for of, share in parts.left_out.items()},
        missed_classes=largest(list(misses(parts.positives, parts.limit, parts.entities))),
        alarm_classes=largest(list(alarms(parts.negatives, parts.limit, parts.entities))),
        names=parts.names,
        identifiers=parts.identifiers,
    )


def _beside(
    by_name: Sequence[Outcome],
    limits: Mapping[str, float],
    with_facts: Sequence[Outcome],
    own_limits: Mapping[str, float],
) -> dict[str, dict[str, Share]]:
    """Recall at `AT` by name alone beside that with facts, each at its own thresholds."""
    plain = reached(by_name, {AT: limits[AT]})
    told = reached(with_facts, own_limits)
    return {
        group: {f"{AT}, name only": plain[group][AT], **shares} for group, shares in told.items()
    }


def tables(result: Quality) -> dict[str, Groups]:
    """What is shown as tables, by its heading; what was not measured is left out."""
    shown = {
        "recall at false alarms of": result.recall,
        "recall with birth date and country, at": result.facts,
        "manipulated listed names, at": result.manipulated,
        "alias left out, at": result.left_out,
        "negatives that reach the threshold of": result.false_alarms,
        "negatives that reach score": result.calibration,
    }
    return {title: groups for title, groups in shown.items() if groups}


def remarks(result: Quality) -> list[str]:
    """What is said in words: thresholds, ties, the exact checks, classes of errors."""
    limits = ", ".join(f"{rate}: {limit:.4f}" for rate, limit in result.thresholds.items())
    lines = [
        f"Thresholds at {limits}.",
        f"Best matches tied with another query's, exact tier aside: {result.ties.share:.2%}.",
    ]
    for what, exact in (("names", result.names), ("identifiers", result.identifiers)):
        if exact is not None:
            found = exact.screened - len(exact.missed)
            lines.append(f"Exact listed {what}: {found:,} of {exact.screened:,} found.")
            lines += [f"Missed: {missed}" for missed in exact.missed]
    classes = {"Missed": result.missed_classes, "False alarms": result.alarm_classes}
    for what, counts in classes.items():
        of = ", ".join(f"{name} {count:,}" for name, count in counts.items())
        lines.append(f"{what} at 1 %, by what can be counted: {of}.")
    return lines


def show(result: Quality) -> None:
    """Print the tables."""
    console = Console()
    for title, groups in tables(result).items():
        rates = next(iter(groups.values()))
        table = Table(title, "cases", *rates)
        for group, shares in groups.items():
            of = next(iter(shares.values())).of
            table.add_row(group, f"{of:,}", *map(str, shares.values()))
        console.print(table)
    for line in remarks(result):
        console.print(line, markup=False, highlight=False)
