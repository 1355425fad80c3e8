"""The commands over published snapshots and the keys that sign them."""

import json
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lists.snapshots.keys import read_private_key
from lists.snapshots.store import open_folder
from streams.cli import main
from tests.lists.snapshots.published import House

Run = Callable[..., Result]


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path / "house", open_folder(str(tmp_path / "store")))


@pytest.fixture
def run(house: House, tmp_path: Path) -> Run:
    """`portcullis lists ...` on the host of the publisher."""
    environment = {
        "PORTCULLIS_SNAPSHOT": str(tmp_path / "store"),
        "PORTCULLIS_SIGNING_KEY": str(house.folder / "own.pem"),
        "PORTCULLIS_TRUSTED_KEYS": str(house.trusted),
        "PORTCULLIS_SNAPSHOT_CACHE": str(house.folder / "publisher"),
    }

    def run(*arguments: object) -> Result:
        return CliRunner().invoke(main, ["lists", *map(str, arguments)], env=environment)

    return run


def test_a_sound_snapshot_is_verified_and_shown(house: House, run: Run, tmp_path: Path) -> None:
    manifest = house.publish("Ada", "Bea")
    done = run("verify", tmp_path / "store")
    assert done.exit_code == 0, done.output
    assert "signature  own (" in done.stdout
    assert "version    1, created" in done.stdout
    assert f"content    {manifest.content_digest}, 2 entities" in done.stdout
    shown = json.loads(run("show", tmp_path / "store", "--json").stdout)
    assert (shown["version"], shown["expires"]) == (1, manifest.expires)
    assert "expires 20" in run("show", tmp_path / "store").stdout
    assert list((house.folder).glob("cache/*")) == []


def test_what_a_worker_would_refuse_is_refused(house: House, run: Run, tmp_path: Path) -> None:
    house.publish("Ada")
    house.publish("Bea")
    entities = tmp_path / "store" / "versions" / "2" / "entities.jsonl"
    entities.write_bytes(b"damage")
    done = run("verify", tmp_path / "store")
    assert done.exit_code == 5
    assert "entities.jsonl: it is not what its manifest says" in done.stderr
    assert run("verify", tmp_path / "store", "--version", 1).exit_code == 0
    assert run("verify", tmp_path / "store", "--version", 9).exit_code == 5
    (house.trusted / "own.pub").unlink()
    for command in ("verify", "show"):
        untrusted = run(command, tmp_path / "store")
        assert untrusted.exit_code == 5
        assert "is not trusted here; trusted are none" in untrusted.stderr


def test_an_empty_store_holds_nothing(run: Run, tmp_path: Path) -> None:
    done = run("verify", tmp_path / "store")
    assert (done.exit_code, "holds no snapshot" in done.stderr) == (1, True)


def test_going_back_says_so_and_is_recorded(house: House, run: Run, tmp_path: Path) -> None:
    house.publish("Ada")
    house.publish("Bea")
    tried = run("rollback", 1, "--why", "half was lost", "--dry-run")
    assert tried.exit_code == 0, tried.output
    assert tried.stdout.startswith("would publish anew version 1: 1 entities")
    assert [each.version for each in house.store.published()] == [1, 2]
    done = run("rollback", 1, "--why", "half was lost")
    assert done.exit_code == 0, done.output
    assert "published as version 3" in done.stdout
    shown = json.loads(run("show", tmp_path / "store", "--json").stdout)
    assert shown["version"] == 3
    assert (shown["rollback"]["of"], shown["rollback"]["why"]) == (1, "half was lost")
    assert shown["rollback"]["who"]
    assert "rolled back to version 1 by" in run("show", tmp_path / "store").stdout


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (("rollback", 1), 2, "Missing option '--why'"),
        (("rollback", 1, "--why", " "), 2, "say why"),
        (("rollback", 8, "--why", "x"), 5, "version 8 is not kept in the store; kept are 1"),
        (("rollback", 1, "--why", "x"), 5, "which is current"),
        (("show", "redis://user:secret@host/0"), 2, "a login comes from the settings"),
        (("show", "http://x"), 2, "is no snapshot store that this version opens"),
    ],
)
def test_what_cannot_be_done(
    house: House, run: Run, arguments: tuple[object, ...], status: int, message: str
) -> None:
    house.publish("Ada")
    done = run(*arguments)
    assert (done.exit_code, message in done.stderr) == (status, True), done.stderr
    assert "secret" not in done.output


def test_without_its_key_nothing_is_rolled_back(house: House, run: Run) -> None:
    house.publish("Ada")
    (house.folder / "own.pem").chmod(0o644)
    done = run("rollback", 1, "--why", "x")
    assert (done.exit_code, "chmod 600" in done.stderr) == (2, True)


def test_a_key_is_made_trusted_and_renewed(tmp_path: Path) -> None:
    key, trusted = tmp_path / "own" / "key.pem", tmp_path / "trusted"

    def keys(*arguments: object) -> Result:
        environment = {"PORTCULLIS_SIGNING_KEY": str(key), "PORTCULLIS_TRUSTED_KEYS": str(trusted)}
        return CliRunner().invoke(main, ["lists", "keys", *map(str, arguments)], env=environment)

    assert keys("list").exit_code == 1
    assert keys("create", "--name", "one", "--dry-run").exit_code == 0
    assert not key.exists()
    made = keys("create", "--name", "one")
    assert made.exit_code == 0, made.output
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    secret = key.read_text().splitlines()[1]
    assert secret not in made.output
    again = keys("create", "--name", "one")
    assert (again.exit_code, secret in again.output) == (2, False)
    assert "is not trusted here" in keys("list").stdout
    assert keys("trust", f"{key}.pub", "--dry-run").stdout.endswith("one  would be trusted\n")
    assert not trusted.exists()
    assert keys("trust", f"{key}.pub").exit_code == 0
    assert keys("list").stdout.endswith("signs here\n")

    assert keys("rotate").exit_code == 2
    assert keys("rotate", "--finish").exit_code == 2  # there is no next key yet
    assert keys("rotate", "--name", "two").exit_code == 0
    assert keys("trust", f"{key}.next.pub").exit_code == 0
    before = read_private_key(key).public_key()
    assert keys("rotate", "--finish", "--dry-run").exit_code == 0
    assert read_private_key(key).public_key() == before
    assert keys("rotate", "--finish").exit_code == 0
    assert read_private_key(key).public_key() != before
    told = json.loads(keys("list", "--json").stdout)
    names = {each["id"]: each["name"] for each in told["trusted"]}
    assert sorted(names.values()) == ["one", "two"]
    assert names[told["signing"]] == "two"
    old = next(each for each, name in names.items() if name == "one")
    assert keys("trust", "--remove", old[:16]).exit_code == 0
    assert len(list(trusted.iterdir())) == 1
    assert keys("trust").exit_code == 2
