"""Operating points: what a threshold buys, from the table that the quality benchmark writes."""

from collections.abc import Mapping, Sequence

from matchers.decide import Threshold, Thresholds
from matchers.model import Struct


class Point(Struct, omit_defaults=False):
    """At a score: the share of ordinary parties that reach it, and of listed ones, by group."""

    score: float
    false_alarms: Mapping[str, float]
    recall: Mapping[str, float]


class OperatingPoints(Struct, omit_defaults=False):
    """The measured points, by rising score, and of what they are.

    `scorecard` is the version that they were measured with; `cases` and `universe` are digests or
    descriptions of the data. Raises ValueError unless there are two points or more, by rising
    scores in [0, 1], about the same groups.
    """

    scorecard: str | int
    points: tuple[Point, ...]
    cases: str | int = ""
    universe: str | int = ""

    def __post_init__(self) -> None:
        scores = [point.score for point in self.points]
        if len(scores) < 2:  # noqa: PLR2004 - a line needs two
            raise ValueError("give two operating points or more")
        if scores != sorted(set(scores)) or not 0 <= scores[0] <= scores[-1] <= 1:
            raise ValueError("operating points stand by rising scores in [0, 1]")
        first = self.points[0]
        for point in self.points:
            if (point.false_alarms.keys(), point.recall.keys()) != (
                first.false_alarms.keys(),
                first.recall.keys(),
            ):
                raise ValueError(f"the point at {point.score} is about other groups than the first")

    def at(self, score: float) -> Point:
        """What a score buys: on straight lines between the measured scores, level beyond them."""
        points = self.points
        place = next(
            (number for number, point in enumerate(points) if point.score >= score), len(points) - 1
        )
        right, left = points[place], points[max(0, place - 1)]
        width = right.score - left.score
        share = min(1.0, max(0.0, (score - left.score) / width)) if width else 1.0
        return Point(
            score=score,
            false_alarms=_between(left.false_alarms, right.false_alarms, share),
            recall=_between(left.recall, right.recall, share),
        )


def _between(
    left: Mapping[str, float], right: Mapping[str, float], share: float
) -> dict[str, float]:
    return {name: left[name] + share * (right[name] - left[name]) for name in left}


class Setting(Struct, omit_defaults=False):
    """One pair of thresholds in force, for whom, and what each of them buys."""

    applies_to: str
    threshold: Threshold
    review: Point
    hold: Point


def settings(
    thresholds: Thresholds,
    measured: OperatingPoints,
    *,
    source: str | None = None,
    programmes: Sequence[str] = (),
) -> list[Setting]:
    """Every setting with what it buys; with a list or programmes, the one in force for these."""
    if source is not None or programmes:
        named = " ".join(filter(None, (f"list {source}" if source else "", *map(_of, programmes))))
        chosen = [(named, thresholds.of(source or "", programmes))]
    else:
        chosen = [
            ("default", thresholds.default),
            *((f"list {name}", each) for name, each in sorted(thresholds.sources.items())),
            *((_of(name), each) for name, each in sorted(thresholds.programmes.items())),
        ]
    return [
        Setting(
            applies_to=name,
            threshold=threshold,
            review=measured.at(threshold.review),
            hold=measured.at(threshold.hold),
        )
        for name, threshold in chosen
    ]


def _of(programme: str) -> str:
    return f"programme {programme}"
