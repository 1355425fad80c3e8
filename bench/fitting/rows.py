"""What the fit learns from: the values of every claim for pairs of a case and a listed name."""

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from bench.cases import Case
from matchers.align import any_name_coverage, forget, lay_out, near_table
from matchers.candidates import analysed
from matchers.compiled import compiled
from matchers.documents import VARIANT, WEAK
from matchers.features import NAME_FEATURES
from matchers.index import Index, Lists
from matchers.model import Kind
from matchers.names import LISTED_KINDS, kinds_of
from matchers.pairs import EXACT, TEXTS, compare_texts, compare_words, texts_of
from matchers.query import Query, query
from matchers.retrieve import Scratch, best_documents

PAIRS: Final = 30
"""Pairs kept of a case that expects nobody, the likeliest by `prior`."""

_FEATURES: Final = len(NAME_FEATURES)
_COLUMN: Final = {name: column for column, name in enumerate(NAME_FEATURES)}


class Rows(NamedTuple):
    """Pairs, one a row: values of the claims (R, F), the case's number, weak alias or not, kind."""

    values: NDArray[np.float64]
    cases: NDArray[np.int64]
    weak: NDArray[np.bool_]
    kinds: NDArray[np.int64]

    def only(self, kept: NDArray[np.bool_]) -> "Rows":
        """The rows where `kept` is true."""
        return Rows(self.values[kept], self.cases[kept], self.weak[kept], self.kinds[kept])


def prior(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """A first guess of which pairs are likely, for a fit that knows no points yet."""
    return (
        values[:, _COLUMN["query_coverage"]]
        + values[:, _COLUMN["listed_coverage"]]
        + values[:, _COLUMN["evidence"]] / 20
    )


def collect(index: Index, cases: Sequence[Case], progress: Callable[[int], None]) -> Rows:
    """The pairs of every case: with the expected entities, or, without one, the likeliest.

    While a case that expects nobody is measured, its own name is taken out of the background of
    common words.
    """
    scratch = Scratch.of(index)
    numbers = {entity.id: number for number, entity in enumerate(index.entities)}
    parts = []
    for number, case in enumerate(cases):
        progress(1)
        expected = np.array([numbers[each] for each in case.expect], dtype=np.int32)
        for name in analysed(case.party, kinds_of(case.party.kind)):
            with nullcontext() if case.expect else index.without(name):
                entities, flags, values = _measured(
                    index.lists,
                    query(index, name),
                    scratch,
                    index.same_core(name),
                )
            if case.expect:
                kept = np.flatnonzero(np.isin(entities, expected))
            else:
                kept = np.argsort(-prior(values), kind="stable")[:PAIRS]
            parts.append(
                Rows(
                    values=values[kept],
                    cases=np.full(len(kept), number),
                    weak=(flags[kept] & WEAK) > 0,
                    kinds=np.full(len(kept), LISTED_KINDS.index(name.kind)),
                )
            )
    return Rows(
        values=np.concatenate([part.values for part in parts]),
        cases=np.concatenate([part.cases for part in parts]),
        weak=np.concatenate([part.weak for part in parts]),
        kinds=np.concatenate([part.kinds for part in parts]),
    )


def of_kind(rows: Rows, kind: Kind) -> NDArray[np.bool_]:
    """Which rows are of names of a kind; aircraft are named as vessels are."""
    kinds = {Kind.VESSEL: (Kind.VESSEL, Kind.AIRCRAFT)}.get(kind, (kind,))
    return np.isin(rows.kinds, [LISTED_KINDS.index(each) for each in kinds])


@compiled
def _measured(
    lists: Lists,
    query: Query,
    scratch: Scratch,
    same: NDArray[np.int32],
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float64]]:
    """For every listing of the best documents: its entity, its flags, and the values."""
    documents = best_documents(lists, query, scratch, same)
    table, texts = near_table(query, scratch), texts_of(query)
    best = np.empty(len(query.weights))
    laid = lay_out(lists, query, documents, len(same), scratch)
    most = 0
    for document in documents:
        most += lists.listing_starts[document + 1] - lists.listing_starts[document]
    entities = np.empty(most, dtype=np.int32)
    flags = np.empty(most, dtype=np.int32)
    values = np.zeros((most, _FEATURES))
    row = 0
    for number in range(len(documents)):
        document = documents[number]
        first = row
        for listing in range(lists.listing_starts[document], lists.listing_starts[document + 1]):
            if row == first:
                of_row = values[row]
                compare_words(lists, query, number, table, laid, of_row)
                for claim in TEXTS:
                    compare_texts(lists, query, texts, document, claim, of_row)
            else:
                values[row] = values[first]
            entities[row] = lists.listings[listing, 0]
            flags[row] = lists.listings[listing, 2]
            values[row, _FEATURES - 1] = any_name_coverage(
                lists, query, entities[row], table, scratch, best
            )
            row += 1
        for listed in range(first, row):
            if query.variant or flags[listed] & VARIANT:
                values[listed, EXACT] = 0.0
    forget(table, scratch)
    return entities, flags, values
