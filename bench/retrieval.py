"""Retrieval: whether the listed party that is meant is scored at all, and who else ought to be.

Three measures. *Gate*: the labelled cases. *Left out*: cases whose name is an alias of the entity
that is expected, which counts as somebody else's, so that the entity must be found by another of
its names. *Brute force*: every document of the kind is scored,
with every listed word that is at all like one of the query's; retrieval should bring whoever
reaches the review threshold so.
"""

import math
import random
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import click
import msgspec
import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from bench.cases import THRESHOLDS, Case, read_cases, read_universe
from bench.every_word import EveryWord
from bench.options import AS_JSON, CASES, SEED, UNIVERSE, Progress, print_json, steps
from matchers.candidates import analysed
from matchers.index import Index, Lists
from matchers.model import Kind, ListedEntity, ListedName, Party
from matchers.names import LISTED_KINDS, AnalysedName, kinds_of
from matchers.query import query
from matchers.retrieve import Scratch
from matchers.scorecard import log_odds, scorecard, shapes
from matchers.search import search

PLACES: Final = (10, 20, 50, 150)
NOBODY: Final = ListedEntity(
    id="bench-nobody", source="bench", kind=Kind.VESSEL, names=(ListedName(value="Qzx"),)
)
"""Stands last in an index, and bears what is taken from others."""


class Recall(msgspec.Struct, frozen=True):
    """The share of cases whose entity is among the best N by points, and among all scored."""

    cases: int
    at: Mapping[str, float]
    scored: float


class BruteForce(msgspec.Struct, frozen=True):
    """Matches at or above the review threshold: of a scan over all, and how many were brought."""

    queries: int
    matches: int
    brought: int
    share: float


class Retrieval(msgspec.Struct, frozen=True):
    """Recall by group of cases, and what a scan over everything finds, by kind."""

    gate: Mapping[str, Recall]
    left_out: Mapping[str, Recall]
    brute_force: Mapping[str, BruteForce]


class Searcher:
    """Scores names against an index as the product does, one party at a time."""

    def __init__(self, index: Index) -> None:
        """Search `index` with the scorecard of this version."""
        self.index = index
        self.lists = index.lists
        self._shapes = {kind: shapes(scorecard(), kind) for kind in LISTED_KINDS}
        self._scratch = Scratch.of(index)
        self._every: dict[Kind, NDArray[np.int32]] = {}

    def totals(
        self, party: Party, floor: float = -math.inf, *, every: bool = False
    ) -> dict[int, float]:
        """The log-odds of every entity found that reaches `floor`; `every`: of all there are."""
        best: dict[int, float] = {}
        for name in analysed(party, kinds_of(party.kind)):
            docs = self._documents(name.kind) if every else self.index.same_core(name)
            for number, total in self._scored(name, docs, floor):
                best[number] = max(total, best.get(number, -math.inf))
        return best

    def _scored(
        self, name: AnalysedName, docs: NDArray[np.int32], floor: float
    ) -> Iterator[tuple[int, float]]:
        """The product's own search, which scores `docs` and what it retrieves beside them."""
        ready = query(self.index, name)
        found = search(
            self.lists,
            ready,
            self._shapes[name.kind],
            self._scratch,
            docs,
            floor,
        )
        return zip(found.entities.tolist(), found.totals.tolist(), strict=True)

    def _documents(self, kind: Kind) -> NDArray[np.int32]:
        """All documents of a kind."""
        if kind not in self._every:
            words = len(self.index.words.words)
            row = LISTED_KINDS.index(kind) * words
            first, last = self.lists.posting_starts[[row, row + words]]
            self._every[kind] = np.unique(self.lists.posting_docs[first:last])
        return self._every[kind]


def groups(case: Case, whole: str) -> Iterator[str]:
    """The groups that a case counts in: the whole, its kind, its script, and its band."""
    yield whole
    yield f"{whole}, {case.query.kind}"
    for tag in case.tags:
        mark, _, value = tag.partition(":")
        if mark in {"q", "band"} and value:
            yield f"{whole}, {value if mark == 'q' else f'band {value}'}"
    if "xscript" in case.tags:
        yield f"{whole}, across scripts"


