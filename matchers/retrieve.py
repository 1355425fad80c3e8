"""Retrieve: the listed names worth scoring against one query name.

Two levels. A query word finds the listed words near it (`matchers.near`); the names that hold
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

DOCUMENTS: Final = 150
"""Listed names that are scored for one query name, those that are certain to be apart.

As many of up to `DOCUMENTS_OF` listed names; of more, as many times more as the fourth root of
their number.
"""

DOCUMENTS_OF: Final = 75_000
_GROWTH: Final = 0.25

POSTINGS: Final = 5_000
"""Places of listed words that one query word may look at, nearest words first."""

_QUERY_SHARE: Final = 0.65
_STEPS: Final = 4_096
_COLLECTED, _SEEN_FOR = 0, 1


class Scratch(NamedTuple):
    """Working memory for one thread over one index, over all documents, words and entities.

    `documents` (D, 2) has what each has collected, and the word of the query for which it was seen
    last, side by side since both are read together. Whoever uses it leaves it as it was: zeros in
    what is collected, -1 in all else.
    """

    documents: NDArray[np.float32]
    slot_of_word: NDArray[np.int32]
    slot_of_entity: NDArray[np.int32]

    @staticmethod
    def of(index: Index) -> "Scratch":
        """Memory for searches in an index."""
        documents = np.zeros((len(index.lists.doc_weights), 2), dtype=np.float32)
        documents[:, _SEEN_FOR] = -1
        return Scratch(
            documents=documents,
            slot_of_word=np.full(len(index.words.words), -1, dtype=np.int32),
            slot_of_entity=np.full(len(index.entities), -1, dtype=np.int32),
        )


@borrowing
def documents_scored(listed: int) -> int:
    """How many of so many listed names are scored for one query name; see `DOCUMENTS`."""
    return int(DOCUMENTS * max(1.0, listed / DOCUMENTS_OF) ** _GROWTH)


@compiled
def best_documents(
    lists: Lists, query: Query, scratch: Scratch, same: NDArray[np.int32]
) -> NDArray[np.int32]:
    """The documents to score for a name: those of the same core, of a slip, and the best others.

    Those of the same core, `same`, come first.
    """
    certain = _with_slips(same, query.slips.documents)
    met = _collect(lists, query, scratch, certain)
    steps, heaps = np.empty(len(met), dtype=np.int32), np.zeros(_STEPS + 1, dtype=np.int64)
    _write_steps(lists, query, scratch, met, steps, heaps)
    wanted = documents_scored(len(lists.doc_weights))
    step, above = _STEPS, heaps[_STEPS]
    while step > 0 and above < wanted:
        step -= 1
        above += heaps[step]
    out = np.empty(len(certain) + above, dtype=np.int32)
    out[: len(certain)] = certain
    kept = len(certain)
    for place in range(len(met)):
        if steps[place] >= step:
            out[kept] = met[place]
            kept += 1
    return out[:kept]


@borrowing
def _write_steps(
    lists: Lists,
    query: Query,
    scratch: Scratch,
    met: NDArray[np.int32],
    steps: NDArray[np.int32],
    heaps: NDArray[np.int64],
) -> None:
    """Write the share of both sides that each document has collected, and how many have so much.

    In steps of 1 / `_STEPS`. The scratch is left clean.
    """
    whole = query.weights.sum()
    for place in range(len(met)):
        document = met[place]
        share = scratch.documents[document, _COLLECTED] * (
            _QUERY_SHARE / whole + (1 - _QUERY_SHARE) / lists.doc_weights[document]
        )
        scratch.documents[document, _COLLECTED] = 0
        scratch.documents[document, _SEEN_FOR] = -1
        steps[place] = int(min(share, np.float32(1)) * _STEPS)
        heaps[steps[place]] += 1


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
        scratch.documents[document, _SEEN_FOR] = words
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
                stamp = scratch.documents[document, _SEEN_FOR]
                if stamp >= place:  # counted for this word already, or certain
                    continue
                if stamp < 0:
                    met[count] = document
                    count += 1
                scratch.documents[document, _SEEN_FOR] = place
                scratch.documents[document, _COLLECTED] += value
            if room <= 0:
                break
    for document in certain:
        scratch.documents[document, _SEEN_FOR] = -1
    return count
