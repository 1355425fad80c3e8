"""Whoever can write to a store cannot have other lists screened with: all else is refused."""

import base64
import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import msgspec
import pytest

from lists.errors import SnapshotError
from lists.snapshots.pointer import Pointer
from lists.snapshots.signing import sign
from lists.snapshots.snapshot import Manifest, Provenance, content_digest, encode_manifest
from lists.snapshots.store import open_folder
from tests.lists.snapshots.published import House

REGIONS = {".json": 40, ".sig": 40, ".jsonl": 12, ".npy": 2}
"""In each file of a kind so many places are altered, spread from its first byte to its last."""


UNTIMED = Provenance(id="made-up", urls=(), fetched_at="", digest="0" * 64, parser="1")


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path / "house", open_folder(str(tmp_path / "store")))


@pytest.fixture
def versions(tmp_path: Path) -> Path:
    return tmp_path / "store" / "versions"


def refused(house: House, match: str | None = None) -> None:
    """A worker that starts anew takes nothing, and remembers nothing."""
    before = house.cache.highest
    with pytest.raises(SnapshotError, match=match):
        house.take()
    assert house.cache.highest == before


def places(path: Path) -> list[int]:
    regions, last = REGIONS[path.suffix], path.stat().st_size - 1
    return sorted({number * last // (regions - 1) for number in range(regions)})


def test_every_region_of_every_file_that_is_altered_is_refused(
    house: House, versions: Path
) -> None:
    house.publish("Orlovan Brightkettle")
    files = sorted(path for path in (versions / "1").rglob("*.*") if path.is_file())
    assert {"manifest.json", "manifest.sig", "entities.jsonl"} <= {path.name for path in files}
    altered = 0
    for path in files:
        whole = path.read_bytes()
        for place in places(path):
            path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x01]) + whole[place + 1 :])
            if path.name == "manifest.sig" and place == len(whole) - 1:
                continue  # the line break after a signature, which says nothing
            refused(house)
            altered += 1
        path.write_bytes(whole)
    assert altered > 2 * len(files)
    house.take()


