"""The samples are sound, and the whole path finds in them what it should."""

import datetime as dt
import itertools
import sys
from collections.abc import Mapping
from pathlib import Path

import msgspec
import pytest

from lists.build import SourceSpec, build
from lists.snapshots.snapshot import Snapshot
from lists.snapshots.store import open_folder
from matchers.identifiers import canonical
from matchers.model import Verdict
from matchers.screener import Screener
from sharing.policy import load_policy
from streams import samples, topics
from streams.active import Active
from streams.alert_state import AlertStates
from streams.events.bad import BadEvent, Reason
from streams.events.decode import decode
from streams.events.envelope import MAX_BYTES
from streams.events.model import Event, EventType, Function
from streams.events.outputs import DEAD_LETTERS
from streams.events.parties import parties
from streams.installation import described_sources, read_thresholds
from streams.samples import Outcome
from streams.screening import screen_batch
from tools.samples import __main__ as generator

BAD_REASONS = (
    Reason.NOT_JSON,
    Reason.WRONG_ENCODING,
    Reason.WRONG_ENCODING,
    Reason.TOMBSTONE,
    Reason.EMPTY,
    Reason.UNKNOWN_TYPE,
    Reason.UNKNOWN_VERSION,
    Reason.MISSING_FIELD,
    Reason.BAD_CODE,
    Reason.WRONG_FIELD,
    Reason.FOREIGN_SOURCE,
    Reason.MISSING_FIELD,
    Reason.WRONG_CONTENT_TYPE,
    Reason.TOO_DEEP,
    Reason.BAD_ENVELOPE,
    Reason.TOO_LARGE,
)
ALERTED = {Verdict.REVIEW, Verdict.HOLD}
ACCEPTED = {
    Outcome.CLEAR: {Verdict.CLEAR},
    Outcome.REVIEW: {Verdict.REVIEW},
    Outcome.HOLD: {Verdict.HOLD},
    Outcome.ALERT: ALERTED,
    Outcome.WITHHELD: ALERTED,
}
NOW = dt.datetime(2026, 3, 3, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    folder = tmp_path_factory.mktemp("samples") / "snapshot"
    build([SourceSpec(kind="ftm", path=samples.list_path())], folder, progress=lambda *_: None)
    store = open_folder(f"file://{folder}")
    pointer = store.current()
    assert pointer is not None
    return store.load(pointer)


@pytest.fixture(scope="module")
def screener(snapshot: Snapshot) -> Screener:
    return Screener(snapshot.index, read_thresholds())


@pytest.fixture(scope="module")
def events() -> Mapping[str, Event]:
    """Every event by its id, decoded from the record that its publisher would send."""
    bad = {record.key for record in samples.bad_messages()}
    decoded = [
        decode(record, topics.publisher_of(record.topic))
        for record in samples.records()
        if record.key not in bad
    ]
    return {event.id: event for event in decoded}


@pytest.fixture(scope="module")
def verdicts(events: Mapping[str, Event], screener: Screener) -> Mapping[str, Verdict]:
    found = {}
    for event in events.values():
        screened = screener.screen([located.subject for located in parties(event)])
        found[event.id] = Verdict.worst([one.verdict for one in screened])
    return found


@pytest.fixture(scope="module")
def outputs(active: Active) -> Mapping[str, list[dict[str, object]]]:
    """What a worker would publish for all sample messages, by topic."""
    written: dict[str, list[dict[str, object]]] = {}
    for output in screen_batch(samples.records(), active, AlertStates(), lambda: NOW).outputs:
        is_letter = output.topic == DEAD_LETTERS
        document = {} if is_letter else msgspec.json.decode(output.value or b"")
        written.setdefault(output.topic, []).append(document)
    return written


@pytest.mark.parametrize("name", ["list.ftm.jsonl", "events.ndjson", "expected.json"])
def test_a_file_is_what_its_generator_writes(name: str) -> None:
    assert (generator.OUT / name).read_bytes() == generator.render()[name]


def test_the_generator_tells_files_that_are_out_of_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(generator, "OUT", tmp_path)
    statuses = []
    for option in ("--check", "--write", "--check"):
        monkeypatch.setattr(sys, "argv", ["samples", option])
        statuses.append(generator.main())
    assert statuses == [1, 0, 0]
    assert "expected.json is out of step" in capsys.readouterr().err


def test_the_list_is_read_whole_and_its_identifiers_are_valid(snapshot: Snapshot) -> None:
    assert [(row.id, row.entities, row.unparsed) for row in snapshot.manifest.sources] == [
        ("demo-public", 62, 0),
        ("demo-southland", 18, 0),
    ]
    stated = [each for entity in snapshot.entities for each in entity.identifiers]
    assert [each for each in stated if canonical(each) is None] == []


def test_every_list_has_an_owner(snapshot: Snapshot) -> None:
    sources = described_sources(str(samples.sources_path()))
    owners = {name: source.owner for name, source in sources.items()}
    assert owners.keys() == {row.id for row in snapshot.manifest.sources}
    assert set(owners.values()) <= {"public", *load_policy(samples.policy_folder()).partners}


def test_every_event_is_expected_to_be_something(events: Mapping[str, Event]) -> None:
    assert list(events) == list(samples.expected())
    assert len(events) == len(samples.events())


def test_every_partner_sends_both_types(events: Mapping[str, Event]) -> None:
    partners = load_policy(samples.policy_folder()).partners
    sent = {(event.publisher, event.type) for event in events.values()}
    assert sent == {(partner, event_type) for partner in partners for event_type in EventType}


@pytest.mark.parametrize(
    ("event_id", "outcome"),
    [
        pytest.param(
            event_id,
            outcome,
        )
        for event_id, outcome in samples.expected().items()
    ],
)
def test_screening_finds_what_is_expected(
    event_id: str, outcome: Outcome, verdicts: Mapping[str, Verdict]
) -> None:
    assert verdicts[event_id] in ACCEPTED[outcome]


@pytest.mark.parametrize("function", [Function.CHANGE, Function.CANCEL])
def test_what_amends_follows_its_original(events: Mapping[str, Event], function: Function) -> None:
    (amending,) = [event for event in events.values() if event.function is function]
    first, last = [e for e in events.values() if e.reference == amending.reference]
    assert (first.function, last) == (Function.ORIGINAL, amending)
    assert first.publisher == last.publisher
    assert first.time < last.time


@pytest.mark.parametrize(
    ("number", "reason"), list(enumerate(BAD_REASONS)), ids=[reason.value for reason in BAD_REASONS]
)
def test_a_bad_message_is_refused_for_its_reason(number: int, reason: Reason) -> None:
    record = samples.bad_messages()[number]
    with pytest.raises(BadEvent) as refused:
        decode(record, topics.publisher_of(record.topic))
    assert refused.value.reason is reason


def test_bad_messages_are_spread_among_events_and_fit_a_topic() -> None:
    records = samples.records()
    bad = {record.key for record in samples.bad_messages()}
    places = [number for number, record in enumerate(records) if record.key in bad]
    assert len(bad) == len(BAD_REASONS)
    assert len(places) == len(bad) - 1  # the one that is too large for a topic
    assert all(later - earlier > 1 for earlier, later in itertools.pairwise(places))
    assert all(len(record.value or b"") <= MAX_BYTES for record in records)


def test_every_message_has_its_outcome(
    outputs: Mapping[str, list[dict[str, object]]], events: Mapping[str, Event]
) -> None:
    assert len(outputs[DEAD_LETTERS]) == len(samples.records()) - len(events)
    partners = load_policy(samples.policy_folder()).partners
    screened = [s["eventId"] for partner in partners for s in outputs[topics.screenings(partner)]]
    assert sorted(map(str, screened)) == sorted(events)
    assert all(outputs[topics.alerts(partner)] for partner in partners)


@pytest.mark.parametrize(
    "event_id", [e for e, outcome in samples.expected().items() if outcome is Outcome.WITHHELD]
)
def test_a_publisher_is_not_told_of_what_is_withheld_from_it(
    event_id: str, outputs: Mapping[str, list[dict[str, object]]], events: Mapping[str, Event]
) -> None:
    written = outputs[topics.screenings(events[event_id].publisher)]
    (screening,) = [one for one in written if one["eventId"] == event_id]
    assert screening["verdict"] == Verdict.CLEAR
    assert screening["matches"] == []
