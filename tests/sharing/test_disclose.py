import datetime as dt
import time
import timeit
from itertools import product
from typing import Any

import msgspec
import pytest

from matchers.model import Evidence, PartyName
from sharing.alert import PUBLIC, EventFacts, Item, Linked, PartyFacts
from sharing.disclose import Disclosure, Nothing, disclose
from sharing.fields import Owner, Tier
from sharing.handling import Handling, Tlp
from sharing.ids import partner_alert_id
from sharing.reasons import Reason, WithheldReason
from sharing.scope import Scope

replace = msgspec.structs.replace


@pytest.fixture
def given(now: dt.datetime, secret: bytes) -> Any:
    """Disclose to somebody who has to be entitled."""

    def given(alert: Any, recipient: str, policy: Any, **more: Any) -> Disclosure:
        result = disclose(alert, recipient, policy, now, secret=secret, **more)
        assert isinstance(result, Disclosure), result
        return result

    return given


def encode(view: Any) -> str:
    return msgspec.json.Encoder(decimal_format="number").encode(view).decode()


def read(disclosure: Disclosure) -> dict[str, Any]:
    """The view as whoever reads the topic sees it."""
    view: dict[str, Any] = msgspec.json.decode(encode(disclosure.view))
    return view


def withheld(disclosure: Disclosure) -> dict[str, WithheldReason]:
    return {entry.field: entry.reason for entry in disclosure.withheld}


@pytest.mark.parametrize("tier", list(Tier))
def test_each_tier_shows_its_fields_and_no_other_canary(
    tier: Tier, given: Any, agreement: Any, policy: Any, canaries: Any, oracle: Any
) -> None:
    alert, needles, internal = canaries()
    limit = oracle.limit(tier)
    shown = oracle.visible(limit, None)
    text = encode(given(alert, "reader", policy(agreement("publisher", "reader", tier))).view)
    for name, found in needles.items():
        for needle in found:
            assert (needle in text) == (name in shown), name
    assert not any(needle in text for needle in internal)


def test_the_publisher_sees_all_of_its_own_event_on_a_public_list(
    given: Any, policy: Any, canaries: Any
) -> None:
    alert, needles, internal = canaries()
    disclosure = given(alert, "publisher", policy())
    text = encode(disclosure.view)
    assert all(needle in text for found in needles.values() for needle in found)
    assert not any(needle in text for needle in internal)
    assert disclosure.withheld == ()
    assert disclosure.view["handling"] == {}
    assert disclosure.view["contact"] == disclosure.view["agreements"] == []


def test_a_hit_says_that_there_is_a_match_and_whom_to_ask(
    given: Any, agreement: Any, policy: Any, canaries: Any, now: dt.datetime, secret: bytes
) -> None:
    alert = canaries().alert
    view = read(given(alert, "reader", policy(agreement("publisher", "reader", Tier.HIT))))
    assert view.keys() == {
        *("alertId", "revision", "trigger", "status", "raisedAt", "verdict"),
        *("contact", "handling", "agreements", "withheld", "event"),
    }
    assert view["alertId"] == partner_alert_id(secret, "reader", "canaryInternalId")
    assert view["raisedAt"] == now.isoformat().replace("+00:00", "Z")
    assert view["verdict"] == "hold"
    assert view["contact"] == ["desk 0"]
    assert view["agreements"] == ["id-publisher-reader"]
    assert view["event"] == {"type": alert.event.type, "date": "1987-06-05"}


def test_withheld_and_rationale_account_for_every_field_once(
    given: Any, agreement: Any, policy: Any, canaries: Any, oracle: Any
) -> None:
    for tier in Tier:
        found = given(canaries().alert, "reader", policy(agreement("publisher", "reader", tier)))
        names = [entry.field for entry in (*found.withheld, *found.rationale)]
        assert sorted(names) == sorted({*oracle.rules, *oracle.envelope})
        assert read(found)["withheld"] == [
            {"field": entry.field, "reason": entry.reason.value} for entry in found.withheld
        ]


