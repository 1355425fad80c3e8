from typing import Any

import msgspec
import pytest

from sharing.corridor import Corridor
from sharing.scope import Scope

replace = msgspec.structs.replace
SL_NL = Corridor(origin="SL", destination="NL")
ONLY = frozenset


@pytest.mark.parametrize(
    ("scope", "covered"),
    [
        (Scope(), True),
        (Scope(lists=ONLY({"un-sc"})), True),
        (Scope(lists=ONLY({"un"})), False),
        (Scope(programmes=ONLY({"drugs", "other"})), True),
        (Scope(programmes=ONLY({"other"})), False),
        (Scope(event_types=ONLY({"shipment"})), True),
        (Scope(event_types=ONLY({"transaction"})), False),
        (Scope(corridors=(SL_NL,)), True),
        (Scope(corridors=(Corridor(origin="SL"),)), True),
        (Scope(corridors=(Corridor(destination="NL"),)), True),
        (Scope(corridors=(Corridor(origin="NL"), Corridor(origin="SL"))), True),
        (Scope(corridors=(Corridor(origin="NL", destination="SL"),)), False),
        (Scope(corridors=(Corridor(origin="SL", destination="FR"),)), False),
        (Scope(lists=ONLY({"un-sc"}), programmes=ONLY({"other"})), False),
        (Scope(lists=ONLY({"un-sc"}), corridors=(SL_NL,), event_types=ONLY({"shipment"})), True),
    ],
)
def test_an_alert_has_to_meet_every_limit(scope: Scope, covered: Any, canaries: Any) -> None:
    alert = canaries().alert
    alert = replace(
        alert,
        event=replace(alert.event, type="shipment.v1", corridor=SL_NL),
        match=replace(alert.match, source="un-sc", programmes=("arms", "drugs")),
    )
    assert scope.covers(alert) is covered


@pytest.mark.parametrize(
    "corridor", [Corridor(), Corridor(origin="SL"), Corridor(destination="NL")]
)
def test_an_event_that_does_not_tell_is_in_no_corridor(corridor: Corridor, canaries: Any) -> None:
    alert = canaries().alert
    alert = replace(alert, event=replace(alert.event, corridor=corridor))
    assert not Scope(corridors=(SL_NL,)).covers(alert)


def test_an_entry_without_programme_is_in_no_programme(canaries: Any) -> None:
    alert = canaries().alert
    alert = replace(alert, match=replace(alert.match, programmes=()))
    assert not Scope(programmes=ONLY({"arms"})).covers(alert)
