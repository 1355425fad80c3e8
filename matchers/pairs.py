"""Align names: one query name with many listed ones through the index, or with one by itself."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from matchers.arrays import digest
from matchers.features import Alignment, Column, align
from matchers.index import Index
from matchers.names import AnalysedName
from matchers.retrieve import Scratch
from matchers.words import likeness


def legal_agreement(left: str, right: str) -> float:
    """1 where legal classes have one in common, -1 where not, 0 where a side has none."""
    if not left or not right:
        return 0.0
    return -1.0 if set(left.split("+")).isdisjoint(right.split("+")) else 1.0


def align_pair(
    query: AnalysedName, listed: AnalysedName, weigh: Callable[[str], float]
) -> Alignment:
    """Align two names; `weigh` says what a word weighs."""
    table = [[likeness(left, right) for right in listed.words] for left in query.words]
    return align(
        np.array(table)[:, None, :],
        query_weights=np.array([weigh(word) for word in query.words]),
        listed_weights=np.array([[weigh(word) for word in listed.words]]),
        same_words=np.array([query.full_key == listed.full_key]),
        same_core=np.array([query.core_key == listed.core_key]),
        legal=np.array([legal_agreement(query.legal, listed.legal)]),
    )


def align_documents(
    index: Index, query: AnalysedName, docs: NDArray[np.int32], scratch: Scratch
) -> Alignment:
    """Align a query name with documents of the index, all at once; there must be at least one."""
    words, weights = _listed_words(index, docs)
    legal = [legal_agreement(query.legal, listed) for listed in index.legal_classes]
    return align(
        _likeness(index, query, words, scratch),
        query_weights=np.array([index.weight(word) for word in query.words], dtype=np.float32),
        listed_weights=weights,
        same_words=index.doc_full[docs] == np.uint64(digest(query.full_key)),
        same_core=index.doc_core[docs] == np.uint64(digest(query.core_key)),
        legal=np.array(legal)[index.doc_legal[docs]],
    )


def _listed_words(index: Index, docs: NDArray[np.int32]) -> tuple[NDArray[np.int32], Column]:
    """Word numbers and weights, (D, W); a number beyond all words, of weight 0, fills the rows."""
    first = index.doc_starts[docs][:, None]
    ends = index.doc_starts[docs + 1][:, None]
    places = first + np.arange(int((ends - first).max()))
    beyond = places >= ends
    words = index.doc_words[np.minimum(places, ends - 1)]
    weights = index.weights[words]
    words[beyond] = len(index.weights)
    weights[beyond] = 0
    return words, weights


def _likeness(
    index: Index, query: AnalysedName, words: NDArray[np.int32], scratch: Scratch
) -> NDArray[np.float32]:
    """Likeness (Q, D, W) of every query word with every listed word."""
    near = [index.words.near(word) for word in query.words]
    rows = scratch.likeness_rows(len(near))
    for row, (numbers, alike) in zip(rows, near, strict=False):
        row[numbers] = alike
    found: NDArray[np.float32] = rows[: len(near), words]
    for row, (numbers, _) in zip(rows, near, strict=False):
        row[numbers] = 0
    return found
