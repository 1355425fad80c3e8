"""Slips: the listed names that one slip of the hand in their running text makes a query.

A slip leaves one half of a name as it is. So both halves of every listed name are kept by a key,
and those of a query are looked up, as they would be in a name of as many letters, of one more, or
of one fewer. Words that are left out elsewhere, such as legal forms, are in a running text.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from matchers.arrays import Arrays, starts
from matchers.compiled import borrowing, compiled
from matchers.spelling import BUCKETS, FNV_START, Letters, bucket_of, one_slip, with_letter

LEAST_LETTERS: Final = 4
"""Letters of a running text from which a slip is one: in shorter ones every letter is a name."""

_LOOKED_AT: Final = 1_000
"""Names looked at for one half: so many share none but the longest of legal forms."""

_FIRST, _SECOND = 0, 1


class Running(NamedTuple):
    """The T distinct running texts of all documents, and where their halves are.

    Text t is `letters[starts[t] : starts[t + 1]]`, of document `documents[t]`; bucket b has the
    texts `texts[buckets[b] : buckets[b + 1]]`.
    """

    starts: NDArray[np.int64]
    letters: Letters
    documents: NDArray[np.int32]
    buckets: NDArray[np.int32]
    texts: NDArray[np.int32]


class Slipped(NamedTuple):
    """Documents one slip away from a query, and how many letters the longest text so has."""

    documents: NDArray[np.int32]
    letters: NDArray[np.int32]


def running_arrays(texts: Sequence[Sequence[str]]) -> Arrays:
    """The fields of `Running` by name, from the distinct running texts of every document."""
    encoded = [text.encode("ascii") for of_document in texts for text in of_document]
    text_starts = starts(map(len, encoded))
    letters = np.frombuffer(b"".join(encoded), dtype=np.uint8).copy()
    keys = _keys(text_starts, letters)
    order = np.argsort(keys, kind="stable")
    order = order[np.searchsorted(keys[order], 0) :]
    return {
        "running_starts": text_starts,
        "running_letters": letters,
        "running_documents": np.repeat(
            np.arange(len(texts), dtype=np.int32), [len(of_document) for of_document in texts]
        ),
        "running_buckets": np.searchsorted(keys[order], np.arange(BUCKETS + 1)).astype(np.int32),
        "running_texts": (order // 2).astype(np.int32),
    }


@compiled
def _keys(text_starts: NDArray[np.int64], letters: Letters) -> NDArray[np.int64]:
    """The buckets of both halves of every text, -1 for those too short."""
    keys = np.full(2 * (len(text_starts) - 1), -1, dtype=np.int64)
    for text in range(len(text_starts) - 1):
        first, last = text_starts[text], text_starts[text + 1]
        if last - first >= LEAST_LETTERS:
            middle = first + (last - first) // 2
            keys[2 * text] = _key(letters, first, middle, last - first, _FIRST)
            keys[2 * text + 1] = _key(letters, middle, last, last - first, _SECOND)
    return keys


@borrowing
def _key(letters: Letters, first: int, last: int, length: int, half: int) -> int:
    """The bucket of one half of a text of so many letters."""
    key = FNV_START ^ np.uint64(2 * length + half)
    for place in range(first, last):
        key = with_letter(key, letters[place])
    return bucket_of(key, BUCKETS)


@compiled
def slipped(running: Running, query: Letters, first: int, last: int) -> Slipped:
    """The documents from `first` up to `last` of which a text is one slip away from a query's."""
    length = len(query)
    if length < LEAST_LETTERS - 1:
        return Slipped(np.empty(0, dtype=np.int32), np.empty(0, dtype=np.int32))
    found = Slipped(np.empty(_MOST, dtype=np.int32), np.empty(_MOST, dtype=np.int32))
    count = 0
    for other in range(max(length - 1, LEAST_LETTERS), length + 2):
        middle = other // 2
        key = _key(query, 0, middle, other, _FIRST)
        count = _look_up(running, query, key, first, last, found, count)
        key = _key(query, length - (other - middle), length, other, _SECOND)
        count = _look_up(running, query, key, first, last, found, count)
    if length >= LEAST_LETTERS:  # the two letters in the middle, swapped, leave no half as it is
        swapped = query.copy()
        middle = length // 2
        swapped[middle - 1], swapped[middle] = query[middle], query[middle - 1]
        key = _key(swapped, 0, middle, length, _FIRST)
        count = _look_up(running, query, key, first, last, found, count)
    return Slipped(found.documents[:count], found.letters[:count])


_MOST: Final = 64
"""Documents of slips taken for one query."""


@borrowing
def _look_up(
    running: Running, query: Letters, key: int, first: int, last: int, found: Slipped, count: int
) -> int:
    """Add the documents of a bucket that are one slip away; how many there are then."""
    begin = running.buckets[key]
    for row in range(begin, min(running.buckets[key + 1], begin + _LOOKED_AT)):
        text = running.texts[row]
        document = running.documents[text]
        if not first <= document < last:
            continue
        other = running.letters[running.starts[text] : running.starts[text + 1]]
        if not one_slip(query, other):
            continue
        known = 0
        while known < count and found.documents[known] != document:
            known += 1
        if known == len(found.documents):
            break
        if known == count:
            found.documents[known], found.letters[known] = document, 0
            count += 1
        found.letters[known] = max(found.letters[known], len(other))
    return count


@borrowing
def slip_letters(slips: Slipped, document: int) -> int:
    """The letters of a document that is among the slips, 0 for others."""
    for place in range(len(slips.documents)):
        if slips.documents[place] == document:
            return int(slips.letters[place])
    return 0
