"""Retrieve: the listed names worth scoring against one query name.

Two levels. A query word finds the listed words near it (`matchers.words`); the names that hold
them collect weight times likeness, word by word, the best counterpart of a word counting once. The
names with the best share of both sides go on, and with them every name with the same core words.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from matchers.arrays import slots
from matchers.index import Index
from matchers.model import Kind
from matchers.names import LISTED_KINDS, AnalysedName

DOCUMENTS: Final = 150
"""Listed names that are scored exactly for one query name, those of the same core words apart."""

POSTINGS: Final = 2_000
"""Places of listed words that one query word may look at, nearest words first."""

_QUERY_SHARE: Final = 0.65


class Scratch:
    """Working memory for one thread of retrieval over one index."""

    def __init__(self, index: Index) -> None:
        """Set memory aside for every listed name and word."""
        names = index.kind_starts[-1]
        self.collected = np.zeros(names, dtype=np.float32)
        self.counterpart = np.zeros(names, dtype=np.float32)
        self.place = np.zeros(names, dtype=np.int64)
        self.likeness = np.zeros((0, len(index.weights) + 1), dtype=np.float32)

    def likeness_rows(self, count: int) -> NDArray[np.float32]:
        """At least `count` rows of zeros over all words; whoever fills them empties them."""
        if len(self.likeness) < count:
            self.likeness = np.zeros((count, self.likeness.shape[1]), dtype=np.float32)
        return self.likeness


def retrieve(index: Index, name: AnalysedName, scratch: Scratch) -> NDArray[np.int32]:
    """The documents to score for a name: those of the same core first, then the best others."""
    same = index.same_core(name)
    touched = [
        docs for word in name.words if len(docs := _collect(index, word, name.kind, scratch))
    ]
    if not touched:
        return same
    docs = np.concatenate(touched)
    scratch.place[docs] = np.arange(len(docs))
    docs = docs[scratch.place[docs] == np.arange(len(docs))]
    collected = scratch.collected[docs]
    scratch.collected[docs] = 0
    query_weight = sum(index.weight(word) for word in name.words)
    shares = collected * (
        _QUERY_SHARE / query_weight + (1 - _QUERY_SHARE) / index.doc_weights[docs]
    )
    if len(docs) > DOCUMENTS:
        best = np.argpartition(-shares, DOCUMENTS)[:DOCUMENTS]
        docs, shares = docs[best], shares[best]
    docs = docs[np.lexsort((docs, -shares))]
    return np.concatenate([same, docs[~np.isin(docs, same)]])


def _collect(index: Index, word: str, kind: Kind, scratch: Scratch) -> NDArray[np.int32]:
    """Add what a query word finds to the names that hold its near words; return those names."""
    near, likeness = index.words.near(word)
    rows = near + LISTED_KINDS.index(kind) * len(index.weights)
    first = index.posting_starts[rows]
    lengths = index.posting_starts[rows + 1] - first
    nearest_first = np.cumsum(lengths[::-1])
    kept = max(1, int(np.searchsorted(nearest_first, POSTINGS, side="right")))
    first, lengths, likeness = first[-kept:], lengths[-kept:], likeness[-kept:]
    docs: NDArray[np.int32] = index.posting_docs[slots(first, lengths)]
    # Likeness rises, and of several values for one place the last one stays: the best counterpart.
    scratch.counterpart[docs] = np.repeat(likeness, lengths)
    scratch.collected[docs] += index.weight(word) * scratch.counterpart[docs]
    return docs
