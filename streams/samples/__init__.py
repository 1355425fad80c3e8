"""Sample lists and events, all invented, for the demonstration and for tests.

The files are written by `python -m tools.samples --write`. The product is installed unpacked, so
they are plain paths, which other processes can be given.
"""

import enum
from pathlib import Path

import msgspec

import config
from streams.events.envelope import MAX_BYTES, Record
from streams.events.publish import event_record
from streams.samples.bad import bad_messages

__all__ = [
    "Outcome",
    "bad_messages",
    "events",
    "expected",
    "list_path",
    "policy_folder",
    "records",
    "sources_path",
]

_HERE = Path(__file__).parent


class Outcome(enum.StrEnum):
    """What screening is to find in an event, under the shipped thresholds."""

    CLEAR = "clear"
    REVIEW = "review"
    HOLD = "hold"
    ALERT = "alert"  # review or hold: which of them is for the thresholds to say
    WITHHELD = "withheld"
    """As `alert`, but the example agreements tell its publisher nothing of it: the verdict of its
    screening is `clear`."""


def list_path() -> Path:
    """The sample lists `demo-public` and `demo-southland`, for the loader `ftm`."""
    return _HERE / "list.ftm.jsonl"


def sources_path() -> Path:
    """Who owns the sample lists, in the form of `config/sources.yaml`."""
    return _HERE / "sources.yaml"


def policy_folder() -> Path:
    """The three example partners, whose events these are, and their agreements."""
    return Path(config.__file__).parent / "examples"


def events() -> list[bytes]:
    """The sample events in the order in which they happen: structured CloudEvents, one a line."""
    return (_HERE / "events.ndjson").read_bytes().splitlines()


def expected() -> dict[str, Outcome]:
    """What screening is to find, by the id of the event."""
    content = (_HERE / "expected.json").read_bytes()
    return msgspec.json.decode(content, type=dict[str, Outcome])


def records() -> list[Record]:
    """Every event as the record that its publisher sends, with bad messages spread among them.

    Without the message that is too large: an input topic on a real broker does not take it, so
    that no worker ever meets it.
    """
    sent = [event_record(line, None) for line in events()]
    bad = [record for record in bad_messages() if len(record.value or b"") <= MAX_BYTES]
    apart = len(sent) // len(bad)
    for number, record in enumerate(bad):
        sent.insert((number + 1) * apart - 1, record)
    return sent
