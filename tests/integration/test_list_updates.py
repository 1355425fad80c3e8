"""A refresh that publishes is announced to whoever reads `list-updates`."""

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from lists.keys import create_key, public_file
from tests.integration.installation import Installation
from tests.lists.refreshing import a_list


def test_a_publication_is_announced(either: Installation, tmp_path: Path) -> None:
    either.three_partners()
    either.create_topics()
    (tmp_path / "un.xml").write_bytes(a_list())
    described = {"un-sc": {"loader": "un-xml", "files": [str(tmp_path / "un.xml")]}}
    (tmp_path / "described.yaml").write_text(json.dumps(described))
    key = tmp_path / "signing.pem"
    create_key(key, "own", datetime.now(UTC))
    settings = {
        "bootstrap": either.bootstrap,
        "snapshot": f"file://{tmp_path / 'store'}",
        "sources": str(tmp_path / "described.yaml"),
        "signing_key": str(key),
        "trusted_keys": str(public_file(key)),
        "snapshot_cache": str(tmp_path / "cache"),
        "refresh_state": str(tmp_path / "state"),
    }
    (tmp_path / "settings.yaml").write_text(json.dumps(settings))
    command = ("lists", "refresh", "--settings", str(tmp_path / "settings.yaml"))
    with either.outputs("list-updates") as outputs:
        done = subprocess.run(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-m", "streams.cli", *command],
            capture_output=True,
            check=False,
            timeout=90,
        )
        assert done.returncode == 0, done.stderr
        outputs.wait(lambda seen: len(seen.of("list-updates")) == 1)
        (record,) = outputs.of("list-updates")
    assert record.value is not None
    update = json.loads(record.value)
    assert (update["version"], update["snapshot"]) == (1, settings["snapshot"])
    assert update["sources"] == {"un-sc": {"added": 20, "removed": 0, "changed": 0, "editorial": 0}}
