"""A worker writes nothing but its temporary folder, so the root of its image can be read-only."""

import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

from streams.local.worker_process import free_port
from tests.integration.installation import Installation, listed, records, shipment, wait_until
from tests.services import missing

PERSON = "Orlovan Brightkettle"

# In a mount namespace of its own: all is read-only but one small folder in memory.
READ_ONLY = """
set -eu
mount --make-rprivate /
mount --bind / /
mount -t tmpfs -o size=64m tmpfs "$TMPDIR"
mount -o remount,bind,ro /
if touch "$PROBE" 2>/dev/null; then echo "the root can be written" >&2; exit 9; fi
cd /
exec "$@"
"""


def test_a_worker_runs_on_a_read_only_root(installation: Installation, tmp_path: Path) -> None:
    unshare = ["unshare", "--mount", "sh", "-c", READ_ONLY, "read-only"]
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    environment = {**os.environ, "TMPDIR": str(scratch), "PROBE": str(tmp_path / "probe")}
    able = subprocess.run(  # noqa: S603 - a shell with the lines above
        [*unshare, "true"], env=environment, capture_output=True, text=True, check=False
    )
    if able.returncode != 0:
        missing(f"a read-only root can be made by root only: {able.stderr.strip()}")
    installation.three_partners()
    installation.lists(listed(PERSON))
    port = free_port()
    command = [sys.executable, "-m", "streams.cli", "worker", *installation.options()]
    with installation.outputs() as outputs:
        worker = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [*unshare, *command, f"--web-port={port}"],
            env={**environment, "PYTHONDONTWRITEBYTECODE": "1"},
        )
        try:
            wait_until(lambda: ready(port), 60)
            installation.publish(*records(shipment("e1", PERSON)))
            outputs.wait(lambda seen: seen.screened() == {"e1"})
        finally:
            worker.send_signal(signal.SIGTERM)
            status = worker.wait(30)
    assert status == 0
    assert list(scratch.iterdir()) == []  # what it wrote was in memory


def ready(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError):
        return False
