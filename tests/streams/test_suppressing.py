"""Good-guy records in use: what they keep from partners, what still shows, and when they lapse."""

import dataclasses
import datetime as dt
import json
import random
from collections.abc import Callable
from pathlib import Path
from shutil import copytree
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lists.material import material_version
from matchers.model import (
    FreeText,
    Identifier,
    ListedEntity,
    ListedName,
    Party,
    Scheme,
    Verdict,
)
from sharing.suppression import Suppression, Withdrawn, party_fingerprint, sealed
from sharing.suppression_file import change_suppressions, suppressions_file
from streams import samples
from streams.active import Active, Watch
from streams.alert_state import AlertStates
from streams.events.envelope import Record
from streams.events.lines import PartyLine, read_line
from streams.events.parties import Located
from streams.findings import found_record
from streams.metrics import Metrics
from streams.screening import Batch, alerts_of, screen_batch
from streams.suppressing import Suppressions, SuppressionsWatch
from tests.streams.conftest import SECRET

NOW = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
PUBLISHER = "nordland-customs"
LISTED = "demo-public-o01"
PARTY: dict[str, Any] = {
    "role": "consignee",
    "kind": "organization",
    "names": [{"value": "Velmarin Precision Optics LLC"}],
    "identifiers": [{"scheme": "eori", "value": "XN1234567890"}],
}


def shipment(*parties: dict[str, Any], publisher: str = PUBLISHER, **more: Any) -> Record:
    attributes = {
        "specversion": "1.0",
        "id": more.pop("id", "e-1"),
        "source": f"urn:portcullis:partner:{publisher}",
        "type": "shipment.v1",
        "time": more.pop("time", "2026-03-02T08:00:00Z"),
    }
    return Record(
        topic=f"shipments.{publisher}",
        offset=more.pop("offset", 7),
        value=json.dumps({"lrn": "L-1", "parties": parties, **more}).encode(),
        headers=tuple((f"ce_{name}", text.encode()) for name, text in attributes.items()),
    )


def party_of(document: dict[str, Any]) -> Party:
    bare = {key: value for key, value in document.items() if key != "role"}
    read = read_line(json.dumps(bare).encode(), "party")
    assert isinstance(read, PartyLine)
    return read.party


def record(active: Active, document: dict[str, Any], entity: str, **change: Any) -> Suppression:
    base: dict[str, Any] = {
        "id": "0123456789abcdef",
        "party": party_fingerprint(SECRET, party_of(document)),
        "entity_id": entity,
        "entity_version": material_version(active.entities[entity]),
        "reason": "another register number",
        "requested_by": "A. Lindqvist",
        "approved_by": "M. Okafor",
        "entered_by": "operator",
        "created": NOW - DAY,
        "expires": NOW + 30 * DAY,
    }
    return sealed(SECRET, Suppression(**(base | change)))


def with_records(active: Active, *records: Suppression, now: dt.datetime = NOW) -> Active:
    held = Suppressions.against(records, active.entities, now)
    return dataclasses.replace(active, suppressions=held)


def screen(active: Active, *records: Record, now: dt.datetime = NOW) -> Batch:
    return screen_batch(list(records), active, AlertStates(), lambda: now)


def of(batch: Batch, topic: str) -> list[dict[str, Any]]:
    return [json.loads(each.value or b"") for each in batch.outputs if each.topic == topic]


def alerts(batch: Batch) -> list[str]:
    return [each.topic for each in batch.outputs if each.topic.startswith("alerts.")]


def test_a_suppressed_match_is_no_alert_and_still_stands_in_the_screening(active: Active) -> None:
    event = shipment(PARTY)
    before = screen(active, event)
    (plain,) = of(before, f"screenings.{PUBLISHER}")
    assert (plain["verdict"], plain["suppressed"]) == ("hold", [])
    assert len(alerts(before)) > 1
    one = record(active, PARTY, LISTED)
    after = screen(with_records(active, one), event)
    (screening,) = of(after, f"screenings.{PUBLISHER}")
    assert (screening["verdict"], screening["matches"], screening["leftOut"]) == ("clear", [], 0)
    assert alerts(after) == []
    (told,) = plain["matches"]
    assert screening["suppressed"] == [
        {
            "record": one.id,
            "expires": "2026-04-01T12:00:00Z",
            "alertId": told["alertId"],
            "path": "parties[0]",
            "role": "consignee",
            "entityId": LISTED,
            "source": "demo-public",
            "score": told["match"]["score"],
            "verdict": "hold",
        }
    ]
    assert after.tally.suppressed == {"demo-public": 1}
    assert after.tally.alerts.total() == 0


