import datetime as dt
from collections.abc import Iterator

import msgspec
import pytest

from sharing.fields import FIELD_NAMES
from streams import samples
from streams.active import Active
from streams.alert_state import AlertStates
from streams.events.alert_view import (
    AlertView,
    EventView,
    ItemView,
    MatchView,
    PartyView,
    VersionsView,
)
from streams.events.envelope import Record
from streams.events.outputs import Screening
from streams.screening import screen_batch

SECTIONS = {
    "event": EventView,
    "event.items[]": ItemView,
    "party": PartyView,
    "match": MatchView,
    "versions": VersionsView,
}


def described() -> Iterator[str]:
    """The fields that the view describes, named as in the table of `sharing.fields`."""
    yield from set(AlertView.__struct_encode_fields__) - SECTIONS.keys()
    for section, view in SECTIONS.items():
        names = set(view.__struct_encode_fields__) - {"items"}
        yield from (f"{section}.{name}" for name in names)


def test_the_view_has_the_fields_of_the_table() -> None:
    assert sorted(described()) == sorted(FIELD_NAMES)


@pytest.fixture(scope="module")
def outputs(active: Active) -> list[Record]:
    now = dt.datetime(2026, 5, 4, tzinfo=dt.UTC)
    return screen_batch(list(samples.records()), active, AlertStates(), lambda: now).outputs


def test_every_alert_has_the_shape_of_its_schema(outputs: list[Record]) -> None:
    alerts = [record for record in outputs if record.topic.startswith("alerts.")]
    assert alerts
    seen = [msgspec.json.decode(record.value or b"", type=AlertView) for record in alerts]
    assert any(view.match and view.match.evidence for view in seen)
    assert any(view.match is None for view in seen)


def test_every_screening_has_the_shape_of_its_schema(outputs: list[Record]) -> None:
    screenings = [record for record in outputs if record.topic.startswith("screenings.")]
    assert screenings
    for record in screenings:
        screening = msgspec.json.decode(record.value or b"", type=Screening)
        for match in screening.matches:
            msgspec.convert(match, AlertView)
