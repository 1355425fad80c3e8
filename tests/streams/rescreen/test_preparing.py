"""What a rescreening takes up, and what it refuses."""

from pathlib import Path

import pytest

from config.settings import Settings
from lists.build import SourceSpec, build
from lists.errors import SnapshotError
from streams import samples
from streams.rescreen.preparing import prepare


def test_lists_are_taken_up_with_their_owners_and_none_that_is_nobodys(tmp_path: Path) -> None:
    table, store = tmp_path / "own.csv", tmp_path / "store"
    table.write_text("name\nAnn Lee\n")
    kinds = {"ftm": samples.list_path(), "partner-csv": table}
    settings = Settings(partners=str(samples.policy_folder()), sources=str(samples.sources_path()))

    def prepared(*chosen: str) -> dict[str, str]:
        sources = [SourceSpec(kind=kind, path=kinds[kind]) for kind in chosen]
        made = build(sources, store, progress=lambda *_: None)
        address = f"file://{store}"
        found = prepare(settings, "hand", address, made.pointer, None)
        assert found.job.wanted == made.entities
        return {row.id: found.active.owner_of(row.id) for row in made.sources}

    assert prepared("ftm")["demo-southland"] == "southland-customs"
    with pytest.raises(SnapshotError, match=r"partner-own: \{owner: YOUR-PARTNER-ID"):
        prepared("ftm", "partner-csv")