def recall(cases: Sequence[Case], places: Sequence[float], whole: str) -> dict[str, Recall]:
    """Recall of every group, from the place in which an expected entity came; inf where in none."""
    members: dict[str, list[float]] = {}
    for case, place in zip(cases, places, strict=True):
        for group in groups(case, whole):
            members.setdefault(group, []).append(place)
    return {
        group: Recall(
            cases=len(found),
            at={str(n): sum(place < n for place in found) / len(found) for n in PLACES},
            scored=sum(place < math.inf for place in found) / len(found),
        )
        for group, found in sorted(members.items())
    }


def candidate_places(
    searcher: Searcher, cases: Sequence[Case], progress: Progress
) -> Iterator[float]:
    """For each case, in which place by points an expected entity came; inf where in none."""
    for case in cases:
        yield _place(searcher, case)
        progress(1)


def places_left_out(
    searcher: Searcher, cases: Sequence[Case], progress: Progress
) -> Iterator[float]:
    """The same, each case without its `remove_names`."""
    for case, totals in zip(cases, totals_left_out(searcher, cases), strict=True):
        yield _place_of(searcher, case, totals)
        progress(1)


def totals_left_out(searcher: Searcher, cases: Sequence[Case]) -> Iterator[dict[int, float]]:
    """For each case the log-odds of every entity found, as if it had no `remove_names`.

    Those names go to `NOBODY` for as long, which must be the last entity of the index, and the
    words that no other name of the entity holds are its own no more. Word weights, neighbours and
    mined translations still know of the removed names.
    """
    index, lists = searcher.index, searcher.lists
    nobody = len(index.entities) - 1
    if nobody < 0 or index.entities[nobody].id != NOBODY.id:
        raise ValueError("the last entity of the index must be NOBODY")
    numbers = {entity.id: number for number, entity in enumerate(index.entities)}
    owners = lists.listings[:, 0]
    by_owner = np.argsort(owners, kind="stable")
    first = np.searchsorted(owners[by_owner], np.arange(len(numbers) + 1))
    listings, words = lists.listings.copy(), lists.entity_words.copy()
    searcher.lists = lists._replace(
        listings=_as_read(listings, lists.listings),
        entity_words=_as_read(words, lists.entity_words),
    )
    for case in cases:
        expected = [numbers[each] for each in case.expect]
        rows = [by_owner[first[n] : first[n + 1]] for n in expected]
        gone = [_removed(searcher, own, case.remove_names) for own in rows]
        for number, own, lost in zip(expected, rows, gone, strict=True):
            listings[lost, 0] = nobody
            span = slice(*lists.entity_word_starts[number : number + 2])
            words[span] = _words_left(lists, np.setdiff1d(own, lost), words[span])
        yield searcher.totals(case.party)
        for number, lost in zip(expected, gone, strict=True):
            listings[lost] = lists.listings[lost]
            span = slice(*lists.entity_word_starts[number : number + 2])
            words[span] = lists.entity_words[span]
    searcher.lists = lists


def _words_left(
    lists: Lists, rows: NDArray[np.int64], words: NDArray[np.int32]
) -> NDArray[np.int32]:
    """An entity's words, each that is in none of its listings `rows` replaced by one that is."""
    documents = np.searchsorted(lists.listing_starts, rows, side="right") - 1
    kept = [
        lists.doc_words[lists.doc_starts[each] : lists.doc_starts[each + 1]] for each in documents
    ]
    if not kept:
        return words
    left = np.concatenate(kept)
    return np.where(np.isin(words, left), words, left[0]).astype(np.int32)


def _as_read(copy: NDArray[np.int32], original: NDArray[np.int32]) -> NDArray[np.int32]:
    """A view of a copy that is of the original's type to compiled code, which is compiled by it."""
    view = copy.view()
    view.flags.writeable = original.flags.writeable
    return view


def _removed(
    searcher: Searcher, rows: NDArray[np.int64], names: Sequence[str]
) -> NDArray[np.int64]:
    """The listings of one entity, of all its `rows`, that are of one of its `names`."""
    lists = searcher.lists
    entity = searcher.index.entities[lists.listings[rows[0], 0]]
    named = [entity.names[position].value in names for position in lists.listings[rows, 1]]
    return rows[named]


