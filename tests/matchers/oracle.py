"""Matching once more, slowly, in plain Python: what the compiled code must say.

Written from what the docstrings promise, a loop and a dictionary at a time. Constants that may be
tuned are those of the product; how they are used is written anew.
"""

import itertools
import math
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple

from rapidfuzz.distance import OSA, Indel

from matchers import likeness as measured
from matchers import spelling, translations
from matchers.features import INITIAL_LIKENESS, MATCHED, NAME_FEATURES, SLIP_LETTERS
from matchers.model import Kind
from matchers.names import AnalysedName, Role, fold
from matchers.query import JOINED_LIKENESS
from matchers.same_words import SAME, groups
from matchers.spelling import MAY_BEGIN
from matchers.texts import joined_text, legal_agreement, running_text, sorted_text

Weigh = Callable[[str, Kind], float]
Claims = dict[str, float]
Line = Sequence[tuple[float, float]]

_UNVOICED = str.maketrans("bdgvz", "ptkfs")


def bones(word: str) -> str:
    """Consonants, none twice in a row, a vowel at the start as `a`, an `h` at the end left out."""
    if len(word) > 2 and word.endswith("h"):
        word = word[:-1]
    found = ""
    for place, letter in enumerate(word):
        if letter in "aeiou":
            found += "a" if place == 0 else ""
        elif not found.endswith(letter):
            found += letter
    return found


def _hashed(text: str, family: int) -> int:
    value = 14695981039346656037 ^ family
    for letter in text.encode():
        value = (value ^ letter) * 1099511628211 % 2**64
    value ^= value >> 29
    return 2 * 27**3 + value % (spelling.BUCKETS - 2 * 27**3)


def _grams(text: str, offset: int) -> list[int]:
    numbers = [0, *(ord(letter) - ord("a") + 1 for letter in text), 0]
    return [
        offset + (one * 27 + two) * 27 + three
        for one, two, three in zip(numbers, numbers[1:], numbers[2:], strict=False)
    ]


def features(word: str, *, consonantal: bool) -> dict[int, float]:
    """The buckets of a word, each with what it counts."""
    skeleton = bones(word)
    found = {_hashed(skeleton, 2): 1.44}
    found.setdefault(_hashed(skeleton.translate(_UNVOICED), 3), 1.0)
    for bucket in _grams(skeleton, 27**3):
        found.setdefault(bucket, 0.64)
    if not consonantal:
        found.setdefault(_hashed(word[:4], 1), 0.64)
        for bucket in _grams(word, 0):
            found.setdefault(bucket, 1.0)
    return found


def likeness(left: str, right: str) -> float:
    """How alike two words are."""
    if left == right:
        return 1.0
    if not measured.is_spelt(left) or not measured.is_spelt(right):
        return 0.0
    bare = "~" in (left[0], right[0])
    left, right = left.lstrip("~")[:64], right.lstrip("~")[:64]
    ours, theirs = features(left, consonantal=bare), features(right, consonantal=bare)
    common = sum(value for bucket, value in ours.items() if bucket in theirs)
    cosine = common / math.sqrt(sum(ours.values()) * sum(theirs.values()))
    slip = 0.0
    if bare:
        left, right = bones(left), bones(right)
        most = measured._BONES[min(len(left), len(right), len(measured._BONES) - 1)]
    else:
        syllables = is_syllable(left) and is_syllable(right)
        most = measured.SYLLABLES if syllables else measured.NEARLY
        if OSA.distance(left, right) == 1:
            slip = measured._SLIPS[min(len(left), len(right), len(measured._SLIPS) - 1)]
            slip = min(slip, measured.SYLLABLES) if syllables else slip
    if cosine < measured.MINIMUM_COSINE:
        return float(slip)
    mean = (cosine + Indel.normalized_similarity(left, right)) / 2
    share = (mean - measured.ALIKE_FROM) / (measured.ALIKE_TO - measured.ALIKE_FROM)
    return float(max(slip, min(1.0, max(0.0, share)) * most))


