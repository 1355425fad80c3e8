import datetime as dt
from typing import Any

import msgspec
import pytest

from matchers.model import (
    Address,
    FreeText,
    Identifier,
    Kind,
    ListedEntity,
    ListedName,
    Match,
    Party,
    PartyName,
    Scheme,
    Verdict,
)
from sharing.alert import AppliedThresholds, Linked, match_facts, party_facts, screened_party

replace = msgspec.structs.replace


def test_party_facts_hold_all_of_a_party() -> None:
    party = Party(
        kind=Kind.PERSON,
        names=(PartyName(value="a"),),
        identifiers=(Identifier(scheme=Scheme.LEI, value="1"),),
        address=Address(town="t"),
        countries=("NL",),
        birth_date="1962",
    )
    told = party_facts("parties[0]", "consignee", party, "event.parties")
    assert screened_party(told) == party
    facts = msgspec.to_builtins(told)
    assert facts == {**msgspec.to_builtins(party), "path": "parties[0]", "role": "consignee"}


def test_facts_of_a_free_text_say_where_it_stands_and_not_what_it_says() -> None:
    facts = party_facts("remittanceText[0]", None, FreeText(text="secret"), "event.remittanceText")
    assert screened_party(facts) is None
    assert facts.text_field == "event.remittanceText"
    assert b"secret" not in msgspec.json.encode(facts)


def test_a_free_text_needs_its_field() -> None:
    with pytest.raises(ValueError, match=r"name the alert field .* remittanceText\[0\]"):
        party_facts("remittanceText[0]", None, FreeText(text="secret"))


def test_match_facts_hold_the_match_and_its_entity() -> None:
    entity = ListedEntity(
        id="list-1",
        source="list",
        kind=Kind.PERSON,
        names=(ListedName(value="n"),),
        programmes=("p",),
        legal_basis=("l",),
        listed_on="2020-01-01",
        remarks=("r",),
        addresses=(Address(town="t"),),
        marking="m",
    )
    match = Match(
        entity_id="list-1",
        source="list",
        linked=("other-1",),
        score=0.9,
        verdict=Verdict.HOLD,
        listed_name="n",
        query_name="q",
        evidence=(),
    )
    facts = match_facts(
        match,
        entity,
        owner="north",
        thresholds=AppliedThresholds(review=0.5, hold=0.8),
        linked=(Linked(entity_id="other-1"),),
    )
    assert (facts.owner, facts.marking, facts.entity_id, facts.score) == (
        "north",
        "m",
        "list-1",
        0.9,
    )
    assert facts.names == entity.names
    assert (facts.programmes, facts.legal_basis, facts.remarks) == (("p",), ("l",), ("r",))
    assert (facts.listed_on, facts.addresses) == ("2020-01-01", entity.addresses)
    assert facts.linked == (Linked(entity_id="other-1"),)


def test_times_need_a_zone(canaries: Any) -> None:
    alert, naive = canaries().alert, dt.datetime(2026, 1, 1)  # noqa: DTZ001 - what is refused
    with pytest.raises(ValueError, match="time of an event needs a time zone"):
        replace(alert.event, time=naive)
    with pytest.raises(ValueError, match="time an alert is raised needs a time zone"):
        replace(alert, raised_at=naive)
    with pytest.raises(ValueError, match="time of a revision needs a time zone"):
        replace(alert, revision=replace(alert.revision, event_time=naive))


def test_the_day_of_an_event_is_that_of_utc(canaries: Any) -> None:
    late = dt.datetime(2026, 1, 1, 23, 30, tzinfo=dt.timezone(dt.timedelta(hours=-2)))
    assert replace(canaries().alert.event, time=late).date == "2026-01-02"
