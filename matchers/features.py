"""What is claimed of a pair of names: one pure function a claim, over many listed names at once.

An `Alignment` holds one query name against D listed names. Every function returns one value for
each of the D.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Column = NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True)
class Alignment:
    """Each word's best counterpart on the other side.

    Q query words, D listed names of at most W words: `query_weights` (Q,), `listed_weights` (D, W),
    0 where a name has fewer words; `query_best` (Q, D) and `listed_best` (D, W) are the likeness in
    [0, 1] of the best counterpart. `same_words`, `same_core` and `legal` have a value for each
    name: whether all words are equal, whether all but stop words and legal forms are, and 1, 0 or
    -1 where legal classes agree, are missing on a side, or contradict each other.
    """

    query_weights: Column
    listed_weights: Column
    query_best: Column
    listed_best: Column
    same_words: NDArray[np.bool_]
    same_core: NDArray[np.bool_]
    legal: Column


def align(
    likeness: Column,
    *,
    query_weights: Column,
    listed_weights: Column,
    same_words: NDArray[np.bool_],
    same_core: NDArray[np.bool_],
    legal: Column,
) -> Alignment:
    """An alignment from the likeness (Q, D, W) of every query word with every listed word."""
    return Alignment(
        query_weights=query_weights,
        listed_weights=listed_weights,
        query_best=likeness.max(axis=2),
        listed_best=likeness.max(axis=0),
        same_words=same_words,
        same_core=same_core,
        legal=legal,
    )


def query_coverage(pair: Alignment) -> Column:
    """The share of the query's weight that the listed name accounts for, in [0, 1]."""
    share: Column = pair.query_weights @ pair.query_best / pair.query_weights.sum()
    return share


def listed_coverage(pair: Alignment) -> Column:
    """The share of the listed name's weight that the query accounts for, in [0, 1]."""
    covered = (pair.listed_weights * pair.listed_best).sum(axis=1)
    share: Column = covered / pair.listed_weights.sum(axis=1)
    return share


def query_missing(pair: Alignment) -> Column:
    """The weight of the query's most telling word without a counterpart, in nats."""
    missing: Column = (pair.query_weights[:, None] * (1 - pair.query_best)).max(axis=0)
    return missing


def listed_missing(pair: Alignment) -> Column:
    """The weight of the listed name's most telling word without a counterpart, in nats."""
    missing: Column = (pair.listed_weights * (1 - pair.listed_best)).max(axis=1)
    return missing


def evidence(pair: Alignment) -> Column:
    """How much is matched, not only what share: the lesser of both sides' weight, in nats."""
    query: Column = pair.query_weights @ pair.query_best
    listed: Column = (pair.listed_weights * pair.listed_best).sum(axis=1)
    return np.minimum(query, listed)


def legal_form(pair: Alignment) -> Column:
    """1 where legal classes agree, -1 where they contradict, 0 where a side states none."""
    return pair.legal


def exact(pair: Alignment) -> Column:
    """2 where all words are equal, 1 where all core words are and legal forms do not conflict."""
    tier: Column = np.where(
        pair.same_words, 2.0, np.where(pair.same_core & (pair.legal >= 0), 1.0, 0.0)
    )
    return tier


NAME_FEATURES: Final = {
    function.__name__: function
    for function in (
        query_coverage,
        listed_coverage,
        query_missing,
        listed_missing,
        evidence,
        legal_form,
        exact,
    )
}
"""Every claim about names, in the order of its column."""


def name_features(pair: Alignment) -> Column:
    """All claims about names: an array of shape (D, features)."""
    return np.column_stack([function(pair) for function in NAME_FEATURES.values()])