def test_withheld_fields_are_the_same_whether_or_not_they_have_a_value(
    given: Any, agreement: Any, policy: Any, canaries: Any
) -> None:
    alert = canaries().alert
    event = EventFacts(
        type="shipment.v1", publisher="publisher", reference="r", time=alert.raised_at
    )
    bare = replace(alert, event=event, party=PartyFacts(path="parties[0]"))
    one = policy(agreement("publisher", "reader", Tier.HIT))
    full, empty = (given(each, "reader", one) for each in (alert, bare))
    assert full.withheld == empty.withheld
    assert len(encode(full.view)) == len(encode(empty.view)) + len(alert.event.type) - len(
        "shipment.v1"
    )


@pytest.mark.parametrize(
    ("tier", "allow", "field", "reason"),
    [
        (Tier.HIT, None, "party.names", WithheldReason.ABOVE_TIER),
        (Tier.HIT, {"party.names"}, "party.names", WithheldReason.ABOVE_TIER),
        (Tier.FULL, None, "event.amount", WithheldReason.COMMERCIAL),
        (Tier.FULL, {"party.names"}, "event.amount", WithheldReason.COMMERCIAL),
        (Tier.RATIONALE, {"event.amount"}, "event.amount", WithheldReason.ABOVE_TIER),
        (Tier.FULL, {"party.names"}, "party.kind", WithheldReason.NOT_ALLOWED),
        (Tier.FULL, set(), "event.type", WithheldReason.NOT_ALLOWED),
        (Tier.FULL, {"event.amount"}, "event.amount", None),
        (Tier.IDENTITY, {"party.names"}, "party.names", None),
        (Tier.FULL, set(), "alertId", None),
    ],
)
def test_why_a_field_is_withheld(
    tier: Tier,
    allow: set[str] | None,
    field: str,
    reason: WithheldReason | None,
    given: Any,
    agreement: Any,
    policy: Any,
    canaries: Any,
) -> None:
    limit = None if allow is None else frozenset(allow)
    found = given(canaries().alert, "reader", policy(agreement("publisher", "reader", tier, limit)))
    assert withheld(found).get(field) == reason


def test_why_a_field_is_given(given: Any, agreement: Any, policy: Any, canaries: Any) -> None:
    one = policy(
        agreement("publisher", "reader", Tier.FULL, frozenset({"party.names", "match.score"})),
        agreement("owner", "reader", Tier.RATIONALE),
    )
    found = given(canaries(owner="owner").alert, "reader", one)
    because = {entry.field: entry.because for entry in found.rationale}
    assert because["alertId"] == "part of every alert"
    assert (
        because["party.names"] == "agreement id-publisher-reader reaches full and names party.names"
    )
    assert because["match.source"] == "agreement id-owner-reader reaches rationale"
    assert because["match.score"] == (
        "agreement id-publisher-reader reaches full and names match.score; "
        "agreement id-owner-reader reaches rationale"
    )
    own = {e.field: e.because for e in given(canaries().alert, "publisher", policy()).rationale}
    assert own["match.score"] == "own event; public list"
    listing = policy(agreement("publisher", "owner"))
    theirs = {
        e.field: e.because for e in given(canaries(owner="owner").alert, "owner", listing).rationale
    }
    assert theirs["match.names"] == "own list"


def test_a_list_of_allowed_fields_narrows_its_owners_side_only(
    given: Any, agreement: Any, policy: Any, canaries: Any, oracle: Any
) -> None:
    one = policy(agreement("publisher", "reader", Tier.IDENTITY, frozenset({"party.names"})))
    shown = {entry.field for entry in given(canaries().alert, "reader", one).rationale}
    assert shown - oracle.envelope == {
        *("party.names", "match.entityId", "match.source", "match.listedName"),
        *("match.programmes", "match.linked", "match.listStale"),
    }


@pytest.mark.parametrize("recipient", ["owner", "reader"])
def test_a_matched_entry_is_not_shown_where_the_party_is_not(
    recipient: str, given: Any, agreement: Any, policy: Any, canaries: Any
) -> None:
    alert = canaries(owner="owner").alert
    one = policy(agreement("publisher", recipient, Tier.HIT), agreement("owner", "reader"))
    assert "match" not in read(given(alert, recipient, one))
    assert "party" not in read(given(alert, recipient, one))


def test_the_lists_owner_sees_of_the_event_what_is_agreed(
    given: Any, agreement: Any, policy: Any, canaries: Any
) -> None:
    one = policy(agreement("publisher", "owner", Tier.FULL, frozenset({"party.names"})))
    view = read(given(canaries(owner="owner").alert, "owner", one))
    assert view["party"].keys() == {"names"}
    assert view["match"]["remarks"]
    assert "score" not in view["match"]