@pytest.mark.parametrize(
    "change",
    [
        {"names": [{"value": "Velmarin Precision Optics Ltd"}]},
        {"names": [*PARTY["names"], {"value": "Velmarin"}]},
        {"kind": "unknown"},
        {"identifiers": [{"scheme": "eori", "value": "XN1234567891"}]},
        {"identifiers": []},
        {"countries": ["XN"]},
        {"address": {"country": "XN"}},
    ],
)
def test_a_party_that_changed_is_looked_at_again(active: Active, change: dict[str, Any]) -> None:
    held = with_records(active, record(active, PARTY, LISTED))
    batch = screen(held, shipment(PARTY | change))
    (screening,) = of(batch, f"screenings.{PUBLISHER}")
    assert screening["suppressed"] == []
    assert LISTED in {match["match"]["entityId"] for match in screening["matches"]}


@pytest.mark.parametrize(
    ("change", "holds"),
    [
        ({"remarks": ("a director died",)}, True),
        ({"legal_basis": ("another",)}, True),
        ({"programmes": ("ANOTHER",)}, False),
        ({"countries": ("XS",)}, False),
        ({"names": (ListedName(value="Velmarin"),)}, False),
        ({"identifiers": (Identifier(scheme=Scheme.EORI, value="XN1234567890"),)}, False),
    ],
)
def test_an_entity_that_changed_materially_is_looked_at_again(
    active: Active,
    change: dict[str, Any],
    holds: bool,  # noqa: FBT001
) -> None:
    listed = active.entities[LISTED]
    one = record(active, PARTY, LISTED)
    entities = {**active.entities, LISTED: msgspec.structs.replace(listed, **change)}
    found = Suppressions.against([one], entities, NOW)
    assert (LISTED in found.entities) is holds
    assert found.changed == (not holds)
    del entities[LISTED]
    assert Suppressions.against([one], entities, NOW).changed == 1


def test_a_record_lapses_by_itself(active: Active) -> None:
    """Nothing is loaded anew: the same value in memory holds until the instant and no longer."""
    held = with_records(active, record(active, PARTY, LISTED))
    end = NOW + 30 * DAY
    before = screen(held, shipment(PARTY), now=end - dt.timedelta(seconds=1))
    assert alerts(before) == []
    assert len(alerts(screen(held, shipment(PARTY), now=end))) > 1
    early = screen(held, shipment(PARTY), now=NOW - 2 * DAY)
    assert len(alerts(early)) > 1


def test_a_record_is_about_one_pair(active: Active) -> None:
    other = next(
        entity
        for entity in active.entities.values()
        if entity.source == "demo-public" and entity.kind == "person"
    )
    second = {
        "role": "buyer",
        "kind": "person",
        "names": [{"value": other.primary_name}],
        "identifiers": PARTY["identifiers"],
    }
    held = with_records(active, record(active, PARTY, LISTED), record(active, PARTY, other.id))
    batch = screen(held, shipment(PARTY, second))
    (screening,) = of(batch, f"screenings.{PUBLISHER}")
    assert [each["entityId"] for each in screening["suppressed"]] == [LISTED]
    assert {match["match"]["entityId"] for match in screening["matches"]} >= {other.id}
    assert screening["verdict"] == "hold"


def test_texts_are_never_suppressed(active: Active) -> None:
    text = FreeText(text=active.entities[LISTED].primary_name)
    held = with_records(active, record(active, PARTY, LISTED)).suppressions
    (screened,) = active.screener.screen([text], limit=5)
    assert LISTED in {match.entity_id for match in screened.matches}
    found = [(Located(path="items[0].description", role="goods", subject=text), screened)]
    assert held.apart(found, SECRET, NOW) == (found, [])


def test_a_rescreening_tells_nobody_of_what_a_record_suppresses(active: Active) -> None:
    event = shipment(PARTY)
    findings = [
        found_record(alert, event)
        for alert in alerts_of(event, active, NOW)
        if alert.match.entity_id == LISTED
    ]
    assert alerts(screen(active, *findings))
    held = with_records(active, record(active, PARTY, LISTED))
    batch = screen(held, *findings)
    assert batch.outputs == []
    assert batch.tally.suppressed[active.entities[LISTED].source] == len(findings)


