import datetime as dt

import pytest

from config.settings import Settings, SettingsError
from matchers.model import Struct
from sharing.agreement import Agreement
from sharing.fields import Tier
from sharing.handling import Handling
from sharing.partner import Partner
from sharing.policy import Policy, make_policy
from sharing.scope import Scope
from sharing.suspension import Suspension
from streams.access import (
    Login,
    Resource,
    Rule,
    barred,
    login_name,
    logins,
    ours,
    receives_alerts,
    rules,
)

NOW = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


def agreement(
    grantor: str, recipient: str, begins: dt.datetime = NOW - DAY, ends: dt.datetime = NOW + DAY
) -> Agreement:
    return Agreement(
        id=f"{grantor}-{recipient}-{begins:%d}",
        grantor=grantor,
        recipient=recipient,
        scope=Scope(),
        max_detail=Tier.HIT,
        allow=None,
        handling=Handling(),
        valid_from=begins,
        valid_until=ends,
    )


def policy(*agreements: Agreement, suspended: str = "", principal: str | None = None) -> Policy:
    return make_policy(
        [Partner(id="a", principal=principal), Partner(id="b")],
        agreements,
        [Suspension(partner=suspended, since=NOW, why="tried")] if suspended else [],
    )


def granted(found: frozenset[Rule], principal: str) -> list[str]:
    return sorted(str(rule) for rule in found if rule.principal == principal)


OWN = [
    "describe topic screenings.a",
    "describe topic shipments.a",
    "describe topic transactions.a",
    "read group partner.a",
    "read group partner.a.…",
    "read topic screenings.a",
    "write topic shipments.a",
    "write topic transactions.a",
]
ALERTS = ["describe topic alerts.a", "read topic alerts.a"]


@pytest.mark.parametrize(
    ("stands", "expected"),
    [
        (policy(), OWN),
        (policy(agreement("b", "a")), sorted(OWN + ALERTS)),
        (policy(agreement("a", "b")), OWN),
        (policy(agreement("b", "a", begins=NOW)), sorted(OWN + ALERTS)),
        (policy(agreement("b", "a", begins=NOW + dt.timedelta(microseconds=1))), OWN),
        (policy(agreement("b", "a", ends=NOW)), OWN),
        (
            policy(agreement("b", "a", ends=NOW + dt.timedelta(microseconds=1))),
            sorted(OWN + ALERTS),
        ),
        (policy(agreement("b", "a"), suspended="a"), []),
        (policy(agreement("b", "a"), suspended="b"), sorted(OWN + ALERTS)),
    ],
    ids=[
        "no agreement",
        "an agreement",
        "as grantor only",
        "from its first instant",
        "not before",
        "not at its end",
        "until just before",
        "not while suspended",
        "another is suspended",
    ],
)
def test_a_partner_may_do_this_and_nothing_else(stands: Policy, expected: list[str]) -> None:
    assert granted(rules(stands, Settings(), NOW), "User:a") == expected
    reads = "read topic alerts.a" in expected
    assert receives_alerts("a", stands, NOW) is reads


def test_workers_and_operator_may_do_this_and_nothing_else() -> None:
    found = rules(policy(suspended="b"), Settings(group="g"), NOW)
    read = [f"{kind}.{p}" for kind in ("shipments", "transactions") for p in "ab"]
    written = ["dead-letters", *(f"{kind}.{p}" for kind in ("alerts", "screenings") for p in "ab")]
    inner = ("alert-state", "transaction-state", "found-shipments", "found-transactions")
    kept = [*(f"{kind}.{p}" for kind in inner for p in "ab"), "rescreen-jobs"]
    assert granted(found, "User:portcullis-worker") == sorted(
        [f"describe topic {name}" for name in [*read, *written, *kept, "list-updates"]]
        + [f"read topic {name}" for name in [*read, *kept, "list-updates"]]
        + [f"write topic {name}" for name in written + kept]
        + ["read group g", "read group g-rescreen-hand", "read group g-rescreen-watch"]
        + ["describe transactional id g-…", "write transactional id g-…"]
    )
    assert granted(found, "User:portcullis-operator") == sorted(
        [f"describe topic {name}" for name in ["dead-letters", "list-updates", *read]]
        + ["read topic dead-letters", "read topic list-updates", "read group portcullis-reader"]
        + [f"write topic {name}" for name in read]
    )
    assert granted(found, "User:portcullis-lists") == [
        "describe topic list-updates",
        "write topic list-updates",
    ]
    assert {rule.principal for rule in found} == {
        "User:a",
        "User:portcullis-lists",
        "User:portcullis-worker",
        "User:portcullis-operator",
    }


