"""Nothing above a partner's tier reaches any topic that it may read, in whatever disguise.

Every field of an event and of the listed entities that it matches carries a text or number that
occurs nowhere else. What each partner may see of them is restated here from the rules, and has to
be exactly what occurs in the bytes that it can read.
"""

import base64
import binascii
import datetime as dt
import json
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pytest

from lists.build import LoadedList, describe
from lists.snapshots.folder_store import FolderStore
from lists.snapshots.snapshot import write_content, write_manifest
from matchers.index import Index
from matchers.model import (
    Address,
    BirthDate,
    Identifier,
    Kind,
    ListedEntity,
    ListedName,
    ListedNameType,
    Party,
    PartyName,
    Scheme,
)
from sharing.ids import fingerprint, internal_alert_id
from streams import topics
from streams.events.envelope import Record
from tests.integration.installation import Installation, Outputs

PUBLISHER = "quorvane"
OWNER = "wardenry"
THIRD = "trioculus"
OWN_LIST = "zephlist"
TIERS = ("hit", "identity", "rationale", "full")

# The field table of the specification, by owner and least tier.
ENVELOPE = {
    "alertId", "revision", "trigger", "status", "raisedAt", "verdict", "contact", "handling",
    "agreements", "withheld",
}  # fmt: skip
OF_EVENT: dict[str, tuple[str, ...]] = {
    "hit": ("event.type", "event.date"),
    "identity": (
        "event.publisher", "event.reference", "event.time",
        "party.path", "party.role", "party.kind", "party.names",
    ),
    "rationale": (),
    "full": (
        "party.identifiers", "party.birthDate", "party.birthPlace", "party.gender", "party.built",
        "party.address", "party.countries",
        "event.route", "event.transport", "event.containers", "event.items[].hsCode",
    ),
}  # fmt: skip
COMMERCIAL = (
    "event.items[].description", "event.items[].value", "event.items[].currency", "event.amount",
    "event.currency", "event.remittanceText", "event.tradeReferences",
)  # fmt: skip
OF_LIST: dict[str, tuple[str, ...]] = {
    "hit": (),
    "identity": (
        "match.entityId", "match.source", "match.listedName", "match.programmes", "match.linked",
        "match.listStale",
    ),
    "rationale": ("match.legalBasis", "match.listedOn", "match.thresholds"),
    "full": (
        "match.names", "match.identifiers", "match.birthDates", "match.birthPlaces",
        "match.gender", "match.built", "match.countries", "match.addresses", "match.remarks",
    ),
}  # fmt: skip
OF_BOTH: dict[str, tuple[str, ...]] = {
    "hit": (),
    "identity": (),
    "rationale": (
        "match.score", "match.queryName", "match.evidence",
        "versions.snapshot", "versions.scorecard", "versions.policy",
    ),
    "full": (),
}  # fmt: skip
ALL_EVENT = frozenset(name for names in OF_EVENT.values() for name in names) | set(COMMERCIAL)
ALL_LIST = frozenset(name for names in OF_LIST.values() for name in names)
ALL_BOTH = frozenset(name for names in OF_BOTH.values() for name in names)
NARROW = frozenset({"event.type", "event.reference", "match.score"})


def up_to(table: Mapping[str, tuple[str, ...]], tier: str) -> frozenset[str]:
    reached = TIERS[: TIERS.index(tier) + 1]
    return frozenset(name for each in reached for name in table[each])


class Grant(NamedTuple):
    """A partner's agreements with the publisher and with the list's owner; None where missing."""

    event: str | None = None
    listing: str | None = None
    event_keys: Mapping[str, Any] = {}
    list_keys: Mapping[str, Any] = {}
    own: bool = True  # whether it learns of matches on the owner's list
    public: bool = True  # whether it learns of matches on the public list


