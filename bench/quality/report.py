"""The result of a quality run, and how it is shown."""

from collections.abc import Mapping, Sequence

import msgspec
from rich.console import Console
from rich.table import Table

from bench.quality.exact import Exact
from bench.quality.examples import Example, largest
from bench.quality.measure import (
    Groups,
    calibration,
    negative_groups,
    reached,
    thresholds,
    ties,
)
from bench.quality.outcomes import Outcome
from bench.quality.shares import Share


class Parts(msgspec.Struct, frozen=True, kw_only=True):
    """What was measured, case by case."""

    positives: Sequence[Outcome]
    negatives: Sequence[Outcome]
    misses: Sequence[Example]
    alarms: Sequence[Example]
    names: Exact
    identifiers: Exact


class Quality(msgspec.Struct, frozen=True, kw_only=True):
    """Thresholds by rate of false alarms; shares by group of cases; the exact checks.

    `false_alarms` are the negatives of each set that reach the thresholds, `calibration` those that
    reach the calibrated scores. `missed_classes` and `alarm_classes` count the errors at 1 %.
    """

    thresholds: Mapping[str, float]
    recall: Groups
    false_alarms: Groups
    calibration: Groups
    ties: Share
    missed_classes: Mapping[str, int]
    alarm_classes: Mapping[str, int]
    names: Exact
    identifiers: Exact


def summed_up(parts: Parts) -> Quality:
    """The shares and counts of what was measured."""
    limits = thresholds(parts.negatives)
    return Quality(
        thresholds=limits,
        recall=reached(parts.positives, limits),
        false_alarms=reached(parts.negatives, limits, negative_groups),
        calibration=calibration(parts.negatives),
        ties=ties([*parts.positives, *parts.negatives]),
        missed_classes=largest(parts.misses),
        alarm_classes=largest(parts.alarms),
        names=parts.names,
        identifiers=parts.identifiers,
    )


def show(result: Quality) -> None:
    """Print the tables."""
    console = Console()
    console.print(
        table("recall at false alarms of", result.recall),
        table("share of negatives at", result.false_alarms),
        table("share of negatives at score", result.calibration),
    )
    limits = ", ".join(f"{rate}: {limit:.4f}" for rate, limit in result.thresholds.items())
    console.print(f"thresholds at {limits}")
    console.print(f"best matches whose score another query's has too: {result.ties.share:.2%}")
    counts = {"missed": result.missed_classes, "false alarms": result.alarm_classes}
    for what, classes in counts.items():
        of = ", ".join(f"{name} {count:,}" for name, count in classes.items())
        console.print(f"{what} at 1 %, by what can be counted: {of}", markup=False)
    for what, exact in (("names", result.names), ("identifiers", result.identifiers)):
        found = exact.screened - len(exact.missed)
        console.print(f"exact listed {what}: {found:,} of {exact.screened:,} found")
        for missed in exact.missed[:20]:
            console.print(f"  missed {missed}", markup=False)


def table(title: str, groups: Groups) -> Table:
    """Groups as rows, with how many cases each has; rates as columns."""
    rates = next(iter(groups.values()), {})
    drawn = Table(title, "cases", *rates)
    for group, shares in groups.items():
        of = next(iter(shares.values())).of
        drawn.add_row(group, f"{of:,}", *map(str, shares.values()))
    return drawn
