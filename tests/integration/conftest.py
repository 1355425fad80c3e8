"""Tests of the whole over sockets: a broker here, the real worker as its own process."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.installation import Installation, remove_topics
from tests.services import missing
from tools.kafka.cluster import KafkaCluster
from tools.kafka.jars import KafkaMissing

_HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(_HERE):
            item.add_marker(pytest.mark.integration)
            item.add_marker(pytest.mark.enable_socket)


@pytest.fixture(scope="session")
def kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real Kafka without logins: the one that is named, or one of our own."""
    if named := os.environ.get("PORTCULLIS_TEST_BOOTSTRAP"):
        yield named
        return
    try:
        cluster = KafkaCluster(tmp_path_factory.mktemp("kafka"))
    except KafkaMissing as error:
        missing(error)
    with cluster:
        yield cluster.bootstrap


@pytest.fixture(scope="session")
def secured_kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KafkaCluster]:
    """A real Kafka of our own with logins and access control."""
    try:
        cluster = KafkaCluster(tmp_path_factory.mktemp("secured-kafka"), secured=True)
    except KafkaMissing as error:
        missing(error)
    with cluster:
        yield cluster


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    """On the embedded broker, delivering at least once."""
    with Installation(tmp_path) as made:
        yield made


@pytest.fixture
def on_kafka(tmp_path: Path, kafka: str) -> Iterator[Installation]:
    """On a real Kafka that holds nothing of an earlier test, delivering exactly once."""
    remove_topics(kafka)
    with Installation(tmp_path, kafka, "exactly-once") as made:
        yield made


@pytest.fixture(params=["embedded", "kafka"])
def either(request: pytest.FixtureRequest) -> Installation:
    """On the one and on the other: what holds for both brokers."""
    name = "installation" if request.param == "embedded" else "on_kafka"
    made: Installation = request.getfixturevalue(name)
    return made


@pytest.fixture(scope="module", params=["embedded", "kafka"])
def lasting(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    """One installation for the tests of a module, first on the one broker, then on the other."""
    folder = tmp_path_factory.mktemp("installation")
    if request.param == "embedded":
        house = Installation(folder)
    else:
        bootstrap = request.getfixturevalue("kafka")
        remove_topics(bootstrap)
        house = Installation(folder, bootstrap, "exactly-once")
    with house:
        yield house