@pytest.mark.parametrize(
    "settings",
    [
        Settings(worker_principal="User:a"),
        Settings(operator_principal="User:b"),
        Settings(worker_principal="User:x", operator_principal="User:x"),
        Settings(lists_principal="User:b"),
        Settings(worker_principal="User:portcullis-lists"),
    ],
)
def test_a_principal_that_stands_for_two_is_refused(settings: Settings) -> None:
    with pytest.raises(SettingsError, match="give each its own"):
        rules(policy(), settings, NOW)


@pytest.mark.parametrize(
    ("principal", "name"),
    [
        ("User:nordland", "nordland"),
        ("User:n.o-r_d@land", "n.o-r_d@land"),
        ("User:CN=nordland,O=Customs", None),
        ("User:../etc/passwd", None),
        ("User:.hidden", None),
        ("User:", None),
        ("Group:nordland", None),
    ],
)
def test_a_principal_has_a_login_unless_it_is_a_certificates(
    principal: str, name: str | None
) -> None:
    assert login_name(principal) == name


def test_logins_are_those_of_partners_that_are_not_suspended_workers_and_operator() -> None:
    settings = Settings(sasl_mechanism="SCRAM-SHA-256")
    stands = policy(suspended="b", principal="User:CN=a")
    names = {"portcullis-worker", "portcullis-operator", "portcullis-lists"}
    assert logins(stands, settings) == {
        Login(name=name, mechanism="SCRAM-SHA-256") for name in names
    }
    assert barred(stands) == {"b"}
    assert {login.name for login in logins(policy(), settings)} == names | {"a", "b"}


class Found(Struct, frozen=True):
    principal: str = "User:mallory"
    resource: Resource = Resource.TOPIC
    name: str = "payroll"
    prefixed: bool = False


@pytest.mark.parametrize(
    ("found", "is_ours"),
    [
        (Found(), False),
        (Found(name="alerts.a"), True),
        (Found(name="alerts.gone"), True),
        (Found(name="alerts"), False),
        (Found(name="alerts", prefixed=True), True),
        (Found(name="a", prefixed=True), True),
        (Found(name="alerts.a", prefixed=True), True),
        (Found(name="pay", prefixed=True), False),
        (Found(name="*"), True),
        (Found(name="dead-letters"), True),
        (Found(name="dead-letters-of-payroll"), False),
        (Found(name="dead", prefixed=True), True),
        (Found(principal="User:a"), True),
        (Found(principal="User:portcullis-worker"), True),
        (Found(principal="User:*"), True),
        (Found(principal="User:*", resource=Resource.CLUSTER, name="kafka-cluster"), True),
        (Found(resource=Resource.CLUSTER, name="kafka-cluster"), False),
        (Found(resource=Resource.GROUP, name="partner.a"), True),
        (Found(resource=Resource.GROUP, name="portcullis"), True),
        (Found(resource=Resource.GROUP, name="portcullis2"), False),
        (Found(resource=Resource.GROUP, name="alerts.a"), False),
        (Found(resource=Resource.TRANSACTIONAL_ID, name="portcullis-1"), True),
        (Found(resource=Resource.TRANSACTIONAL_ID, name="payroll-1"), False),
        (Found(principal="User:watcher", name="*"), False),
        (Found(principal="User:other", name="alerts.a"), False),
    ],
)
def test_what_is_taken_away_where_it_is_not_wanted(found: Found, *, is_ours: bool) -> None:
    rule = Rule(
        principal=found.principal,
        resource=found.resource,
        name=found.name,
        operation="read",
        prefixed=found.prefixed,
    )
    settings = Settings(foreign_principals="User:watcher; User:other")
    assert (rule in ours([rule], policy(), settings)) is is_ours
