import json
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from streams.cli import main, ndjson
from streams.cli.ndjson import BATCH_LINES, batches, output_to
from streams.events.envelope import MAX_BYTES

Screen = Callable[..., Result]

LISTED = [
    ("xa-1", "Company", {"name": ["Velmora Precision Bearings"], "registrationNumber": ["0001"]}),
    ("xa-2", "Person", {"name": ["Orlo Dallweg"], "birthDate": ["1962-03-05"]}),
    ("xa-3", "Vessel", {"name": ["Grey Tern"], "imoNumber": ["IMO9000015"]}),
    ("xa-4", "Company", {"name": ["Velmora Precision Optics"]}),
]

MATCH_KEYS = [
    *("path", "role", "entityId", "source", "linked", "score", "listedName", "queryName"),
    "evidence",
]


def run(*arguments: object, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(main, list(map(str, arguments)), input=stdin)


def ndjson_of(*documents: object) -> bytes:
    lines = (d if isinstance(d, bytes) else json.dumps(d).encode() for d in documents)
    return b"".join(line + b"\n" for line in lines)


def answers(result: Result) -> list[Any]:
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("screening")
    source = folder / "list.ftm.jsonl"
    entities = (
        {"id": key, "schema": schema, "datasets": ["xa-list"], "properties": properties}
        for key, schema, properties in LISTED
    )
    source.write_bytes(ndjson_of(*entities))
    built = run("lists", "build", "--source", f"ftm={source}", "--out", folder / "snapshot")
    assert built.exit_code == 0, built.output
    return folder / "snapshot"


@pytest.fixture
def screen(snapshot: Path) -> Screen:
    def invoke(*documents: object, options: tuple[object, ...] = ()) -> Result:
        stdin = ndjson_of(*documents)
        return run("screen", "--snapshot", snapshot, *options, "-", stdin=stdin)

    return invoke


SHIPMENT: dict[str, Any] = {
    "lrn": "L-1",
    "parties": [
        {"role": "consignor", "names": [{"value": "Brimlow Textiles"}]},
        {"role": "consignee", "names": [{"value": "Velmora Precision Bearings"}]},
    ],
    "transport": [{"mode": "sea", "name": "Renamed Ship", "imo": "9000015"}],
}


def test_a_party_is_found(screen: Screen) -> None:
    result = screen({"id": "q1", "kind": "organization", "names": ["Velmora Precision Bearings"]})
    assert result.exit_code == 0, result.output
    (answer,) = answers(result)
    assert list(answer) == ["id", "verdict", "matches", "leftOut", "snapshotVersion"]
    assert (answer["id"], answer["verdict"]) == ("q1", "hold")
    best = answer["matches"][0]
    assert list(best) == MATCH_KEYS
    assert (best["entityId"], best["source"]) == ("xa-1", "xa-list")
    assert (best["path"], best["role"]) == (None, None)
    assert list(best["evidence"][0]) == ["feature", "value", "points", "detail"]
    assert answer["snapshotVersion"].startswith("0-")


def test_everyone_in_an_event_is_screened(screen: Screen) -> None:
    cloud_event = {
        "specversion": "1.0",
        "id": "e-1",
        "source": "urn:portcullis:partner:nordland",
        "type": "shipment.v1",
        "data": SHIPMENT,
    }
    plain = SHIPMENT | {"type": "shipment.v1"}
    result = screen(cloud_event, plain)
    assert result.exit_code == 0, result.output
    first, second = answers(result)
    assert (first["id"], second["id"]) == ("e-1", "line:2")
    assert first["matches"] == second["matches"]
    found = {(m["path"], m["role"], m["entityId"]) for m in first["matches"]}
    assert {("parties[1]", "consignee", "xa-1"), ("transport[0]", "transport", "xa-3")} <= found
    assert first["verdict"] == "hold"
    scores = [match["score"] for match in first["matches"]]
    assert scores == sorted(scores, reverse=True)


def test_order_is_kept_and_bad_lines_stand_in_their_place(screen: Screen) -> None:
    count = 2 * BATCH_LINES + 3
    documents: list[object] = [{"id": n, "names": [f"Ostmere {n}"]} for n in range(1, count + 1)]
    documents[16] = b"{not json"
    documents[BATCH_LINES] = b""
    documents[BATCH_LINES + 1] = {"names": []}
    result = screen(*documents)
    assert result.exit_code == 3
    got = answers(result)
    assert got[16]["line"] == 17
    assert "JSON" in got[16]["error"]
    assert got[BATCH_LINES] == {
        "line": BATCH_LINES + 2,
        "error": "a party needs a name or an identifier",
    }
    skipped = {17, BATCH_LINES + 1, BATCH_LINES + 2}
    ids = [answer["id"] for answer in got if "id" in answer]
    assert ids == [n for n in range(1, count + 1) if n not in skipped]


@pytest.mark.parametrize(
    ("line", "error"),
    [
        (b"\xff\xfe", "UTF-8"),
        (b'{"names":' + b"[" * 100_000, "nested too deeply"),
        (b'{"x":' + b"[" * 100_000, "nested too deeply"),
        (b'{"names":["' + b"x" * MAX_BYTES + b'"]}', "larger than 1,048,576 bytes"),
        (b'{"type":"shipment.v7","lrn":"L"}', "type: 'shipment.v7' is a version unknown here"),
        (b'{"type":"shipment.v1","parties":[]}', "parties: at least one party is required"),
    ],
)
def test_hostile_lines_stop_nothing(screen: Screen, line: bytes, error: str) -> None:
    result = screen(line, {"id": "after", "names": ["Orlo Dallweg"]})
    assert result.exit_code == 3
    bad, after = answers(result)
    assert bad["line"] == 1
    assert error in bad["error"]
    assert after["matches"][0]["entityId"] == "xa-2"


def test_a_name_of_a_megabyte_is_refused(screen: Screen) -> None:
    result = screen({"id": "long", "names": ["Velmora " * (MAX_BYTES // 9)]})
    assert result.exit_code == 3
    error = "names[0].value: a name has at most 1,000 characters"
    assert answers(result) == [{"line": 1, "error": error}]


def test_one_name(snapshot: Path) -> None:
    result = run("screen", "--snapshot", snapshot, "--name", "Orlo Dallweg", "--kind", "person")
    assert result.exit_code == 0
    (answer,) = answers(result)
    assert answer["id"] == "line:1"
    assert answer["matches"][0]["entityId"] == "xa-2"


def test_min_score_lists_more_and_leaves_the_verdict(screen: Screen) -> None:
    party = {"kind": "organization", "names": ["Velmora Precision Bearings"]}
    by_threshold = answers(screen(party))[0]
    every = answers(screen(party, options=("--min-score", 0)))[0]
    assert every["verdict"] == by_threshold["verdict"]
    assert [m["entityId"] for m in every["matches"]] == ["xa-1", "xa-4"]
    best = answers(screen(party, options=("--min-score", 0, "--limit", 1)))[0]
    assert [m["entityId"] for m in best["matches"]] == ["xa-1"]
    assert best["leftOut"] == 1
    none = answers(screen({"names": ["Ostmere"]}, options=("--min-score", 1)))[0]
    assert (none["verdict"], none["matches"]) == ("clear", [])


def test_output_to_a_file(screen: Screen, tmp_path: Path) -> None:
    path = tmp_path / "out.ndjson"
    path.write_text("old")
    result = screen({"id": "q", "names": ["Orlo Dallweg"]}, options=("--output", path))
    assert (result.exit_code, result.stdout) == (0, "")
    assert json.loads(path.read_text())["id"] == "q"
    assert [p.name for p in tmp_path.iterdir()] == ["out.ndjson"]


def test_a_failed_run_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "out.ndjson"
    path.write_text("old")
    with pytest.raises(TypeError), output_to(path) as sink:
        sink.writelines([b"half", "no bytes"])  # type: ignore[list-item]
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["out.ndjson"]


def test_a_new_file_has_ordinary_permissions(tmp_path: Path) -> None:
    with output_to(tmp_path / "new") as sink:
        sink.write(b"x")
    (tmp_path / "ordinary").touch()
    assert (tmp_path / "new").stat().st_mode == (tmp_path / "ordinary").stat().st_mode


def test_usage(snapshot: Path, tmp_path: Path) -> None:
    assert run("screen", "--snapshot", snapshot).exit_code == 2
    assert run("screen", "--snapshot", snapshot, "--name", "x", "-", stdin=b"").exit_code == 2
    assert run("screen", "--snapshot", tmp_path / "none", "--name", "x").exit_code == 2
    assert run("screen", "--snapshot", snapshot, "--min-score", 2, "--name", "x").exit_code == 2
    missing = run("screen", "--snapshot", tmp_path, "--name", "x")
    assert missing.exit_code == 2
    assert "holds no snapshot" in missing.stderr


def test_nothing_in_nothing_out(screen: Screen) -> None:
    result = screen()
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")


PAIR = {"id": "p1", "left": {"names": ["Velmora Optics"]}, "right": {"names": ["Velmora Optics"]}}


@pytest.mark.parametrize("with_snapshot", [False, True])
def test_compare(snapshot: Path, *, with_snapshot: bool) -> None:
    options = ("--snapshot", snapshot) if with_snapshot else ()
    other = {"left": {"names": ["Velmora Optics"]}, "right": {"names": ["Brimlow Grain"]}}
    result = run("compare", *options, "-", stdin=ndjson_of(PAIR, b"[]", other))
    assert result.exit_code == 3
    same, bad, different = answers(result)
    assert list(same) == ["id", "score", "evidence"]
    assert (same["id"], bad["line"], different["id"]) == ("p1", 2, "line:3")
    assert same["score"] > 0.5 > different["score"]


@pytest.mark.parametrize("command", ["screen", "compare"])
def test_help_teaches(command: str) -> None:
    text = run(command, "--help").stdout
    assert f"portcullis {command}" in text
    assert "Example" in text


def test_batches_are_bounded_in_lines_and_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ndjson, "BATCH_BYTES", 1000)
    lines = [b"x" * 400 for _ in range(6)] + [b"y" for _ in range(BATCH_LINES + 1)]
    got = list(batches(BytesIO(b"\n".join(lines))))
    assert [len(batch) for batch in got] == [3, 3, BATCH_LINES, 1]
    assert [line.text for batch in got for line in batch] == lines
    assert [line.number for batch in got for line in batch] == list(range(1, len(lines) + 1))


def test_a_long_line_is_cut_and_counted_once() -> None:
    source = BytesIO(b"z" * (3 * MAX_BYTES) + b"\nnext")
    (batch,) = batches(source)
    assert [(line.number, len(line.text)) for line in batch] == [(1, MAX_BYTES + 2), (2, 4)]
