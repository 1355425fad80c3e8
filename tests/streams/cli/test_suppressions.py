import json
from collections.abc import Callable
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from click.testing import CliRunner, Result

from lists.build import SourceSpec, build
from sharing.suppression_file import suppressions_file
from streams import samples
from streams.cli import main

LISTED = "demo-public-o01"
PARTY: dict[str, Any] = {
    "kind": "organization",
    "names": ["Velmarin Precision Optics LLC"],
    "identifiers": [{"scheme": "eori", "value": "XN1234567890"}],
}
PEOPLE = ("--requested-by", "A. Lindqvist", "--approved-by", "M. Okafor")
WHY = ("--reason", "another register number")
Run = Callable[..., Result]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where an operator works: policy, secret and lists of the installation."""
    copytree(samples.policy_folder(), tmp_path / "policy")
    (tmp_path / "secret").write_bytes(b"a secret for tests only")
    build(
        [SourceSpec(kind="ftm", path=samples.list_path())],
        tmp_path / "snapshot",
        progress=lambda *_: None,
    )
    return tmp_path


@pytest.fixture
def run(folder: Path) -> Run:
    environment = {
        "PORTCULLIS_PARTNERS": str(folder / "policy"),
        "PORTCULLIS_SECRET_FILE": str(folder / "secret"),
        "PORTCULLIS_SNAPSHOT": f"file://{folder / 'snapshot'}",
    }

    def run(*arguments: str, given: str = "") -> Result:
        return CliRunner().invoke(main, ["suppressions", *arguments], env=environment, input=given)

    return run


def add(run: Run, party: object = PARTY, *more: str, entity: str = LISTED) -> Result:
    options = ("--entity", entity, *WHY, *PEOPLE, "--expires", "90d", *more)
    return run("add", "-", *options, given=json.dumps(party))


def rows(run: Run, *more: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in run("list", "--json", *more).stdout.splitlines()]


def test_a_record_is_made_listed_and_ended(run: Run, folder: Path) -> None:
    dry = add(run, PARTY, "--dry-run")
    assert dry.exit_code == 0, dry.output
    assert "would be kept" in dry.stdout
    assert not suppressions_file(folder / "policy").exists()
    done = add(run, PARTY, "--json", "--origin", "alert 17")
    assert done.exit_code == 0, done.output
    made = json.loads(done.stdout)
    assert (made["entityId"], made["approvedBy"], made["origin"]) == (
        LISTED,
        "M. Okafor",
        "alert 17",
    )
    (row,) = rows(run, "--lists")
    assert row == {"state": "inForce", **made}
    assert made["id"] in run("list").stdout
    assert "Velmarin" not in suppressions_file(folder / "policy").read_text()

    how = ("--by", "M. Okafor", "--why", "new evidence")
    assert "would end" in run("expire", made["id"], *how, "--dry-run").stdout
    assert rows(run)[0]["state"] == "inForce"
    assert run("expire", made["id"], *how).exit_code == 0
    assert rows(run) == []
    (ended,) = rows(run, "--all")
    assert (ended["state"], ended["withdrawn"]["why"]) == ("withdrawn", "new evidence")
    again = run("expire", made["id"], *how)
    assert again.exit_code == 5
    assert "has ended" in again.stderr
    assert add(run).exit_code == 0  # another may follow


@pytest.mark.parametrize(
    ("party", "more", "status", "said"),
    [
        ({"names": PARTY["names"]}, (), 5, "name alone"),
        ({**PARTY, "identifiers": []}, (), 5, "name alone"),
        (PARTY, ("--entity", "nobody"), 5, "no listed entity is called nobody"),
        (PARTY, ("--expires", "366d"), 5, "365 days later at most"),
        (PARTY, ("--expires", "2001-01-01"), 5, "ends after it begins"),
        (PARTY, ("--expires", "99999999999d"), 5, "says no time"),
        (PARTY, ("--expires", "9" * 5000 + "d"), 5, "says no time"),
        (PARTY, ("--expires", "9999-12-31T23:59:59-10:00"), 5, "says no time"),
        (PARTY, ("--expires", "9999-12-31"), 5, "365 days later at most"),
        (PARTY, ("--expires", "soon"), 5, "says no time"),
        (PARTY, ("--approved-by", "a. lindqvist"), 5, "two different people"),
        (PARTY, ("--reason", " "), 5, "reason"),
        (PARTY, ("--approved-by", "M.\nOkafor"), 5, "approvedBy"),
        ({"nomes": []}, (), 2, "needs a name"),
        ([], (), 2, "object"),
    ],
)
def test_what_makes_no_record(
    run: Run, folder: Path, party: object, more: tuple[str, ...], status: int, said: str
) -> None:
    done = add(run, party, *more)
    assert done.exit_code == status, done.output
    assert said in done.stderr
    assert not suppressions_file(folder / "policy").exists()


@pytest.mark.parametrize("missing", ["--approved-by", "--requested-by", "--reason", "--expires"])
def test_nothing_is_taken_for_granted(run: Run, missing: str) -> None:
    options = ["--entity", LISTED, *WHY, *PEOPLE, "--expires", "90d"]
    place = options.index(missing)
    done = run("add", "-", *options[:place], *options[place + 2 :], given=json.dumps(PARTY))
    assert done.exit_code == 2
    assert missing in done.stderr


def test_a_second_record_for_the_same_is_refused(run: Run) -> None:
    assert add(run).exit_code == 0
    again = add(run)
    assert again.exit_code == 5
    assert "holds for these two" in again.stderr
    assert len(rows(run)) == 1


def test_a_party_of_an_event_has_the_same_fingerprint(run: Run) -> None:
    event = {
        "type": "shipment.v1",
        "id": "e1",
        "source": "urn:portcullis:partner:nordland-customs",
        "lrn": "L-1",
        "parties": [
            {"role": "consignor", "names": [{"value": "Bakery Sunrise"}]},
            {"role": "consignee", **PARTY, "names": [{"value": PARTY["names"][0]}]},
        ],
    }
    of_event = add(run, event, "--path", "parties[1]", "--dry-run", "--json")
    bare = add(run, PARTY, "--dry-run", "--json")
    assert json.loads(of_event.stdout)["party"] == json.loads(bare.stdout)["party"]
    for path in ((), ("--path", "parties[7]")):
        lost = add(run, event, *path)
        assert lost.exit_code == 5
        assert "it has parties[0], parties[1]" in lost.stderr


def test_a_record_whose_entity_changed_is_shown_so(run: Run, folder: Path) -> None:
    assert add(run).exit_code == 0
    lines = samples.list_path().read_text().splitlines()
    other = folder / "other.jsonl"
    other.write_text("\n".join(line for line in lines if LISTED not in line) + "\n")
    build([SourceSpec(kind="ftm", path=other)], folder / "snapshot", progress=lambda *_: None)
    assert [row["state"] for row in rows(run)] == ["inForce"]
    assert [row["state"] for row in rows(run, "--lists")] == ["changed"]


def test_many_at_once(run: Run, folder: Path) -> None:
    good = {
        "party": PARTY,
        "entityId": LISTED,
        "reason": "register seen",
        "requestedBy": "A. Lindqvist",
        "approvedBy": "M. Okafor",
        "expires": "30d",
    }
    person = {**good, "party": {"names": ["Jon Dorwen"], "birthDate": "1962-03-05"}}
    lines = [
        good,
        good,  # the same again
        {**good, "party": {"names": ["Velmarin"]}},
        {**good, "approvedBy": "A. Lindqvist"},
        {**good, "aproved": "x"},
        "no object",
        person,
    ]
    text = "\n".join(json.dumps(line) for line in lines) + "\n{\n"
    dry = run("import", "-", "--dry-run", given=text)
    assert dry.exit_code == 3, dry.output
    assert not suppressions_file(folder / "policy").exists()
    done = run("import", "-", given=text)
    assert done.exit_code == 3
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer["line"] for answer in answers] == list(range(1, 9))
    assert ["id" in answer for answer in answers] == [True, *[False] * 5, True, False]
    assert "holds for these two" in answers[1]["error"]
    assert "name alone" in answers[2]["error"]
    assert "2 kept, 6 refused" in done.stderr
    assert {row["id"] for row in rows(run)} == {answers[0]["id"], answers[6]["id"]}
    clean = {**good, "party": {"names": ["Ina Dorwen"], "birthDate": "1963-03-05"}}
    assert run("import", "-", given=json.dumps(clean)).exit_code == 0


def test_all_are_ended_or_none(run: Run) -> None:
    made = json.loads(add(run, PARTY, "--json").stdout)["id"]
    done = run("expire", made, "f" * 16, "--by", "x", "--why", "y")
    assert done.exit_code == 5
    assert f"no record {'f' * 16}" in done.stderr
    assert [row["state"] for row in rows(run)] == ["inForce"]


def test_without_the_secret_or_the_folder_there_is_no_record(run: Run, folder: Path) -> None:
    (folder / "secret").rename(folder / "elsewhere")
    done = add(run)
    assert done.exit_code == 2
    assert "--secret-file" in done.stderr
    assert not (folder / "secret").exists()
    (folder / "elsewhere").rename(folder / "secret")
    lost = add(run, PARTY, "--partners", str(folder / "nowhere"))
    assert lost.exit_code == 2
    assert "--partners" in lost.stderr


def test_an_altered_file_stops_every_command(run: Run, folder: Path) -> None:
    assert add(run).exit_code == 0
    file = suppressions_file(folder / "policy")
    file.write_text(file.read_text().replace("another register", "any old register"))
    for done in (run("list"), add(run), run("expire", "f" * 16, "--by", "x", "--why", "y")):
        assert done.exit_code == 2
        assert "suppressions.jsonl:1: seal: does not fit" in done.stderr
