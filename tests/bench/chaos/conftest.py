"""A small run that went well, made up: what was sent, where it lies, and what came of it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

import msgspec
import pytest

from bench.chaos.findings import Evidence
from bench.chaos.schedule import Fault
from bench.chaos.traffic import Message, messages
from bench.chaos.truth import Ground, Truth, followed
from bench.chaos.world import Files
from streams.events.bad import BadEvent, Reason
from streams.events.envelope import Record
from streams.events.outputs import dead_letter

PARTITIONS = 3
_SENT_MS = 1_780_000_000_000
_WRITTEN_MS = _SENT_MS + 60_000
DAMAGE = Fault(number=1, kind="damage", after=20, victim=0, pause=0.0)


def placed(records: Iterable[Record], start: int = _SENT_MS) -> list[Record]:
    """These records as a broker would hold them: by key in partitions, one after the other."""
    ends: dict[tuple[str, int], int] = defaultdict(int)
    result = []
    for at, record in enumerate(records):
        partition = sum(record.key or b"") % PARTITIONS
        place = (record.topic, partition)
        result.append(
            msgspec.structs.replace(
                record, partition=partition, offset=ends[place], timestamp_ms=start + at
            )
        )
        ends[place] += 1
    return result


def sound_outputs(
    truth: Truth, sent: list[Message], inputs: list[Record], ground: Ground
) -> list[Record]:
    """What has to come of the inputs on one ground."""
    by_number = dict(zip((message.number for message in sent), inputs, strict=True))
    outputs = []
    grounds = dict.fromkeys(by_number, ground)
    numbered = {message.number: message for message in sent}
    events = followed(truth, numbered, by_number, grounds)
    for message in sent:
        record = by_number[message.number]
        if message.event is None:
            bad = BadEvent(Reason.NOT_JSON, "no JSON", "")
            outputs.append(dead_letter(record, bad, dt.datetime(2026, 6, 1, tzinfo=dt.UTC)))
            continue
        event, expected = message.event, events[message.number].expected
        screening = {
            "eventId": event.id,
            "reference": event.reference,
            "verdict": expected.verdict,
            "versions": {"snapshot": ground[0], "policy": ground[1], "scorecard": "1"},
        }
        outputs.append(
            Record(
                topic=f"screenings.{event.publisher}",
                key=event.reference.encode(),
                value=msgspec.json.encode(screening),
            )
        )
        outputs += [
            Record(
                topic=f"alerts.{partner}",
                key=alert_id.encode(),
                value=msgspec.json.encode(
                    {
                        "alertId": alert_id,
                        "revision": revision,
                        "verdict": verdict,
                        "status": status,
                    }
                ),
            )
            for (partner, alert_id, revision), (verdict, status) in expected.alerts.items()
        ]
    return placed(outputs, _WRITTEN_MS)


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    made = Files(tmp_path_factory.mktemp("installation"), seed=7)
    made.change_policy()
    made.change_lists()
    return made


@pytest.fixture(scope="session")
def truth(files: Files) -> Truth:
    return Truth(secret=files.secret.encode(), policies=files.policies, snapshots=files.snapshots)


@pytest.fixture(scope="session")
def sent() -> list[Message]:
    return messages(seed=7, events=120, faults=[DAMAGE])


@pytest.fixture(scope="session")
def inputs(sent: list[Message]) -> list[Record]:
    return placed(message.record for message in sent)


@pytest.fixture(scope="session")
def sound(truth: Truth, sent: list[Message], inputs: list[Record]) -> Evidence:
    ends: dict[tuple[str, int], int] = defaultdict(int)
    for record in inputs:
        ends[record.topic, record.partition] += 1
    ground = truth.grounds()[-1]
    outputs = sound_outputs(truth, sent, inputs, ground)
    return Evidence(inputs=inputs, outputs=outputs, committed=dict(ends), ends=dict(ends))
