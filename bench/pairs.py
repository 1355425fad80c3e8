"""Pairs of names: how well one threshold for all kinds tells the same party from another one.

By themselves, without an index: words weigh what the table of ordinary names says.
"""

import random
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import click
import msgspec
import numpy as np
from numpy.typing import NDArray

from bench.cases import THRESHOLDS, Case
from bench.options import Progress
from matchers.candidates import analysed
from matchers.index import Index
from matchers.model import Kind, ListedEntity, Party, PartyName
from matchers.names import kinds_of
from matchers.screener import Screener


class Pair(msgspec.Struct, frozen=True):
    """Two parties, and whether they are one."""

    left: Party
    right: Party
    match: bool


class Told(msgspec.Struct, frozen=True):
    """How pairs are told apart at a threshold; `pairs` of them, `matches` of these the same."""

    pairs: int
    matches: int
    threshold: float
    f1: float
    precision: float
    recall: float


def read_pairs(file: Path) -> list[Pair]:
    """The pairs of an NDJSON file; a click error names the line that is none."""
    found = []
    for number, line in enumerate(file.read_bytes().splitlines(), start=1):
        try:
            found.append(msgspec.json.decode(line, type=Pair))
        except msgspec.MsgspecError as error:
            raise click.ClickException(
                f"{file}, line {number}: {error}; a line is "
                '{"left": {"kind": "person", "names": [{"value": "A"}]}, "right": {...}, '
                '"match": true}'
            ) from error
    return found


def scores(pairs: Sequence[Pair], progress: Progress) -> Iterator[float]:
    """The score of each pair.

    The names of pairs that do not match are measured as if they were not counted in the table of
    ordinary names.
    """
    index = Index.build(())
    screener = Screener(index, THRESHOLDS)
    for pair in pairs:
        with ExitStack() as stack:
            if not pair.match:
                for name in analysed(pair.left, kinds_of(pair.left.kind)):
                    stack.enter_context(index.without(name))
            yield screener.compare(pair.left, pair.right).score
        progress(1)


def best(matches: NDArray[np.bool_], found: NDArray[np.float64]) -> float:
    """The threshold with the best F1; the highest where several have it."""
    order = np.argsort(-found, kind="stable")
    hits = np.cumsum(matches[order])
    called = np.arange(1, len(order) + 1)
    f1 = 2 * hits / (called + matches.sum())
    # A threshold takes all pairs of its score.
    last = np.append(np.diff(found[order]) != 0, True)
    return float(found[order][np.argmax(np.where(last, f1, -1.0))])


def told(matches: NDArray[np.bool_], found: NDArray[np.float64], threshold: float) -> Told:
    """Precision, recall and their harmonic mean at a threshold; 0 where they have no meaning."""
    called = found >= threshold
    hits, calls, of = int((called & matches).sum()), int(called.sum()), int(matches.sum())
    return Told(
        pairs=len(matches),
        matches=of,
        threshold=threshold,
        f1=2 * hits / (calls + of) if calls + of else 0.0,
        precision=hits / calls if calls else 0.0,
        recall=hits / of if of else 0.0,
    )


def by_kind(pairs: Sequence[Pair], found: NDArray[np.float64]) -> dict[str, Told]:
    """All pairs at the threshold that is best for them, and each kind's at the same one."""
    matches = np.array([pair.match for pair in pairs])
    threshold = best(matches, found)
    groups = {"all": told(matches, found, threshold)}
    for kind in sorted({pair.left.kind for pair in pairs}):
        of = np.array([pair.left.kind == kind for pair in pairs])
        groups[kind] = told(matches[of], found[of], threshold)
    return groups


def pairs_of_cases(
    positives: Sequence[Case],
    negatives: Sequence[Case],
    entities: Sequence[ListedEntity],
    seed: int,
    progress: Progress,
) -> Iterator[Pair]:
    """A pair for each case: with the primary name of an expected entity, or of the best candidate.

    Every other pair is of unknown kind. A negative that nobody on a list
    shares a word with makes no pair.
    """
    by_id = {entity.id: entity for entity in entities}
    rng = random.Random(seed)
    for case in positives:
        entity = by_id[rng.choice(case.expect)]
        yield _pair(case, entity, rng.choice([case.query.kind, Kind.UNKNOWN]), match=True)
        progress(1)
    screener = Screener(Index.build(entities), THRESHOLDS)
    for case in negatives:
        for found in screener.ranked(case.party, min_score=0, limit=1).best:
            kind = rng.choice([case.query.kind, Kind.UNKNOWN])
            yield _pair(case, found.candidate.entity, kind, match=False)
        progress(1)


def _pair(case: Case, entity: ListedEntity, kind: Kind, *, match: bool) -> Pair:
    left, right = (
        Party(kind=kind, names=(PartyName(value=name),))
        for name in (case.query.name, entity.primary_name)
    )
    return Pair(left=left, right=right, match=match)
