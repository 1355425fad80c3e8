import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from matchers.scorecard import scorecard
from streams.cli import main

MEASURED: dict[str, Any] = {
    "scorecard": scorecard().version,
    "cases": "made up",
    "universe": "made up",
    "points": [
        {
            "score": score,
            "falseAlarms": {"all": alarms, "person": alarms, "organization": alarms, "vessel": 0},
            "recall": {"easy": 1.0, "gate": found, "sameBirthDate": 0.99},
        }
        for score, alarms, found in ((0.1, 0.2, 0.96), (0.5, 0.01, 0.9), (0.9, 0.001, 0.8))
    ],
}


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["thresholds", *map(str, arguments)])


@pytest.fixture
def points(tmp_path: Path) -> Path:
    file = tmp_path / "points.yaml"
    file.write_text(json.dumps(MEASURED))
    return file


def test_what_the_settings_in_force_buy(points: Path) -> None:
    result = run("--points", points, "--json")
    assert result.exit_code == 0, result.output
    answer = json.loads(result.stdout)
    assert answer["interpolation"] == "straight lines between measured scores"
    (default,) = answer["settings"]
    assert default["appliesTo"] == "default"
    assert default["review"]["falseAlarms"]["all"] == pytest.approx(0.01)
    assert default["hold"]["recall"]["gate"] == pytest.approx(0.8)
    assert [point["score"] for point in answer["points"]] == [0.1, 0.5, 0.9]


def test_drawn_in_eighty_columns(points: Path) -> None:
    result = run("--points", points, "--list", "us-ofac-sdn", "--programme", "SDGT")
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    assert max(map(len, lines)) <= 80
    assert any(line.startswith("list us-ofac-sdn programme SDGT") for line in lines)
    (review,) = (line for line in lines if line.startswith("  review 0.50"))
    assert "1.00 %" in review
    assert "90.0 %" in review
    assert "█" in review
    assert any(line.startswith("  0.500 ◂") for line in lines)


def test_settings_of_a_file_of_ones_own(points: Path, tmp_path: Path) -> None:
    own = tmp_path / "thresholds.yaml"
    own.write_text("default: {review: 0.3, hold: 0.7}\nsources: {xa: {review: 0.1, hold: 0.9}}\n")
    settings = tmp_path / "settings.yaml"
    settings.write_text(f"thresholds: {own}\n")
    answer = json.loads(run("--settings", settings, "--points", points, "--json").stdout)
    assert [each["appliesTo"] for each in answer["settings"]] == ["default", "list xa"]
    assert answer["settings"][0]["review"]["falseAlarms"]["all"] == pytest.approx(0.105)


def test_figures_of_another_scorecard_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "old.yaml"
    file.write_text(json.dumps(MEASURED | {"scorecard": "0"}))
    result = run("--points", file)
    assert result.exit_code == 5
    assert "measured with scorecard 0" in result.stderr


@pytest.mark.parametrize(
    ("content", "said"),
    [("points: []\nscorecard: 2\n", "two operating points"), ("[", "no YAML"), ("7", "object")],
)
def test_a_file_that_cannot_be_used(tmp_path: Path, content: str, said: str) -> None:
    file = tmp_path / "points.yaml"
    file.write_text(content)
    result = run("--points", file)
    assert result.exit_code == 2
    assert said in result.stderr
    assert str(file) in result.stderr


def test_help_teaches() -> None:
    text = run("--help").stdout
    assert "portcullis thresholds" in text
    assert "Example" in text