def test_bytes_that_are_inserted_or_left_out_are_refused(house: House, versions: Path) -> None:
    house.publish("Orlovan Brightkettle")
    for path in sorted(path for path in (versions / "1").glob("*.*") if path.is_file()):
        whole = path.read_bytes()
        for place in (0, len(whole) // 2):
            for changed in (
                whole[:place] + b"0" + whole[place:],
                whole[:place] + whole[place + 1 :],
            ):
                path.write_bytes(changed)
                refused(house)
        path.write_bytes(whole)
    house.take()


def test_every_field_of_a_pointer_that_is_altered_is_refused(house: House, tmp_path: Path) -> None:
    first, second = house.publish("Ada"), house.publish("Bea")
    for pointer in (
        Pointer(version=3, content_digest=second.content_digest),
        Pointer(version=1, content_digest=second.content_digest),
        Pointer(version=2, content_digest=first.content_digest),
        Pointer(version=10**30, content_digest=second.content_digest),
    ):
        (tmp_path / "store" / "current").write_bytes(msgspec.json.encode(pointer))
        refused(house)


def swap_signatures(versions: Path) -> None:
    """The signature of version 2 under the manifest of version 3."""
    shutil.copy(versions / "2" / "manifest.sig", versions / "3" / "manifest.sig")


def swap_manifests(versions: Path) -> None:
    """Manifest and signature of version 2 in the place of version 3."""
    swap_signatures(versions)
    shutil.copy(versions / "2" / "manifest.json", versions / "3" / "manifest.json")


def swap_contents(versions: Path) -> None:
    """The entities of version 2 in version 3."""
    shutil.copy(versions / "2" / "entities.jsonl", versions / "3" / "entities.jsonl")


def swap_indexes(versions: Path) -> None:
    """The index of version 2 in version 3."""
    shutil.rmtree(versions / "3" / "index")
    shutil.copytree(versions / "2" / "index", versions / "3" / "index")


def swap_two_files(versions: Path) -> None:
    """Two files of one version in each other's place."""
    index = versions / "3" / "index"
    one, other = index / "doc_words.npy", index / "doc_starts.npy"
    one.rename(index / "aside")
    other.rename(one)
    (index / "aside").rename(other)


def swap_all(versions: Path) -> None:
    """All of version 2 in the place of version 3."""
    shutil.rmtree(versions / "3")
    shutil.copytree(versions / "2", versions / "3")


@pytest.mark.parametrize(
    "swap",
    [swap_signatures, swap_manifests, swap_contents, swap_indexes, swap_two_files, swap_all],
)
def test_what_is_swapped_between_snapshots_is_refused(
    house: House, versions: Path, swap: Callable[[Path], None]
) -> None:
    for name in ("Ada Fernglow", "Bea Quillmoor Senior", "Cid Brightkettle"):
        house.publish(name)
    swap(versions)
    refused(house)


def test_an_older_snapshot_that_is_put_back_is_refused(house: House, tmp_path: Path) -> None:
    house.publish("Ada")
    shutil.copytree(tmp_path / "store", tmp_path / "backup")
    house.publish("Bea")
    house.take()
    shutil.rmtree(tmp_path / "store")
    shutil.copytree(tmp_path / "backup", tmp_path / "store")
    refused(house, "version 1 is older than 2, the highest that was ever used here")
    house.publish("Cid")  # the publisher remembers, too
    assert house.take().manifest.version == 3


def test_an_expired_snapshot_is_refused(house: House) -> None:
    house.lifetime = timedelta(seconds=-1)
    house.publish("Ada")
    refused(house, "version 1 has expired")


def unsigned_fields() -> Iterator[tuple[str, Callable[[Manifest], Manifest]]]:
    replace = msgspec.structs.replace
    yield "no expiry", lambda made: replace(made, expires=None)
    yield "no time zone", lambda made: replace(made, expires="2099-01-01T00:00:00")
    yield "no instant", lambda made: replace(made, expires="soon")
    yield "no creation", lambda made: replace(made, created="yesterday")
    yield "no time of fetching", lambda made: replace(made, provenance=(UNTIMED,))
    yield "no sizes", lambda made: replace(made, sizes={})
    yield "another digest", lambda made: replace(made, content_digest="0" * 64)
    for name in ("../entities.jsonl", "/etc/passwd", "index/../x.npy", "index/x.npy\n", "index/x"):
        yield f"a file {name!r}", partial(with_file, name)


def with_file(name: str, made: Manifest) -> Manifest:
    """The manifest with one file more, counted in like the others."""
    files = {**made.files, name: "0" * 64}
    return msgspec.structs.replace(
        made, files=files, sizes={**made.sizes, name: 1}, content_digest=content_digest(files)
    )


@pytest.mark.parametrize(
    "change", [pytest.param(change, id=name) for name, change in unsigned_fields()]
)
def test_a_manifest_that_makes_no_sense_is_refused_though_it_is_signed(
    house: House, versions: Path, change: Callable[[Manifest], Manifest]
) -> None:
    made = change(house.publish("Ada"))
    pointer = msgspec.json.encode(made.pointer)
    (versions.parent / "current").write_bytes(pointer)
    signed = sign(encode_manifest(made), house.key)
    (versions / "1" / "manifest.json").write_bytes(signed.manifest)
    (versions / "1" / "manifest.sig").write_bytes(signed.signature)
    refused(house)


def test_another_key_is_refused_until_it_is_trusted(house: House) -> None:
    stranger = house.new_key("stranger", trust=False)
    house.publish("Ada", key=stranger)
    refused(house, "which is not trusted here; trusted are own")
    (house.trusted / "stranger.pub").write_bytes((house.folder / "stranger.pem.pub").read_bytes())
    assert house.take().manifest.version == 1


def test_two_keys_are_trusted_while_one_is_renewed(house: House) -> None:
    following = house.new_key("next")
    house.publish("Ada")
    house.take()
    house.publish("Bea", key=following)
    house.take()
    (house.trusted / "own.pub").unlink()
    house.publish("Cid")
    refused(house, "trusted are next")
    house.publish("Cid", key=following)
    assert house.take().manifest.version == 4


def test_without_trusted_keys_nothing_is_taken(house: House) -> None:
    house.publish("Ada")
    (house.trusted / "own.pub").unlink()
    refused(house, "trusted are none")


def test_a_signature_over_the_manifest_without_our_context_is_refused(
    house: House, versions: Path
) -> None:
    house.publish("Ada")
    manifest = (versions / "1" / "manifest.json").read_bytes()
    bare = sign(b"", house.key)
    document = msgspec.json.decode(bare.signature)
    document["signature"] = base64.b64encode(house.key.sign(manifest)).decode()
    (versions / "1" / "manifest.sig").write_bytes(msgspec.json.encode(document))
    refused(house, "not that of the key own")
