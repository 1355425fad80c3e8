"""Screen: the whole story, from a party to its explained matches.

normalise -> exact identifiers and names -> retrieve -> score -> corroborate -> decide
"""

import math
from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from matchers.candidates import (
    Candidate,
    Searched,
    identified,
    mentioned,
    named,
    paired,
    searched,
)
from matchers.corroborate import Fact, corroborate, is_supported
from matchers.decide import Threshold, Thresholds, verdict
from matchers.explain import name_evidence
from matchers.index import Index
from matchers.model import (
    BirthDate,
    Evidence,
    FreeText,
    ListedEntity,
    ListedName,
    Match,
    Party,
    PartyName,
    Struct,
    Subject,
    Verdict,
)
from matchers.names import LISTED_KINDS, kinds_of
from matchers.repeats import Key, Repeats
from matchers.retrieve import Scratch
from matchers.scorecard import log_odds, score, scorecard, shapes

_TOGETHER: Final = 256
"""Subjects that are searched for before the first of them is explained."""

_WARMING: Final = ("First National Trading Co. LLC No. 1", "Иван Петрович", "محمد", "王小明")
"""Names that need every table of names and scripts."""

_SUBJECTS: Final = (msgspec.json.Decoder(FreeText), msgspec.json.Decoder(Party))
_BYTES: Final = 200
_BYTES_A_MATCH: Final = 500
_BYTES_A_LINE: Final = 200
_BYTES_A_CHARACTER: Final = 4
"""Memory that an answer takes at most by itself, and for each match, line and character of text:
counted in objects, and measured in `tests/matchers/test_repeats.py`."""


class Screened(Struct, omit_defaults=False):
    """What screening a subject found: best matches first, and how many more there were."""

    verdict: Verdict
    matches: tuple[Match, ...]
    left_out: int = 0


def size_of(screened: Screened) -> int:
    """The memory that an answer takes at most, in bytes."""
    matches = screened.matches
    lines = [line for match in matches for line in match.evidence]
    characters = sum([len(line.detail) for line in lines])
    characters += sum([len(match.listed_name) + len(match.query_name) for match in matches])
    return (
        _BYTES
        + _BYTES_A_MATCH * len(matches)
        + _BYTES_A_LINE * len(lines)
        + _BYTES_A_CHARACTER * characters
    )


class Comparison(Struct, omit_defaults=False):
    """How one pair scores, and why: the evidence's points add up to the score's log-odds."""

    score: float
    evidence: tuple[Evidence, ...]


class Scored(Struct):
    """A candidate with its facts and what they make of it."""

    candidate: Candidate
    base: float
    facts: tuple[Fact, ...]
    log_odds: float
    score: float
    verdict: Verdict


class Ranked(Struct):
    """What `screen` explains: the verdict, the best candidates, and how many more there were."""

    verdict: Verdict
    best: tuple[Scored, ...]
    left_out: int