def is_syllable(word: str) -> bool:
    """Whether a word is short and has one run of vowels."""
    short = len(word) <= measured.SYLLABLE_LETTERS
    return short and len(re.findall("[aeiou]+", word)) == 1


def word_likeness(left: str, right: str) -> float:
    """How alike two words are, as they are spelt or as words that are one."""
    return max(likeness(left, right), SAME * bool(groups(left) & groups(right)))


def table(query: AnalysedName, listed: AnalysedName) -> list[list[float]]:
    """How alike each word of a query is to each of a listed name, initials aside."""
    return [[word_likeness(one, other) for other in listed.words] for one in query.words]


def may_begin(initial: str, word: str) -> bool:
    """Whether a word that is a single letter may stand for a folded word."""
    return bool(MAY_BEGIN[ord(initial.lstrip("~")[0]), ord(word.lstrip("~")[0])])


def bests(
    query: AnalysedName, listed: AnalysedName, vocabulary: Collection[str] = ()
) -> tuple[list[float], list[float]]:
    """The likeness of each word's best counterpart, on both sides.

    Two words that are a listed word of `vocabulary` when written together, and one that is two
    listed words, are read so too.
    """
    alike = table(query, listed)
    ours = [max(row) for row in alike]
    theirs = [max(column) for column in zip(*alike, strict=True)]

    def read_as(word: str) -> list[int]:
        return [place for place, other in enumerate(listed.words) if other == word]

    for place, word in enumerate(query.words):
        if not measured.is_spelt(word) or word[0] == "~":
            continue
        if place + 1 < len(query.words) and measured.is_spelt(query.words[place + 1]):
            together = fold(word + query.words[place + 1])
            if together != word and together in vocabulary:
                for other in read_as(together):
                    ours[place] = max(ours[place], JOINED_LIKENESS)
                    ours[place + 1] = max(ours[place + 1], JOINED_LIKENESS)
                    theirs[other] = max(theirs[other], JOINED_LIKENESS)
        cuts = [
            cut
            for cut in range(3, len(word) - 2)
            if word[:cut] in vocabulary and word[cut:] in vocabulary
        ]
        for cut in cuts[:2]:
            first, second = read_as(word[:cut]), read_as(word[cut:])
            if first and second:
                ours[place] = max(ours[place], JOINED_LIKENESS)
                for other in first + second:
                    theirs[other] = max(theirs[other], JOINED_LIKENESS)
    _initials(query, listed, ours, theirs)
    return ours, theirs


def _initials(
    query: AnalysedName, listed: AnalysedName, ours: list[float], theirs: list[float]
) -> None:
    """Raise single letters and the words that begin with them, where nothing else is like them."""
    ours_left = [place for place, best in enumerate(ours) if best < MATCHED]
    theirs_left = [place for place, best in enumerate(theirs) if best < MATCHED]
    for place, other in itertools.product(ours_left, theirs_left):
        one, two = query.words[place], listed.words[other]
        if (query.roles[place] == Role.INITIAL and may_begin(one, two)) or (
            listed.roles[other] == Role.INITIAL and may_begin(two, one)
        ):
            ours[place] = max(ours[place], INITIAL_LIKENESS)
            theirs[other] = max(theirs[other], INITIAL_LIKENESS)


class Aligned(NamedTuple):
    """Two names word by word: weights, roles, and the likeness of each word's best counterpart."""

    query_weights: Sequence[float]
    listed_weights: Sequence[float]
    query_roles: Sequence[int]
    listed_roles: Sequence[int]
    query_best: Sequence[float]
    listed_best: Sequence[float]
    spelling: float
    joined: float
    slip: float
    legal: float
    equal: float


