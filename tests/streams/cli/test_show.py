import io
from typing import Any

import pytest
from rich.console import Console

from streams.cli.show import alert_panel, printable, screening_line


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Velmora Öptics", "Velmora Öptics"),
        ("\x1b[2Jgone", "\\u001b[2Jgone"),
        ("abc\u202edcb", "abc\\u202edcb"),
        ("a\u200bb", "a\\u200bb"),
        ("two\nlines", "two\\u000alines"),
        ("عادل 北京", "عادل 北京"),
    ],
)
def test_what_could_fool_a_terminal_becomes_visible(text: str, shown: str) -> None:
    assert printable(text) == shown


def draw(thing: object) -> str:
    console = Console(file=io.StringIO(), width=100, force_terminal=False)
    console.print(thing)
    file = console.file
    assert isinstance(file, io.StringIO)
    return file.getvalue()


def test_an_alert_cut_to_a_hit_can_be_drawn() -> None:
    alert: dict[str, Any] = {
        "alertId": "00112233445566778899",
        "verdict": "hold",
        "contact": ["duty desk"],
        "withheld": [{"field": "party.names", "reason": "aboveTier"}],
        "event": {"type": "shipment.v1", "date": "2026-03-02"},
    }
    drawn = draw(alert_panel(alert))
    assert "1 fields withheld" in drawn
    assert "duty desk" in drawn


def test_markup_in_names_is_text() -> None:
    alert = {
        "alertId": "0" * 32,
        "verdict": "review",
        "withheld": [],
        "party": {"names": [{"value": "[red]Evil[/] Ltd\x1b[31m"}], "role": "buyer"},
        "match": {"listedName": "[bold]X", "score": 0.51},
    }
    drawn = draw(alert_panel(alert))
    assert "\x1b" not in drawn
    assert "[red]Evil[/] Ltd" in drawn


def test_a_screening_is_a_line() -> None:
    screening = {
        "verdict": "review",
        "reference": "L-1",
        "type": "shipment.v1",
        "matches": [{"match": {"score": 0.75}}],
    }
    assert draw(screening_line(screening)).strip() == (
        "review  L-1  shipment.v1  1 matches, best 0.750"
    )
