"""Retrieval: whether an expected entity is among the candidates at all.

Candidates stand in the order in which retrieval found them worth scoring; an entity takes the place
of its first name. The time is that of reading the name and retrieving, words met before included.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Final

import msgspec

from bench.cases import Case
from matchers.candidates import analysed
from matchers.index import Index, kinds_of
from matchers.retrieve import Scratch, retrieve

PLACES: Final = (10, 20, 50, 150)


class CandidateRecall(msgspec.Struct, frozen=True):
    """The share of cases with an expected entity among the best N, and the mean time of a query."""

    cases: int
    at: Mapping[str, float]
    microseconds: float


def candidate_recall(
    index: Index, cases: Sequence[Case], progress: Callable[[int], None]
) -> CandidateRecall:
    """Retrieve for every case; count in which place an expected entity first comes."""
    scratch = Scratch(index)
    places = []
    spent = 0.0
    for case in cases:
        begun = time.perf_counter()
        found = [
            retrieve(index, query, scratch)
            for query in analysed(case.party, kinds_of(case.party.kind))
        ]
        spent += time.perf_counter() - begun
        ranked: dict[int, None] = {}
        for docs in found:
            _, listings = index.bearers(docs)
            ranked |= dict.fromkeys(listings[:, 0].tolist())
        ids = [index.entities[number].id for number in ranked]
        places.append(next((n for n, each in enumerate(ids) if each in case.expect), len(ids)))
        progress(1)
    return CandidateRecall(
        cases=len(cases),
        at={str(n): sum(place < n for place in places) / len(places) for n in PLACES},
        microseconds=spent / len(cases) * 1e6,
    )
