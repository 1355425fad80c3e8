"""Retrieve: the listed names worth scoring against one query name.

Two levels. A query word finds the listed words near it (`matchers.words`); the names that hold
them collect weight times likeness, word by word, the best counterpart of a word counting once. The
names with the best share of both sides go on, and with them every name with the same core words and
every one that is a slip away.
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from matchers.compiled import borrowing, compiled
from matchers.index import Index, Lists
from matchers.query import Query

DOCUMENTS: Final = 300
"""Listed names that are scored exactly for one query name, those that are certain to be apart."""

POSTINGS: Final = 10_000
"""Places of listed words that one query word may look at, nearest words first."""

_QUERY_SHARE: Final = 0.65
_STEPS: Final = 4_096


class Scratch(NamedTuple):
    """Working memory for one thread over one index, over all documents, words and entities.

    Whoever uses it leaves it as it was: zeros in `collected`, -1 in the others.
    """

    collected: NDArray[np.float32]
    seen_for: NDArray[np.int32]
    slot_of_word: NDArray[np.int32]
    slot_of_entity: NDArray[np.int32]

    @staticmethod
    def of(index: Index) -> "Scratch":
        """Memory for searches in an index."""
        documents = len(index.lists.doc_weights)
        return Scratch(
            collected=np.zeros(documents, dtype=np.float32),
            seen_for=np.full(documents, -1, dtype=np.int32),
            slot_of_word=np.full(len(index.words.words), -1, dtype=np.int32),
            slot_of_entity=np.full(len(index.entities), -1, dtype=np.int32),
        )


@compiled
def best_documents(
    lists: Lists, query: Query, scratch: Scratch, same: NDArray[np.int32]
) -> NDArray[np.int32]:
    """The documents to score for a name: those of the same core, of a slip, and the best others.

    Those of the same core, `same`, come first.
    """
    certain = _with_slips(same, query.slips.documents)
    met = _collect(lists, query, scratch, certain)
    whole = query.weights.sum()
    shares = np.empty(len(met), dtype=np.float32)
    heaps = np.zeros(_STEPS + 1, dtype=np.int64)
    for place in range(len(met)):
        document = met[place]
        share = scratch.collected[document] * (
            _QUERY_SHARE / whole + (1 - _QUERY_SHARE) / lists.doc_weights[document]
        )
        scratch.collected[document] = 0
        scratch.seen_for[document] = -1
        shares[place] = min(share, np.float32(1))
        heaps[int(shares[place] * _STEPS)] += 1
    step, above = _STEPS, heaps[_STEPS]
    while step > 0 and above < DOCUMENTS:
        step -= 1
        above += heaps[step]
    out = np.empty(len(certain) + above, dtype=np.int32)
    out[: len(certain)] = certain
    kept = len(certain)
    for place in range(len(met)):
        if int(shares[place] * _STEPS) >= step:
            out[kept] = met[place]
            kept += 1
    return out[:kept]


@compiled
def _with_slips(same: NDArray[np.int32], slips: NDArray[np.int32]) -> NDArray[np.int32]:
    """The documents of the same core, and after them those of a slip that are not among them."""
    out = np.empty(len(same) + len(slips), dtype=np.int32)
    out[: len(same)] = same
    kept = len(same)
    for document in slips:
        if not np.any(same == document):
            out[kept] = document
            kept += 1
    return out[:kept]


@compiled
def _collect(
    lists: Lists, query: Query, scratch: Scratch, certain: NDArray[np.int32]
) -> NDArray[np.int32]:
    """Add weight times likeness to the documents that hold near words; those met.

    Not to those that are `certain` to be scored.
    """
    met = np.empty(len(query.near_weights) * POSTINGS, dtype=np.int32)
    return met[: _write_met(lists, query, scratch, certain, met)]


@borrowing
def _write_met(
    lists: Lists,
    query: Query,
    scratch: Scratch,
    certain: NDArray[np.int32],
    met: NDArray[np.int32],
) -> int:
    words = len(query.near_weights)
    count = 0
    for document in certain:
        scratch.seen_for[document] = words
    for place in range(words):
        room = POSTINGS
        for near in range(
            query.near_starts[place], query.near_starts[place] + query.near_lengths[place]
        ):
            row = query.first_row + query.near_words[near]
            first = lists.posting_starts[row]
            last = min(lists.posting_starts[row + 1], first + room)
            room -= last - first
            value = np.float32(query.near_weights[place] * query.near_likeness[near])
            for posting in range(first, last):
                document = lists.posting_docs[posting]
                stamp = scratch.seen_for[document]
                if stamp >= place:  # counted for this word already, or certain
                    continue
                if stamp < 0:
                    met[count] = document
                    count += 1
                scratch.seen_for[document] = place
                scratch.collected[document] += value
            if room <= 0:
                break
    for document in certain:
        scratch.seen_for[document] = -1
    return count
