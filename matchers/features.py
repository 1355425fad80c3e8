"""What is claimed of a pair of names: one pure function a claim.

Every claim is a function of a `Pair`, one query name beside one listed name, and is compiled: it
runs for every candidate. The claims are written out once more, slowly, in the tests.
"""

from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from matchers.compiled import compiled, inlined
from matchers.names import Role

Column = NDArray[np.floating[Any]]

_SYMBOL: Final = int(Role.SYMBOL)
_PLACE: Final = int(Role.PLACE)
_NUMBER: Final = int(Role.NUMBER)
_INITIAL: Final = int(Role.INITIAL)

INITIAL_LIKENESS: Final = 0.5
"""What a single letter and a word that begins with it have in common."""

SLIP_LETTERS: Final = 5
"""Letters from which a slip explains: of shorter words, ordinary names are one slip away."""

MATCHED: Final = 0.7
"""Likeness from which a word counts as found on the other side."""


class Words(NamedTuple):
    """How many words of a name have one role, and how many of them are found on the other side."""

    all: int
    found: int


class Side(NamedTuple):
    """One name of a pair, its words counted; weights in nats.

    `covered` is the part of the `whole` weight that the other name accounts for, `rest` what it
    does not, `missing` the most of one word. `found` words are those of no industry and no place.
    Of its single letters `initials` stand for longer words of the other name, `idle` ones for no
    word; all words that are like none of the other name are `apart`.
    """

    whole: float
    covered: float
    rest: float
    missing: float
    found: int
    numbers: Words
    places: Words
    symbols: Words
    initials: int
    idle: int
    apart: int


class Pair(NamedTuple):
    """A query name beside a listed one.

    `spelling` and `joined` are edit similarities of the whole names, in [0, 1]: words in order of
    the alphabet, and all letters without spaces. `slip` is how many letters names have that are the
    same but for one slip of the hand, by the alphabet or as they stand, else 0. `legal` is 1, 0 or
    -1 where legal classes agree, are missing on a side, or contradict each other; `equal` is 2
    where all words are equal, 1 where all but stop words and legal forms are, where all letters
    are, or where words become so by transliteration from another script, else 0.
    """

    query: Side
    listed: Side
    spelling: float
    joined: float
    slip: float
    legal: float
    equal: float


@inlined
def side(weights: Column, roles: NDArray[np.int8], best: Column, first: int, last: int) -> Side:
    """Count the words from `first` up to `last`; `best` is how alike the nearest others are."""
    whole, covered, rest, missing, found = 0.0, 0.0, 0.0, 0.0, 0
    initials, idle, apart = 0, 0, 0
    numbers, found_numbers, places, found_places, symbols, found_symbols = 0, 0, 0, 0, 0, 0
    for place in range(first, last):
        weight, alike, role = weights[place], best[place], roles[place]
        whole += weight
        covered += weight * alike
        rest += weight * (1 - alike)
        missing = max(missing, weight * (1 - alike))
        is_found = int(alike >= MATCHED)
        if alike < INITIAL_LIKENESS:
            apart += 1
            idle += int(role == _INITIAL)
        elif role == _INITIAL:
            initials += int(alike < MATCHED)
        if role == _NUMBER:
            numbers, found_numbers = numbers + 1, found_numbers + is_found
        if role == _PLACE:
            places, found_places = places + 1, found_places + is_found
        elif role == _SYMBOL:
            symbols, found_symbols = symbols + 1, found_symbols + is_found
        else:
            found += is_found
    return Side(
        whole,
        covered,
        rest,
        missing,
        found,
        Words(numbers, found_numbers),
        Words(places, found_places),
        Words(symbols, found_symbols),
        initials,
        idle,
        apart,
    )


@inlined
def covered_share(weights: Column, best: Column) -> float:
    """The share of a name's weight that another accounts for, in [0, 1]."""
    whole, covered = 0.0, 0.0
    for place in range(len(weights)):
        whole += weights[place]
        covered += weights[place] * best[place]
    return covered / whole


@inlined
def query_coverage(pair: Pair) -> float:
    """The share of the query's weight that the listed name accounts for, in [0, 1]."""
    return pair.query.covered / pair.query.whole


@inlined
def listed_coverage(pair: Pair) -> float:
    """The share of the listed name's weight that the query accounts for, in [0, 1]."""
    return pair.listed.covered / pair.listed.whole


@inlined
def query_missing(pair: Pair) -> float:
    """The weight of the query's most telling word without a counterpart, in nats."""
    return pair.query.missing


@inlined
def listed_missing(pair: Pair) -> float:
    """The weight of the listed name's most telling word without a counterpart, in nats."""
    return pair.listed.missing


@inlined
def evidence(pair: Pair) -> float:
    """How much is matched, not only what share: the lesser of both sides' weight, in nats."""
    return min(pair.query.covered, pair.listed.covered)


@inlined
def spelling(pair: Pair) -> float:
    """How alike both names are letter by letter, their words in order of the alphabet; [0, 1]."""
    return pair.spelling


@inlined
def joined(pair: Pair) -> float:
    """How alike both names are letter by letter, folded and without spaces; in [0, 1]."""
    return pair.joined


