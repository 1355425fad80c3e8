"""What the checker takes, and what it gives."""

from collections.abc import Mapping, Sequence
from typing import Literal

from bench.chaos.truth import Followed
from matchers.model import Struct
from streams.events.envelope import Record

Wrong = Literal["lost", "doubled", "misrouted", "altered", "disordered", "unacknowledged", "unsent"]
"""`unsent` is the publisher's failure, not the product's: such a run proves nothing."""

Place = tuple[str, int]


class Finding(Struct):
    """One thing that is wrong: in words, where, and the time (ms since 1970) in which it came.

    `since` is when the message was published, `until` when the wrong output was written, if one
    was.
    """

    wrong: Wrong
    what: str
    where: str
    since: int = 0
    until: int = 0


class Evidence(Struct):
    """What lay on the broker after the run.

    `committed` is how far the workers' group acknowledged each input partition, `ends` where the
    partition ends.
    """

    inputs: Sequence[Record]
    outputs: Sequence[Record]
    committed: Mapping[Place, int]
    ends: Mapping[Place, int]


def finding(wrong: Wrong, what: str, of: Followed | None, output: Record | None = None) -> Finding:
    """A finding about an event, with the places of its input and of what was written."""
    places = [f"input {where(of.record)}"] if of else []
    if output is not None:
        places.append(f"output {where(output)}")
    since = of.record.timestamp_ms if of else 0
    until = output.timestamp_ms if output else 0
    return Finding(wrong=wrong, what=what, where=", ".join(places), since=since, until=until)


def where(record: Record) -> str:
    """The place of a record: topic/partition@offset."""
    return f"{record.topic}/{record.partition}@{record.offset}"
