import json
import re
from pathlib import Path

import pytest

from matchers.model import Kind, PartyNameType, Scheme
from streams.events.bad import Reason
from streams.events.lines import read_line
from streams.events.model import AgentRole, Event, Function, ShipmentRole, TransactionRole
from streams.events.parties import parties

TEXT = (Path(__file__).parents[3] / "docs" / "events.md").read_text(encoding="utf-8")


def test_every_reason_is_explained() -> None:
    table = TEXT.partition("| `reason` |")[2].partition("\n\n")[0]
    assert re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE) == list(Reason)


@pytest.mark.parametrize(
    ("row", "codes"),
    [
        ("`function`", Function),
        ("`role` in a shipment", ShipmentRole),
        ("`role` in a payment", TransactionRole),
        ("`role` of an agent", AgentRole),
        ("`kind`", Kind),
        ("`type` of a name", PartyNameType),
        ("`scheme`", Scheme),
    ],
)
def test_every_code_is_listed(row: str, codes: type[Kind]) -> None:
    assert f"| {row} | {', '.join(codes)} |\n" in TEXT


def test_the_example_is_an_event() -> None:
    example = TEXT.partition("```json\n")[2].partition("```")[0]
    event = read_line(json.dumps(json.loads(example)).encode(), "line:1")
    assert isinstance(event, Event)
    assert [one.path for one in parties(event)] == [
        "parties[0]",
        "parties[1]",
        "transport[0]",
        "items[0].description",
    ]