@inlined
def one_slip_apart(pair: Pair) -> float:
    """How many letters the names have if one slip of the hand makes them equal; 0 otherwise.

    Names of the same words, one of which comes twice on one side, are no slip apart.
    """
    return slip_of_others(pair.slip, pair.query.missing, pair.listed.missing)


@inlined
def slip_of_others(slip: float, query_missing: float, listed_missing: float) -> float:
    """A slip of this many letters, if a word of either side is missing on the other; else 0."""
    return slip if query_missing > 0 or listed_missing > 0 else 0.0


@inlined
def explained(slip: float, query_missing: float, listed_missing: float) -> float:
    """What one slip explains of words without a counterpart: the lesser side's weight, in nats.

    `slip` is the claim `one_slip_apart`: names of fewer than `SLIP_LETTERS` explain nothing.
    """
    return min(query_missing, listed_missing) if slip >= SLIP_LETTERS else 0.0


@inlined
def explained_by_slip(pair: Pair) -> float:
    """The weight of a word missing on either side that one slip of the hand explains, in nats."""
    return explained(pair.slip, pair.query.missing, pair.listed.missing)


@inlined
def legal_form(pair: Pair) -> float:
    """1 where legal classes agree, -1 where they contradict, 0 where a side states none."""
    return pair.legal


@inlined
def _agreement(ours: Words, theirs: Words) -> float:
    """How the words of a role agree: 1, 0, -1 or -2.

    1 where the query has as many found ones as the side with fewer has in all, else -2; -1 where
    one side has none, 0 where neither has.
    """
    if ours.all == 0 and theirs.all == 0:
        return 0.0
    if ours.all == 0 or theirs.all == 0:
        return -1.0
    return 1.0 if ours.found >= min(ours.all, theirs.all) else -2.0


@inlined
def numbers(pair: Pair) -> float:
    """1 where the numbers in both names agree, -2 where not, -1 where one side has none, else 0."""
    return _agreement(pair.query.numbers, pair.listed.numbers)


@inlined
def places(pair: Pair) -> float:
    """1 where the places in both names agree, -2 where not, -1 where one side has none, else 0."""
    return _agreement(pair.query.places, pair.listed.places)


@inlined
def industries(pair: Pair) -> float:
    """1 where the industries in both agree, -2 where not, -1 where one side has none, else 0."""
    return _agreement(pair.query.symbols, pair.listed.symbols)


@inlined
def query_rest(pair: Pair) -> float:
    """The weight of all that the listed name does not account for, in nats."""
    return pair.query.rest


@inlined
def listed_rest(pair: Pair) -> float:
    """The weight of all of the listed name that the query does not account for, in nats."""
    return pair.listed.rest


@inlined
def found_words(pair: Pair) -> float:
    """How many words of the query are found, those of industries and places aside."""
    return float(pair.query.found)


@inlined
def initials(pair: Pair) -> float:
    """1 where initials stand for longer words, -1 where they cannot and others are left, else 0."""
    ours, theirs = pair.query, pair.listed
    if (ours.idle > 0 and theirs.apart > 0) or (theirs.idle > 0 and ours.apart > 0):
        return -1.0
    return 1.0 if ours.initials + theirs.initials > 0 else 0.0


@inlined
def exact(pair: Pair) -> float:
    """2 where all words are equal, 1 where all core words are and legal forms do not conflict."""
    if pair.equal == 1 and pair.legal < 0:
        return 0.0
    return pair.equal


NAME_FEATURES: Final = (
    "query_coverage",
    "listed_coverage",
    "query_missing",
    "listed_missing",
    "evidence",
    "spelling",
    "joined",
    "one_slip_apart",
    "explained_by_slip",
    "legal_form",
    "numbers",
    "places",
    "industries",
    "query_rest",
    "listed_rest",
    "found_words",
    "exact",
    "initials",
    "any_name_coverage",
)
"""Every claim about names, in the order of its column; the last is about all names of an entity."""


@inlined
def write_claims(pair: Pair, values: Column) -> None:
    """Write the value of every claim about a pair but the last, in the order of `NAME_FEATURES`."""
    values[0] = query_coverage(pair)
    values[1] = listed_coverage(pair)
    values[2] = query_missing(pair)
    values[3] = listed_missing(pair)
    values[4] = evidence(pair)
    values[5] = spelling(pair)
    values[6] = joined(pair)
    values[7] = one_slip_apart(pair)
    values[8] = explained_by_slip(pair)
    values[9] = legal_form(pair)
    values[10] = numbers(pair)
    values[11] = places(pair)
    values[12] = industries(pair)
    values[13] = query_rest(pair)
    values[14] = listed_rest(pair)
    values[15] = found_words(pair)
    values[16] = exact(pair)
    values[17] = initials(pair)


@compiled
def measure(pair: Pair, values: Column) -> None:
    """`write_claims`, for callers that are not compiled themselves."""
    write_claims(pair, values)


@compiled
def counted(weights: Column, roles: NDArray[np.int8], best: Column) -> Side:
    """`side` of all words, for callers that are not compiled themselves."""
    return side(weights, roles, best, 0, len(weights))
