import gzip
from pathlib import Path

import msgspec
import pytest
import yaml
from click.testing import CliRunner
from msgspec.structs import replace

from bench.cases import Case
from bench.options import steps
from bench.quality import freeze as freezing
from bench.quality.command import quality
from bench.quality.freeze import freeze
from bench.quality.report import Quality, summed_up, tables
from bench.quality.run import GROUPS, Parts, Sizes, run
from matchers.model import Kind
from matchers.operating import OperatingPoints
from matchers.scorecard import scorecard
from tests.bench.listed import case

POSITIVES = [
    case("Arkady Dragunov", "p1", tags=("q:Latin", "band:near")),
    case("Khaled al Faruki", "p2", tags=("q:Latin", "band:mid")),
    case("Zarathul Okonore", "p3", of="crosslist_easy"),
    case("Wholly Otherwise", "p3", tags=("q:Latin", "band:far")),
]
NEGATIVES = [
    case(name, of="negatives_persons_real")
    for name in ("Petra Nobody", "John Elsewhere", "Maria Unlisted", "Zarathul Okonor")
]
LEFT_OUT = [case("Arkadi Dragun", "p1", without=("Arkadi Dragun",), tags=("q:Latin",))]

LISTED = {
    "p1": ("Person", ["DRAGUNOV, Arkady Pavlovich", "Arkadi Dragun"]),
    "p2": ("Person", ["Khalid Al-Faruqi"]),
    "p3": ("Person", ["Zarathul Okonore"]),
    "o1": ("Company", ["Northern Gale Shipping LLC"]),
}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    files: dict[str, list[Case]] = {
        "dev_positives": POSITIVES,
        "dev_negatives": NEGATIVES,
        "dev_alias_leave_one_out": LEFT_OUT,
    }
    for name, cases in files.items():
        lines = b"".join(msgspec.json.encode(each) + b"\n" for each in cases)
        (folder / f"{name}.jsonl.gz").write_bytes(gzip.compress(lines))
    universe = [
        {"id": key, "schema": schema, "datasets": ["t"], "properties": {"name": names}}
        for key, (schema, names) in LISTED.items()
    ]
    lines = b"".join(msgspec.json.encode(each) + b"\n" for each in universe)
    (folder / "universe.ftm.jsonl.gz").write_bytes(gzip.compress(lines))
    return folder


@pytest.fixture(scope="module")
def parts(data: Path) -> Parts:
    with steps() as progress:
        sizes = Sizes(exact=10, left_out=10, seed=1)
        return run(data, data / "universe.ftm.jsonl.gz", sizes, GROUPS, progress)


def test_everything_is_measured(parts: Parts) -> None:
    result = summed_up(parts)
    assert len(tables(result)) == 6
    assert result.recall["crosslist_easy"]["1.0%"].share == 1
    assert result.recall["gate"]["1.0%"].of == 3
    assert result.recall["gate"]["1.0%"].share < 1
    assert result.facts["gate"]["1.0%, name only"] == result.recall["gate"]["1.0%"]
    assert result.facts["gate"]["1.0%"].of == 3
    assert result.names is not None
    assert result.names.missed == ()
    assert result.manipulated["exact"]["1.0%"].share == 1
    assert result.left_out["left out"]["1.0%"].of == 1


def test_freezing_twice_writes_the_same(
    parts: Parts, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kinds = {Kind.VESSEL: scorecard().kinds[Kind.VESSEL]}  # plots take a second for each kind
    monkeypatch.setattr(freezing, "scorecard", lambda: replace(scorecard(), kinds=kinds))
    written = []
    for name in ("one", "two"):
        root = tmp_path / name
        (root / "docs").mkdir(parents=True)
        (root / "config").mkdir()
        freeze(summed_up(parts), parts, data, data / "universe.ftm.jsonl.gz", root)
        written.append({str(f.relative_to(root)): f.read_bytes() for f in root.rglob("*.*")})
    assert written[0] == written[1]
    points = msgspec.convert(
        yaml.safe_load(written[0]["config/operating_points.yaml"]), OperatingPoints
    )
    recalls = [point.recall["easy"] for point in points.points]
    assert recalls == sorted(recalls, reverse=True)
    plots = {name for name in written[0] if name.startswith("docs/plots/")}
    assert "docs/plots/recall-by-set.svg" in plots
    assert {f"docs/plots/shapes-{kind}.svg" for kind in kinds} < plots


def test_the_command_writes_examples(data: Path, tmp_path: Path) -> None:
    misses, alarms = tmp_path / "misses.jsonl", tmp_path / "alarms.jsonl"
    arguments = ["--cases", data, "--universe", data / "universe.ftm.jsonl.gz", "--json"]
    arguments += ["--only", "exact", "--misses", misses, "--alarms", alarms]
    done = CliRunner().invoke(quality, list(map(str, arguments)), catch_exceptions=False)
    result = msgspec.json.decode(done.stdout, type=Quality)
    assert not result.manipulated
    missed = [msgspec.json.decode(line) for line in misses.read_bytes().splitlines()]
    assert [each["name"] for each in missed][-1] == "Wholly Otherwise"
    assert missed[-1]["names"] == {"p3": ["Zarathul Okonore"]}
    alarmed = [msgspec.json.decode(line) for line in alarms.read_bytes().splitlines()]
    assert [each["name"] for each in alarmed] == ["Zarathul Okonor"]
    assert alarmed[0]["evidence"]["base"][0] == 1
    assert alarmed[0]["kind"] == Kind.PERSON


def test_the_frozen_report_is_of_everything() -> None:
    done = CliRunner().invoke(quality, ["--freeze", "--only", "facts"])
    assert done.exit_code == 2
    assert "leave --only out" in done.stderr