def claims(pair: Aligned) -> Claims:
    """The value of every claim about a pair, the last one aside."""
    ours = list(zip(pair.query_weights, pair.query_best, strict=True))
    theirs = list(zip(pair.listed_weights, pair.listed_best, strict=True))
    roles, other_roles = list(pair.query_roles), list(pair.listed_roles)
    met, other_met = (sum(weight * best for weight, best in side) for side in (ours, theirs))
    whole, other_whole = (sum(weight for weight, _ in side) for side in (ours, theirs))
    rest, other_rest = ([weight * (1 - best) for weight, best in side] for side in (ours, theirs))

    def agreement(role: Role) -> float:
        have, need = roles.count(role), other_roles.count(role)
        if not have or not need:
            return -1.0 if have or need else 0.0
        equal = sum(
            here == role and best >= MATCHED for here, (_, best) in zip(roles, ours, strict=True)
        )
        return 1.0 if equal >= min(have, need) else -2.0

    def initials() -> float:
        names = list(zip(roles, pair.query_best, strict=True))
        others = list(zip(other_roles, pair.listed_best, strict=True))
        for one, two in ((names, others), (others, names)):
            idle = any(role == Role.INITIAL and best < INITIAL_LIKENESS for role, best in one)
            if idle and any(best < INITIAL_LIKENESS for _, best in two):
                return -1.0
        stand = (r == Role.INITIAL and INITIAL_LIKENESS <= b < MATCHED for r, b in names + others)
        return float(any(stand))

    return {
        "query_coverage": met / whole,
        "listed_coverage": other_met / other_whole,
        "query_missing": max(rest),
        "listed_missing": max(other_rest),
        "evidence": min(met, other_met),
        "spelling": pair.spelling,
        "joined": pair.joined,
        "one_slip_apart": pair.slip if max(*rest, *other_rest) > 0 else 0.0,
        "explained_by_slip": min(max(rest), max(other_rest)) if pair.slip >= SLIP_LETTERS else 0.0,
        "legal_form": pair.legal,
        "numbers": agreement(Role.NUMBER),
        "places": agreement(Role.PLACE),
        "industries": agreement(Role.SYMBOL),
        "query_rest": sum(rest),
        "listed_rest": sum(other_rest),
        "found_words": float(
            sum(
                best >= MATCHED and role not in (Role.SYMBOL, Role.PLACE)
                for role, (_, best) in zip(roles, ours, strict=True)
            )
        ),
        "exact": 0.0 if pair.equal == 1 and pair.legal == -1 else pair.equal,
        "initials": initials(),
    }


def text_similarity(left: str, right: str) -> float:
    """The edit similarity of two whole names, 256 letters of each."""
    return float(Indel.normalized_similarity(left[:256], right[:256]))


def one_slip(left: str, right: str) -> bool:
    """Whether one slip makes two texts equal: every slip of the left one, one after the other."""
    made, letters = set(), {letter for letter in right if not letter.isdigit()}
    for at in range(len(left) + 1):
        before, after = left[:at], left[at:]
        made |= {before + letter + after for letter in letters}
        if after and not after[0].isdigit():
            made.add(before + after[1:])
            if before[-1:].strip() or after[1:2].strip():  # no word of its own
                made |= {before + letter + after[1:] for letter in letters}
        if not any(map(str.isdigit, after[:2])):
            made.add(before + after[:2][::-1] + after[2:])
    return left != right and right in made


def _one_slip(left: str, right: str) -> float:
    """The letters of the right text where one slip of the hand makes it the left one, else 0."""
    return float(len(right)) if one_slip(left, right) else 0.0


def running_slip(query: AnalysedName, texts: Collection[str]) -> float:
    """The letters of the longest of the running texts that is one slip away, else 0."""
    slips = [_one_slip(running_text(query), text) for text in texts if len(text) > 3]
    return max(slips, default=0.0)


def equality(query: AnalysedName, listed: AnalysedName) -> float:
    """2 for equal names, 1 for those equal but for what says little, or by transliteration."""
    if query.full_key == listed.full_key:
        return 2.0
    folded = sorted(query.words) == sorted(listed.words)
    return float(
        query.core_key == listed.core_key
        or running_text(query) == running_text(listed)
        or (folded and query.is_latin is not listed.is_latin)
    )