def test_evidence_keeps_its_points_and_loses_what_it_quotes(
    given: Any, agreement: Any, policy: Any, canaries: Any
) -> None:
    alert = canaries().alert
    quoted = {
        "free": (),
        "names": ("party.names", "match.listedName"),
        "born": ("party.names", "party.birthDate"),
        "odd": ("party.shoeSize",),
    }
    lines = tuple(
        Evidence(feature=feature, value=0.5, points=2.0, detail=f"of {feature}", quotes=quotes)
        for feature, quotes in quoted.items()
    )
    alert = replace(alert, match=replace(alert.match, evidence=lines))
    view = read(given(alert, "reader", policy(agreement("publisher", "reader", Tier.RATIONALE))))
    assert view["match"]["evidence"] == [
        {"feature": "free", "value": 0.5, "points": 2.0, "detail": "of free"},
        {"feature": "names", "value": 0.5, "points": 2.0, "detail": "of names"},
        {"feature": "born", "points": 2.0},
        {"feature": "odd", "points": 2.0},
    ]


@pytest.mark.parametrize(
    ("text_field", "allow", "shown"),
    [
        ("event.items[].description", set(), 0),
        ("event.items[].description", {"event.items[].description"}, 3),
        ("event.remittanceText", {"event.items[].description"}, 0),
        ("event.unheardOf", {"event.items[].description", "event.remittanceText"}, 0),
    ],
)
def test_who_was_found_in_a_text_is_shown_only_with_the_text(
    text_field: str,
    allow: set[str],
    shown: int,
    given: Any,
    agreement: Any,
    policy: Any,
    canaries: Any,
    oracle: Any,
) -> None:
    alert, words = canaries().alert, "WORDSOFTEXT"
    line = Evidence(feature="f", value=1.0, points=1.0, detail=words, quotes=("party.names",))
    found_in_text = replace(
        alert,
        party=replace(alert.party, names=(PartyName(value=words),), text_field=text_field),
        match=replace(alert.match, query_name=words, evidence=(line,)),
    )
    plain = {name for name, (_, _, commercial) in oracle.rules.items() if not commercial}
    one = policy(agreement("publisher", "reader", Tier.FULL, frozenset(plain | allow)))
    found = given(found_in_text, "reader", one)
    assert encode(found.view).count(words) == shown
    reason = None if shown else WithheldReason.QUOTES_TEXT
    assert withheld(found).get("match.queryName") == withheld(found).get("party.names") == reason


def test_linked_entries_of_third_partners_are_not_named(
    given: Any, agreement: Any, policy: Any, canaries: Any
) -> None:
    alert = canaries(owner="owner").alert
    linked = tuple(
        Linked(entity_id=f"entry of {owner}", owner=owner)
        for owner in (PUBLIC, "owner", "reader", "publisher", "third")
    )
    alert = replace(alert, match=replace(alert.match, linked=linked))
    one = policy(agreement("publisher", "reader"), agreement("owner", "reader"))
    view = read(given(alert, "reader", one))
    assert view["match"]["linked"] == ["entry of public", "entry of owner", "entry of reader"]


def test_an_item_shows_only_its_permitted_members(
    given: Any, agreement: Any, policy: Any, canaries: Any
) -> None:
    alert = canaries().alert
    items = (Item(hs_code="1234", description="pumps", currency="EUR"), Item(description="valves"))
    alert = replace(alert, event=replace(alert.event, items=items))
    allow = frozenset({"event.items[].hsCode", "event.items[].currency"})
    view = read(given(alert, "reader", policy(agreement("publisher", "reader", Tier.FULL, allow))))
    assert view["event"] == {"items": [{"hsCode": "1234", "currency": "EUR"}, {}]}


