"""One run of the quality benchmark: everything measured, case by case."""

import random
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Final

import msgspec

from bench.cases import read_cases, read_universe
from bench.options import Steps
from bench.quality import left_out, manipulated
from bench.quality.exact import Exact, exact_identifiers, exact_names
from bench.quality.manipulated import Manipulated
from bench.quality.measure import thresholds
from bench.quality.outcomes import Measured, Outcome, with_facts
from bench.quality.shares import Share
from bench.retrieval import NOBODY, Searcher
from matchers.index import Index
from matchers.model import ListedEntity

GROUPS: Final = ("facts", "manipulated", "left-out", "exact")


class Sizes(msgspec.Struct, frozen=True, kw_only=True):
    """How large the samples are, and their seed."""

    exact: int
    left_out: int
    seed: int


class Parts(msgspec.Struct, kw_only=True):
    """What was measured; a group that was not stays empty. `limit` is the threshold at 1 %."""

    entities: Mapping[str, ListedEntity]
    positives: Sequence[Outcome]
    negatives: Sequence[Outcome]
    limit: float
    facts: tuple[Sequence[Outcome], Sequence[Outcome]] = ((), ())
    manipulated: Mapping[str, Share] = {}
    manipulated_missed: Sequence[Manipulated] = ()
    left_out: Mapping[str, Share] = {}
    names: Exact | None = None
    identifiers: Exact | None = None


def run(
    cases: Path, universe: Path, sizes: Sizes, groups: Collection[str], progress: Steps
) -> Parts:
    """Measure the labelled cases, and these of `GROUPS`."""
    positives = read_cases(cases, "dev_positives")
    negatives = read_cases(cases, "dev_negatives")
    aliases = read_cases(cases, "dev_alias_leave_one_out") if "left-out" in groups else []
    entities = [*read_universe(universe), NOBODY]
    progress.start("index")
    measured = Measured(Index.build(entities))
    others = list(measured.outcomes(negatives, progress.start("negatives", len(negatives))))
    parts = Parts(
        entities={entity.id: entity for entity in entities},
        positives=list(measured.outcomes(positives, progress.start("positives", len(positives)))),
        negatives=others,
        limit=thresholds(others)["1.0%"],
    )
    if "facts" in groups:
        bar = progress.start("with facts", len(positives) + len(negatives))
        parts.facts = (
            list(measured.outcomes(positives, bar, with_facts)),
            list(measured.outcomes(negatives, bar, with_facts)),
        )
    if "manipulated" in groups:
        names = list(manipulated.manipulated(entities, sizes.seed))
        bar = progress.start("manipulated", len(names))
        parts.manipulated, parts.manipulated_missed = manipulated.recall(
            measured.screener, names, parts.limit, bar
        )
    if "left-out" in groups:
        sample = random.Random(sizes.seed).sample(aliases, min(sizes.left_out, len(aliases)))
        bar = progress.start("left out", len(sample))
        scores = list(left_out.scores_left_out(Searcher(measured.index), sample, bar))
        parts.left_out = left_out.recall(sample, scores, parts.limit)
    if "exact" in groups:
        bar = progress.start("exact", 2 * sizes.exact)
        listed = entities[:-1]
        parts.names = exact_names(measured.screener, listed, sizes.exact, sizes.seed, bar)
        parts.identifiers = exact_identifiers(
            measured.screener, listed, sizes.exact, sizes.seed, bar
        )
    return parts