GRANTS: dict[str, Grant] = {
    **{f"r-{tier}": Grant(tier, tier) for tier in TIERS},
    "r-allow": Grant(
        "full", "full", {"fields": {"allow": sorted(ALL_EVENT | ALL_LIST | ALL_BOTH)}}
    ),
    "r-narrow": Grant("full", "full", {"fields": {"allow": sorted(NARROW)}}),
    "r-event": Grant("full", "hit"),
    "r-list": Grant("hit", "full"),
    "r-expired": Grant(
        "full", "full", {"validUntil": "2025-01-01T00:00:00Z"}, own=False, public=False
    ),
    "r-later": Grant(
        "full", "full", {"validFrom": "2098-01-01T00:00:00Z"}, own=False, public=False
    ),
    "r-scope": Grant(
        "full",
        "full",
        {"scope": {"corridors": [{"from": "ZZ", "to": "ZZ"}]}},
        own=False,
        public=False,
    ),
    "r-programme": Grant("full", "full", {}, {"scope": {"programmes": ["OTHER"]}}, own=False),
    "r-nolist": Grant("full", None, own=False),
    "r-noevent": Grant(None, "full", own=False, public=False),
    "stranger": Grant(own=False, public=False),
    THIRD: Grant(own=False, public=False),
    PUBLISHER: Grant(None, "identity"),
    OWNER: Grant("rationale", None),
}


def allowed(partner: str, match: str) -> frozenset[str]:
    """The fields that a partner may see of an alert about the `own` or the `public` list."""
    grant = GRANTS[partner]
    if not (grant.own if match == "own" else grant.public):
        return frozenset()
    event, both_by_event, list_by_event = ALL_EVENT, ALL_BOTH, ALL_LIST
    if partner != PUBLISHER:
        assert grant.event is not None
        list_by_event = up_to(OF_LIST, grant.event)  # an entry tells the party that it matched
        event, both_by_event = up_to(OF_EVENT, grant.event), up_to(OF_BOTH, grant.event)
        if partner == "r-allow":
            event |= set(COMMERCIAL)
        if partner == "r-narrow":
            event, both_by_event = event & NARROW, both_by_event & NARROW
    listing, both_by_list = ALL_LIST, ALL_BOTH
    if match == "own" and partner != OWNER:
        assert grant.listing is not None
        listing, both_by_list = up_to(OF_LIST, grant.listing), up_to(OF_BOTH, grant.listing)
    return event | (listing & list_by_event) | (both_by_event & both_by_list)


class Canary(NamedTuple):
    """A text, the fields that it may be seen in, and the matches whose alerts hold them."""

    text: str
    fields: frozenset[str]
    matches: frozenset[str] = frozenset({"own", "public"})


def canary(text: str, *fields: str, match: str | None = None) -> Canary:
    return Canary(
        text, frozenset(fields), frozenset({match}) if match else frozenset({"own", "public"})
    )


EVENT_TIME = dt.datetime(2026, 3, 1, 13, 37, 41, 271_828, dt.UTC)
_MICROSECONDS = int(EVENT_TIME.timestamp()) * 1_000_000 + EVENT_TIME.microsecond
PASSPORT = "shrdpsprt90417"  # on both sides, so that the party is found by it

