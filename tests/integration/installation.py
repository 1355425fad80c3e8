"""An installation of one test's own: a broker, lists, partners, agreements, and workers on them."""

import itertools
import json
import secrets
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Self

import msgspec
import yaml
from confluent_kafka import Consumer, TopicPartition
from confluent_kafka.admin import AdminClient
from kafka.admin import ConfigResource, ConfigResourceType, KafkaAdminClient

from config.settings import Delivery, Settings
from lists.build import SourceSpec, build
from matchers.model import Kind, Party, PartyName
from sharing.ids import fingerprint, internal_alert_id, partner_alert_id
from sharing.policy import load_policy
from streams import topics
from streams.broker.embedded import EmbeddedBroker
from streams.broker.provisioning import create_topics
from streams.broker.publishing import Publisher
from streams.broker.reading import TopicReader
from streams.events.envelope import Record
from streams.events.outputs import DEAD_LETTERS, DeadLetter, read_dead_letter
from streams.events.publish import event_record
from streams.local.worker_process import WorkerProcess

PUBLISHER = "nordland"
NEIGHBOUR = "southland"
STRANGER = "eastmark"
SECRET = b"integration-tests-only-0123456789abcdef"
_PATIENCE_SECONDS = 45.0


class Installation:
    """Everything lies in `folder`. The broker is embedded, in this process unless it is given.

    On a real Kafka workers deliver exactly once, in a group of the installation's own.
    """

    def __init__(
        self, folder: Path, bootstrap: str | None = None, delivery: Delivery = "at-least-once"
    ) -> None:
        self.folder = folder
        self.delivery = delivery
        self.group = f"portcullis-{secrets.token_hex(4)}"
        self._broker = EmbeddedBroker() if bootstrap is None else None
        self.bootstrap = bootstrap or (self._broker.bootstrap if self._broker else "")
        self.settings = Settings(bootstrap=self.bootstrap)
        self.snapshot = folder / "snapshot"
        self.policy = folder / "policy"
        self.sources: dict[str, dict[str, str]] = {}
        self._numbers = itertools.count()
        self._quick = {"session_timeout_ms": 6_000, "poll_seconds": 0.2, "group": self.group}
        (folder / "secret").write_bytes(SECRET)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._broker is not None:
            self._broker.close()

    def partner(self, name: str, **keys: Any) -> None:
        """Write a partner's file."""
        self._write("partners", name, {"id": name, **keys})

    def agreement(
        self, grantor: str, recipient: str, max_detail: str = "full", **keys: Any
    ) -> Path:
        """Write an agreement in force, or one with other keys; returns its file."""
        name = f"{grantor}-{recipient}"
        content = {
            "id": name,
            "grantor": grantor,
            "recipient": recipient,
            "maxDetail": max_detail,
            "validFrom": "2024-01-01T00:00:00Z",
            "validUntil": "2099-01-01T00:00:00Z",
            **keys,
        }
        return self._write("agreements", name, content)

    def _write(self, folder: str, name: str, content: dict[str, Any]) -> Path:
        path = self.policy / folder / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = path.with_suffix(".new")  # a worker that looks meanwhile must not see half a file
        aside.write_text(yaml.safe_dump(content))
        return aside.replace(path)

    def three_partners(self) -> None:
        """A publisher, a neighbour told who was matched, and a stranger without agreement."""
        for name in (PUBLISHER, NEIGHBOUR, STRANGER):
            self.partner(name)
        self.agreement(PUBLISHER, NEIGHBOUR, "identity")

    def lists(self, *entities: Mapping[str, Any]) -> str:
        """Make a snapshot of these FollowTheMoney entities the current one; returns its digest."""
        path = self.folder / "list.ftm.jsonl"
        path.write_text("".join(json.dumps(each) + "\n" for each in entities))
        source = SourceSpec(kind="ftm", path=path)
        return build([source], self.snapshot, progress=lambda *_: None).content_digest

    def create_topics(self, replication: int = 1) -> None:
        """Make the topics of all partners appear, so that readers find them."""
        wanted = topics.all_topics(load_policy(self.policy).partners)
        settings = msgspec.structs.replace(self.settings, replication=replication)
        create_topics(settings, wanted)

    def settings_file(self, **settings: Any) -> Path:
        """A settings file of this installation with `settings` besides."""
        file = self.folder / f"settings-{next(self._numbers)}.yaml"
        file.write_text(yaml.safe_dump(self._quick | settings))
        return file

    def options(self, *, signed: bool = False, **settings: Any) -> list[str]:
        """The options of a worker. `settings` go into its settings file."""
        file = self.settings_file(**settings)
        (self.folder / "sources.yaml").write_text(yaml.safe_dump(self.sources))
        return [
            f"--settings={file}",
            f"--bootstrap={self.bootstrap}",
            f"--snapshot=file://{self.snapshot}",
            f"--partners={self.policy}",
            f"--sources={self.folder / 'sources.yaml'}",
            f"--secret-file={self.folder / 'secret'}",
            f"--delivery={self.delivery}",
            *([] if signed else ["--allow-unsigned"]),
        ]

    def worker(self, **settings: Any) -> WorkerProcess:
        """Start a worker on this installation."""
        return WorkerProcess(self.options(**settings))

    def committed(self) -> dict[tuple[str, int], int]:
        """How far the workers' group has acknowledged each input partition; 0 where not at all."""
        names = topics.inputs(load_policy(self.policy).partners)
        consumer = Consumer({"bootstrap.servers": self.bootstrap, "group.id": self.group})
        try:
            places = [
                TopicPartition(name, partition)
                for name in names
                for partition in consumer.list_topics(name, timeout=10).topics[name].partitions
            ]
            found = consumer.committed(places, timeout=10)
        finally:
            consumer.close()
        return {(place.topic, place.partition): max(0, place.offset) for place in found}

    def publish(self, *records: Record) -> None:
        """Put records on the topics that they name, and see that the broker has them."""
        publisher = Publisher(self.settings)
        for record in records:
            publisher.send(record)
        publisher.flush()
        assert not publisher.failures, publisher.failures[:3]

    def outputs(self, *more: str) -> "Outputs":
        """Everything that workers write, from the beginning, and the topics `more`."""
        self.create_topics()
        partners = load_policy(self.policy).partners
        return Outputs(self.settings, [*topics.outputs(partners), *more])


