import re
from typing import Any

import msgspec
import pytest

from sharing.alert import Alert, EventFacts, Item, MatchFacts, PartyFacts, Versions
from sharing.fields import FIELDS, Owner, Tier

# What an alert holds for the installation's own use.
INTERNAL = {
    "event": {"corridor"},
    "party": {"textField"},
    "match": {"owner", "marking"},
}


def test_the_table_says_what_was_agreed(oracle: Any) -> None:
    table = {
        field.name: (field.owner.value, field.tier, field.commercial)
        for field in FIELDS
        if field.owner is not Owner.NONE
    }
    assert table == oracle.rules


def test_the_envelope_is_part_of_every_alert(oracle: Any) -> None:
    envelope = [field for field in FIELDS if field.owner is Owner.NONE]
    assert {field.name for field in envelope} == oracle.envelope
    assert all(field.tier is Tier.HIT and not field.commercial for field in envelope)


def test_no_field_stands_twice() -> None:
    assert len({field.name for field in FIELDS}) == len(FIELDS)


@pytest.mark.parametrize(
    ("group", "struct", "derived"),
    [
        ("event", EventFacts, {"date"}),
        ("party", PartyFacts, set()),
        ("match", MatchFacts, set()),
        ("versions", Versions, set()),
    ],
)
def test_the_table_knows_every_fact_of_an_alert(
    group: str, struct: type, derived: set[str]
) -> None:
    held = {field.encode_name for field in msgspec.structs.fields(struct)}
    named = {
        re.split(r"\[|\.", field.name)[1] for field in FIELDS if field.name.startswith(f"{group}.")
    }
    assert named == held - INTERNAL.get(group, set()) | derived


def test_the_table_knows_every_fact_of_an_item() -> None:
    held = {field.encode_name for field in msgspec.structs.fields(Item)}
    named = {field.name.removeprefix("event.items[].") for field in FIELDS}
    assert held <= named


def test_the_table_knows_every_part_of_an_alert() -> None:
    parts = {field.encode_name for field in msgspec.structs.fields(Alert)}
    named = {field.name.partition(".")[0] for field in FIELDS}
    assert parts - {"internalId"} <= named


@pytest.mark.parametrize("higher", list(Tier))
@pytest.mark.parametrize("lower", list(Tier))
def test_tiers_are_in_order(higher: Tier, lower: Tier) -> None:
    order = ["hit", "identity", "rationale", "full"]
    assert higher.reaches(lower) == (order.index(higher) >= order.index(lower))