CANARIES = (
    # The event
    canary(PUBLISHER, "event.publisher"),
    canary("lrnreferencexq", "event.reference"),
    canary("uetrreferencexq", "event.reference"),
    canary("13:37:41", "event.time"),
    canary("ombraxit", "party.names", "match.queryName", match="own"),
    canary("Жмельчунов", "party.names", match="own"),
    canary("prtydclnt77120", "party.identifiers", match="own"),
    canary("1931-07-23", "party.birthDate", match="own"),
    canary("partystreetxq", "party.address", match="own"),
    canary("partytownxq", "party.address", match="own"),
    canary("XQZVP", "event.route"),
    canary("shipnamexq", "event.transport"),
    canary("callsignxq", "event.transport"),
    canary("QZXU7391824", "event.containers"),
    canary("91827364", "event.items[].hsCode"),
    canary("goodstextxq", "event.items[].description"),
    canary("738291.37", "event.items[].value"),
    canary("XQJ", "event.items[].currency"),
    canary("846152.93", "event.amount"),
    canary("XQK", "event.currency"),
    canary("remittancexq", "event.remittanceText"),
    canary("tradereferencexq", "event.tradeReferences"),
    # The entity on the owner's list
    canary(f"{OWN_LIST}-entityidxq", "match.entityId", match="own"),
    canary(OWN_LIST, "match.source", "match.entityId", match="own"),
    canary("kaldrevin", "match.listedName", "match.names", match="own"),
    canary("programmexq", "match.programmes", match="own"),
    canary("publiclinkedxq", "match.linked", match="own"),
    canary("legalbasisxq", "match.legalBasis", match="own"),
    canary("2019-11-23", "match.listedOn", match="own"),
    canary("0.2718281", "match.thresholds"),
    canary('"listStale":true', "match.listStale"),
    canary("quizzelby", "match.names", match="own"),
    canary("lstdidnt55310", "match.identifiers", match="own"),
    canary("1931-08-19", "match.birthDates", match="own"),
    canary("birthplacexq", "match.birthPlaces", match="own"),
    canary("listedstreetxq", "match.addresses", match="own"),
    canary("listedremarkxq", "match.remarks", match="own"),
    # The entity on the public list
    canary("publicremarkxq", "match.remarks", match="public"),
    # What both sides know
    canary(PASSPORT, "party.identifiers", "match.identifiers", match="own"),
    # A listed alias that the remittance text repeats
    canary("pombaskin", "event.remittanceText"),
    canary("pombaskin", "match.names", match="own"),
)
NEVER = (
    # The instant of the event as a number, which a revision is made of
    str(_MICROSECONDS), f"{_MICROSECONDS:x}", str(_MICROSECONDS // 1000),
    # Parts of the event that no alert has
    "ucrxq", "documentxq", "licencexq", "holderxq", "controlxq", "endtoendxq", "messagetypexq",
    "agentnamexq", "AGNTXQ22", "otherpartyxq", "registrationxq",
    # Parts of a listed entity that no alert has or nobody may see, and others' entities
    "markedremarkxq", "relationxq", "sourceurlxq", "markingxq", "thirdlinkedxq",
    "triolist",
)  # fmt: skip
OWNERS_ALONE = ("velloquent", "markedidxq")  # their entity is marked


def entities() -> list[ListedEntity]:
    def name(value: str, kind: ListedNameType = ListedNameType.PRIMARY) -> ListedName:
        return ListedName(value=value, type=kind)

    own = ListedEntity(
        id=f"{OWN_LIST}-entityidxq",
        source=OWN_LIST,
        kind=Kind.PERSON,
        names=(
            name("Kaldrevin Ustmarow"),
            name("Selvarin Tombrecht Quizzelby", ListedNameType.STRONG),
        ),
        identifiers=(
            Identifier(scheme=Scheme.PASSPORT, value=PASSPORT),
            Identifier(scheme=Scheme.NATIONAL_ID, value="lstdidnt55310"),
        ),
        birth_dates=(BirthDate(start="1931-08-19"),),
        birth_places=("birthplacexq",),
        addresses=(Address(lines=("listedstreetxq",)),),
        programmes=("programmexq",),
        legal_basis=("legalbasisxq",),
        listed_on="2019-11-23",
        remarks=("listedremarkxq",),
        relations=("relationxq",),
        linked=("openlist-publiclinkedxq", "triolist-thirdlinkedxq"),
        source_url="https://sourceurlxq.example",
    )
    return [
        own,
        ListedEntity(
            id="openlist-publiclinkedxq",
            source="openlist",
            kind=Kind.PERSON,
            names=(name("Umbelline Karstorp"),),
        ),
        ListedEntity(
            id="triolist-thirdlinkedxq",
            source="triolist",
            kind=Kind.PERSON,
            names=(name("Gwendrasil Pottomack"),),
        ),
        ListedEntity(
            id="openlist-plain",
            source="openlist",
            kind=Kind.PERSON,
            names=(name("Brenwick Alsatorre Limfjord"),),
            remarks=("publicremarkxq",),
        ),
        ListedEntity(
            id=f"{OWN_LIST}-markedidxq",
            source=OWN_LIST,
            kind=Kind.PERSON,
            names=(name("Draskomir Velloquent Ashgrove"),),
            remarks=("markedremarkxq",),
            marking="markingxq",
        ),
        ListedEntity(
            id=f"{OWN_LIST}-text",
            source=OWN_LIST,
            kind=Kind.PERSON,
            names=(
                name("Torrevald Isenquist"),
                name("Ulvretta Pombaskin Drayhollow", ListedNameType.STRONG),
            ),
        ),
    ]


def party(role: str, *names: str, **more: Any) -> dict[str, Any]:
    return {
        "role": role,
        "kind": "person",
        "names": [{"value": name} for name in names],
        **more,
    }


def parties(first: str, second: str, third: str, fourth: str) -> list[dict[str, Any]]:
    return [
        party(
            first,
            "Selvarin Tombrecht Ombraxit",
            "Орлан Жмельчунов",
            identifiers=[
                {"scheme": "passport", "value": PASSPORT},
                {"scheme": "taxNumber", "value": "prtydclnt77120"},
            ],
            birthDate="1931-07-23",
            address={"lines": ["partystreetxq"], "town": "partytownxq", "country": "XS"},
            countries=["XT"],
        ),
        party(second, "Brenwick Alsatorre Limfjord"),
        party(third, "Draskomir Velloquent Ashgrove"),
        party(fourth, "Otherpartyxq Mundane", identifiers=[
            {"scheme": "registrationNumber", "value": "registrationxq"}]),
    ]  # fmt: skip


PARTIES_OF_SHIPMENT = parties("consignee", "buyer", "notifyParty", "consignor")
SHIPMENT = {
    "lrn": "lrnreferencexq",
    "ucr": "ucrxq",
    "transportDocuments": [{"type": "billOfLading", "number": "documentxq"}],
    "parties": PARTIES_OF_SHIPMENT,
    "transport": [{"mode": "sea", "name": "shipnamexq", "callSign": "callsignxq", "flag": "XS"}],
    "route": ["XQZVP", "XNHAV"],
    "containers": ["QZXU7391824"],
    "items": [
        {
            "hsCode": "91827364",
            "description": "goodstextxq",
            "controlCode": "controlxq",
            "value": 738291.37,
            "currency": "XQJ",
        }
    ],
    "licences": [{"number": "licencexq", "holder": "holderxq"}],
}
TRANSACTION = {
    "uetr": "uetrreferencexq",
    "endToEndId": "endtoendxq",
    "messageType": "messagetypexq",
    "amount": 846152.93,
    "currency": "XQK",
    "parties": parties("creditor", "ultimateCreditor", "ultimateDebtor", "debtor"),
    "agents": [{"role": "debtorAgent", "bic": "AGNTXQ22", "name": "agentnamexq"}],
    "remittanceText": ["remittancexq for Ulvretta Pombaskin Drayhollow"],
    "tradeReferences": ["tradereferencexq"],
}


def record(kind: str, data: Mapping[str, Any], reference: str) -> Record:
    headers = {
        "ce_specversion": "1.0",
        "ce_id": f"eventidxq-{kind}",
        "ce_source": f"urn:portcullis:partner:{PUBLISHER}",
        "ce_type": f"{kind}.v1",
        "ce_time": EVENT_TIME.isoformat(),
    }
    return Record(
        topic=f"{kind}s.{PUBLISHER}",
        key=reference.encode(),
        value=json.dumps(data).encode(),
        headers=tuple((name, text.encode()) for name, text in headers.items()),
    )


def plant(folder: Path, listed: list[ListedEntity]) -> None:
    """Make these entities the current snapshot: no format of a list has a field for all of it."""
    store = FolderStore(folder)
    with store.building() as aside:
        listed = sorted(listed, key=lambda entity: entity.id)
        index = Index.build(listed)
        files = write_content(aside, listed, index.arrays())
        loaded = LoadedList(
            kind="ftm", files=(), entities=tuple(("", entity) for entity in listed), unparsed={}
        )
        manifest = describe([loaded], files, None)
        write_manifest(aside, manifest)
        store.publish(aside, manifest)


class Run(NamedTuple):
    """What came out, and the names of the snapshot and the policy that it came out with."""

    outputs: Outputs
    snapshot: str
    policy: str


@pytest.fixture(scope="module")
def run(lasting: Installation) -> Iterator[Run]:
    house = lasting
    for number, (partner, grant) in enumerate(GRANTS.items()):
        house.partner(partner, contact=f"desk {number}")
        for grantor, tier, keys in (
            (PUBLISHER, grant.event, grant.event_keys),
            (OWNER, grant.listing, grant.list_keys),
        ):
            if tier is not None:
                agreement_id = f"A{number}-{grantor[0]}"
                house.agreement(grantor, partner, tier, id=agreement_id, **keys)
    house.sources = {
        OWN_LIST: {"owner": OWNER, "max_age": "0s"},
        "openlist": {"max_age": "0s"},
        "triolist": {"owner": THIRD},
    }
    thresholds = house.folder / "thresholds.yaml"
    thresholds.write_text("default: {review: 0.2718281, hold: 0.9314159}\n")
    plant(house.snapshot, entities())
    house.create_topics()
    with house.worker(thresholds=str(thresholds)) as worker, house.outputs() as outputs:
        worker.wait_ready()
        with urllib.request.urlopen(f"{worker.url}/readyz") as answer:  # noqa: S310 - a fixed http URL
            ready = json.load(answer)
        house.publish(
            record("shipment", SHIPMENT, "lrnreferencexq"),
            record("transaction", TRANSACTION, "uetrreferencexq"),
        )
        outputs.wait(lambda seen: len(seen.screenings(PUBLISHER)) == 2, worker, settle=1.0)
        yield Run(outputs, ready["snapshot"], ready["policy"])
        assert worker.stop() == 0


def readable(run: Run, partner: str) -> list[Record]:
    return [each for topic in topics.readable_by(partner) for each in run.outputs.of(topic)]


def views(run: Run, partner: str) -> list[dict[str, Any]]:
    """Every alert, and every match of a screening."""
    matches = [match for one in run.outputs.screenings(partner) for match in one["matches"]]
    return [*run.outputs.alerts(partner), *matches]


def dump(run: Run, partner: str) -> str:
    """All bytes that a partner can read, as text, and the JSON in them without its escapes."""
    parts = list[str]()
    for each in readable(run, partner):
        raw = [each.key or b"", each.value or b""]
        raw += [part for name, value in each.headers for part in (name.encode(), value or b"")]
        parts += [part.decode() for part in raw]
        parts.append(json.dumps(msgspec.json.decode(each.value or b"null"), ensure_ascii=False))
    return "\n".join(parts)


def occurs(text: str, dumped: str, folded: str) -> bool:
    """Whether a text occurs as it is, in other case, or in hex, percent or base64 encoding."""
    data = text.encode()
    plain = (
        text,
        binascii.hexlify(data).decode(),
        "".join(f"%{byte:02x}" for byte in data),
        json.dumps(text).strip('"'),
    )
    if any(form.casefold() in folded for form in plain):
        return True
    for padding in range(3):  # where in a group of three bytes the text begins
        encoded = base64.b64encode(b"\0" * padding + data)
        inner = encoded[4 if padding else 0 : len(encoded) // 4 * 4 - 4].decode()
        if inner and (inner in dumped or inner.translate({43: 45, 47: 95}) in dumped):
            return True
    return False


def expected(partner: str, run: Run) -> set[str]:
    """The canaries that a partner may see; all of them occur."""
    versions = (
        canary(run.snapshot, "versions.snapshot"),
        canary(run.policy, "versions.policy"),
    )
    seen = {
        each.text
        for each in (*CANARIES, *versions)
        if any(each.fields & allowed(partner, match) for match in each.matches)
    }
    if partner == OWNER:
        seen |= set(OWNERS_ALONE)
    if partner == PUBLISHER:
        seen |= {run.snapshot, run.policy, OWN_LIST}  # its screenings name the lists it may know of
    return seen


@pytest.mark.parametrize("partner", GRANTS)
def test_a_partner_sees_what_it_may_and_nothing_else(run: Run, partner: str) -> None:
    dumped = dump(run, partner)
    folded = dumped.casefold()
    own_name = {partner} if partner in (PUBLISHER, OWNER) else set()
    planted = {each.text for each in CANARIES} | {*NEVER, *OWNERS_ALONE, OWNER}
    planted |= {run.snapshot, run.policy}
    seen = {text for text in planted if occurs(text, dumped, folded)}
    assert seen - own_name == expected(partner, run) - own_name


@pytest.mark.parametrize("partner", GRANTS)
def test_an_alert_has_no_field_above_the_tier_and_names_what_it_lacks(
    run: Run, partner: str
) -> None:
    every = ALL_EVENT | ALL_LIST | ALL_BOTH
    for view in views(run, partner):
        match = "public" if "plain" in view.get("match", {}).get("entityId", "") else "own"
        may = allowed(partner, match)
        present = set(fields(view))
        withheld = {each["field"] for each in view["withheld"]}
        assert present & may == present - ENVELOPE
        assert withheld >= every - may
        assert not withheld & present


def fields(view: Mapping[str, Any]) -> Iterator[str]:
    for group, content in view.items():
        if group in ENVELOPE:
            yield group
            continue
        for key, value in content.items():
            if key == "items":
                yield from {f"event.items[].{name}" for item in value for name in item}
            else:
                yield f"{group}.{key}"


@pytest.mark.parametrize(
    ("partner", "alerts"),
    [
        *((f"r-{tier}", 5) for tier in TIERS),  # the owner's and the public entity, and the text
        ("r-programme", 2),
        ("r-nolist", 2),
        (OWNER, 7),  # the marked entity too
        (PUBLISHER, 5),
        *((partner, 0) for partner, grant in GRANTS.items() if not grant.public),
    ],
)
def test_alerts_are_as_many_as_the_agreements_give(run: Run, partner: str, alerts: int) -> None:
    assert len(run.outputs.alerts(partner)) == alerts


def test_internal_ids_are_seen_by_nobody(run: Run) -> None:
    first: dict[str, Any] = PARTIES_OF_SHIPMENT[0]
    subject = Party(
        kind=Kind.PERSON,
        names=tuple(PartyName(value=each["value"]) for each in first["names"]),
        identifiers=tuple(msgspec.convert(each, Identifier) for each in first["identifiers"]),
    )
    internal = internal_alert_id(
        publisher=PUBLISHER,
        reference="lrnreferencexq",
        role="consignee",
        party=fingerprint(subject),
        entity_id=f"{OWN_LIST}-entityidxq",
    )
    ids = dict[str, set[str]]()
    for partner in GRANTS:
        dumped = dump(run, partner)
        assert internal not in dumped
        assert internal[:32] not in dumped
        ids[partner] = {alert["alertId"] for alert in run.outputs.alerts(partner)}
    every = [alert_id for each in ids.values() for alert_id in each]
    assert len(every) == len(set(every)) > 0  # no two partners share an id


@pytest.mark.parametrize(
    "hidden",
    [
        "canarytext",
        "CANARYTEXT",
        base64.b64encode(b"x canarytext x").decode(),
        base64.urlsafe_b64encode(b"??canarytext").decode(),
        b"a canarytext".hex().upper(),
        "".join(f"%{byte:02X}" for byte in b"canarytext"),
    ],
)
def test_the_search_finds_what_is_hidden(hidden: str) -> None:
    assert occurs("canarytext", f"... {hidden} ...", f"... {hidden} ...".casefold())
    assert not occurs("canarytext", "nothing", "nothing")
