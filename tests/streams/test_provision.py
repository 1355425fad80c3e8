import datetime as dt

import pytest

from config.settings import Settings
from sharing.partner import Partner
from sharing.policy import make_policy
from sharing.suspension import Suspension
from streams.access import Login, Resource, Rule
from streams.provision import (
    Access,
    AddLogin,
    AddPartitions,
    Allow,
    Change,
    CreateTopic,
    Layout,
    RemoveLogin,
    Replicate,
    Revoke,
    SetConfig,
    access_difference,
    layouts,
    topic_difference,
    wanted_access,
)
from streams.topics import DAY_MS, all_topics

NOW = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)
SETTINGS = Settings(partitions=6, replication=3)
OUGHT = layouts(all_topics(["a"]), SETTINGS)
SHIPMENTS, STATE, FOUND = "shipments.a", "alert-state.a", "found-shipments.a"


def test_topics_are_laid_out_as_settings_and_their_kind_have_it() -> None:
    assert OUGHT[SHIPMENTS] == Layout(
        partitions=6,
        replication=3,
        configs={
            "cleanup.policy": "delete",
            "max.message.bytes": "1048576",
            "message.timestamp.type": "LogAppendTime",
            "min.insync.replicas": "2",
            "retention.ms": str(30 * DAY_MS),
        },
    )
    assert OUGHT[STATE].configs["cleanup.policy"] == "compact,delete"
    assert OUGHT["alerts.a"].configs["message.timestamp.type"] == "CreateTime"
    single = layouts(all_topics(["a"]), Settings())
    assert single[SHIPMENTS].configs["min.insync.replicas"] == "1"


def found_but(**others: Layout | None) -> dict[str, Layout]:
    """What was found is as it ought to be, but for some topics, by kind; None is missing."""
    named = {f"{kind.replace('_', '-')}.a": layout for kind, layout in others.items()}
    return {name: layout for name, layout in (OUGHT | named).items() if layout is not None}


def layout(kind: str, **keys: object) -> Layout:
    ought = OUGHT[f"{kind}.a"]
    made: dict[str, object] = {
        "partitions": ought.partitions,
        "replication": ought.replication,
        "configs": ought.configs,
    }
    return Layout(**(made | keys))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (found_but(), []),
        (found_but(alerts=None), [(CreateTopic, "alerts.a", "6 partitions, 3 copies")]),
        (
            found_but(shipments=layout("shipments", partitions=4)),
            [(AddPartitions, SHIPMENTS, "6 partitions; keys move")],
        ),
        (
            found_but(shipments=layout("shipments", partitions=9)),
            [
                (AddPartitions, STATE, "9 partitions; keys move"),
                (AddPartitions, FOUND, "9 partitions; keys move"),
            ],
        ),
        (
            found_but(shipments=layout("shipments", partitions=9), alert_state=None),
            [
                (CreateTopic, STATE, "9 partitions, 3 copies"),
                (AddPartitions, FOUND, "9 partitions; keys move"),
            ],
        ),
        (found_but(alert_state=layout("alert-state", partitions=9)), []),
        (
            found_but(alerts=layout("alerts", replication=1)),
            [(Replicate, "alerts.a", "3 copies")],
        ),
        (
            found_but(
                alerts=layout("alerts", configs={**OUGHT["alerts.a"].configs, "retention.ms": "1"})
            ),
            [(SetConfig, "alerts.a retention.ms", str(90 * DAY_MS))],
        ),
        (
            found_but(
                alerts=layout("alerts", configs={**OUGHT["alerts.a"].configs, "segment.ms": "1"})
            ),
            [],
        ),
    ],
    ids=[
        "nothing",
        "missing",
        "too few partitions",
        "state follows shipments",
        "state is made as shipments are",
        "more partitions are no fault",
        "copies",
        "retention",
        "what is not ours to set",
    ],
)
def test_each_difference_of_topics_has_what_mends_it(
    found: dict[str, Layout], expected: list[tuple[type[Change], str, str]]
) -> None:
    changes = topic_difference(found, OUGHT)
    assert [(type(c), c.subject, c.wanted) for c in changes] == expected


def rule(name: str) -> Rule:
    return Rule(principal="User:a", resource=Resource.TOPIC, name=name, operation="read")


def login(name: str, mechanism: str = "SCRAM-SHA-512") -> Login:
    return Login(name=name, mechanism=mechanism)


WANTED = Access(
    rules=frozenset({rule("kept"), rule("missing")}),
    logins=frozenset({login("a")}),
    barred=frozenset({"b"}),
)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (Access(rules=WANTED.rules, logins=WANTED.logins), []),
        (
            Access(rules=frozenset({rule("kept"), rule("more")}), logins=WANTED.logins),
            [(Revoke, "read topic more"), (Allow, "denied")],
        ),
        (Access(rules=WANTED.rules, logins=frozenset()), [(AddLogin, "none")]),
        (
            Access(rules=WANTED.rules, logins=frozenset({login("a", "SCRAM-SHA-256")})),
            [(AddLogin, "none")],
        ),
        (
            Access(
                rules=WANTED.rules,
                logins=WANTED.logins | {login("b"), login("b", "SCRAM-SHA-256"), login("admin")},
            ),
            [(RemoveLogin, "SCRAM-SHA-256"), (RemoveLogin, "SCRAM-SHA-512")],
        ),
    ],
    ids=["nothing", "rules", "login", "other mechanism", "barred"],
)
def test_each_difference_of_access_has_what_mends_it(
    found: Access, expected: list[tuple[type[Change], str]]
) -> None:
    assert [(type(c), c.found) for c in access_difference(found, WANTED)] == expected


def test_what_was_made_is_what_is_wanted_and_a_suspension_takes_all_of_it() -> None:
    partners = [Partner(id="a"), Partner(id="b")]
    before = wanted_access(make_policy(partners, []), SETTINGS, NOW)
    made = Access(rules=before.rules, logins=before.logins)
    assert list(access_difference(made, before)) == []
    mark = Suspension(partner="b", since=NOW, why="tried")
    after = wanted_access(make_policy(partners, [], [mark]), SETTINGS, NOW)
    changes = list(access_difference(made, after))
    taken = [change for change in changes if isinstance(change, Revoke)]
    assert {change.rule for change in taken} == {r for r in made.rules if r.principal == "User:b"}
    assert [c.subject for c in changes if not isinstance(c, Revoke)] == ["b"]
