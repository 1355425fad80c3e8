"""Operating points: at each score, the false alarms and the recall that a threshold there buys."""

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import msgspec

from bench.cases import Case
from bench.quality.outcomes import Outcome
from matchers.model import Kind
from matchers.operating import OperatingPoints, Point
from matchers.scorecard import scorecard

SCORES: Final = (*(round(step / 20, 2) for step in range(1, 20)), 0.97, 0.99)
NEGATIVES: Final[dict[str, Callable[[Case], bool]]] = {
    "all": lambda _: True,
    "person": lambda case: case.query.kind is Kind.PERSON,
    "organization": lambda case: case.query.kind is Kind.ORGANIZATION,
    "vessel": lambda case: case.query.kind is Kind.VESSEL,
}
POSITIVES: Final[dict[str, Callable[[Case], bool]]] = {
    "easy": lambda case: case.set == "crosslist_easy",
    "gate": lambda case: case.in_gate,
    "sameBirthDate": lambda case: case.set == "dobgated_hard",
}
HEADER: Final = """\
# What a review threshold buys at each score: the share of ordinary parties, on no list, whose best
# match reaches it, by kind; and the share of listed parties found at it, by set of cases. Name and
# kind only. Written by `python -m bench quality --freeze`; read by `portcullis thresholds`.
"""


def operating_points(
    positives: Sequence[Outcome], negatives: Sequence[Outcome], cases: str, universe: str
) -> OperatingPoints:
    """The points at all `SCORES`; `cases` and `universe` are digests of the data."""
    return OperatingPoints(
        scorecard=scorecard().version,
        cases=cases,
        universe=universe,
        points=tuple(
            Point(
                score=score,
                false_alarms={
                    name: _share(negatives, holds, score) for name, holds in NEGATIVES.items()
                },
                recall={name: _share(positives, holds, score) for name, holds in POSITIVES.items()},
            )
            for score in SCORES
        ),
    )


def as_yaml(points: OperatingPoints) -> str:
    """The text of the file, one point a line."""
    document = msgspec.to_builtins(points)
    rows = [f"  - {msgspec.json.encode(row).decode()}" for row in document.pop("points")]
    lines = [f"{name}: {msgspec.json.encode(value).decode()}" for name, value in document.items()]
    return HEADER + "\n".join([*lines, "points:", *rows]) + "\n"


def digest(*files: Path) -> str:
    """One SHA-256 over the contents of files, in this order."""
    together = hashlib.sha256()
    for file in files:
        together.update(hashlib.sha256(file.read_bytes()).digest())
    return together.hexdigest()


def _share(outcomes: Sequence[Outcome], holds: Callable[[Case], bool], score: float) -> float:
    reached = [each.score >= score for each in outcomes if holds(each.case)]
    return round(sum(reached) / len(reached), 5) if reached else 0.0
