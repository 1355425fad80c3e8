"""Refresh the lists and publish what changed: `refresh` tells the story."""

from collections.abc import Sequence
from pathlib import Path

import msgspec

from lists.build import merge
from lists.delta import Delta, delta
from lists.link import link
from lists.refreshing.edition import Desk, Order, check_order, content, is_due, keep, manifest
from lists.refreshing.in_use import InUse
from lists.refreshing.intake import Intake, apart
from lists.refreshing.outcome import Outcome, Status
from lists.snapshots.snapshot import Manifest
from matchers.model import Struct


class Report(Struct, frozen=True):
    """What became of every source, what changed, and what was published, if anything was."""

    outcomes: Sequence[Outcome]
    delta: Delta
    published: Manifest | None = None

    @property
    def refused(self) -> bool:
        """Whether any source was."""
        return any(outcome.status is Status.REFUSED for outcome in self.outcomes)


def refresh(order: Order, desk: Desk) -> Report:
    """Fetch, read and check every source; publish one snapshot of what is sound.

    A source that is refused keeps its last good version and holds up no other. Raises BuildError
    where nothing can be published, ConfigError for sources that are described wrongly, and what
    publishing raises.
    """
    with desk.state.lock(), desk.state.aside() as aside:
        in_use = desk.in_use()
        check_order(order, in_use)
        outcomes = bring(order, desk, in_use, aside)
        links = link(merge(each.loaded for each in outcomes if each.loaded is not None))
        report = Report(outcomes=outcomes, delta=delta(in_use.entities, links.entities))
        if order.dry_run:
            return report
        if is_due(report.outcomes, report.delta, in_use, order, desk.now()):
            folder, files = content(links.entities, outcomes, report.delta, in_use, desk, aside)
            unsigned = manifest(outcomes, files, links.conflicts, in_use, order, desk.now())
            report = msgspec.structs.replace(report, published=desk.publish(folder, unsigned))
            desk.state.keep_content(folder)
        keep(outcomes, desk.state)
        if report.published is not None:
            desk.announce(report.published, report.delta.counts())
    return report


def bring(order: Order, desk: Desk, in_use: InUse, aside: Path) -> Sequence[Outcome]:
    """Every source, one after the other: fetched, read and checked, or as it was last good."""
    intake = Intake(order.sources, desk.state, desk.fetcher, in_use, desk.now, desk.progress)
    outcomes = []
    for source_id in sorted(order.sources):
        if source_id not in order.chosen:
            outcomes.append(intake.last(source_id))
            continue
        folder = aside / source_id
        folder.mkdir()
        outcomes.append(intake.bring(source_id, folder, accepted=source_id in order.accepted))
    return apart(outcomes, intake)
