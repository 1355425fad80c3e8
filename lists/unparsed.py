"""Count the records that became no entity, by reason, in bounded memory."""

from collections import Counter, defaultdict

from lists.loaders.loader import Unread
from matchers.model import Struct

PLACES_KEPT = 10
"""How many places are kept for each reason."""

REASONS_KEPT = 1000
"""Records with yet other reasons are counted together."""


class UnparsedReason(Struct, frozen=True):
    """Records that became no entity for one reason: how many, and where the first ones stand."""

    reason: str
    count: int
    places: tuple[str, ...]


class Tally:
    """A running count of unread records."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, str]] = Counter()
        self._places: dict[tuple[str, str], list[str]] = defaultdict(list)

    def add(self, record: Unread) -> None:
        """Count one record under its source id and reason."""
        key = record.source, record.reason
        if key not in self._counts and len(self._counts) >= REASONS_KEPT:
            key = record.source, "for some other reason"
        self._counts[key] += 1
        if len(self._places[key]) < PLACES_KEPT:
            self._places[key].append(record.place)

    def by_source(self) -> dict[str, tuple[UnparsedReason, ...]]:
        """The reasons by source id, in the order in which they were first met."""
        found: dict[str, list[UnparsedReason]] = defaultdict(list)
        for key, count in self._counts.items():
            source, reason = key
            places = tuple(self._places[key])
            found[source].append(UnparsedReason(reason=reason, count=count, places=places))
        return {source: tuple(reasons) for source, reasons in found.items()}
