import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lists.loaders import LOADERS
from streams.cli import main


@pytest.fixture
def ftm_file(tmp_path: Path) -> Path:
    path = tmp_path / "own.ftm.jsonl"
    good = {"id": "a", "schema": "Person", "datasets": ["own"], "properties": {"name": ["A B"]}}
    path.write_text(json.dumps(good) + "\n{\n")
    return path


@pytest.fixture
def un_file(tmp_path: Path) -> Path:
    path = tmp_path / "un.xml"
    path.write_text(
        "<CONSOLIDATED_LIST><ENTITY><REFERENCE_NUMBER>QDe.901</REFERENCE_NUMBER>"
        "<FIRST_NAME>QUARTZ RELIEF</FIRST_NAME></ENTITY></CONSOLIDATED_LIST>"
    )
    return path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["lists", *map(str, arguments)])


def test_build_then_show(tmp_path: Path, ftm_file: Path, un_file: Path) -> None:
    out = tmp_path / "out"
    built = run(
        "build", "--source", f"ftm={ftm_file}", "--source", f"un-xml={un_file}", "--out", out
    )
    assert built.exit_code == 0, built.output
    assert "2 entities, 2 names" in built.stdout
    assert built.stderr == f"ftm unknown: 1 unparsed: not JSON ({ftm_file} line 2)\n"

    shown = json.loads(run("show", out, "--json").stdout)
    assert list(shown) == ["version", "contentDigest", "created", "entities", "names", "sources"]
    assert (shown["version"], shown["entities"], shown["names"]) == (0, 2, 2)
    assert shown["contentDigest"] in (out / "current").read_text()
    counts = {"weakAliases": 0, "identifiers": 0, "birthDates": 0}
    assert shown["sources"] == [
        {"loader": "ftm", "id": "own", "entities": 1, "names": 1, **counts, "unparsed": 0},
        {"loader": "ftm", "id": "unknown", "entities": 0, "names": 0, **counts, "unparsed": 1},
        {"loader": "un-xml", "id": "un-sc", "entities": 1, "names": 1, **counts, "unparsed": 0},
    ]

    table = run("show", out).stdout
    assert "1 unparsed: not JSON" in table
    assert "un-sc: United Nations Security Council Consolidated List." in table


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["build", "--out", "x"], 2, "Missing option '--source'"),
        (["build", "--source", "ftm=x"], 2, "Missing option '--out'"),
        (["build", "--source", "pdf=x", "--out", "x"], 2, "no kind of list is called 'pdf'"),
        (["build", "--source", "ftm=nowhere", "--out", "{tmp}/x"], 1, "nowhere: no such file"),
        (["build", "--source", "un-xml={ftm}", "--out", "{tmp}/x"], 1, "not well-formed XML"),
        (["show", "{tmp}"], 1, "holds no snapshot; `portcullis lists build --out` makes one"),
    ],
)
def test_failures_say_what_is_wrong(
    tmp_path: Path, ftm_file: Path, arguments: list[str], status: int, message: str
) -> None:
    result = run(*(argument.format(tmp=tmp_path, ftm=ftm_file) for argument in arguments))
    assert result.exit_code == status
    assert message in result.stderr
    assert result.stdout == ""


def test_a_damaged_store_is_refused(tmp_path: Path) -> None:
    (tmp_path / "current").write_text("{}")
    result = run("show", tmp_path)
    assert result.exit_code == 5
    assert "current: not a snapshot pointer" in result.stderr


def test_help_tells_every_kind() -> None:
    text = run("build", "--help").stdout
    told = [line.split()[0] for line in text.splitlines() if line.startswith("    ")]
    assert told[: len(LOADERS)] == [*LOADERS]


def test_pairs_that_contradict_each_other_are_told(tmp_path: Path) -> None:
    record = {"schema": "Vessel", "properties": {"name": ["Sea Quartz"], "imoNumber": ["9074729"]}}
    leis = {"a": "485100GBI2SE0KIX8T70", "b": "529900T8BM49AURSDO55"}
    for source, lei in leis.items():
        properties = {**record["properties"], "leiCode": [lei]}  # type: ignore[dict-item]
        line = {**record, "id": source, "datasets": [source], "properties": properties}
        (tmp_path / f"{source}.jsonl").write_text(json.dumps(line))
    sources = [f"--source=ftm={tmp_path / source}.jsonl" for source in leis]
    built = run("build", *sources, "--out", tmp_path / "out")
    told = "a and b are not linked: both have imo:9074729, but lei"
    assert built.exit_code == 0
    assert told in " ".join(built.stderr.split())
    assert told in " ".join(run("show", tmp_path / "out").stdout.split())


@pytest.mark.parametrize("command", ["build", "show"])
def test_help_teaches_with_an_example(command: str) -> None:
    assert f"portcullis lists {command}" in run(command, "--help").stdout


def test_a_spreadsheet_of_a_partner_is_screened_with_the_template_alone(tmp_path: Path) -> None:
    table, snapshot = tmp_path / "parties.csv", tmp_path / "snapshot"
    written = run("template", "--out", table)
    assert written.exit_code == 0, written.output
    assert "lists build --source partner-csv=" in written.stdout
    again = run("template", "--out", table)
    assert (again.exit_code, "is there already" in again.stderr) == (1, True)

    columns = table.read_text(encoding="utf-8-sig").splitlines()[0].split(",")
    names = [f"Quartz Trading {number}" for number in range(19)] + ["Velmarin Optics LLC"]
    with table.open("a", encoding="utf-8") as file:
        for name in names:
            cells = {"kind": "organization", "name": name}
            file.write(",".join(cells.get(column, "") for column in columns) + "\r\n")
    built = run("build", "--source", f"partner-csv={table}", "--out", snapshot)
    assert built.exit_code == 0, built.output
    assert "20 entities, 20 names" in built.stdout
    assert "partner-parties: {owner: YOUR-PARTNER-ID}" in built.stderr

    screened = CliRunner().invoke(
        main, ["screen", "--snapshot", str(snapshot), "--name", "Velmarin Optiks L.L.C."]
    )
    (line,) = screened.stdout.splitlines()
    found = json.loads(line)
    assert found["verdict"] != "clear"
    assert found["matches"][0]["source"] == "partner-parties"
