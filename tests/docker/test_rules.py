import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.docker.promql import used
from tests.services import program

ROOT = Path(__file__).parent.parent.parent
PROMETHEUS = ROOT / "docker" / "prometheus"
CASES = Path(__file__).parent / "rules_test.yaml"
RULES = [
    rule
    for group in yaml.safe_load((PROMETHEUS / "rules.yaml").read_text(encoding="utf-8"))["groups"]
    for rule in group["rules"]
]
ALERTS = [rule["alert"] for rule in RULES]


def promtool(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [program("promtool", "prometheus"), *map(str, arguments)]
    return subprocess.run(  # noqa: S603 - Prometheus' own checker
        command, capture_output=True, text=True, check=False, timeout=60
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "config", PROMETHEUS / "prometheus.yml"),
        ("check", "rules", "--lint=all", "--lint-fatal", PROMETHEUS / "rules.yaml"),
        ("test", "rules", CASES),
    ],
    ids=lambda arguments: " ".join(map(str, arguments[:2])),
)
def test_prometheus_accepts_config_and_rules_and_each_fires_when_it_must(
    arguments: tuple[str | Path, ...],
) -> None:
    done = promtool(*arguments)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("alert", ALERTS)
def test_there_is_a_case_in_which_it_fires_and_one_in_which_it_does_not(alert: str) -> None:
    cases = yaml.safe_load(CASES.read_text(encoding="utf-8"))["tests"]
    fires = [case for case in cases if case["name"].startswith(f"{alert} fires")]
    silent = [case for case in cases if case["name"].startswith(f"{alert} does not fire")]
    assert fires
    assert silent
    for case in fires:
        (asked,) = case["promql_expr_test"]
        (sample,) = asked["exp_samples"]
        assert f'alertname="{alert}"' in sample["labels"]
    for case in silent:
        assert all(asked["exp_samples"] == [] for asked in case["promql_expr_test"])
        assert case["input_series"]


@pytest.mark.parametrize("rule", RULES, ids=ALERTS)
def test_a_rule_uses_what_exists_and_says_what_to_do(rule: dict[str, Any]) -> None:
    assert used(rule["expr"])
    assert rule["labels"]["severity"] in {"critical", "warning"}
    assert rule["annotations"].keys() == {"summary", "description", "runbook"}
    assert rule["annotations"]["runbook"] == f"docs/operations.md#{rule['alert'].lower()}"


def test_each_alert_has_a_section_in_operations_and_each_section_an_alert() -> None:
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    sections = re.findall(r"^### (Portcullis\w+)$", text, re.MULTILINE)
    assert sections == ALERTS
    bodies = re.split(r"^### Portcullis\w+$", text, flags=re.MULTILINE)[1:]
    for alert, body in zip(ALERTS, bodies, strict=True):
        for part in ("**Symptom**", "**Likely causes**", "**Do**", "**Escalate**"):
            assert part in body, f"{alert} lacks {part}"
