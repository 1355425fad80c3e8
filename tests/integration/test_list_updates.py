"""A refresh that publishes is announced to whoever reads `list-updates`."""

import contextlib
import json
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import httpx

from lists.keys import create_key, public_file
from lists.store import open_store
from streams.local.worker_process import free_port
from tests.integration.installation import Installation, wait_until
from tests.lists.refreshing import a_list
from tests.redis_server import RedisServer


def settings_file(tmp_path: Path, **more: object) -> Path:
    """Settings of a refresh of one list, with a key, everything in one folder."""
    (tmp_path / "un.xml").write_bytes(a_list())
    described = {"un-sc": {"loader": "un-xml", "files": [str(tmp_path / "un.xml")]}}
    (tmp_path / "described.yaml").write_text(json.dumps(described))
    key = tmp_path / "signing.pem"
    create_key(key, "own", datetime.now(UTC))
    settings = {
        "snapshot": f"file://{tmp_path / 'store'}",
        "sources": str(tmp_path / "described.yaml"),
        "signing_key": str(key),
        "trusted_keys": str(public_file(key)),
        "snapshot_cache": str(tmp_path / "cache"),
        "refresh_state": str(tmp_path / "state"),
    }
    (tmp_path / "settings.yaml").write_text(json.dumps(settings | more))
    return tmp_path / "settings.yaml"


def command(settings: Path, *more: str) -> list[str]:
    options = ("--settings", str(settings), *more)
    return [sys.executable, "-m", "streams.cli", "lists", "refresh", *options]


def test_a_publication_is_announced(either: Installation, tmp_path: Path) -> None:
    either.three_partners()
    either.create_topics()
    settings = settings_file(tmp_path, bootstrap=either.bootstrap)
    with either.outputs("list-updates") as outputs:
        done = subprocess.run(  # noqa: S603 - our own interpreter and module
            command(settings),
            capture_output=True,
            check=False,
            timeout=90,
        )
        assert done.returncode == 0, done.stderr
        outputs.wait(lambda seen: len(seen.of("list-updates")) == 1)
        (record,) = outputs.of("list-updates")
    assert record.value is not None
    update = json.loads(record.value)
    assert (update["version"], update["snapshot"]) == (1, f"file://{tmp_path / 'store'}")
    assert update["sources"] == {"un-sc": {"added": 20, "removed": 0, "changed": 0, "editorial": 0}}


def test_a_refresh_into_redis_and_again_after_it_lost_everything(tmp_path: Path) -> None:
    with RedisServer(tmp_path) as redis:
        settings = settings_file(tmp_path, snapshot=redis.url)
        for version in (1, 2):
            done = subprocess.run(  # noqa: S603 - our own interpreter and module
                command(settings, "--no-announce"), capture_output=True, check=False, timeout=90
            )
            assert done.returncode == 0, done.stderr
            assert f"published: version {version}, 20 entities".encode() in done.stdout
            current = open_store(redis.url).current()
            assert current is not None
            assert current.version == version
            redis.client().flushall()


def test_a_watch_serves_metrics_publishes_what_comes_and_ends_when_told(tmp_path: Path) -> None:
    port = free_port()
    settings = settings_file(tmp_path, web_port=port, log_format="json")
    described = json.loads((tmp_path / "described.yaml").read_text())
    described["un-sc"]["every"] = "60s"
    (tmp_path / "described.yaml").write_text(json.dumps(described))
    with subprocess.Popen(  # noqa: S603 - our own interpreter and module
        command(settings, "--watch", "--no-announce"), stderr=subprocess.PIPE
    ) as watch:

        def published() -> bool:
            assert watch.poll() is None
            with contextlib.suppress(httpx.TransportError):
                text = httpx.get(f"http://127.0.0.1:{port}/metrics", trust_env=False).text
                return "portcullis_refresh_published_version 1.0" in text
            return False

        wait_until(published, seconds=60)
        watch.send_signal(signal.SIGTERM)
        _, said = watch.communicate(timeout=30)
    assert watch.returncode == 0
    events = [json.loads(line)["event"] for line in said.splitlines()]
    assert events == ["source", "published"]
