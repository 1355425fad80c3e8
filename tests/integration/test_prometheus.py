"""A real Prometheus with the shipped configuration and rules, and a real worker that it watches."""

import json
import subprocess
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml

from streams.local.worker_process import WorkerProcess, free_port
from tests.integration.installation import Installation, listed, records, shipment, wait_until
from tests.services import program
from tools.dashboards.queries import OF_A_WORKER, known

SHIPPED = Path(__file__).parent.parent.parent / "docker" / "prometheus"
PERSON = "Orlovan Brightkettle"


class Prometheus:
    """One that looks every second. Of what is shipped only targets and waiting times differ."""

    def __init__(self, folder: Path, worker: WorkerProcess) -> None:
        self._url = f"http://127.0.0.1:{free_port()}"
        config = yaml.safe_load((SHIPPED / "prometheus.yml").read_text(encoding="utf-8"))
        config["global"] = dict.fromkeys(config["global"], "1s")
        (job,) = config["scrape_configs"]
        job["static_configs"] = [{"targets": [f"127.0.0.1:{worker.port}"]}]
        rules = yaml.safe_load((SHIPPED / "rules.yaml").read_text(encoding="utf-8"))
        for group in rules["groups"]:
            for rule in group["rules"]:
                rule["for"] = "0s"
        folder.mkdir()
        (folder / "prometheus.yml").write_text(yaml.safe_dump(config))
        (folder / "rules.yaml").write_text(yaml.safe_dump(rules))
        self._process = subprocess.Popen(  # noqa: S603 - Prometheus, with arguments of ours
            [
                program("prometheus", "prometheus"),
                f"--config.file={folder / 'prometheus.yml'}",
                f"--storage.tsdb.path={folder / 'data'}",
                f"--web.listen-address={self._url.removeprefix('http://')}",
                "--log.level=error",
            ]
        )

    def ask(self, path: str, **parameters: str) -> Any:
        """What its HTTP API answers; None while it does not listen."""
        assert self._process.poll() is None, "Prometheus has ended"
        query = urllib.parse.urlencode(parameters)
        try:
            with urllib.request.urlopen(f"{self._url}/api/v1/{path}?{query}", timeout=5) as page:  # noqa: S310 - a fixed http URL
                return json.load(page)["data"]
        except urllib.error.URLError:
            return None

    def value(self, expression: str) -> float | None:
        """The value of an expression that has one series at most."""
        answer = self.ask("query", query=expression)
        return float(answer["result"][0]["value"][1]) if answer and answer["result"] else None

    def firing(self) -> set[str]:
        """The alerts that fire now."""
        alerts = (self.ask("alerts") or {"alerts": []})["alerts"]
        return {each["labels"]["alertname"] for each in alerts if each["state"] == "firing"}

    def close(self) -> None:
        self._process.terminate()
        self._process.wait(30)


@contextmanager
def prometheus(folder: Path, worker: WorkerProcess) -> Iterator[Prometheus]:
    running = Prometheus(folder, worker)
    try:
        yield running
    finally:
        running.close()


def unknown(watching: Prometheus) -> set[str]:
    """The metrics of the product that the worker has not told it of, with a value or without."""
    return set(known(OF_A_WORKER)) - set(watching.ask("metadata"))


def test_it_sees_a_worker_that_waits_one_that_screens_and_one_that_is_gone(
    installation: Installation, tmp_path: Path
) -> None:
    program("prometheus", "prometheus")
    installation.three_partners()
    with (
        installation.outputs() as outputs,
        installation.worker() as worker,
        prometheus(tmp_path / "prometheus", worker) as watching,
    ):
        waiting = {"PortcullisNoWorkerReady", "PortcullisWorkerNotReady"}
        wait_until(lambda: watching.value('up{job="portcullis"}') == 1, 30)
        wait_until(lambda: watching.firing() == waiting, 30)
        assert watching.value("portcullis_ready") == 0
        alerts = watching.ask("alerts")["alerts"]
        told = {each["labels"]["alertname"]: each["annotations"]["summary"] for each in alerts}
        expected = f"Worker 127.0.0.1:{worker.port} runs but does not screen"
        assert told["PortcullisWorkerNotReady"] == expected

        installation.lists(listed(PERSON))
        wait_until(lambda: watching.value("portcullis_ready") == 1, 30)
        wait_until(lambda: watching.firing() == set(), 30)
        installation.publish(*records(shipment("e1", PERSON), shipment("e2", "Somebody Else")))
        outputs.wait(lambda seen: len(seen.screened()) == 2, worker)
        events = 'sum(portcullis_events_total{publisher="nordland", type="shipment.v1"})'
        wait_until(lambda: watching.value(events) == 2, 30)
        wait_until(lambda: unknown(watching) == set(), 30)

        assert worker.stop() == 0
        wait_until(lambda: {"PortcullisWorkerDown"} <= watching.firing(), 30)
