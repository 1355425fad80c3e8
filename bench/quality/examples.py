"""Examples to read: whom the scores miss, and whom they alarm about, with the evidence."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from bench.cases import Case
from bench.quality.outcomes import Outcome, claims, entity_id
from matchers.model import ListedEntity
from matchers.screener import Scored


class Example(msgspec.Struct, frozen=True):
    """A case on the wrong side of the threshold.

    `names` are those of the expected entities, or of the one that was taken for the party;
    `evidence` is of the best match with it: claim to value and points.
    """

    qid: str
    set: str
    name: str
    kind: str
    classes: tuple[str, ...]
    names: Mapping[str, tuple[str, ...]]
    score: float
    threshold: float
    listed_name: str
    evidence: Mapping[str, tuple[float, float]]
    ahead: str
    """The entity whose score is the best of all, where that is another one, and that score."""


def misses(
    positives: Sequence[Outcome], threshold: float, entities: Mapping[str, ListedEntity]
) -> Iterator[Example]:
    """The cases of the gate, or of no hard set, that stay below the threshold; highest first."""
    missed = [
        each
        for each in positives
        if each.score < threshold and (each.case.in_gate or "hard" not in each.case.tags)
    ]
    for outcome in sorted(missed, key=lambda each: (-each.score, each.case.qid)):
        yield _example(outcome, threshold, outcome.case.expect, entities)


def alarms(
    negatives: Sequence[Outcome], threshold: float, entities: Mapping[str, ListedEntity]
) -> Iterator[Example]:
    """The parties on no list that reach the threshold; highest first."""
    raised = [each for each in negatives if each.best and each.score >= threshold]
    for outcome in sorted(raised, key=lambda each: (-each.score, each.case.qid)):
        found = (entity_id(outcome.best),) if outcome.best else ()
        yield _example(outcome, threshold, found, entities)


def classes(case: Case, match: Scored | None) -> tuple[str, ...]:
    """What can be told of an error by counting: kind, scripts, closeness, and the evidence."""
    found = [str(case.query.kind), *(tag for tag in case.tags if tag.startswith(("q:", "band:")))]
    if "xscript" in case.tags:
        found.append("across scripts")
    if match is None:
        return (*found, "not among the best matches")
    values = {claim: value for claim, (value, _) in claims(match).items()}
    told = {
        "names are equal": values.get("exact", 0) > 0,
        "a query word is missing": values.get("query_missing", 0) > 0,
        "a listed word is missing": values.get("listed_missing", 0) > 0,
        "legal forms contradict": values.get("legal_form", 0) < 0,
        "numbers contradict": values.get("numbers", 0) < 0,
        "places contradict": values.get("places", 0) < 0,
        "industries contradict": values.get("industries", 0) < 0,
        "little is matched (< 8 nats)": values.get("evidence", 0) < 8,
        "weak alias": "weak_alias" in values,
    }
    return (*found, *(name for name, holds in told.items() if holds))


def largest(examples: Sequence[Example], count: int = 20) -> dict[str, int]:
    """The classes that most examples have, with how many have them."""
    counted = Counter(each for example in examples for each in example.classes)
    ranked = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
    return dict(ranked[:count])


def _example(
    outcome: Outcome,
    threshold: float,
    about: Sequence[str],
    entities: Mapping[str, ListedEntity],
) -> Example:
    case, match, best = outcome.case, outcome.wanted, outcome.best
    other = best is not None and entity_id(best) not in about
    return Example(
        qid=case.qid,
        set=case.set,
        name=case.query.name,
        kind=case.query.kind,
        classes=classes(case, match),
        names={
            each: tuple(name.value for name in entities[each].names)
            for each in about
            if each in entities
        },
        score=round(outcome.score, 4),
        threshold=round(threshold, 4),
        listed_name=_listed_name(match),
        evidence={
            claim: (round(value, 3), round(points, 3))
            for claim, (value, points) in (claims(match) if match else {}).items()
        },
        ahead=f"{_listed_name(best)} ({best.score:.4f})" if best and other else "",
    )


def _listed_name(match: Scored | None) -> str:
    names = match.candidate.names if match else None
    return names.listed.value if names else ""
