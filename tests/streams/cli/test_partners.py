import json
from pathlib import Path
from shutil import copytree

import pytest
from click.testing import CliRunner, Result

from sharing.policy import load_policy
from streams import samples
from streams.cli import main

PARTNER = "southland-customs"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copytree(samples.policy_folder(), tmp_path / "policy")
    return tmp_path / "policy"


def partners(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["partners", *arguments, "--partners", str(folder)])


def test_a_partner_is_marked_listed_and_let_in_again(folder: Path) -> None:
    before = load_policy(folder)
    dry = partners(folder, "suspend", PARTNER, "--why", "keys lost", "--no-access", "--dry-run")
    assert dry.exit_code == 0, dry.output
    assert "would mark" in dry.output
    assert load_policy(folder) == before

    assert partners(folder, "suspend", PARTNER, "--why", "keys lost", "--no-access").exit_code == 0
    assert load_policy(folder).suspended[PARTNER].why == "keys lost"
    again = partners(folder, "suspend", PARTNER, "--why", "another", "--no-access")
    assert "already" in again.output
    assert load_policy(folder).suspended[PARTNER].why == "keys lost"
    rows = {row["partner"]: row for row in json.loads(partners(folder, "list", "--json").output)}
    assert rows[PARTNER]["why"] == "keys lost"
    assert not rows[PARTNER]["readsAlerts"]
    assert rows["nordland-customs"]["readsAlerts"]
    assert "keys lost" in partners(folder, "list").output

    assert "would remove" in partners(folder, "resume", PARTNER, "--dry-run").output
    assert PARTNER in load_policy(folder).suspended
    assert partners(folder, "resume", PARTNER).exit_code == 0
    assert load_policy(folder) == before
    assert partners(folder, "resume", PARTNER).exit_code == 2


@pytest.mark.parametrize("command", [("suspend", "--why", "x", "--no-access"), ("resume",)])
def test_who_is_no_partner_is_said(folder: Path, command: tuple[str, ...]) -> None:
    done = partners(folder, command[0], "westland-customs", *command[1:])
    assert done.exit_code == 2
    assert "westland-customs is no partner" in done.stderr
    assert "nordland-customs" in done.stderr


def test_a_reason_has_to_be_given(folder: Path) -> None:
    assert partners(folder, "suspend", PARTNER, "--no-access").exit_code == 2
    empty = partners(folder, "suspend", PARTNER, "--why", "", "--no-access")
    assert empty.exit_code == 2
    assert not load_policy(folder).suspended