class Screener:
    """Screens subjects against one index under one set of thresholds."""

    def __init__(self, index: Index, thresholds: Thresholds) -> None:
        """Screen against `index`; what is listed and held is up to `thresholds`."""
        self._index = index
        self._thresholds = thresholds
        self._review = thresholds.least_review
        self._card = scorecard()
        self._shapes = {kind: shapes(self._card, kind) for kind in LISTED_KINDS}
        self._scratch = Scratch.of(index)
        self._repeats = Repeats(size_of)

    def warmed(self) -> "Screener":
        """This screener, after a made-up party: tables are read, machine code is loaded or made.

        So the first event does not wait for that: compiling takes half a minute.
        """
        listed = [entity.names[0].value for entity in self._index.entities[:1]]
        names = tuple(PartyName(value=value) for value in (*listed, *_WARMING))
        self._screen_all([Party(names=names), FreeText(text=" ".join(_WARMING))], 0.0, 1)
        return self

    def recent(self, most: int) -> list[Key]:
        """The questions that were asked last, the latest first; for any thread."""
        return self._repeats.recent(most)

    def prepare(self, questions: Sequence[Key]) -> None:
        """Have answers ready to questions that another screener was asked (`recent`)."""
        for subject, min_score, limit in questions:
            for decoder in _SUBJECTS:
                try:
                    self.screen([decoder.decode(subject)], min_score=min_score, limit=limit)
                except msgspec.MsgspecError:
                    continue  # it is of the other kind (only a free text has `text`), or no JSON
                break

    @staticmethod
    def builtin() -> "Screener":
        """A screener without lists, for `compare`: words weigh what the built-in table says."""
        return Screener(Index.build(()), Thresholds(default=Threshold(review=0.5, hold=0.9)))

    def screen(
        self, subjects: Sequence[Subject], *, min_score: float | None = None, limit: int = 20
    ) -> list[Screened]:
        """Screen each subject; at most `limit` matches each, best first, one an entity.

        Listed are matches at or above `min_score`, by default the review threshold of their list,
        and every exact identifier. The verdict comes from the thresholds whatever `min_score`. A
        subject's answer does not depend on the others.
        """
        return self._repeats.answers(self._screen_all, subjects, min_score, limit)

    def ranked(
        self, subject: Subject, *, min_score: float | None = None, limit: int = 20
    ) -> Ranked:
        """What `screen` finds, in the same order, without the explanations."""
        (found,) = self._ranked([subject], min_score, limit)
        return found

    def compare(self, left: Party, right: Party) -> Comparison:
        """Score a screened party against one that stands for a listed entity, without retrieval."""
        candidate = paired(self._index, self._shapes, left, _as_listed(right))
        scored = self._scored(candidate)
        (evidence,) = self._evidence([scored])
        return Comparison(score=scored.score, evidence=evidence)

    def _screen_all(
        self, subjects: Sequence[Subject], min_score: float | None, limit: int
    ) -> list[Screened]:
        """Screen subjects that have no answer yet.

        Some at a time are all searched for before any is explained; see `candidates.searched`.
        """
        found: list[Screened] = []
        for first in range(0, len(subjects), _TOGETHER):
            some = subjects[first : first + _TOGETHER]
            found += map(self._screened, self._ranked(some, min_score, limit))
        return found

    def _screened(self, found: Ranked) -> Screened:
        return Screened(
            verdict=found.verdict,
            matches=tuple(map(_match, found.best, self._evidence(found.best))),
            left_out=found.left_out,
        )

    def _ranked(
        self, subjects: Sequence[Subject], min_score: float | None, limit: int
    ) -> list[Ranked]:
        """Search for all subjects, then score and rank what was found for each."""
        least = log_odds(self._review if min_score is None else min(min_score, self._review))
        parties = [subject for subject in subjects if isinstance(subject, Party)]
        found = searched(self._index, self._shapes, self._card, parties, least, self._scratch)
        by_name = iter(found)
        ranked = []
        for subject in subjects:
            candidates = self._candidates(subject, least, by_name)
            scored = [self._scored(candidate) for candidate in candidates]
            ranked.append(_best_of(scored, min_score, limit))
        return ranked

    def _candidates(
        self, subject: Subject, least: float, by_name: Iterator[Sequence[Searched]]
    ) -> list[Candidate]:
        """Who could reach log-odds of `least`, and whoever is identified."""
        index, shapes_of = self._index, self._shapes
        if isinstance(subject, FreeText):
            return list(mentioned(index, shapes_of, subject))
        found = named(index, shapes_of, self._card, subject, least, next(by_name))
        for number in identified(index, subject):
            found[number] = paired(index, shapes_of, subject, index.entities[number])
        return list(found.values())

    def _scored(self, candidate: Candidate) -> Scored:
        entity, names = candidate.entity, candidate.names
        facts = corroborate(candidate.party, entity, self._card)
        base = names.base if names else self._shapes[kinds_of(entity.kind)[0]].base
        of_names = [*names.points.tolist(), names.weak_points] if names else []
        of_facts = [line.points for line in facts]
        total = math.fsum([base, *of_names, *of_facts])
        decisive = total
        if not is_supported(facts):
            strong = candidate.strong_total if names else base
            decisive = math.fsum([strong, *of_facts])
        return Scored(
            candidate=candidate,
            base=base,
            facts=tuple(facts),
            log_odds=total,
            score=score(total),
            verdict=verdict(
                score(decisive),
                self._thresholds.of(entity.source, entity.programmes),
                exact_identifier=any(line.feature == "identifier_same" for line in facts),
            ),
        )

    def _evidence(self, matches: Sequence[Scored]) -> Iterator[tuple[Evidence, ...]]:
        """Every line there is of each match: where one starts from, the names, and the facts."""
        candidates = [scored.candidate for scored in matches]
        of_names = name_evidence(candidates, self._card, self._index)
        for scored, names in zip(matches, of_names, strict=True):
            base = Evidence(feature="base", value=1.0, points=scored.base)
            yield (base, *names, *[fact.evidence for fact in scored.facts])


def _best_of(scored: Sequence[Scored], min_score: float | None, limit: int) -> Ranked:
    """The best of all that were scored, and the verdict of them all."""
    listed = [each for each in scored if _is_listed(each, min_score)]
    # Thresholds differ by list: a hold is never left out for reviews of higher scores.
    listed.sort(key=lambda each: (each.verdict is not Verdict.HOLD, *_rank(each)))
    return Ranked(
        verdict=Verdict.worst([each.verdict for each in scored]),
        best=tuple(sorted(listed[:limit], key=_rank)),
        left_out=max(0, len(listed) - limit),
    )


def _match(scored: Scored, evidence: tuple[Evidence, ...]) -> Match:
    entity, names = scored.candidate.entity, scored.candidate.names
    return Match(
        entity_id=entity.id,
        source=entity.source,
        linked=entity.linked,
        score=scored.score,
        verdict=scored.verdict,
        listed_name=entity.primary_name,
        query_name=names.query.text if names else "",
        evidence=evidence,
    )


def _rank(scored: Scored) -> tuple[float, str]:
    """What matches are ordered by: the best first."""
    return -scored.log_odds, scored.candidate.entity.id


def _is_listed(scored: Scored, min_score: float | None) -> bool:
    if min_score is None or scored.verdict is Verdict.HOLD:
        return scored.verdict is not Verdict.CLEAR
    return scored.score >= min_score


def _as_listed(party: Party) -> ListedEntity:
    """A party in the place of a listed entity; all of its names are good ones."""
    return ListedEntity(
        id="",
        source="",
        kind=party.kind,
        names=tuple(ListedName(value=name.value) for name in party.names),
        identifiers=party.identifiers,
        birth_dates=(BirthDate(start=party.birth_date),) if party.birth_date else (),
        birth_places=(party.birth_place,) if party.birth_place else (),
        gender=party.gender,
        built=party.built,
        countries=party.countries,
        addresses=(party.address,) if party.address else (),
    )
