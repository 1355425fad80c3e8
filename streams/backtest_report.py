"""What a back-test says, as its JSON has it."""

from collections.abc import Mapping

from matchers.model import Struct, Verdict


class Counts(Struct, omit_defaults=False):
    """Alerts by what becomes of them. `gained`, `lost`, `kept` are by verdict.

    `raised` would hold instead of being reviewed, `lowered` the other way round.
    """

    gained: Mapping[str, int]
    lost: Mapping[str, int]
    kept: Mapping[str, int]
    raised: int
    lowered: int


class Row(Struct, omit_defaults=False):
    """The alerts on one list, or under one of its programmes; null is the list as a whole.

    An entity under several programmes counts in each of them, and once in the whole.
    """

    source: str
    programme: str | None
    counts: Counts


class Seen(Struct, omit_defaults=False):
    """A match as one side has it."""

    verdict: Verdict
    score: float


class Example(Struct, omit_defaults=False):
    """An alert that would change, for a person to judge."""

    change: str
    publisher: str
    reference: str
    path: str
    role: str
    query_name: str
    listed_name: str
    entity_id: str
    source: str
    programmes: tuple[str, ...]
    present: Seen | None
    proposed: Seen | None


class Outcome(Struct, omit_defaults=False):
    """How many events had one worst verdict, and would have another."""

    present: Verdict
    proposed: Verdict
    events: int


class Report(Struct, omit_defaults=False):
    """All that a back-test says. Left out are matches beyond the most that are compared."""

    events: int
    parties: int
    left_out_present: int
    left_out_proposed: int
    outcomes: tuple[Outcome, ...]
    lists: tuple[Row, ...]
    sample: tuple[Example, ...]