def _place(searcher: Searcher, case: Case) -> float:
    return _place_of(searcher, case, searcher.totals(case.party))


def _place_of(searcher: Searcher, case: Case, totals: Mapping[int, float]) -> float:
    """In which place an expected entity came; inf where in none."""
    ranked = sorted(totals, key=lambda number: (-totals[number], number))
    ids = (searcher.index.entities[number].id for number in ranked)
    return next((float(place) for place, each in enumerate(ids) if each in case.expect), math.inf)


def brute_force(
    searcher: Searcher, parties: Sequence[Party], review: float, progress: Progress
) -> dict[str, BruteForce]:
    """Screen each party with and without retrieval; a match has log-odds of `review` or more."""
    counts: dict[str, list[tuple[int, int]]] = {}
    full = Index.from_arrays(searcher.index.arrays(), searcher.index.entities)
    full.words = EveryWord(full.arrays())
    scan = Searcher(full)
    for party in parties:
        wanted = scan.totals(party, review, every=True)
        brought = searcher.totals(party, review)
        row = len(wanted), len(wanted.keys() & brought.keys())
        for group in ("all", party.kind):
            counts.setdefault(group, []).append(row)
        progress(1)
    return {group: _summed(rows) for group, rows in sorted(counts.items())}


def _summed(rows: Sequence[tuple[int, int]]) -> BruteForce:
    matches, brought = (sum(column) for column in zip(*rows, strict=True))
    share = brought / matches if matches else 1.0
    return BruteForce(queries=len(rows), matches=matches, brought=brought, share=share)


def sampled(cases: Sequence[Case], count: int, seed: int) -> list[Case]:
    """So many of the cases, or all where there are fewer."""
    return random.Random(seed).sample(cases, min(count, len(cases)))


@click.command(epilog="Example: python -m bench retrieval --loo 500 --brute 100")
@CASES
@UNIVERSE
@AS_JSON
@SEED
@click.option("--loo", default=3_000, show_default=True, help="Cases whose alias is left out.")
@click.option("--brute", default=300, show_default=True, help="Names scanned for by brute force.")
def retrieval(
    cases: Path, universe: Path, *, as_json: bool, seed: int, loo: int, brute: int
) -> None:
    """How often the listed party that is meant is scored, and what a full scan would add.

    Half of the names of the full scan are on a list, half are on none.
    """
    with steps() as progress:
        positives = read_cases(cases, "dev_positives")
        negatives = read_cases(cases, "dev_negatives")
        aliases = read_cases(cases, "dev_alias_leave_one_out")
        entities = [*read_universe(universe), NOBODY]
        progress.start("index")
        searcher = Searcher(Index.build(entities))
        gate = [case for case in positives if case.in_gate]
        places = list(candidate_places(searcher, gate, progress.start("gate", len(gate))))
        left = sampled(aliases, loo, seed)
        without = list(places_left_out(searcher, left, progress.start("left out", len(left))))
        scanned = sampled(gate, brute // 2, seed) + sampled(negatives, brute - brute // 2, seed)
        result = Retrieval(
            gate=recall(gate, places, "gate"),
            left_out=recall(left, without, "left out"),
            brute_force=brute_force(
                searcher,
                [case.party for case in scanned],
                log_odds(THRESHOLDS.default.review),
                progress.start("brute force", len(scanned)),
            ),
        )
    if as_json:
        print_json(result)
    else:
        _show(result)


def _show(result: Retrieval) -> None:
    table = Table("expected entity", "cases", *(f"best {n}" for n in PLACES), "scored")
    for groups_of in (result.gate, result.left_out):
        for group, found in groups_of.items():
            shares = (f"{share:.3f}" for share in (*found.at.values(), found.scored))
            table.add_row(group, f"{found.cases:,}", *shares)
        table.add_section()
    against = Table("against a full scan", "names", "matches", "brought", "share")
    for group, found_by in result.brute_force.items():
        counts = (found_by.queries, found_by.matches, found_by.brought)
        against.add_row(group, *(f"{count:,}" for count in counts), f"{found_by.share:.4f}")
    Console().print(table, against)
