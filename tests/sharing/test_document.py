from pathlib import Path

import pytest

from sharing import document
from sharing.document import TABLES, entitlement_table, field_table, updated


def test_the_document_is_in_step_with_the_code() -> None:
    assert document.main(["--check"]) == 0


def test_a_document_out_of_step_is_told_and_mended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = tmp_path / "sharing.md"
    copy.write_text(document.DOCUMENT.read_text().replace("| `party.names` |", "| `party.name` |"))
    monkeypatch.setattr(document, "DOCUMENT", copy)
    assert document.main(["--check"]) == 1
    assert "run python -m sharing.document" in capsys.readouterr().err
    assert document.main([]) == 0
    assert document.main(["--check"]) == 0
    assert document.main(["--chekc"]) == 2


def test_a_document_without_its_markers_is_refused() -> None:
    with pytest.raises(ValueError, match="generated: entitlement"):
        updated("# Sharing")


def test_every_table_stands_in_the_document_once() -> None:
    text = document.DOCUMENT.read_text()
    for table in TABLES.values():
        assert text.count(table()) == 1


@pytest.mark.parametrize(
    "row",
    [
        "| the event's publisher, public list | nothing: own event | nothing: public list |",
        "| any other partner, public list | an agreement | nothing: public list |",
        "| the event's publisher, a partner's list | nothing: own event | an agreement |",
        "| the list's owner, a partner's list | an agreement | nothing: own list |",
        "| any other partner, a partner's list | an agreement | an agreement |",
    ],
)
def test_the_entitlement_table_says_what_was_agreed(row: str) -> None:
    assert row in entitlement_table().splitlines()


@pytest.mark.parametrize(
    "row",
    [
        "| `alertId` | none | ● | ● | ● | ● |",
        "| `event.type` | event | ● | ● | ● | ● |",
        "| `party.names` | event |  | ● | ● | ● |",
        "| `match.score` | both |  |  | ● | ● |",
        "| `match.remarks` | list |  |  |  | ● |",
        "| `event.amount` | event |  |  |  | if named |",
    ],
)
def test_the_field_table_shows_owner_and_tiers(row: str) -> None:
    assert row in field_table().splitlines()