def claims_of(
    query: AnalysedName,
    listed: AnalysedName,
    entity_words: Collection[str],
    weigh: Weigh,
    vocabulary: Collection[str] | None = None,
    weights: Sequence[float] | None = None,
    texts: Collection[str] = (),
) -> Claims:
    """The value of every claim about two names; `entity_words` are of all names of the entity.

    `texts` are the running texts of names that are read as the listed one.
    """
    ours, theirs = bests(query, listed, listed.words if vocabulary is None else vocabulary)
    own = [weigh(word, query.kind) for word in query.words] if weights is None else weights
    found = claims(
        _aligned(
            ours,
            theirs,
            own,
            [weigh(word, query.kind) for word in listed.words],
            query,
            listed,
            texts or [running_text(listed)],
        )
    )
    best = [max(word_likeness(word, other) for other in entity_words) for word in query.words]
    found["any_name_coverage"] = sum(
        weight * alike for weight, alike in zip(own, best, strict=True)
    ) / sum(own)
    if query.variant or listed.variant:
        found["exact"] = 0.0
    return {name: found[name] for name in NAME_FEATURES}


def _aligned(
    ours: Sequence[float],
    theirs: Sequence[float],
    weights: Sequence[float],
    listed_weights: Sequence[float],
    query: AnalysedName,
    listed: AnalysedName,
    texts: Collection[str],
) -> Aligned:
    return Aligned(
        query_weights=weights,
        listed_weights=listed_weights,
        query_roles=query.roles,
        listed_roles=listed.roles,
        query_best=ours,
        listed_best=theirs,
        spelling=text_similarity(sorted_text(query), sorted_text(listed)),
        joined=text_similarity(joined_text(query), joined_text(listed)),
        slip=_one_slip(sorted_text(query), sorted_text(listed)) or running_slip(query, texts),
        legal=legal_agreement(query.legal, listed.legal),
        equal=equality(query, listed),
    )


def points(line: Line, value: float) -> float:
    """The points of a value: on the straight line between its neighbours, level beyond the ends."""
    if value <= line[0][0]:
        return line[0][1]
    for (left, low), (right, high) in itertools.pairwise(line):
        if value <= right:
            return low + (value - left) / (right - left) * (high - low)
    return line[-1][1]


def translated(
    entities: Sequence[Sequence[frozenset[int]]],
) -> dict[tuple[int, int], float]:
    """The likeness of the translations that these entities' names show (IBM model 1)."""
    pairs = []  # (words of one rest, word of the other, share, entity)
    for number, listed in enumerate(entities):
        names = list(dict.fromkeys(listed))[:20]
        rests = [
            (one - other, other - one)
            for one in names
            for other in names
            if 0 < len(one - other) <= 8 and 0 < len(other - one) <= 8
        ]
        for left, right in rests:
            pairs += [(left, target, len(rests) ** -0.5, number) for target in right]
    chance: dict[tuple[int, int], float] = defaultdict(lambda: 1.0)
    shown: dict[tuple[int, int], set[int]] = defaultdict(set)
    for _ in range(6):
        counts: dict[tuple[int, int], float] = defaultdict(float)
        for left, target, share, number in pairs:
            whole = sum(chance[source, target] for source in left)
            for source in left:
                counts[source, target] += share * chance[source, target] / whole
                shown[source, target].add(number)
        of_source: dict[int, float] = defaultdict(float)
        for (source, _), count in counts.items():
            of_source[source] += count
        chance = defaultdict(float, {key: n / of_source[key[0]] for key, n in counts.items()})
    both = {(one, two): max(value, chance[two, one]) for (one, two), value in list(chance.items())}
    least, full = translations.MINIMUM_SHARE, translations.FULL_SHARE
    low, high = translations.LEAST_LIKENESS, translations.MOST_LIKENESS
    return {
        key: low + min(1, (value - least) / (full - least)) * (high - low)
        for key, value in both.items()
        if len(shown[key]) >= translations.MINIMUM_ENTITIES and value >= least
    }
