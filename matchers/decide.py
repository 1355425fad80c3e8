"""Decide: what a score calls for, under the thresholds of a list and of its programmes."""

from collections.abc import Mapping, Sequence

from msgspec import field

from matchers.model import Struct, Verdict


class Threshold(Struct):
    """Scores in [0, 1] from which a match is reviewed, and from which it holds the event."""

    review: float
    hold: float

    def __post_init__(self) -> None:
        """Raise ValueError unless 0 <= review <= hold <= 1."""
        if not 0 <= self.review <= self.hold <= 1:
            raise ValueError(
                f"thresholds must be 0 <= review <= hold <= 1, not review {self.review} "
                f"and hold {self.hold}"
            )


class Thresholds(Struct):
    """The thresholds of every list and programme.

    A programme's thresholds beat its list's, a list's beat the default; of several programmes with
    thresholds of their own, the lowest review and the lowest hold count.
    """

    default: Threshold
    sources: Mapping[str, Threshold] = field(default_factory=dict)
    programmes: Mapping[str, Threshold] = field(default_factory=dict)

    def of(self, source: str, programmes: Sequence[str]) -> Threshold:
        """The thresholds for an entity of list `source` under these programmes."""
        found = [self.programmes[name] for name in programmes if name in self.programmes]
        if not found:
            return self.sources.get(source, self.default)
        return Threshold(
            review=min(threshold.review for threshold in found),
            hold=min(threshold.hold for threshold in found),
        )

    @property
    def least_review(self) -> float:
        """The score below which no match is reviewed, whatever its list."""
        every = (self.default, *self.sources.values(), *self.programmes.values())
        return min(threshold.review for threshold in every)


def verdict(score: float, threshold: Threshold, *, exact_identifier: bool) -> Verdict:
    """What one match calls for. An exact identifier holds, whatever the score."""
    if exact_identifier or score >= threshold.hold:
        return Verdict.HOLD
    return Verdict.REVIEW if score >= threshold.review else Verdict.CLEAR
