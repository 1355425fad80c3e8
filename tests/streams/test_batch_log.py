import datetime as dt
import json
import logging

import pytest

from streams.batch_log import MOST_DEAD_LETTERS, log_batch
from streams.events.bad import BadEvent, Reason
from streams.events.envelope import Record
from streams.events.outputs import dead_letter

NOW = dt.datetime(2026, 5, 4, tzinfo=dt.UTC)


def letter(offset: int) -> Record:
    record = Record(topic="shipments.a", partition=2, offset=offset, key=b"Velmora", value=b"{")
    return dead_letter(record, BadEvent(Reason.BAD_CODE, "'Velmora' is not one of", "ce_x"), NOW)


def screening(reference: str) -> Record:
    value = {"eventId": "e1", "reference": reference, "verdict": "hold", "matches": [{"a": "b"}]}
    return Record(topic="screenings.a", key=reference.encode(), value=json.dumps(value).encode())


def told(caplog: pytest.LogCaptureFixture) -> list[dict[str, object]]:
    return [record.msg for record in caplog.records if isinstance(record.msg, dict)]


def test_a_dead_letter_is_told_by_its_place_and_reason(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    log_batch([screening("R1"), letter(7)])
    assert told(caplog) == [
        {
            "event": "dead letter",
            "topic": "shipments.a",
            "partition": 2,
            "offset": 7,
            "reason": "badCode",
        }
    ]


def test_a_flood_of_dead_letters_is_counted(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    log_batch([letter(offset) for offset in range(100)])
    assert len(told(caplog)) == MOST_DEAD_LETTERS + 1
    assert told(caplog)[-1] == {"event": "more dead letters", "count": 100 - MOST_DEAD_LETTERS}


def test_verdicts_are_told_at_debug_level_only(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    log_batch([screening("R1")])
    assert told(caplog) == [
        {
            "event": "screened",
            "publisher": "a",
            "event_id": "e1",
            "reference": "R1",
            "verdict": "hold",
        }
    ]