class Outputs:
    """All that was read of some topics so far."""

    def __init__(self, settings: Settings, names: Sequence[str]) -> None:
        self.records: list[Record] = []
        self._reader = TopicReader(settings, names, from_beginning=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._reader.close()

    def wait(
        self,
        enough: Callable[["Outputs"], bool],
        worker: WorkerProcess | None = None,
        *,
        settle: float = 0.0,
        patience: float = _PATIENCE_SECONDS,
    ) -> None:
        """Read until there is enough and then for `settle` seconds more; fails in vain waits."""
        deadline = time.monotonic() + patience
        while not enough(self):
            self.records += self._reader.poll(0.05)
            if worker is not None:
                worker.check_alive()
            if time.monotonic() > deadline:
                read = dict(Counter(record.topic for record in self.records))
                raise AssertionError(f"not enough after {patience:.0f} s: {read}")
        end = time.monotonic() + settle
        while time.monotonic() < end:
            self.records += self._reader.poll(0.05)

    def of(self, topic: str) -> list[Record]:
        """The records of one topic."""
        return [record for record in self.records if record.topic == topic]

    def screenings(self, partner: str = PUBLISHER) -> list[dict[str, Any]]:
        """The screenings of a partner's events."""
        return _documents(self.of(topics.screenings(partner)))

    def alerts(self, partner: str) -> list[dict[str, Any]]:
        """The alerts of a partner."""
        return _documents(self.of(topics.alerts(partner)))

    def screened(self, partner: str = PUBLISHER) -> set[str]:
        """The ids of the events that have a screening."""
        return {screening["eventId"] for screening in self.screenings(partner)}

    def dead_letters(self) -> list[DeadLetter]:
        """The dead letters."""
        return [read_dead_letter(record) for record in self.of(DEAD_LETTERS)]


def remove_topics(bootstrap: str) -> None:
    """Remove the topics of every installation from a real Kafka, and see that they are gone."""
    admin = AdminClient({"bootstrap.servers": bootstrap})
    kinds = (*(f"{kind}." for kind in topics.KINDS), DEAD_LETTERS, topics.RESCREEN_JOBS)
    found = [name for name in admin.list_topics(timeout=10).topics if name.startswith(kinds)]
    if found:
        for done in admin.delete_topics(found, operation_timeout=30).values():
            done.result()
    wait_until(lambda: not {*found} & {*admin.list_topics(timeout=10).topics}, 30.0)


def set_topic(bootstrap: str, topic: str, config: dict[str, str]) -> None:
    """Set how a topic of a real Kafka is kept."""
    admin = KafkaAdminClient(bootstrap_servers=bootstrap)
    try:
        admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, topic, configs=config)])
    finally:
        admin.close()


