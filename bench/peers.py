"""Peers: the recall of other matchers on the same sample of cases, at one false alarm in a hundred.

logic-v2 scores the best candidates that this product retrieves, for it has no retrieval of its own
that is measured here; rapidfuzz's scorers search all listed names of a compatible kind. Name and
kind only. The threshold of each matcher is the score that 1 % of the negatives reach with it, so
scores of different matchers need not mean the same.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import click
import msgspec
import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process, utils
from rich.console import Console
from rich.table import Table

from bench.cases import Case, read_cases, read_universe
from bench.options import AS_JSON, CASES, SEED, UNIVERSE, Progress, print_json, steps
from bench.peers_environment import CANDIDATES, install, logic_v2, require, task
from bench.retrieval import Searcher, sampled
from matchers.index import Index
from matchers.model import Kind, ListedEntity

FALSE_ALARMS: Final = 0.01
_ROUNDS: Final = 1_000
_ROWS: Final = 20

Scores = NDArray[np.float64]
Best = Callable[[Sequence[Case], Progress], Scores]
"""The best score of each case: of an expected entity, or of any where none is expected."""


class Peer(msgspec.Struct, frozen=True):
    """A matcher's recall, and between what it lies in 95 % of resamples of cases and negatives."""

    name: str
    recall: float
    low: float
    high: float


class Peers(msgspec.Struct, frozen=True):
    """All matchers on the same cases of the gate set and the same negatives."""

    cases: int
    negatives: int
    peers: tuple[Peer, ...]


def recall(positives: Scores, negatives: Scores) -> float:
    """The share of positives at or above the score that 1 % of the negatives reach."""
    falling = -np.sort(-negatives)
    threshold = falling[max(0, round(FALSE_ALARMS * len(falling)) - 1)]
    return float((positives >= threshold).mean())


def measured(name: str, positives: Scores, negatives: Scores, seed: int) -> Peer:
    """Recall with its interval; both sides are drawn anew, with replacement."""
    rng = np.random.default_rng(seed)
    rounds = [
        recall(
            rng.choice(positives, len(positives)),
            rng.choice(negatives, len(negatives)),
        )
        for _ in range(_ROUNDS)
    ]
    low, high = np.percentile(rounds, [2.5, 97.5])
    return Peer(name=name, recall=recall(positives, negatives), low=float(low), high=float(high))


def own_best(searcher: Searcher) -> Best:
    """This product, by its points for names."""

    def best(cases: Sequence[Case], progress: Progress) -> Scores:
        found = []
        for case in cases:
            totals = searcher.totals(case.party)
            of = {searcher.index.entities[number].id: total for number, total in totals.items()}
            found.append(_best(of, case))
            progress(1)
        return np.array(found)

    return best


def logic_v2_best(searcher: Searcher) -> Best:
    """logic-v2 on the best candidates."""

    def best(cases: Sequence[Case], progress: Progress) -> Scores:
        tasks, numbers = zip(*(task(searcher, case.party) for case in cases), strict=True)
        scored = logic_v2(tasks)
        progress(len(cases))
        entities = searcher.index.entities
        return np.array(
            [
                _best({entities[n].id: score for n, score in zip(of, row, strict=True)}, case)
                for case, of, row in zip(cases, numbers, scored.scores, strict=True)
            ]
        )

    return best


def rapidfuzz_best(entities: Sequence[ListedEntity], scorer: Callable[..., float]) -> Best:
    """A scorer of rapidfuzz on all names of entities of a compatible kind, in its usual form."""
    listed = {
        kind: [
            (entity.id, utils.default_process(name.value))
            for entity in entities
            if kind.compatible(entity.kind)
            for name in entity.names
        ]
        for kind in Kind
    }

    def best(cases: Sequence[Case], progress: Progress) -> Scores:
        found = np.empty(len(cases))
        for kind in Kind:
            own = [place for place, case in enumerate(cases) if case.query.kind is kind]
            ids = np.array([entity_id for entity_id, _ in listed[kind]])
            names = [name for _, name in listed[kind]]
            for start in range(0, len(own), _ROWS):
                places = own[start : start + _ROWS]
                queries = [utils.default_process(cases[place].query.name) for place in places]
                table = process.cdist(queries, names, scorer=scorer, dtype=np.float32)
                for place, row in zip(places, table, strict=True):
                    expect = cases[place].expect
                    among = row[np.isin(ids, expect)] if expect else row
                    found[place] = among.max(initial=-np.inf)
                progress(len(places))
        return found

    return best


def _best(scores: dict[str, float], case: Case) -> float:
    wanted = (score for each, score in scores.items() if not case.expect or each in case.expect)
    return max(wanted, default=-np.inf)


@click.command(epilog="Example: python -m bench peers --install && python -m bench peers")
@CASES
@UNIVERSE
@AS_JSON
@SEED
@click.option("--install", "installing", is_flag=True, help="Install the peers, and stop.")
@click.option("--sample", default=300, show_default=True, help="Cases of the gate set.")
@click.option("--negatives", default=1_000, show_default=True, help="Names that are on no list.")
def peers(
    cases: Path,
    universe: Path,
    *,
    as_json: bool,
    seed: int,
    installing: bool,
    sample: int,
    negatives: int,
) -> None:
    """Recall at 1 % of false alarms of logic-v2, rapidfuzz and this product, on the same cases."""
    if installing:
        install()
        return
    require()
    with steps() as progress:
        gate = [case for case in read_cases(cases, "dev_positives") if case.in_gate]
        positives = sampled(gate, sample, seed)
        ordinary = sampled(read_cases(cases, "dev_negatives"), negatives, seed)
        entities = read_universe(universe)
        progress.start("index")
        searcher = Searcher(Index.build(entities))
        matchers: dict[str, Best] = {
            "portcullis": own_best(searcher),
            f"logic-v2, best {CANDIDATES} candidates": logic_v2_best(searcher),
            "rapidfuzz token_sort_ratio": rapidfuzz_best(entities, fuzz.token_sort_ratio),
            "rapidfuzz WRatio": rapidfuzz_best(entities, fuzz.WRatio),
        }
        both = len(positives) + len(ordinary)
        found = []
        for name, best in matchers.items():
            step = progress.start(name, both)
            found.append(measured(name, best(positives, step), best(ordinary, step), seed))
    result = Peers(cases=len(positives), negatives=len(ordinary), peers=tuple(found))
    if as_json:
        print_json(result)
    else:
        _show(result)


def _show(result: Peers) -> None:
    table = Table("matcher", "recall at 1 %", "95 % interval")
    for peer in result.peers:
        table.add_row(peer.name, f"{peer.recall:.3f}", f"{peer.low:.3f} to {peer.high:.3f}")
    sample = f"{result.cases:,} cases of the gate set, {result.negatives:,} names on no list"
    Console().print(table, sample)
