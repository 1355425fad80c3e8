"""Shares with their sampling error."""

import math
from collections.abc import Iterable
from typing import Final

import msgspec

_Z: Final = 1.959964
"""The normal deviate that 95 % of a distribution lies within."""


class Share(msgspec.Struct, frozen=True):
    """A share of `of` cases, and the ends of its 95 % confidence interval."""

    of: int
    share: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.share:.3f} ±{(self.high - self.low) / 2:.3f}"


def share(hits: Iterable[bool]) -> Share:
    """The share of hits, with Wilson's score interval (1927); 0 to 1 where there is no case."""
    counted = list(hits)
    of = len(counted)
    if not of:
        return Share(of=0, share=0.0, low=0.0, high=1.0)
    p = sum(counted) / of
    widened = 1 + _Z * _Z / of
    middle = (p + _Z * _Z / (2 * of)) / widened
    half = _Z * math.sqrt(p * (1 - p) / of + _Z * _Z / (4 * of * of)) / widened
    # The ends meet the share where all or none are hits; rounding must not part them.
    return Share(
        of=of, share=p, low=min(p, max(0.0, middle - half)), high=max(p, min(1.0, middle + half))
    )
