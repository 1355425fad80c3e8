"""Who may do what on brokers with access control: only what is granted, and only as long."""

import json

import pytest

from streams import topics
from streams.access import READER_GROUP
from streams.broker.provisioning import create_topics
from streams.events.list_update import LIST_UPDATES
from streams.topics import DAY_MS, MIB, Topic, all_topics
from tests.integration import trying
from tests.integration.installation import NEIGHBOUR, PUBLISHER, STRANGER
from tests.integration.secured import Secured
from tools.kafka.cluster import KafkaCluster

WORKER = "portcullis-worker"
DEAD_LETTER_READER = "portcullis-operator"
LISTS = "portcullis-lists"
PARTNERS = (PUBLISHER, NEIGHBOUR, STRANGER)
FOREIGN = Topic(name="payroll", retention_ms=DAY_MS, max_message_bytes=MIB, why="none of ours")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, secured_kafka: KafkaCluster) -> Secured:
    """Three partners, of which only the neighbour receives alerts; and somebody else's topic."""
    made = Secured(tmp_path_factory.mktemp("access"), secured_kafka)
    made.three_partners()
    create_topics(made.settings, [FOREIGN])
    return made


@pytest.fixture(scope="module")
def provisioned(house: Secured) -> Secured:
    done = house.portcullis("topics", "create", "--secrets-dir", house.passwords)
    assert done.returncode == 0, done.stderr
    trying.fill(house.settings, [name for name in every_topic() if not name.startswith("__")])
    return house


def every_topic() -> list[str]:
    return [topic.name for topic in all_topics(PARTNERS)] + ["__consumer_offsets", FOREIGN.name]


def test_plan_changes_nothing_create_makes_it_and_nothing_is_left_to_do(house: Secured) -> None:
    planned = json.loads(house.portcullis("topics", "plan", "--json").stdout)
    assert {change["action"] for change in planned} == {"create topic", "add login", "allow"}
    assert house.portcullis("topics", "create", "--dry-run").returncode == 0
    assert json.loads(house.portcullis("topics", "plan", "--json").stdout) == planned
    assert house.portcullis("topics", "check").returncode == 5

    nowhere = house.portcullis("topics", "create")
    assert nowhere.returncode == 2
    assert "--secrets-dir" in nowhere.stderr
    made = house.portcullis("topics", "create", "--secrets-dir", house.passwords)
    assert made.returncode == 0, made.stderr
    for login in (*PARTNERS, WORKER, DEAD_LETTER_READER, LISTS):
        file = house.passwords / f"{login}.password"
        assert file.stat().st_mode & 0o777 == 0o600
        assert len(file.read_text()) > 40
        assert file.read_text() not in made.stdout + made.stderr
    assert house.portcullis("topics", "check").returncode == 0
    assert json.loads(house.portcullis("topics", "plan", "--json").stdout) == []


READ, WRITTEN = (
    {
        PUBLISHER: [topics.screenings(PUBLISHER)],
        NEIGHBOUR: [topics.screenings(NEIGHBOUR), topics.alerts(NEIGHBOUR)],
        STRANGER: [topics.screenings(STRANGER)],
        WORKER: [
            *topics.inputs(PARTNERS),
            *topics.states(PARTNERS),
            *topics.found(PARTNERS),
            *(topics.RESCREEN_JOBS, LIST_UPDATES),
        ],
        DEAD_LETTER_READER: ["dead-letters", LIST_UPDATES],
        LISTS: [],
    },
    {
        **{partner: topics.inputs([partner]) for partner in PARTNERS},
        WORKER: [
            *topics.outputs(PARTNERS),
            *topics.states(PARTNERS),
            *topics.found(PARTNERS),
            topics.RESCREEN_JOBS,
        ],
        DEAD_LETTER_READER: topics.inputs(PARTNERS),
        LISTS: [LIST_UPDATES],
    },
)


@pytest.mark.parametrize("login", READ)
def test_a_login_reaches_the_topics_that_it_is_given_and_no_other(
    provisioned: Secured, login: str
) -> None:
    settings = provisioned.as_login(login)
    assert trying.visible(settings) == {*READ[login], *WRITTEN[login]}
    assert trying.described(settings, every_topic()) == {*READ[login], *WRITTEN[login]}
    assert trying.readable(settings, every_topic()) == set(READ[login])
    assert trying.writable(settings, every_topic()) == set(WRITTEN[login])


@pytest.mark.parametrize("login", READ)
def test_a_login_uses_its_own_groups_and_transactions_and_no_other(
    provisioned: Secured, login: str
) -> None:
    settings = provisioned.as_login(login)
    group = provisioned.group
    groups = [
        *(f"partner.{partner}" for partner in PARTNERS),
        *(f"partner.{partner}.analysts" for partner in PARTNERS),
        f"partner.{PUBLISHER}2",
        group,
        f"{group}2",
        READER_GROUP,
        "anybody",
    ]
    own = {
        WORKER: {group},
        DEAD_LETTER_READER: {READER_GROUP},
        LISTS: set(),
    }.get(login, {f"partner.{login}", f"partner.{login}.analysts"})
    topic = (READ[login] or WRITTEN[login])[0]
    assert trying.joinable(settings, groups, topic) == own
    assert trying.committable(settings, groups, topic) == own
    ids = [f"{group}-1", group, f"partner.{PUBLISHER}", "anybody"]
    assert trying.transactional(settings, ids) == ({f"{group}-1"} if login == WORKER else set())


@pytest.mark.parametrize("login", READ)
def test_no_login_administers_anything(provisioned: Secured, login: str) -> None:
    groups = [f"partner.{PUBLISHER}", f"partner.{login}", provisioned.group]
    settings = provisioned.as_login(login)
    own_first = sorted(every_topic(), key=lambda name: name not in WRITTEN[login])
    assert trying.allowed_of_administration(settings, own_first, groups) == set()