def metric(worker: WorkerProcess, name: str) -> float:
    """The value of one metric, named with its labels; 0 where the worker does not show it."""
    for line in worker.metrics().splitlines():
        shown, _, value = line.rpartition(" ")
        if shown == name:
            return float(value)
    return 0.0


def answer(worker: WorkerProcess, path: str) -> tuple[int, bytes]:
    """Status and content of a page of a worker; status 0 while it does not listen."""
    try:
        with urllib.request.urlopen(f"{worker.url}{path}", timeout=5) as page:  # noqa: S310 - a fixed http URL
            return page.status, page.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read()
    except urllib.error.URLError:
        return 0, b""


def wait_until(holds: Callable[[], bool], seconds: float = 15.0) -> None:
    """Wait until something holds; fails where it does not in time."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, f"still not so after {seconds:.0f} s"
        time.sleep(0.05)


def records(*events: Mapping[str, Any]) -> list[Record]:
    """The records of events such as `shipment` makes."""
    return [event_record(json.dumps(event).encode(), None) for event in events]


def _documents(records: Iterable[Record]) -> list[dict[str, Any]]:
    return [msgspec.json.decode(record.value or b"null") for record in records]


def listed(name: str, dataset: str = "public-list", **properties: list[str]) -> dict[str, Any]:
    """An entity of a list in FollowTheMoney JSON; its id is made of its name."""
    key = f"{dataset}-{name.lower().replace(' ', '-')}"
    stated = {"name": [name], **properties}
    return {"id": key, "schema": "Person", "datasets": [dataset], "properties": stated}


def shipment(event_id: str, *names: str, publisher: str = PUBLISHER, **data: Any) -> dict[str, Any]:
    """The data of a shipment whose consignee is `names`, with `type` and `id` beside them."""
    party = {"role": "consignee", "kind": "person", "names": [{"value": name} for name in names]}
    return {
        "type": "shipment.v1",
        "id": event_id,
        "source": f"urn:portcullis:partner:{publisher}",
        "lrn": f"LRN-{event_id}",
        "parties": [party],
        **data,
    }


def payment(event_id: str, name: str, publisher: str = PUBLISHER) -> dict[str, Any]:
    """The data of a payment whose creditor is `name`, with `type` and `id` beside them."""
    return {
        "type": "transaction.v1",
        "id": event_id,
        "source": f"urn:portcullis:partner:{publisher}",
        "uetr": f"UETR-{event_id}",
        "parties": [{"role": "creditor", "kind": "person", "names": [{"value": name}]}],
    }


def alert_id(partner: str, reference: str, name: str) -> str:
    """What a partner calls the alert of a consignee in an event of the publisher, made anew."""
    party = Party(kind=Kind.PERSON, names=(PartyName(value=name),))
    internal = internal_alert_id(
        publisher=PUBLISHER,
        reference=reference,
        role="consignee",
        party=fingerprint(party),
        entity_id=listed(name)["id"],
    )
    return partner_alert_id(SECRET, partner, internal)
