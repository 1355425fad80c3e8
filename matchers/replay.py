"""Replay: the score that a stored match's evidence makes, to the last bit.

A score is the logistic function of the sum of its evidence's points, and the sum is rounded once
(`math.fsum`), so that neither the order of the lines nor a round trip through JSON changes it. What
is needed is stored with the match: no list, no snapshot, no scorecard.
"""

import math
from collections.abc import Iterator
from typing import Any

import msgspec

from matchers.model import Struct
from matchers.scorecard import score


class ClaimPoints(Struct, omit_defaults=False):
    """One stored line of evidence. A partner that may not see what it quotes has points alone."""

    feature: str
    points: float
    value: float | None = None
    detail: str | None = None


class Stored(Struct, omit_defaults=False):
    """A stored match: who was compared, as far as it says, the score it states, and why."""

    score: float
    evidence: tuple[ClaimPoints, ...]
    entity_id: str | None = None
    listed_name: str | None = None
    query_name: str | None = None


class Replayed(Struct, omit_defaults=False):
    """What the evidence of a stored match adds up to."""

    log_odds: float
    score: float
    reproduced: bool


class NothingStored(ValueError):
    """A document without a match, or a match without its score and evidence."""


def replay(stored: Stored) -> Replayed:
    """Score the evidence again; `reproduced` says whether the stored score comes out exactly."""
    total = math.fsum(line.points for line in stored.evidence)
    again = score(total)
    return Replayed(log_odds=total, score=again, reproduced=again == stored.score)


def stored_matches(document: bytes) -> list[Stored]:
    """The matches in a line of `screen`, `compare` or `explain --json`, a screening, or an alert.

    Raises NothingStored where there is none, or a score stands without its evidence.
    """
    try:
        found = msgspec.json.decode(document)
        matches = [msgspec.convert(each, Stored) for each in _matches(found)]
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise NothingStored(f"no stored match: {error}") from error
    if not matches:
        raise NothingStored("no match with `score` and `evidence` in this document")
    return matches


def _matches(document: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - any JSON
    """The objects that state a score and its evidence, at the places where documents have them."""
    if not isinstance(document, dict):
        return
    if "score" in document and "evidence" in document:
        yield document
        return
    inner = document.get("matches")
    for each in (document.get("match"), *(inner if isinstance(inner, list) else ())):
        yield from _matches(each)
