from datetime import timedelta
from pathlib import Path

import pytest

from lists.errors import SnapshotError
from lists.snapshots.keys import read_public_keys
from lists.snapshots.rollback import find, roll_back
from lists.snapshots.snapshot import Rollback
from lists.snapshots.store import open_folder
from tests.lists.snapshots.published import House

RECORD = Rollback(of=1, who="an operator", why="half was lost", when="2026-03-01T00:00:00+00:00")


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path / "house", open_folder(str(tmp_path / "store")))


def test_old_content_is_published_under_a_new_version_with_the_record(house: House) -> None:
    first = house.publish("Ada")
    house.publish("Bea")
    house.take()
    trusted = read_public_keys(house.trusted)
    made = roll_back(
        house.store,
        find(house.store, 1, trusted),
        house.key,
        RECORD,
        trusted=trusted,
        memory=house.memory,
    )
    assert (made.version, made.content_digest) == (3, first.content_digest)
    assert made.rollback == RECORD
    snapshot = house.take()  # though this host has used version 2
    assert snapshot.manifest == made
    assert snapshot.entities[0].names[0].value == "Ada"


def test_a_version_that_has_expired_can_be_gone_back_to(house: House) -> None:
    house.lifetime = timedelta(seconds=-1)
    house.publish("Ada")
    house.lifetime = timedelta(days=1)
    house.publish("Bea")
    trusted = read_public_keys(house.trusted)
    found = find(house.store, 1, trusted)
    roll_back(house.store, found, house.key, RECORD, trusted=trusted, memory=house.memory)
    assert house.take().manifest.version == 3


@pytest.mark.parametrize(
    ("version", "match"),
    [
        (7, "version 7 is not kept in the store; kept are 1, 2"),
        (2, "has the content of version 2, which is current"),
    ],
)
def test_what_cannot_be_gone_back_to(house: House, version: int, match: str) -> None:
    house.publish("Ada")
    house.publish("Bea")
    with pytest.raises(SnapshotError, match=match):
        find(house.store, version, read_public_keys(house.trusted))


def test_what_no_trusted_key_signed_is_not_gone_back_to(house: House) -> None:
    house.publish("Ada", key=house.new_key("stranger", trust=False))
    house.publish("Bea")
    with pytest.raises(SnapshotError, match="not trusted here"):
        find(house.store, 1, read_public_keys(house.trusted))
