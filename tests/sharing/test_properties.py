"""What has to hold for every alert, every agreement and every recipient."""

import datetime as dt
from decimal import Decimal
from typing import Any

import msgspec
from hypothesis import event, given, settings
from hypothesis import strategies as st

from matchers.model import (
    Address,
    BirthDate,
    Evidence,
    Identifier,
    Kind,
    ListedName,
    PartyName,
    Scheme,
    Verdict,
)
from sharing.alert import (
    PUBLIC,
    Alert,
    AppliedThresholds,
    EventFacts,
    Item,
    Linked,
    MatchFacts,
    PartyFacts,
    Status,
    Transport,
    Trigger,
    Versions,
)
from sharing.corridor import Corridor
from sharing.disclose import Disclosure, Nothing, disclose
from sharing.fields import FIELD_NAMES, Tier
from sharing.handling import Handling, Tlp
from sharing.ids import Revision
from sharing.scope import Scope

PARTNERS = ("publisher", "owner", "reader")
ENCODER = msgspec.json.Encoder(decimal_format="number")
text = st.text(max_size=12) | st.sampled_from(["\u202e\x00x", "ა" * 5000, "party.names", "hit"])
texts = st.lists(text, max_size=3).map(tuple)
words = st.none() | text
owners = st.sampled_from([PUBLIC, *PARTNERS, "stranger"])
instants = st.datetimes(timezones=st.just(dt.UTC))
moments = st.integers(1, 7).map(lambda day: dt.datetime(2026, 1, day, tzinfo=dt.UTC))
numbers = st.floats(allow_nan=False, allow_infinity=False)
money = st.none() | st.decimals(allow_nan=False, allow_infinity=False, places=2)
names = st.frozensets(st.sampled_from(sorted(FIELD_NAMES)))
identifiers = st.lists(
    st.builds(Identifier, scheme=st.sampled_from(Scheme), value=text, country=words), max_size=2
).map(tuple)
addresses = st.builds(Address, lines=texts, town=words, country=words)
quotes = st.lists(st.sampled_from(sorted(FIELD_NAMES)) | text, max_size=2).map(tuple)
lines = st.builds(Evidence, feature=text, value=numbers, points=numbers, detail=text, quotes=quotes)
alerts = st.builds(
    Alert,
    internal_id=text,
    revision=st.builds(
        Revision,
        event_time=instants,
        sequence=st.integers(0, 2**63 - 1),
        snapshot_version=st.integers(0, 2**63 - 1),
    ),
    raised_at=instants,
    verdict=st.sampled_from(Verdict),
    trigger=st.sampled_from(Trigger),
    status=st.sampled_from(Status),
    event=st.builds(
        EventFacts,
        type=st.sampled_from(["shipment.v1", "transaction.v1", "shipment", ""]),
        publisher=st.sampled_from(PARTNERS),
        reference=text,
        time=instants,
        corridor=st.builds(
            Corridor,
            origin=st.sampled_from([None, "XN", "XS"]),
            destination=st.sampled_from([None, "XN", "XS"]),
        ),
        route=texts,
        transport=st.lists(st.builds(Transport, name=words), max_size=2).map(tuple),
        containers=texts,
        items=st.lists(
            st.builds(Item, hs_code=words, description=words, value=money, currency=words),
            max_size=3,
        ).map(tuple),
        amount=money,
        currency=words,
        remittance_text=texts,
        trade_references=texts,
    ),
    party=st.builds(
        PartyFacts,
        path=text,
        role=words,
        kind=st.sampled_from(Kind),
        names=st.lists(st.builds(PartyName, value=text), max_size=2).map(tuple),
        identifiers=identifiers,
        birth_date=words,
        address=st.none() | addresses,
        countries=texts,
        birth_place=words,
        gender=words,
        built=words,
        text_field=st.none() | st.sampled_from(["event.remittanceText", "event.nonsense", ""]),
    ),
    match=st.builds(
        MatchFacts,
        entity_id=text,
        source=st.sampled_from(["list-a", "list-b"]),
        score=numbers,
        listed_name=text,
        query_name=text,
        owner=owners,
        marking=st.sampled_from([*[None] * 6, "caveat", "unheard-of"]),
        evidence=st.lists(lines, max_size=4).map(tuple),
        programmes=st.sampled_from([(), ("arms",), ("arms", "drugs")]),
        linked=st.lists(st.builds(Linked, entity_id=text, owner=owners), max_size=3).map(tuple),
        list_stale=st.sampled_from([None, True]),
        thresholds=st.none() | st.builds(AppliedThresholds, review=numbers, hold=numbers),
        legal_basis=texts,
        listed_on=words,
        names=st.lists(st.builds(ListedName, value=text), max_size=2).map(tuple),
        identifiers=identifiers,
        birth_dates=st.lists(st.builds(BirthDate, start=text, end=words), max_size=2).map(tuple),
        birth_places=texts,
        gender=words,
        built=words,
        countries=texts,
        addresses=st.lists(addresses, max_size=2).map(tuple),
        remarks=texts,
    ),
    versions=st.builds(Versions, snapshot=text, scorecard=text, policy=text),
)
scopes = st.builds(
    Scope,
    lists=st.sampled_from([None, None, None, frozenset({"list-a"})]),
    programmes=st.sampled_from([None, None, None, frozenset({"arms"})]),
    corridors=st.sampled_from([None, None, None, (Corridor(origin="XN"),)]),
    event_types=st.sampled_from([None, None, None, frozenset({"shipment"})]),
)
handlings = st.builds(
    Handling,
    purposes=st.sampled_from([None, ("a",), ("a", "b")]),
    tlp=st.sampled_from(Tlp),
    retention=st.sampled_from([None, "P1Y", "P400D"]),
)
tiers = st.sampled_from(Tier)


