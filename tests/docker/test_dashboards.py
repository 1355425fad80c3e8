import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.docker.promql import used
from tools.dashboards.__main__ import FOLDER, files
from tools.dashboards.boards import LEFT_OUT
from tools.dashboards.queries import age, known, mean, quantile, rate, value

GRAFANA = FOLDER.parent
BOARDS = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.json"))]
PANELS = [panel for board in BOARDS for panel in board["panels"] if panel["type"] != "row"]


def expressions(panel: dict[str, Any]) -> list[str]:
    return [target["expr"].replace("$__rate_interval", "5m") for target in panel["targets"]]


def test_the_committed_dashboards_are_those_of_the_metrics() -> None:
    assert {path: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.json")} == files()


@pytest.mark.parametrize("panel", PANELS, ids=lambda panel: panel["title"])
def test_a_panel_asks_for_metrics_and_labels_that_exist(panel: dict[str, Any]) -> None:
    assert all(used(expression) for expression in expressions(panel))


def test_every_metric_is_shown_or_left_out_for_a_reason() -> None:
    shown = {name for panel in PANELS for each in expressions(panel) for name in used(each)}
    assert shown | LEFT_OUT.keys() == known().keys()
    assert not shown & LEFT_OUT.keys()
    assert all(LEFT_OUT.values())


@pytest.mark.parametrize("board", BOARDS, ids=lambda board: board["title"])
def test_a_dashboard_is_whole(board: dict[str, Any]) -> None:
    panels = board["panels"]
    assert Counter(panel["title"] for panel in panels).most_common(1)[0][1] == 1
    assert Counter(panel["id"] for panel in panels).most_common(1)[0][1] == 1
    cells = Counter(
        (x, y)
        for panel in panels
        for place in (panel["gridPos"],)
        for x in range(place["x"], place["x"] + place["w"])
        for y in range(place["y"], place["y"] + place["h"])
    )
    assert cells.most_common(1)[0][1] == 1, "panels overlap"
    assert max(x for x, _ in cells) < 24
    variables = {variable["name"] for variable in board["templating"]["list"]}
    text = json.dumps(board)
    assert all(f"${name}" in text or f"${{{name}}}" in text for name in variables)


def test_titles_and_uids_of_dashboards_differ() -> None:
    assert len({board["title"] for board in BOARDS}) == len({b["uid"] for b in BOARDS}) == 2


@pytest.mark.parametrize("panel", PANELS, ids=lambda panel: panel["title"])
def test_a_panel_says_what_it_shows_in_which_unit_and_from_where(panel: dict[str, Any]) -> None:
    assert panel["fieldConfig"]["defaults"]["unit"]
    assert len(panel["description"]) > 10
    sources = [panel["datasource"], *(target["datasource"] for target in panel["targets"])]
    assert all(source == {"type": "prometheus", "uid": "${datasource}"} for source in sources)
    assert len({target["refId"] for target in panel["targets"]}) == len(panel["targets"])
    legends = [target["legendFormat"] for target in panel["targets"]]
    assert all(legends)
    assert len(set(legends)) == len(legends)


@pytest.mark.parametrize(
    "query",
    [
        lambda: rate("portcullis_no_such_total"),
        lambda: rate("portcullis_lag_events"),
        lambda: rate("portcullis_events_total", "partner"),
        lambda: quantile(0.5, "portcullis_events_total"),
        lambda: mean("portcullis_ready"),
        lambda: value("portcullis_event_seconds"),
        lambda: age("process_start_time_seconds", "source"),
    ],
)
def test_a_query_of_what_does_not_exist_cannot_be_written(query: Any) -> None:
    with pytest.raises((KeyError, ValueError)):
        query()


def test_grafana_is_told_of_prometheus_and_the_dashboards() -> None:
    def read(path: Path) -> Any:
        return yaml.safe_load(path.read_text(encoding="utf-8"))

    (source,) = read(GRAFANA / "provisioning/datasources/prometheus.yaml")["datasources"]
    scrape = read(GRAFANA.parent / "prometheus/prometheus.yml")["global"]["scrape_interval"]
    assert source["jsonData"]["timeInterval"] == scrape
    (provider,) = read(GRAFANA / "provisioning/dashboards/portcullis.yaml")["providers"]
    compose = read(GRAFANA.parent / "compose.yaml")["services"]["grafana"]
    mounted = dict(volume.split(":")[:2] for volume in compose["volumes"])
    assert mounted["./grafana/dashboards"] == provider["options"]["path"]
