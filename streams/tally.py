"""What a batch did, counted; told to the metrics once the batch is acknowledged."""

from collections import Counter
from dataclasses import dataclass, field

UNRELATED = "unrelated"
"""Stands for all partners without an agreement: counted together, so that they cost nothing."""


@dataclass(slots=True)
class Tally:
    """Counts of one batch; the labels of each are those of the metric of its name."""

    events: Counter[tuple[str, str]] = field(default_factory=Counter)
    parties: int = 0
    screenings: Counter[tuple[str, str]] = field(default_factory=Counter)
    alerts: Counter[tuple[str, str]] = field(default_factory=Counter)
    closed: Counter[tuple[str, str]] = field(default_factory=Counter)
    withheld: Counter[tuple[str, str]] = field(default_factory=Counter)
    dead_letters: Counter[str] = field(default_factory=Counter)
    suppressed: Counter[str] = field(default_factory=Counter)
    late: Counter[str] = field(default_factory=Counter)
    left_out: int = 0
