"""What holds for every store of published snapshots; each backend joins by one entry of `BACKENDS`.

Redis is a real redis-server.
"""

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from config.settings import Settings
from lists.errors import BuildError, Conflict, SnapshotError
from lists.snapshots.keeping import KEPT_CONTENTS
from lists.snapshots.pointer import Pointer
from lists.snapshots.redis_store import PREFIX
from lists.snapshots.signing import MAX_MANIFEST_BYTES, sign
from lists.snapshots.snapshot import encode_manifest
from lists.snapshots.store import SnapshotStore, open_store
from tests.lists.snapshots.published import House
from tests.redis_server import RedisServer

Damage = Callable[[Pointer, str, Callable[[bytes], bytes | None]], None]
"""Change a file of a published snapshot as it lies in the store; None takes it away."""


@pytest.fixture(scope="module")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    with RedisServer(tmp_path_factory.mktemp("redis")) as server:
        yield server


@pytest.fixture(
    params=[
        "file",
        pytest.param("redis", marks=[pytest.mark.integration, pytest.mark.enable_socket]),
    ]
)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "file":
        return f"file://{tmp_path / 'store'}"
    server: RedisServer = request.getfixturevalue("redis_server")
    server.client().flushall()
    return server.url


@pytest.fixture
def store(url: str) -> SnapshotStore:
    return open_store(url, Settings())


@pytest.fixture
def house(tmp_path: Path, store: SnapshotStore) -> House:
    return House(tmp_path / "house", store)


@pytest.fixture
def damage(url: str, tmp_path: Path, request: pytest.FixtureRequest) -> Damage:
    def in_folder(pointer: Pointer, name: str, change: Callable[[bytes], bytes | None]) -> None:
        path = tmp_path / "store" / "versions" / pointer.name / name
        changed = change(path.read_bytes())
        path.unlink() if changed is None else path.write_bytes(changed)

    def in_redis(pointer: Pointer, name: str, change: Callable[[bytes], bytes | None]) -> None:
        of_version = {"manifest.json": "manifest", "manifest.sig": "signature"}
        key = (
            f"{PREFIX}{of_version[name]}:{pointer.version}"
            if name in of_version
            else f"{PREFIX}blob:{pointer.content_digest}:{name}:0"
        )
        client = request.getfixturevalue("redis_server").client()
        changed = change(client.get(key))
        client.delete(key) if changed is None else client.set(key, changed)

    return in_folder if url.startswith("file://") else in_redis


def test_an_empty_store_has_no_current_snapshot(store: SnapshotStore) -> None:
    assert store.current() is None
    assert list(store.published()) == []


def test_what_is_published_is_current_and_can_be_taken(house: House) -> None:
    manifest = house.publish("Orlovan Brightkettle")
    assert house.store.current() == manifest.pointer == house.store.published()[-1]
    snapshot = house.take()
    assert snapshot.manifest == manifest
    assert [entity.names[0].value for entity in snapshot.entities] == ["Orlovan Brightkettle"]
    assert manifest.expires is not None
    assert manifest.sizes["entities.jsonl"] > 0


def test_versions_rise_by_one_and_name_the_content_before(house: House) -> None:
    first, second, third = (house.publish(name) for name in ("Ada", "Bea", "Ada"))
    assert [each.version for each in (first, second, third)] == [1, 2, 3]
    assert (first.previous, second.previous) == (None, first.content_digest)
    assert third.content_digest == first.content_digest
    assert third.previous == second.content_digest
    for manifest in (second, third):
        assert house.store.signed(manifest.pointer).manifest == encode_manifest(manifest)


def test_the_content_digest_leaves_version_and_signature_out(house: House) -> None:
    first = house.publish("Ada")
    again = house.publish("Ada", key=house.new_key("other"))
    assert first.content_digest == again.content_digest
    assert first.version != again.version


def test_a_version_never_comes_twice_even_where_the_store_was_emptied(
    house: House, tmp_path: Path
) -> None:
    house.publish("Ada")
    house.publish("Bea")
    emptied = House(tmp_path / "elsewhere", open_store(f"file://{tmp_path / 'emptied'}"))
    emptied.memory = house.memory
    assert emptied.publish("Ada").version == 3


def test_contents_are_kept_for_rollbacks_whatever_is_published_unchanged(house: House) -> None:
    names = [f"Name{chr(97 + number)}" for number in range(KEPT_CONTENTS + 2)]
    manifests = [house.publish(name) for name in names]
    manifests += [house.publish(names[-1]) for _ in range(4)]
    kept = [pointer.version for pointer in house.store.published()]
    last = manifests[-1].version
    # The newest version of each content that is kept, and the one before the last.
    assert kept == [*range(3, KEPT_CONTENTS + 2), last - 1, last]
    house.taker.take(manifests[2].pointer).load()
    with pytest.raises(SnapshotError):
        house.taker.take(manifests[0].pointer)


def test_a_snapshot_that_was_never_published_is_refused(house: House) -> None:
    with pytest.raises(SnapshotError):
        house.taker.take(Pointer(version=7, content_digest="0" * 64))


CHANGES: dict[str, Callable[[bytes], bytes | None]] = {
    "gone": lambda _: None,
    "emptied": lambda _: b"",
    "cut": lambda held: held[:-1],
    "added to": lambda held: held + b" ",
    "changed": lambda held: held[:7] + bytes([held[7] ^ 1]) + held[8:],
    "huge": lambda held: held + b" " * MAX_MANIFEST_BYTES,
}


@pytest.mark.parametrize("name", ["manifest.json", "manifest.sig", "entities.jsonl"])
@pytest.mark.parametrize("change", CHANGES)
def test_damage_in_the_store_is_refused(
    house: House, damage: Damage, name: str, change: str
) -> None:
    pointer = house.publish("Ada").pointer
    damage(pointer, name, CHANGES[change])
    if name == "manifest.sig" and change in {"cut", "added to"}:
        house.take()  # white space around a signature says nothing
        return
    with pytest.raises(SnapshotError):
        house.take()
    assert not list((house.folder / "cache").glob("versions/*"))
    assert house.cache.highest == 0


def test_publishing_the_same_content_again_mends_it(house: House, damage: Damage) -> None:
    pointer = house.publish("Ada").pointer
    damage(pointer, "entities.jsonl", lambda held: bytes(len(held)))
    house.publish("Ada")
    assert house.take().entities[0].names[0].value == "Ada"


def test_one_publisher_at_a_time(house: House, url: str) -> None:
    house.publish("Ada")
    other = House(house.folder / "other", open_store(url, Settings()))
    with house.store.publishing(), pytest.raises(Conflict):
        other.publish("Bea")
    assert [each.version for each in house.store.published()] == [1]
    assert other.publish("Bea").version == 2


def test_a_publication_that_fails_leaves_the_current_one(house: House) -> None:
    current = house.publish("Ada").pointer
    folder, manifest = house.built("Bea")
    (folder / "entities.jsonl").unlink()
    signed = sign(encode_manifest(manifest), house.key)
    with pytest.raises((FileNotFoundError, BuildError)), house.store.publishing() as publication:
        publication.put(folder, manifest, signed)
    assert house.store.current() == current
    assert house.publish("Cid").version == 2


def test_reading_gives_a_file_in_parts(house: House) -> None:
    manifest = house.publish("Ada")
    for name, digest in manifest.files.items():
        content = b"".join(house.store.read(manifest.pointer, name))
        assert hashlib.sha256(content).hexdigest() == digest
