import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from sharing.disclose import Nothing, disclose
from sharing.policy import PolicyError, load_policy, make_policy
from sharing.reasons import Reason
from sharing.suspension import Suspension, suspension_file, write_suspension

SINCE = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("north", "south"):
        file = tmp_path / "partners" / f"{name}.yaml"
        file.parent.mkdir(exist_ok=True)
        file.write_text(f"partner: {{id: {name}}}")
    return tmp_path


def marked(folder: Path, text: str, name: str = "south.yaml") -> Path:
    file = folder / "suspensions" / name
    file.parent.mkdir(exist_ok=True)
    file.write_text(text)
    return folder


@pytest.mark.parametrize(
    "why", ["keys lost", "case: 17, 'quoted' \"twice\"", "ключи", "- no", "no"]
)
def test_a_mark_is_read_as_it_was_written_and_changes_the_version(folder: Path, why: str) -> None:
    before = load_policy(folder)
    mark = Suspension(partner="south", since=SINCE, why=why)
    write_suspension(folder, mark)
    after = load_policy(folder)
    assert after.suspended == {"south": mark}
    assert after.publishers == ["north"]
    assert after.version != before.version
    assert [file.name for file in (folder / "suspensions").iterdir()] == ["south.yaml"]
    suspension_file(folder, "south").unlink()
    assert load_policy(folder) == before


@pytest.mark.parametrize(
    ("text", "name", "said"),
    [
        ("{partner: south, since: 2026-06-01T12:00:00Z}", "south.yaml", "why: missing"),
        ("{partner: south, why: x}", "south.yaml", "since: missing"),
        ("{partner: south, since: yesterday, why: x}", "south.yaml", "since"),
        ("{partner: east, since: 2026-06-01T12:00:00Z, why: x}", "east.yaml", "is no partner"),
        ("{partner: south, since: 2026-06-01T12:00:00Z, why: x}", "north.yaml", "named for"),
        (
            "{partner: south, since: 2026-06-01T12:00:00Z, why: x, until: never}",
            "south.yaml",
            "unknown key",
        ),
        ("{partner: south, since: 2026-06-01T12:00:00Z, why: x}", "south.yml", "rename it"),
    ],
)
def test_a_mark_that_is_wrong_is_refused(folder: Path, text: str, name: str, said: str) -> None:
    with pytest.raises(PolicyError, match=said):
        load_policy(marked(folder, text, name))


@pytest.mark.parametrize("why", ["", "two\nlines", "x" * 201, "\x1b[31m"])
def test_a_reason_that_could_not_be_read_again_is_not_written(folder: Path, why: str) -> None:
    with pytest.raises(PolicyError, match="printable"):
        write_suspension(folder, Suspension(partner="south", since=SINCE, why=why))
    assert not suspension_file(folder, "south").exists()


def test_two_partners_with_one_login_are_refused(folder: Path) -> None:
    (folder / "partners" / "south.yaml").write_text("{id: south, principal: 'User:north'}")
    with pytest.raises(PolicyError, match="is also north's"):
        load_policy(folder)


@pytest.mark.parametrize("principal", ["User:*", "nordland", "Group:x", "User:", "User:a*"])
def test_a_principal_that_is_not_one_user_is_refused(folder: Path, principal: str) -> None:
    (folder / "partners" / "south.yaml").write_text(f"{{id: south, principal: '{principal}'}}")
    with pytest.raises(PolicyError, match="principal"):
        load_policy(folder)


@pytest.mark.parametrize("recipient", ["publisher", "reader", "owner"])
def test_a_suspended_partner_gets_nothing_whatever_its_ground(
    recipient: str,
    now: dt.datetime,
    secret: bytes,
    agreement: Any,
    policy: Any,
    canaries: Any,
) -> None:
    stands = policy(
        *(agreement(a, b) for a, b in (("publisher", "reader"), ("publisher", "owner")))
    )
    alert = canaries(owner="owner" if recipient == "owner" else "public").alert
    assert not isinstance(disclose(alert, recipient, stands, now, secret=secret), Nothing)
    mark = Suspension(partner=recipient, since=now, why="tried")
    cut = make_policy(stands.partners.values(), stands.agreements, [mark])
    result = disclose(alert, recipient, cut, now, secret=secret)
    assert result == Nothing(reason=Reason.SUSPENDED)