@st.composite
def agreements(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Some agreements between the partners, as arguments of the fixture."""
    pairs = [(g, r) for g in PARTNERS for r in PARTNERS if g != r]
    made = []
    for number, (grantor, recipient) in enumerate(draw(st.permutations(pairs))[1:]):
        since, until = draw(moments), draw(moments)
        made.append(
            {
                "grantor": grantor,
                "recipient": recipient,
                "tier": draw(tiers),
                "allow": draw(st.none() | names),
                "agreement_id": f"agreement-{number}",
                "scope": draw(scopes),
                "handling": draw(handlings),
                "since": min(since, until),
                "until": max(since, until) + dt.timedelta(days=2),
            }
        )
    return made


@settings(max_examples=80)
@given(alerts, agreements(), st.sampled_from([*PARTNERS, *PARTNERS, "stranger"]), moments)
def test_disclosure_answers_for_everything(
    agreement: Any, policy: Any, alert: Alert, made: Any, recipient: str, when: dt.datetime
) -> None:
    one = policy(*(agreement(**each) for each in made))
    secret = b"0123456789abcdef"
    result = disclose(alert, recipient, one, when, secret=secret, markings={"caveat": Tier.HIT})
    again = disclose(alert, recipient, one, when, secret=secret, markings={"caveat": Tier.HIT})
    assert result == again
    assert isinstance(result, Disclosure | Nothing)
    event(type(result).__name__ if isinstance(result, Disclosure) else result.reason)
    if isinstance(result, Disclosure):
        ENCODER.encode(result.view)
        assert leaves(result.view) <= {entry.field for entry in result.rationale}
        in_force = [
            each
            for each in one.agreements
            if each.recipient == recipient and each.valid_from <= when < each.valid_until
        ]
        assert {each.id for each in in_force} >= set(result.view["agreements"])  # type: ignore[call-overload]
        assert recipient == alert.event.publisher or result.view["agreements"]


@settings(max_examples=150)
@given(tiers, st.none() | names, tiers, st.none() | names, st.sampled_from([PUBLIC, "owner"]))
def test_no_canary_of_a_withheld_field_is_in_the_view(
    agreement: Any,
    policy: Any,
    canaries: Any,
    now: dt.datetime,
    tier: Tier,
    allow: frozenset[str] | None,
    list_tier: Tier,
    list_allow: frozenset[str] | None,
    owner: str,
) -> None:
    alert, needles, internal = canaries(owner=owner)
    one = policy(
        agreement("publisher", "reader", tier, allow),
        agreement("owner", "reader", list_tier, list_allow),
    )
    result = disclose(alert, "reader", one, now, secret=b"0123456789abcdef")
    assert isinstance(result, Disclosure)
    text = ENCODER.encode(result.view).decode()
    withheld = {entry.field for entry in result.withheld}
    for name, found in needles.items():
        if name == "event.date" and "event.time" not in withheld:
            continue  # a time tells its day
        assert all((needle in text) == (name not in withheld) for needle in found), name
    assert not any(needle in text for needle in internal)
    lines_of_evidence = result.view.get("match", {}).get("evidence", [])  # type: ignore[attr-defined]
    assert all(
        line.keys() == {"feature", "points"}
        for line, quoted in zip(lines_of_evidence, alert.match.evidence, strict=False)
        if set(quoted.quotes) & withheld
    )


@settings(max_examples=50)
@given(alerts, agreements(), st.sampled_from(PARTNERS), moments, st.data())
def test_a_narrower_agreement_never_shows_more(
    agreement: Any,
    policy: Any,
    alert: Alert,
    made: Any,
    recipient: str,
    when: dt.datetime,
    data: st.DataObject,
) -> None:
    narrower = [narrow(each, data) for each in made]
    wide, less = (
        disclose(
            alert,
            recipient,
            policy(*(agreement(**each) for each in some)),
            when,
            secret=b"0123456789abcdef",
        )
        for some in (made, narrower)
    )
    if isinstance(less, Disclosure):
        assert isinstance(wide, Disclosure)
        assert leaves(less.view) <= leaves(wide.view)
        assert {e.field for e in less.rationale} <= {e.field for e in wide.rationale}


@settings(max_examples=30)
@given(alerts, agreements(), st.sampled_from(PARTNERS), moments)
def test_after_the_last_agreement_has_ended_only_what_is_ones_own_remains(
    agreement: Any, policy: Any, alert: Alert, made: Any, recipient: str, when: dt.datetime
) -> None:
    one = policy(*(agreement(**{**each, "until": when}) for each in made if each["since"] < when))
    result = disclose(alert, recipient, one, when, secret=b"0123456789abcdef")
    if isinstance(result, Disclosure):
        assert recipient == alert.event.publisher
        assert alert.match.owner in (PUBLIC, recipient)


def narrow(each: dict[str, Any], data: st.DataObject) -> dict[str, Any]:
    """The same agreement with a lower tier and fewer fields.

    Scope and time stay: where they bring an alert under several agreements, a field needs them all,
    so that narrowing one of them can leave fewer to be kept.
    """
    order = list(Tier)
    allow = each["allow"]
    return {
        **each,
        "tier": data.draw(st.sampled_from(order[: order.index(each["tier"]) + 1])),
        "allow": allow and data.draw(st.frozensets(st.sampled_from(sorted(allow)))),
    }


def leaves(view: Any) -> set[str]:
    """The fields that have a value in a view, as the field table names them."""
    found = set()
    for group, value in view.items():
        if group not in ("event", "party", "match", "versions"):
            found.add(group)
            continue
        for key, leaf in value.items():
            if key == "items":
                found |= {f"event.items[].{member}" for item in leaf for member in item}
            else:
                found.add(f"{group}.{key}")
    return found


def test_money_keeps_its_digits(policy: Any, canaries: Any, now: dt.datetime) -> None:
    alert = canaries().alert
    amount = Decimal("12345678901234567890.10")
    alert = msgspec.structs.replace(
        alert, event=msgspec.structs.replace(alert.event, amount=amount)
    )
    result = disclose(alert, "publisher", policy(), now, secret=b"0123456789abcdef")
    assert isinstance(result, Disclosure)
    assert b'"amount":12345678901234567890.10' in ENCODER.encode(result.view)