def test_what_a_publisher_may_not_know_of_stays_so(active: Active) -> None:
    """A record about an entry of Southland's own list tells Eastmark nothing of it."""
    secret = next(e for e in active.entities.values() if e.source == "demo-southland")
    party = {
        "role": "buyer",
        "kind": secret.kind,
        "names": [{"value": secret.primary_name}],
        "identifiers": PARTY["identifiers"],
    }
    held = with_records(active, record(active, party, secret.id, expires=NOW + 300 * DAY))
    publisher = "eastmark-customs"
    batch = screen(held, shipment(party, publisher=publisher))
    assert batch.tally.suppressed[secret.source] == 1
    (screening,) = of(batch, f"screenings.{publisher}")
    shown = [each["source"] for each in screening["suppressed"]]
    (plain,) = of(screen(active, shipment(party, publisher=publisher)), f"screenings.{publisher}")
    seen = [match["match"].get("source") for match in plain["matches"]]
    assert [source for source in seen if source == secret.source] == shown
    assert not [topic for topic in alerts(batch) if topic == "alerts.southland-customs"]


def test_an_alert_that_a_record_takes_away_ends_with_the_amendment(active: Active) -> None:
    states = AlertStates()
    first = screen_batch([shipment(PARTY)], active, states, lambda: NOW)
    told = alerts(first)
    states.apply(first.changes, 1)
    held = with_records(active, record(active, PARTY, LISTED))
    amended = shipment(PARTY, function="replace", offset=8, time="2026-03-02T09:00:00Z")
    batch = screen_batch([amended], held, states, lambda: NOW)
    ends = [json.loads(o.value or b"") for o in batch.outputs if o.topic.startswith("alerts.")]
    assert sorted(alerts(batch)) == sorted(told)
    assert {each["status"] for each in ends} == {"closed"}


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    return Path(copytree(samples.policy_folder(), tmp_path / "policy"))


def state(metrics: Metrics, name: str) -> float | None:
    return metrics.registry.get_sample_value("portcullis_suppressions", {"state": name})


def test_records_are_taken_up_and_given_up_while_running(
    watch_over: Callable[..., Watch], policy: Path, metrics: Metrics, active: Active
) -> None:
    now = dt.datetime.now(dt.UTC)
    watch = watch_over(partners=policy)
    watch.refresh()
    assert watch.current is not None
    before = watch.current
    assert not before.suppressions.entities
    one = record(active, PARTY, LISTED, created=now - DAY, expires=now + DAY)
    stale = record(
        active,
        PARTY,
        LISTED,
        id="1" * 16,
        created=now - DAY,
        expires=now + DAY,
        entity_version="0" * 32,
    )
    old = record(active, PARTY, LISTED, id="2" * 16, created=now - 2 * DAY, expires=now - DAY)
    change_suppressions(policy, SECRET, lambda _: [one, stale, old])
    watch.refresh()
    assert watch.current.suppressions.entities == {LISTED}
    assert watch.current.screener is before.screener
    assert [state(metrics, each) for each in ("inForce", "changed", "ended")] == [1, 1, 1]
    kept = watch.current
    watch.refresh()
    assert watch.current is kept

    ended = sealed(
        SECRET,
        msgspec.structs.replace(one, withdrawn=Withdrawn(at=now, by="M. Okafor", why="case 4")),
    )
    change_suppressions(policy, SECRET, lambda _: [ended])
    watch.refresh()
    assert not watch.current.suppressions.entities
    assert state(metrics, "ended") == 1


@pytest.mark.parametrize("damage", ["altered", "gone", "no file"])
def test_records_that_cannot_be_trusted_suppress_nothing(
    watch_over: Callable[..., Watch],
    policy: Path,
    metrics: Metrics,
    active: Active,
    damage: str,
) -> None:
    now = dt.datetime.now(dt.UTC)
    one = record(active, PARTY, LISTED, created=now - DAY, expires=now + DAY)
    change_suppressions(policy, SECRET, lambda _: [one])
    watch = watch_over(partners=policy)
    watch.refresh()
    assert watch.current is not None
    assert watch.current.suppressions.entities == {LISTED}
    file = suppressions_file(policy)
    whole = file.read_bytes()
    if damage == "altered":
        file.write_bytes(whole.replace(b"another register", b"any old register"))
    else:
        file.unlink()
        if damage == "no file":
            file.mkdir()
    watch.refresh()
    assert not watch.current.suppressions.entities
    labels = {"what": "suppressions"}
    refusing = metrics.registry.get_sample_value("portcullis_refusing", labels)
    assert refusing == (damage != "gone")
    if damage == "no file":
        file.rmdir()
    file.unlink(missing_ok=True)
    change_suppressions(policy, SECRET, lambda _: [one])
    watch.refresh()
    assert watch.current.suppressions.entities == {LISTED}
    assert metrics.registry.get_sample_value("portcullis_refusing", labels) == 0


