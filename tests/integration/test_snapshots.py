"""Published snapshots over a real Redis: workers, rights, TLS, faults, publishers at once."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from config.secret import Secret
from config.settings import Settings
from lists.errors import Conflict, StoreRefused, StoreUnreachable
from lists.snapshots.cache import SnapshotCache
from lists.snapshots.keeping import KEPT_CONTENTS
from lists.snapshots.publishing import publish
from lists.snapshots.signing import sign
from lists.snapshots.snapshot import encode_manifest
from lists.snapshots.store import open_store
from lists.snapshots.taking import Taker
from streams.local.worker_process import WorkerProcess
from tests.integration.installation import (
    NEIGHBOUR,
    Installation,
    answer,
    metric,
    records,
    shipment,
    wait_until,
)
from tests.lists.snapshots.published import House
from tests.redis_server import RedisServer
from tools.kafka.certificates import Authority

PERSON = "Orlovan Brightkettle"
OTHER = "Tamsin Quillmoor"
READER = (
    "user worker on >reader-secret resetkeys resetchannels -@all %R~portcullis:lists:* +getrange"
)
WRITER = (
    "user publisher on >writer-secret resetkeys resetchannels -@all ~portcullis:lists:* "
    "+get +getrange +set +del +hset +hdel +hgetall +pexpire +watch +unwatch +multi +exec"
)


@pytest.fixture
def redis_server(tmp_path: Path) -> Iterator[RedisServer]:
    with RedisServer(tmp_path) as server:
        yield server


def worker_on(installation: Installation, house: House, url: str, **settings: str) -> WorkerProcess:
    """A worker of the installation that takes its lists from a published store."""
    options = installation.options(
        signed=True,
        trusted_keys=str(house.trusted),
        snapshot_cache=str(house.folder / "cache"),
        **settings,
    )
    return WorkerProcess([*options, f"--snapshot={url}"])


def readiness(worker: WorkerProcess) -> dict[str, object]:
    return msgspec.json.decode(answer(worker, "/readyz")[1], type=dict[str, object])


def test_a_worker_outlives_its_store_and_starts_without_it(
    installation: Installation, redis_server: RedisServer, tmp_path: Path
) -> None:
    house = House(tmp_path / "house", open_store(redis_server.url, Settings()))
    house.publish(PERSON)
    installation.three_partners()
    with installation.outputs() as outputs:
        with worker_on(installation, house, redis_server.url) as worker:
            worker.wait_ready()
            assert readiness(worker)["storeTrouble"] is None
            redis_server.kill()
            wait_until(lambda: readiness(worker)["storeTrouble"] is not None)
            assert metric(worker, "portcullis_store_up") == 0
            installation.publish(*records(shipment("e1", PERSON)))
            outputs.wait(lambda seen: seen.screened() == {"e1"}, worker)
            assert len(outputs.alerts(NEIGHBOUR)) == 1
        with worker_on(installation, house, redis_server.url) as worker:
            worker.wait_ready()  # from what the host has
            assert readiness(worker)["ready"] is True
            installation.publish(*records(shipment("e2", OTHER)))
            outputs.wait(lambda seen: seen.screened() == {"e1", "e2"}, worker)
            assert len(outputs.alerts(NEIGHBOUR)) == 1
            redis_server.start()  # empty, as after the loss of its memory
            wait_until(lambda: readiness(worker)["storeTrouble"] is None)
            assert house.publish(PERSON, OTHER).version == 2
            wait_until(lambda: metric(worker, "portcullis_snapshot_version") == 2)
            installation.publish(*records(shipment("e3", OTHER)))
            outputs.wait(lambda seen: "e3" in seen.screened(), worker)
            outputs.wait(lambda seen: len(seen.alerts(NEIGHBOUR)) == 2, worker)


def test_two_workers_of_a_host_take_up_a_new_version(
    installation: Installation, redis_server: RedisServer, tmp_path: Path
) -> None:
    house = House(tmp_path / "house", open_store(redis_server.url, Settings()))
    house.publish(PERSON)
    installation.three_partners()
    installation.create_topics()
    with (
        worker_on(installation, house, redis_server.url, slot="one") as one,
        worker_on(installation, house, redis_server.url, slot="two") as two,
    ):
        for worker in (one, two):
            worker.wait_ready()
        house.publish(PERSON, OTHER)
        for worker in (one, two):
            wait_until(lambda at=worker: metric(at, "portcullis_snapshot_version") == 2)  # type: ignore[misc]  # a default of its own


def test_a_list_past_its_maximum_age_marks_alerts_and_screenings(
    installation: Installation, redis_server: RedisServer, tmp_path: Path
) -> None:
    house = House(tmp_path / "house", open_store(redis_server.url, Settings()))
    house.publish(PERSON)
    installation.three_partners()
    installation.sources = {"made-up": {"max_age": "3d"}}
    with installation.outputs() as outputs:
        with worker_on(installation, house, redis_server.url) as worker:
            worker.wait_ready()
            installation.publish(*records(shipment("e1", PERSON)))
            outputs.wait(lambda seen: len(seen.alerts(NEIGHBOUR)) == 1, worker)
            assert metric(worker, 'portcullis_list_stale{source="made-up"}') == 0
        installation.sources = {"made-up": {"max_age": "0s"}}
        with worker_on(installation, house, redis_server.url) as worker:
            worker.wait_ready()
            assert readiness(worker)["staleLists"] == ["made-up"]
            assert metric(worker, 'portcullis_list_stale{source="made-up"}') == 1
            installation.publish(*records(shipment("e2", PERSON)))
            outputs.wait(lambda seen: len(seen.alerts(NEIGHBOUR)) == 2, worker)
            outputs.wait(lambda seen: seen.screened() == {"e1", "e2"}, worker)
    fresh, stale = outputs.alerts(NEIGHBOUR)
    assert "listStale" not in fresh["match"]
    assert stale["match"]["listStale"] is True
    assert [each["staleLists"] for each in outputs.screenings()] == [[], ["made-up"]]


def test_rights_that_suffice_and_no_more(tmp_path: Path) -> None:
    writer = Settings(redis_username="publisher", redis_password=Secret("writer-secret"))
    reader = Settings(redis_username="worker", redis_password=Secret("reader-secret"))
    with RedisServer(tmp_path, "user default off", READER, WRITER) as server:
        house = House(tmp_path / "house", open_store(server.url, writer))
        for name in [f"Name{chr(97 + number)}" for number in range(KEPT_CONTENTS + 2)]:
            manifest = house.publish(name)  # with the oldest forgotten, too
        house.store = open_store(server.url, reader)
        taker = Taker(house.store, house.cache, house.trusted)
        assert taker.take(manifest.pointer).load().manifest == manifest
        with pytest.raises(StoreRefused, match=r"docs/operations\.md lists what the login needs"):
            house.publish("Cid")
        for login in (
            Settings(),
            Settings(redis_username="worker", redis_password=Secret("guess-work")),
        ):
            with pytest.raises(StoreRefused, match="login was refused") as refusal:
                open_store(server.url, login).current()
            assert "guess-work" not in str(refusal.value)


def test_tls_with_an_authority_of_ones_own(tmp_path: Path) -> None:
    authority = Authority(tmp_path / "certificates")
    certificate, key = authority.issue("localhost", "subjectAltName=DNS:localhost")
    options = (
        "port 0",
        "tls-port {port}",
        f"tls-cert-file {certificate}",
        f"tls-key-file {key}",
        f"tls-ca-cert-file {authority.ca}",
        "tls-auth-clients no",
    )
    with RedisServer(tmp_path, *options) as running:
        url = running.url.replace("redis://127.0.0.1", "rediss://localhost")
        known = Settings(redis_ca_file=str(authority.ca))
        house = House(tmp_path / "house", open_store(url, known))
        house.publish("Ada")
        assert house.take().manifest.version == 1
        with pytest.raises(StoreUnreachable, match="CERTIFICATE_VERIFY_FAILED"):
            open_store(url, Settings()).current()


def test_of_publishers_at_once_one_wins_and_no_version_comes_twice(
    redis_server: RedisServer, tmp_path: Path
) -> None:
    house = House(tmp_path / "house", open_store(redis_server.url, Settings()))
    ready = [house.built(name) for name in ("Ada", "Bea", "Cid", "Dan")]
    published: list[tuple[int, str]] = []
    lost: list[Conflict] = []
    starting = threading.Barrier(len(ready))

    def work(number: int) -> None:
        store = open_store(redis_server.url, Settings())
        memory = SnapshotCache(tmp_path / f"memory-{number}")
        for _ in range(10):
            starting.wait(30)
            try:
                made = publish(store, *ready[number], house.key, memory=memory)
            except Conflict as error:
                lost.append(error)
            else:
                published.append((made.version, made.content_digest))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(len(ready))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    versions = sorted(version for version, _ in published)
    assert versions == list(range(1, len(published) + 1))
    assert lost
    assert len(published) + len(lost) == 40
    current = house.store.current()
    assert current is not None
    assert (current.version, current.content_digest) == max(published)
    assert house.take().manifest.version == versions[-1]


def test_a_publisher_that_lost_its_lock_changes_nothing(
    redis_server: RedisServer, tmp_path: Path
) -> None:
    house = House(tmp_path / "house", open_store(redis_server.url, Settings()))
    house.publish("Ada")
    folder, manifest = house.built("Bea")
    client = redis_server.client()
    before = client.get("portcullis:lists:current")
    signed = sign(encode_manifest(manifest), house.key)
    with house.store.publishing() as publication:
        client.set("portcullis:lists:lock", b"somebody else")
        with pytest.raises(Conflict, match="somebody else publishes there now"):
            publication.put(folder, manifest, signed)
    assert client.get("portcullis:lists:current") == before
    assert client.get("portcullis:lists:lock") == b"somebody else"


def test_commands_say_when_redis_does_not_answer(redis_server: RedisServer) -> None:
    redis_server.kill()
    done = subprocess.run(  # noqa: S603 - our own interpreter and module
        [sys.executable, "-m", "streams.cli", "lists", "show", redis_server.url],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 4
    assert redis_server.url in done.stderr
