"""Writes docker/grafana/dashboards from the metric definitions.

`python -m tools.dashboards --write`, or `--check`, which fails where a file is out of step.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

from tools.dashboards.boards import BOARDS, Board, Panel, Row
from tools.dashboards.queries import Query

FOLDER = Path(__file__).parent.parent.parent / "docker" / "grafana" / "dashboards"

_SCHEMA = 39
_COLUMNS = 24
_HEIGHT = 7
_SOURCE = {"type": "prometheus", "uid": "${datasource}"}


def document(board: Board) -> dict[str, Any]:
    """A dashboard in Grafana's JSON model."""
    return {
        "uid": board.uid,
        "title": board.title,
        "description": board.description,
        "tags": ["portcullis"],
        "schemaVersion": _SCHEMA,
        "version": 1,
        "editable": False,
        "graphTooltip": 1,
        "refresh": "30s",
        "time": {"from": "now-6h", "to": "now"},
        "timezone": "utc",
        "links": [
            {
                "type": "dashboards",
                "title": "Portcullis",
                "tags": ["portcullis"],
                "asDropdown": True,
            }
        ],
        "templating": {"list": list(_variables(board))},
        "panels": list(_panels(board)),
    }


def _variables(board: Board) -> Iterator[dict[str, Any]]:
    yield {"name": "datasource", "label": "Prometheus", "type": "datasource", "query": "prometheus"}
    for label, metric in (("instance", "portcullis_ready"), *board.variables):
        query = f'label_values({metric}{{job="portcullis"}}, {label})'
        yield {
            "name": label,
            "label": label,
            "type": "query",
            "datasource": _SOURCE,
            "definition": query,
            "query": {"query": query, "refId": "A"},
            "refresh": 2,
            "sort": 1,
            "multi": True,
            "includeAll": True,
            "allValue": ".*",
            "current": {"text": "All", "value": "$__all"},
        }


def _panels(board: Board) -> Iterator[dict[str, Any]]:
    numbers = count(1)
    top = 0
    for row in board.rows:
        yield _row(row, next(numbers), top)
        top += 1
        left = 0
        for panel in row.panels:
            if left + panel.width > _COLUMNS:
                left, top = 0, top + _HEIGHT
            place = {"h": _HEIGHT, "w": panel.width, "x": left, "y": top}
            yield _panel(panel, next(numbers), place)
            left += panel.width
        top += _HEIGHT


def _row(row: Row, number: int, top: int) -> dict[str, Any]:
    return {
        "id": number,
        "type": "row",
        "title": row.title,
        "collapsed": False,
        "gridPos": {"h": 1, "w": _COLUMNS, "x": 0, "y": top},
        "panels": [],
    }


def _panel(panel: Panel, number: int, place: dict[str, int]) -> dict[str, Any]:
    meanings = dict.fromkeys(f"{query.meaning}." for query in panel.queries)
    steps: list[dict[str, Any]] = [{"color": "green", "value": None}]
    steps += [{"color": color, "value": least} for least, color in panel.thresholds]
    custom: dict[str, Any] = {}
    if panel.kind == "timeseries":
        custom = {
            "fillOpacity": 20 if panel.stacked else 5,
            "stacking": {"mode": "normal" if panel.stacked else "none", "group": "A"},
        }
    return {
        "id": number,
        "type": panel.kind,
        "title": panel.title,
        "description": " ".join([*meanings, *([panel.note] if panel.note else [])]),
        "datasource": _SOURCE,
        "gridPos": place,
        "fieldConfig": {
            "defaults": {
                "unit": panel.unit,
                "custom": custom,
                "thresholds": {"mode": "absolute", "steps": steps},
            },
            "overrides": [],
        },
        "options": _options(panel),
        "targets": [
            _target(query, name) for query, name in zip(panel.queries, "ABCDEF", strict=False)
        ],
    }


def _options(panel: Panel) -> dict[str, Any]:
    match panel.kind:
        case "timeseries":
            return {
                "legend": {"displayMode": "list", "placement": "bottom", "showLegend": True},
                "tooltip": {"mode": "multi", "sort": "desc"},
            }
        case "stat":
            return {
                "reduceOptions": {"calcs": ["lastNotNull"], "fields": "", "values": False},
                "colorMode": "value" if panel.thresholds else "none",
                "graphMode": "area",
                "textMode": "auto",
            }
        case "table":
            return {"showHeader": True, "cellHeight": "sm"}


def _target(query: Query, name: str) -> dict[str, Any]:
    return {
        "refId": name,
        "datasource": _SOURCE,
        "expr": query.expression,
        "legendFormat": query.legend,
        "instant": query.instant,
        "range": not query.instant,
        "format": "table" if query.instant else "time_series",
    }


def files() -> dict[Path, str]:
    """Every dashboard's file and its content."""
    return {
        FOLDER / f"{board.uid}.json": json.dumps(document(board), indent=1, ensure_ascii=False)
        + "\n"
        for board in BOARDS
    }


def main(arguments: list[str]) -> int:
    """Write or check; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tools.dashboards", description=__doc__)
    action = parser.add_mutually_exclusive_group(required=True)
    action.add_argument("--write", action="store_true")
    action.add_argument("--check", action="store_true")
    write = parser.parse_args(arguments).write
    wanted = files()
    status = 0
    for file, content in wanted.items():
        if write:
            file.write_text(content, encoding="utf-8")
        elif not file.exists() or file.read_text(encoding="utf-8") != content:
            sys.stderr.write(f"{file} is out of step with the metrics; run `make docs`\n")
            status = 1
    for stray in sorted(set(FOLDER.glob("*.json")) - wanted.keys()):
        if write:
            stray.unlink()
        else:
            sys.stderr.write(f"{stray} is nobody's; run `make docs`\n")
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