def test_new_lists_are_held_against_the_records(
    watch_over: Callable[..., Watch], policy: Path, active: Active
) -> None:
    now = dt.datetime.now(dt.UTC)
    one = record(active, PARTY, LISTED, created=now - DAY, expires=now + DAY)
    change_suppressions(policy, SECRET, lambda _: [one])
    watch = watch_over(partners=policy)
    watch.refresh()
    assert watch.lists.current is not None
    listed = watch.lists.current.entities[LISTED]
    changed: dict[str, ListedEntity] = {
        **watch.lists.current.entities,
        LISTED: msgspec.structs.replace(listed, programmes=()),
    }
    watch.lists.current = dataclasses.replace(watch.lists.current, entities=changed)
    watch._install()
    assert watch.current is not None
    assert not watch.current.suppressions.entities
    assert watch.current.suppressions.changed == 1


def test_an_entity_that_comes_again_as_it_was_is_not_read_again(
    policy: Path, metrics: Metrics, active: Active, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = dt.datetime.now(dt.UTC)
    one = record(active, PARTY, LISTED, created=now - DAY, expires=now + DAY)
    change_suppressions(policy, SECRET, lambda _: [one])
    read: list[str] = []

    def counted(entity: ListedEntity) -> str:
        read.append(entity.id)
        return material_version(entity)

    monkeypatch.setattr("streams.suppressing.material_version", counted)
    watch = SuppressionsWatch(policy, SECRET, metrics)
    watch.look()
    listed = active.entities[LISTED]
    for _ in range(3):  # equal, and another object each time, as in another snapshot
        again = msgspec.structs.replace(listed)
        assert watch.against({LISTED: again}).entities == {LISTED}
    assert read == [LISTED]
    assert not watch.against({}).entities
    other = msgspec.structs.replace(listed, programmes=())
    assert not watch.against({LISTED: other}).entities
    assert watch.against({LISTED: listed}).entities == {LISTED}
    assert read == [LISTED] * 3


def test_the_party_as_its_publisher_reads_it_is_the_party_of_the_record(active: Active) -> None:
    """So that a record can be made of what a screening or an alert shows."""
    full = PARTY | {
        "names": [*PARTY["names"], {"value": "Velmarin", "type": "trading"}],
        "birthDate": "1962-03-05",
        "countries": ["FR", "DE"],
        "address": {"lines": ["1 Quay"], "town": "Norrhavn", "country": "FR"},
    }
    (screening,) = of(screen(active, shipment(full)), f"screenings.{PUBLISHER}")
    shown = {json.dumps(match["party"]) for match in screening["matches"]}
    read = [read_line(each.encode(), "party") for each in shown]
    assert read
    for each in read:
        assert isinstance(each, PartyLine)
        own = party_fingerprint(SECRET, each.party)
        assert own == party_fingerprint(SECRET, party_of(full))


@given(st.randoms(use_true_random=False))
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whatever_is_suppressed_the_rest_stands_and_nothing_is_lost(
    active: Active, rng: random.Random
) -> None:
    """Over the sample events, with records about any of their matches."""
    events = [each for each in samples.records() if each.topic.startswith("shipments.")]
    before = screen(active, *events)
    pairs = {
        (json.dumps(match["party"]), match["match"]["entityId"])
        for each in screened(before)
        for match in each["matches"]
        if match["party"]["path"].startswith("parties")
    }
    chosen = sorted(pairs)
    chosen = rng.sample(chosen, rng.randrange(len(chosen) + 1))
    held = with_records(
        active,
        *(
            record(active, json.loads(party), entity, id=f"{number:016x}")
            for number, (party, entity) in enumerate(chosen)
        ),
    )
    after = screen(held, *events)
    silenced: set[str] = set()
    for plain, cut in zip(screened(before), screened(after), strict=True):
        apart = {each["alertId"] for each in cut["suppressed"]}
        left = {each["alertId"] for each in cut["matches"]}
        assert apart | left == {each["alertId"] for each in plain["matches"]}
        assert not apart & left
        worst = Verdict.worst([Verdict(each["verdict"]) for each in cut["matches"]])
        assert cut["verdict"] == worst
        silenced |= apart
    assert after.tally.suppressed.total() >= len(chosen)
    told = {alert["alertId"] for alert in of(after, f"alerts.{PUBLISHER}")}
    assert not told & silenced


def screened(batch: Batch) -> list[dict[str, Any]]:
    return [
        json.loads(each.value or b"")
        for each in batch.outputs
        if each.topic.startswith("screenings.")
    ]
