"""`portcullis backtest` over files: what it counts, and that it only reads."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lists.build import SourceSpec, build
from lists.snapshots.store import open_folder
from streams import samples
from streams.cli import main
from tests.lists.snapshots.published import House

Run = Callable[..., Result]
EVENTS = Path(samples.__file__).parent / "events.ndjson"
STRICT = "default: {review: 0.99, hold: 1.0}\n"
LAX = "default: {review: 0.3, hold: 0.5}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    build(
        [SourceSpec(kind="ftm", path=samples.list_path())],
        tmp_path / "snapshot",
        progress=lambda *_: None,
    )
    (tmp_path / "strict.yaml").write_text(STRICT)
    (tmp_path / "lax.yaml").write_text(LAX)
    return tmp_path


@pytest.fixture
def run(folder: Path) -> Run:
    environment = {
        "PORTCULLIS_SNAPSHOT": f"file://{folder / 'snapshot'}",
        "PORTCULLIS_BOOTSTRAP": "127.0.0.1:1",  # nobody answers there
    }

    def run(*arguments: object, given: bytes | None = None) -> Result:
        options = ["backtest", *map(str, arguments)]
        return CliRunner().invoke(main, options, env=environment, input=given)

    return run


def totals(answer: dict[str, object], column: str) -> dict[str, int]:
    report = answer["report"]
    assert isinstance(report, dict)
    found = {"review": 0, "hold": 0}
    for row in report["lists"]:
        if row["programme"] is None:
            for verdict, count in row["counts"][column].items():
                found[verdict] += count
    return found


def test_stricter_thresholds_lose_alerts_and_lists_that_lack_one_lose_its_own(
    run: Run, folder: Path
) -> None:
    done = run("--events", EVENTS, "--thresholds", folder / "strict.yaml", "--json")
    assert done.exit_code == 0, done.output
    answer = json.loads(done.stdout)
    assert answer["report"]["events"] == len(EVENTS.read_text().splitlines())
    assert sum(totals(answer, "lost").values()) > 0
    assert sum(totals(answer, "gained").values()) == 0
    assert {example["change"] for example in answer["report"]["sample"]} <= {"lost", "lowered"}

    back = json.loads(
        run(
            *("--events", EVENTS, "--json", "--thresholds", folder / "lax.yaml"),
            *("--in-use", f"file://{folder / 'snapshot'}"),
        ).stdout
    )
    assert sum(totals(back, "lost").values()) == 0

    lines = samples.list_path().read_text().splitlines()
    (folder / "fewer.jsonl").write_text(
        "".join(f"{line}\n" for line in lines if '"demo-southland"' not in line)
    )
    other = folder / "fewer"
    build([SourceSpec(kind="ftm", path=folder / "fewer.jsonl")], other, progress=lambda *_: None)
    fewer = json.loads(run("--events", EVENTS, "--snapshot", f"file://{other}", "--json").stdout)
    lost = {
        row["source"] for row in fewer["report"]["lists"] if any(row["counts"]["lost"].values())
    }
    assert lost == {"demo-southland"}
    assert fewer["present"]["snapshot"] != fewer["proposed"]["snapshot"]


def test_it_is_drawn(run: Run, folder: Path) -> None:
    done = run("--events", EVENTS, "--thresholds", folder / "strict.yaml", "--sample", 1)
    assert done.exit_code == 0, done.output
    assert "proposed  snapshot 0-" in done.stdout
    assert "hold → " in done.stdout
    assert "lost    " in done.stdout


def test_bad_lines_are_told_and_the_rest_is_counted(run: Run, folder: Path) -> None:
    party = b'{"names": ["Velmarin Precision Optics LLC"], "kind": "organization"}'
    done = run(
        *("--events", "-", "--thresholds", folder / "lax.yaml", "--json"),
        given=party + b"\nnothing\n" + party + b"\n",
    )
    assert done.exit_code == 3
    answer = json.loads(done.stdout)
    assert (answer["bad"], answer["report"]["events"]) == (1, 2)
    assert "line 2: " in done.stderr


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["--events", EVENTS], 2, "propose something"),
        (["--events", EVENTS, "--since", "7d", "--snapshot", "x"], 2, "--since is for"),
        (["--since", "soon", "--snapshot", "1"], 2, "such as 30d or 6h"),
        (["--since", "0d", "--snapshot", "1"], 2, "such as 30d or 6h"),
        (["--since", "99999d", "--snapshot", "1"], 2, "such as 30d or 6h"),
        (["--since", "9" * 12 + "d", "--snapshot", "1"], 2, "such as 30d or 6h"),
        (["--since", "9" * 5000 + "d", "--snapshot", "1"], 2, "such as 30d or 6h"),
        (["--events", EVENTS, "--thresholds", "nowhere.yaml"], 2, "nowhere.yaml"),
        (["--events", EVENTS, "--snapshot", "file:///nowhere-at-all"], 2, "holds no snapshot"),
        (["--events", EVENTS, "--snapshot", "7"], 5, "version 7 is not kept"),
        (["--events", EVENTS, "--snapshot", "file://elsewhere@7"], 5, "not kept in file://else"),
        (["--since", "7d", "--thresholds", "lax.yaml", "--partners", "nowhere"], 2, "nowhere"),
    ],
)
def test_what_cannot_be_tested(
    run: Run,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[object],
    status: int,
    said: str,
) -> None:
    monkeypatch.chdir(folder)
    done = run(*arguments)
    assert done.exit_code == status, done.output
    assert said in done.stderr


def test_a_kept_version_of_a_published_list(tmp_path: Path) -> None:
    house = House(tmp_path / "house", open_folder(str(tmp_path / "store")))
    for name in ("Orlovan Brightkettle", "Marisolde Quenneville"):
        house.publish(name)
    environment = {
        "PORTCULLIS_SNAPSHOT": str(tmp_path / "store"),
        "PORTCULLIS_TRUSTED_KEYS": str(house.trusted),
        "PORTCULLIS_SNAPSHOT_CACHE": str(tmp_path / "cache"),
    }
    party = b'{"names": ["Orlovan Brightkettle"]}\n'
    for version in ("1", f"{tmp_path / 'store'}@1"):
        done = CliRunner().invoke(
            main,
            ["backtest", "--events", "-", "--snapshot", version, "--json"],
            env=environment,
            input=party,
        )
        assert done.exit_code == 0, done.output
        answer = json.loads(done.stdout)
        assert answer["proposed"]["snapshot"].startswith("1-")
        assert answer["present"]["snapshot"].startswith("2-")
        assert sum(totals(answer, "gained").values()) == 1
    assert not (tmp_path / "cache").exists()  # from where a worker could take it up
    (house.trusted / "own.pub").unlink()
    untrusted = CliRunner().invoke(
        main, ["backtest", "--events", "-", "--snapshot", "1"], env=environment, input=party
    )
    assert untrusted.exit_code == 5


def test_it_loads_nothing_that_writes_to_a_broker(folder: Path) -> None:
    """Neither transactions nor publishing nor administration: what is not there cannot write."""
    program = (
        "import sys\n"
        "from streams.cli import main\n"
        "try:\n"
        "    main(sys.argv[1:])\n"
        "except SystemExit:\n"
        "    pass\n"
        "import streams.broker.reading\n"
        "print([name for name in sys.modules if name.startswith('streams.broker.')],"
        " file=sys.stderr)\n"
    )
    options = ["--thresholds", str(folder / "lax.yaml"), "--in-use", str(folder / "snapshot")]
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", program, "backtest", "--events", str(EVENTS), *options],
        capture_output=True,
        text=True,
        check=True,
    )
    for module in ("delivery", "publishing", "provisioning", "administration", "transport"):
        assert f"'streams.broker.{module}'" not in done.stderr
    assert "'streams.broker.reading'" in done.stderr
