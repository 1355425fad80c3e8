import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from rich.cells import cell_len

from matchers.replay import ClaimPoints
from streams.cli import main
from streams.cli.drawing import MOST, WIDTH, aligned, bar, claims, folded

BOTH = ("explain", "Orlo Dallweg", "Orlo Dallwegg", "--kind", "person")
PAIR = {
    "id": "p",
    "left": {"kind": "person", "names": ["Orlo Dallweg"], "birthDate": "1962-03-05"},
    "right": {"kind": "person", "names": ["Orlo Dallweg"], "birthDate": "1980-11-19"},
}


def run(*arguments: object, stdin: str = "") -> Result:
    return CliRunner().invoke(main, list(map(str, arguments)), input=stdin)


def explained() -> dict[str, Any]:
    result = run(*BOTH, "--json")
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_as_json_the_whole_explanation() -> None:
    found = explained()
    assert list(found) == [
        *("queryName", "listedName", "score", "logOdds", "evidence", "thresholds", "versions")
    ]
    assert found["thresholds"].keys() == {"review", "hold"}
    assert found["versions"]["weights"] == "the built-in table"
    assert found["evidence"][0]["feature"] == "base"


def test_drawn_it_says_the_same() -> None:
    drawn = run(*BOTH).stdout
    found = explained()
    assert f"score {found['score']:.4f} from {found['logOdds']:+.3f} points" in drawn
    for line in found["evidence"]:
        assert f"{line['feature']:24}{line['points']:>+7.3f}" in drawn
    assert "review from 0.5: " in drawn
    assert "hold from 0.9: " in drawn


@pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {}])
def test_it_is_plain_text_in_eighty_columns(environment: dict[str, str]) -> None:
    drawn = CliRunner().invoke(main, list(BOTH), env=environment).stdout
    assert "\x1b" not in drawn
    assert max(map(cell_len, drawn.splitlines())) <= WIDTH


def test_a_pair_with_its_facts() -> None:
    drawn = run("explain", "--pair", "-", stdin=json.dumps(PAIR))
    assert drawn.exit_code == 0, drawn.output
    assert "birth_date_different" in drawn.stdout
    assert "1962-03-05, listed 1980-11-19: years apart" in drawn.stdout


def test_a_name_that_would_command_the_terminal_is_shown_and_not_obeyed() -> None:
    drawn = run("explain", "Orlo\x1b[31m \u202eDallweg", "[bold]Orlo[/]").stdout
    assert "\x1b" not in drawn
    assert "\\u001b[31m" in drawn
    assert "\\u202e" in drawn
    assert "[bold]Orlo[/]" in drawn


def test_a_stored_match_is_reproduced_or_not(tmp_path: Path) -> None:
    found = explained()
    stored = tmp_path / "stored.ndjson"
    line = {"alertId": "a", "match": found | {"entityId": "xa-1"}}
    stored.write_text(json.dumps(line) + "\n\n" + json.dumps(found) + "\n")
    result = run("explain", "--replay", stored)
    assert result.exit_code == 0, result.output
    assert result.stdout.count("reproduced to the last bit") == 2
    assert "xa-1" in result.stdout

    found["evidence"][0]["points"] += 1e-6
    result = run("explain", "--replay", "-", "--json", stdin=json.dumps(found))
    assert result.exit_code == 1
    assert json.loads(result.stdout)["replayed"]["reproduced"] is False
    assert "1 of 1 stored scores" in result.stderr


@pytest.mark.parametrize(
    ("stdin", "said"),
    [("", "no stored match"), ("{}", "line 1: no match"), ("no json", "line 1: no stored match")],
)
def test_nothing_to_replay(stdin: str, said: str) -> None:
    result = run("explain", "--replay", "-", stdin=stdin)
    assert result.exit_code == 1
    assert said in result.stderr


@pytest.mark.parametrize(
    "arguments",
    [(), ("A",), ("A", "B", "--pair", "-"), ("--pair", "-", "--replay", "-")],
)
def test_one_thing_is_explained_at_a_time(arguments: tuple[str, ...]) -> None:
    assert run("explain", *arguments).exit_code == 2


def test_a_pair_that_is_none() -> None:
    result = run("explain", "--pair", "-", stdin='{"left": {"names": ["A"]}}')
    assert result.exit_code == 2
    assert "right" in result.stderr


def test_help_teaches() -> None:
    text = run("explain", "--help").stdout
    assert "portcullis explain" in text
    assert "Example" in text


@pytest.mark.parametrize(
    ("points", "drawn"),
    [
        (0.0, "           │           "),
        (MOST, "           │███████████"),
        (MOST * 2, "           │██████████▸"),
        (-MOST, "███████████│           "),
        (-MOST * 2, "◂██████████│           "),
        (MOST / 22, "           │▌          "),
        (-MOST / 22, "          ▐│           "),
    ],
)
def test_bars(points: float, drawn: str) -> None:
    assert bar(points).plain == drawn


def test_words_stand_one_under_the_other() -> None:
    assert list(aligned("kadafi ~ gaddafi 0.45, muammar")) == [
        "  name    kadafi   muammar",
        "  listed  gaddafi  muammar",
        "  alike   0.45     1",
    ]


def test_many_words_go_on_below() -> None:
    rows = list(aligned(", ".join(f"{'w' * 20}{number}" for number in range(7))))
    assert len(rows) == 9
    assert max(map(cell_len, rows)) <= WIDTH


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("short", ["short"]),
        ("one two three", ["one two", "three"]),
        ("خالد الفاروقي and more of it", ["خالد الفاروقي and more of it"]),
        ("北方海运有限公司", ["北方海运", "有限公司"]),
        ("", []),
    ],
)
def test_folding(text: str, lines: list[str]) -> None:
    assert folded(text, 9) == lines


def test_a_long_detail_stands_below_its_claim() -> None:
    line = ClaimPoints(feature="evidence", points=1.0, detail="word " * 30)
    title, claim, *below, total = (text.plain for text in claims([line], 1.0))
    assert title.startswith("claim")
    assert claim.startswith("evidence")
    assert len(below) == 2
    assert total.startswith("sum")
