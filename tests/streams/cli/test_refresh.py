import json
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner, Result

from lists.keys import create_key, public_file
from lists.snapshot import Manifest
from streams.cli import main
from tests.lists.refreshing import a_list

UN = {"loader": "un-xml", "minimum_entities": 10, "allowed_drop": 0.2}


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a list, its description, a key, and where everything else goes."""
    (tmp_path / "un.xml").write_bytes(a_list())
    described = {"un-sc": UN | {"files": [str(tmp_path / "un.xml")]}, "unread": {"name": "A list"}}
    (tmp_path / "sources.yaml").write_text(json.dumps(described))
    key = tmp_path / "key.pem"
    create_key(key, "own", datetime.now(UTC))
    (tmp_path / "trusted").mkdir()
    (tmp_path / "trusted" / "own.pub").write_bytes(public_file(key).read_bytes())
    given = {
        "SNAPSHOT": f"file://{tmp_path / 'store'}",
        "SOURCES": str(tmp_path / "sources.yaml"),
        "SIGNING_KEY": str(key),
        "TRUSTED_KEYS": str(tmp_path / "trusted"),
        "SNAPSHOT_CACHE": str(tmp_path / "cache"),
        "REFRESH_STATE": str(tmp_path / "state"),
    }
    for name, value in given.items():
        monkeypatch.setenv(f"PORTCULLIS_{name}", value)
    return tmp_path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["lists", *map(str, arguments)])


def refresh(*arguments: object) -> Result:
    return run("refresh", "--no-announce", *arguments)


def manifest(house: Path, version: int) -> Manifest:
    content = (house / "store" / "versions" / str(version) / "manifest.json").read_bytes()
    return msgspec.json.decode(content, type=Manifest)


def test_a_refresh_publishes_and_says_what_it_did(house: Path) -> None:
    done = refresh()
    assert done.exit_code == 0, done.output
    assert done.stdout.splitlines() == [
        "un-sc: fresh; 20 entities",
        "un-sc: 20 added, 0 removed, 0 changed, 0 edited",
        "published: version 1, 20 entities",
    ]
    assert manifest(house, 1).entities == 20
    assert refresh().stdout.splitlines() == [
        "un-sc: unchanged; 20 entities",
        "nothing published",
    ]


def test_a_refused_source_is_an_exit_status_of_its_own_and_can_be_let_pass(house: Path) -> None:
    refresh()
    (house / "un.xml").write_bytes(a_list(range(1, 12)))
    refused = refresh("--metrics-file", house / "lists.prom")
    assert refused.exit_code == 5
    assert refused.stdout.splitlines() == [
        "un-sc: refused, the last good version stays; 20 entities",
        "  refused: drop: 11 entities, were 20; allowed is 20.0% fewer",
        (
            "  refused: gone: 9 of 20 entities are gone (un-sc-QDi.12, un-sc-QDi.13, "
            "un-sc-QDi.14 …); allowed is 20.0%"
        ),
        "nothing published",
    ]
    assert "not every source was taken" in refused.stderr
    metrics = (house / "lists.prom").read_text()
    assert 'portcullis_refresh_refused{check="drop",source="un-sc"} 1.0' in metrics
    assert 'portcullis_refresh_refused{check="older",source="un-sc"} 0.0' in metrics
    assert 'portcullis_refresh_entities{source="un-sc"} 20.0' in metrics
    assert 'portcullis_refresh_runs_total{result="refused"} 1.0' in metrics

    passed = refresh("--accept-drop", "un-sc", "--why", "nine delisted")
    assert passed.exit_code == 0, passed.output
    assert "  let pass: drop: 11 entities, were 20; allowed is 20.0% fewer" in passed.stdout
    (accepted,) = manifest(house, 2).accepted
    assert (accepted.source, accepted.why) == ("un-sc", "nine delisted")
    assert accepted.who
    shown = run("show", f"file://{house / 'store'}")
    assert (
        f"un-sc: let pass by {accepted.who}, {accepted.when}: nine delisted (drop:" in shown.stdout
    )


def test_what_was_rolled_back_does_not_come_back_by_itself(house: Path) -> None:
    refresh()
    (house / "un.xml").write_bytes(a_list(range(1, 22)))
    refresh()
    back = run("rollback", 1, "--why", "QDi.21 is a mistake")
    assert back.exit_code == 0, back.output
    refused = refresh()
    assert refused.exit_code == 5
    assert "  refused: older: a version that was in use before, and was left" in refused.stdout
    assert "nothing published" in refused.stdout
    (house / "un.xml").write_bytes(a_list([*range(1, 21), 22]))
    assert refresh().exit_code == 0
    assert manifest(house, 4).entities == 21


def test_a_dry_run_leaves_nothing_behind(house: Path) -> None:
    done = refresh("--dry-run")
    assert done.exit_code == 0
    assert "nothing published" in done.stdout
    assert not (house / "store").exists()


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["--accept-drop", "un-sc"], 2, "needs --why"),
        (["--accept-drop", "un-sc", "--why", " "], 2, "needs --why"),
        (["--watch", "--dry-run"], 2, "--watch goes with none of"),
        (["--source", "un-cs"], 2, "no source with files is called un-cs; described are un-sc"),
        (["--source", "unread"], 2, "no source with files is called unread"),
        (["--snapshot", "ftp://x"], 2, "no snapshot store"),
        (["--sources", "nowhere.yaml"], 2, "nowhere.yaml"),
    ],
)
@pytest.mark.usefixtures("house")
def test_what_cannot_be_meant(arguments: list[str], status: int, message: str) -> None:
    done = refresh(*arguments)
    assert done.exit_code == status
    assert message in done.stderr


def test_without_a_key_nothing_is_published(house: Path) -> None:
    (house / "key.pem").unlink()
    done = refresh("--metrics-file", house / "lists.prom")
    assert done.exit_code == 2
    assert "key.pem" in done.stderr
    assert (
        'portcullis_refresh_runs_total{result="failed"} 1.0' in (house / "lists.prom").read_text()
    )
    assert not (house / "state" / "sources").exists()


def test_a_diff_of_files_in_json_and_as_a_table(house: Path) -> None:
    (house / "new.xml").write_bytes(
        a_list(range(2, 22)).replace(b"Peru", b"Chile", 1).replace(b"Stone<", b"Quartz<", 1)
    )
    old, new = f"un-xml={house / 'un.xml'}", f"un-xml={house / 'new.xml'}"
    done = run("diff", old, new, "--json")
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert list(found) == ["added", "removed", "changed", "editorial"]
    assert [each["id"] for each in found["added"]] == ["un-sc-QDi.21"]
    assert [each["id"] for each in found["removed"]] == ["un-sc-QDi.1"]
    (changed,) = found["changed"]
    assert changed == {
        "id": "un-sc-QDi.2",
        "source": "un-sc",
        "name": "ОМРАН QUARTZ 2",
        "identifiers": {
            "added": ["passport A000002 (CL)"],
            "removed": ["passport A000002 (PE)"],
        },
        "programmes": {"added": ["Quartz"], "removed": ["Stone"]},
    }
    table = run("diff", old, new).stdout
    assert "un-sc: 1 added, 1 removed, 1 changed, 0 edited" in table
    assert "programmes + Quartz" in table
    assert run("diff", old, old).stdout == "no difference\n"


def test_a_diff_of_published_versions(house: Path) -> None:
    refresh()
    (house / "un.xml").write_bytes(a_list(range(1, 22)))
    refresh()
    store = f"file://{house / 'store'}"
    for old, new in ((f"{store}@1", store), (str(house / "store" / "versions" / "1"), store)):
        done = run("diff", old, new, "--json")
        assert done.exit_code == 0, done.output
        assert [each["id"] for each in json.loads(done.stdout)["added"]] == ["un-sc-QDi.21"]


@pytest.mark.parametrize(
    ("which", "status", "message"),
    [
        ("{store}@7", 5, "holds no version 7; it holds 1"),
        ("file:///nowhere", 5, "holds no snapshot"),
        ("un-xml=nowhere", 1, "nowhere: no such file"),
        ("ftp://x", 2, "no snapshot store"),
    ],
)
def test_what_cannot_be_compared(house: Path, which: str, status: int, message: str) -> None:
    refresh()
    store = f"file://{house / 'store'}"
    done = run("diff", which.format(store=store), store)
    assert done.exit_code == status
    assert message in done.stderr


@pytest.mark.parametrize("command", ["refresh", "diff"])
def test_help_teaches_with_an_example(command: str) -> None:
    assert f"portcullis lists {command}" in run(command, "--help").stdout