def test_two_agreements_bind_together(
    given: Any, agreement: Any, policy: Any, canaries: Any
) -> None:
    event = Handling(purposes=("b", "a"), tlp=Tlp.GREEN, onward_sharing=True, retention="P2Y")
    listing = Handling(purposes=("a", "c"), tlp=Tlp.RED, onward_sharing=True, retention="P18M")
    one = policy(
        agreement("publisher", "reader", handling=event),
        agreement("owner", "reader", handling=listing),
    )
    view = read(given(canaries(owner="owner").alert, "reader", one))
    assert view["handling"] == {
        "purposes": ["a"],
        "tlp": "RED",
        "onwardSharing": True,
        "attribution": False,
        "retention": "P18M",
    }
    assert view["contact"] == ["desk 1", "desk 0"]
    assert view["agreements"] == ["id-owner-reader", "id-publisher-reader"]


def test_without_a_common_purpose_there_is_no_alert(
    now: dt.datetime, secret: bytes, agreement: Any, policy: Any, canaries: Any
) -> None:
    one = policy(
        agreement("publisher", "reader", handling=Handling(purposes=("a",))),
        agreement("owner", "reader", handling=Handling(purposes=("b",))),
    )
    result = disclose(canaries(owner="owner").alert, "reader", one, now, secret=secret)
    assert result == Nothing(reason=Reason.NO_COMMON_PURPOSE, owner=Owner.BOTH)


def test_under_two_programmes_a_field_needs_both_agreements(
    given: Any, agreement: Any, policy: Any, canaries: Any, oracle: Any
) -> None:
    alert = canaries().alert
    alert = replace(alert, match=replace(alert.match, programmes=("arms", "drugs")))
    arms, drugs = (Scope(programmes=frozenset({name})) for name in ("arms", "drugs"))
    one = policy(
        agreement("publisher", "reader", Tier.FULL, agreement_id="a", scope=arms),
        agreement("publisher", "reader", Tier.IDENTITY, agreement_id="d", scope=drugs),
    )
    found = given(alert, "reader", one)
    shown = {entry.field for entry in found.rationale} - oracle.envelope
    assert shown == oracle.visible(oracle.limit(Tier.IDENTITY), None)


@pytest.mark.parametrize(("cap", "recipient"), list(product(Tier, ["publisher", "reader"])))
def test_a_known_marking_caps_what_the_list_gives(
    cap: Tier, recipient: str, given: Any, agreement: Any, policy: Any, canaries: Any, oracle: Any
) -> None:
    alert = canaries().alert
    alert = replace(alert, match=replace(alert.match, marking="caveat"))
    one = policy(agreement("publisher", "reader"))
    found = given(alert, recipient, one, markings={"caveat": cap})
    event = None if recipient == "publisher" else oracle.limit(Tier.FULL)
    shown = {entry.field for entry in found.rationale} - oracle.envelope
    assert shown == oracle.visible(event, oracle.limit(cap))
    if cap is Tier.HIT:
        assert withheld(found)["match.source"] is WithheldReason.MARKING


def test_an_unknown_marking_leaves_the_entry_to_its_owner(
    now: dt.datetime, secret: bytes, agreement: Any, policy: Any, canaries: Any
) -> None:
    alert = canaries(owner="owner").alert
    alert = replace(alert, match=replace(alert.match, marking="caveat"))
    one = policy(
        agreement("publisher", "reader"),
        agreement("publisher", "owner"),
        agreement("owner", "reader"),
        agreement("owner", "publisher"),
    )
    for recipient in ("reader", "publisher"):
        result = disclose(alert, recipient, one, now, secret=secret, markings={"other": Tier.FULL})
        assert result == Nothing(reason=Reason.UNKNOWN_MARKING, owner=Owner.LIST)
    assert isinstance(disclose(alert, "owner", one, now, secret=secret), Disclosure)


def test_a_guessable_secret_is_refused(now: dt.datetime, policy: Any, canaries: Any) -> None:
    with pytest.raises(ValueError, match="at least 16"):
        disclose(canaries().alert, "publisher", policy(), now, secret=b"secret")


def test_a_disclosure_takes_less_than_a_tenth_of_a_millisecond(
    now: dt.datetime, secret: bytes, agreement: Any, policy: Any, canaries: Any
) -> None:
    alert = canaries(owner="owner").alert
    alert = replace(alert, match=replace(alert.match, evidence=alert.match.evidence[:12]))
    one = policy(agreement("publisher", "reader"), agreement("owner", "reader"))
    runs = timeit.repeat(
        lambda: disclose(alert, "reader", one, now, secret=secret),
        number=20,
        repeat=40,
        timer=time.process_time,
    )
    assert min(runs) / 20 < 100e-6
