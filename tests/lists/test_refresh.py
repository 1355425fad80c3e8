import json
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from config.files import ConfigError
from lists.build import LoadedList, Progress, SourceSpec, load
from lists.delta import Counts
from lists.errors import BuildError
from lists.refresh import Report
from lists.refreshing import intake
from lists.refreshing.fetched import file_names
from lists.refreshing.outcome import Outcome, Status
from lists.refreshing.refusal import Check
from lists.snapshots.snapshot import content_digest, content_files
from tests.lists.refreshing.desk import Bureau, a_list, source

UN, OWN = "un-sc", "own"


def own(*keys: str) -> bytes:
    lines = (
        {"id": key, "schema": "Person", "datasets": [OWN], "properties": {"name": [f"Imran {key}"]}}
        for key in keys
    )
    return "\n".join(map(json.dumps, lines)).encode()


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    """The files of two sources."""
    made = {UN: tmp_path / "un.xml", OWN: tmp_path / "own.jsonl"}
    made[UN].write_bytes(a_list())
    made[OWN].write_bytes(own("own-1", "own-2"))
    return made


@pytest.fixture
def bureau(tmp_path: Path, files: dict[str, Path]) -> Bureau:
    return Bureau(
        tmp_path,
        {
            UN: source(str(files[UN])),
            OWN: source(str(files[OWN]), loader="ftm", minimum_entities=1, allowed_drop=0.5),
        },
    )


def by_source(report: Report) -> dict[str, Outcome]:
    return {outcome.source: outcome for outcome in report.outcomes}


def statuses(report: Report) -> dict[str, Status]:
    return {outcome.source: outcome.status for outcome in report.outcomes}


def test_a_first_refresh_publishes_all_sources_with_where_they_are_from(
    bureau: Bureau, files: dict[str, Path]
) -> None:
    report = bureau.refresh()
    assert statuses(report) == {OWN: Status.FRESH, UN: Status.FRESH}
    assert {name: len(found) for name, found in bureau.entities().items()} == {OWN: 2, UN: 20}
    own_list, un_list = bureau.manifest.provenance
    assert (own_list.id, un_list.id) == (OWN, UN)
    assert un_list.urls == (str(files[UN]),)
    assert un_list.published_at == "2026-01-01T00:00:00+00:00"
    assert un_list.fetched_at == bureau.now.isoformat(timespec="seconds")
    assert len(un_list.digest) == 64
    assert bureau.announced == [(1, {OWN: Counts(added=2), UN: Counts(added=20)})]


def test_nothing_new_publishes_nothing_until_it_grows_old(bureau: Bureau) -> None:
    bureau.refresh()
    first = bureau.manifest
    quiet = bureau.refresh()
    assert statuses(quiet) == {OWN: Status.UNCHANGED, UN: Status.UNCHANGED}
    assert quiet.published is None
    renewed = bureau.refresh(later=timedelta(hours=12))
    assert renewed.published is not None
    assert (bureau.manifest.version, bureau.manifest.content_digest) == (2, first.content_digest)
    assert bureau.manifest.provenance[0].fetched_at == bureau.now.isoformat(timespec="seconds")
    assert bureau.announced[1:] == [(2, {})]


def test_the_same_content_is_not_indexed_again(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    bureau.refresh()
    monkeypatch.setattr("lists.refreshing.edition.write_content", None)
    assert bureau.refresh(later=timedelta(hours=12)).published is not None


def test_damaged_content_is_built_again(bureau: Bureau) -> None:
    bureau.refresh()
    (bureau.state.content / "entities.jsonl").write_bytes(b"")
    assert bureau.refresh(later=timedelta(hours=12)).published is not None
    assert len(bureau.entities()[UN]) == 20
    assert content_digest(content_files(bureau.state.content)) == bureau.manifest.content_digest


def test_unchanged_sources_are_not_read_again(
    bureau: Bureau, files: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    bureau.refresh()
    read: list[str] = []

    def noted(spec: SourceSpec, progress: Progress) -> LoadedList:
        read.append(spec.kind)
        return load(spec, progress)

    monkeypatch.setattr("lists.refreshing.intake.load", noted)
    files[OWN].write_bytes(own("own-1", "own-2", "own-3"))
    report = bureau.refresh()
    assert read == ["ftm"]
    assert report.delta.counts() == {OWN: Counts(added=1)}
    assert len(bureau.entities()[UN]) == 20


def test_other_code_reads_them_again(bureau: Bureau, monkeypatch: pytest.MonkeyPatch) -> None:
    bureau.refresh()
    monkeypatch.setattr(intake, "reader", lambda: "another")
    report = bureau.refresh()
    assert set(statuses(report).values()) == {Status.FRESH}
    assert {each.parser for each in bureau.manifest.provenance} == {"another"}


def test_a_dry_run_checks_and_leaves_everything_as_it_was(
    bureau: Bureau, files: dict[str, Path]
) -> None:
    report = bureau.refresh(dry_run=True)
    assert statuses(report) == {OWN: Status.FRESH, UN: Status.FRESH}
    assert report.delta.counts()[UN] == Counts(added=20)
    assert report.published is None
    assert bureau.announced == []
    assert bureau.state.kept(UN) is None
    files[UN].write_bytes(b"<html></html>")
    assert bureau.refresh(dry_run=True).refused


def test_only_the_chosen_source_is_asked(bureau: Bureau, files: dict[str, Path]) -> None:
    bureau.refresh()
    files[UN].unlink()
    files[OWN].write_bytes(own("own-1", "own-2", "own-3"))
    report = bureau.refresh(OWN)
    assert statuses(report) == {OWN: Status.FRESH, UN: Status.LEFT}
    assert {name: len(found) for name, found in bureau.entities().items()} == {OWN: 3, UN: 20}


def test_what_an_operator_lets_pass_is_recorded(bureau: Bureau, files: dict[str, Path]) -> None:
    bureau.refresh()
    files[UN].write_bytes(a_list(range(1, 12), date="2025-12-01"))
    refused = by_source(bureau.refresh())[UN]
    assert [each.check for each in refused.refusals] == [Check.DROP, Check.GONE, Check.OLDER]
    assert len(bureau.entities()[UN]) == 20
    assert not bureau.manifest.accepted

    report = bureau.refresh(accepted={UN: "nine delisted"})
    assert not report.refused
    assert len(bureau.entities()[UN]) == 11
    (accepted,) = bureau.manifest.accepted
    assert (accepted.source, accepted.why, accepted.who) == (UN, "nine delisted", "an operator")
    assert accepted.what == (
        "drop: 11 entities, were 20; allowed is 20.0% fewer",
        (
            "gone: 9 of 20 entities are gone (un-sc-QDi.12, un-sc-QDi.13, un-sc-QDi.14 …); "
            "allowed is 20.0%"
        ),
        "older: published 2025-12-01T00:00:00+00:00, the version in use 2026-01-01T00:00:00+00:00",
    )
    assert not bureau.refresh().refused
    files[OWN].write_bytes(own("own-1", "own-2", "own-3"))
    bureau.refresh()
    assert bureau.manifest.accepted == (accepted,)  # as long as that version is in use
    files[UN].write_bytes(a_list(range(1, 13)))
    bureau.refresh()
    assert not bureau.manifest.accepted


def test_letting_pass_does_not_extend_to_what_is_not_sound(
    bureau: Bureau, files: dict[str, Path]
) -> None:
    bureau.refresh()
    files[UN].write_bytes(a_list(range(1, 5)))
    refused = by_source(bureau.refresh(accepted={UN: "trust me"}))[UN]
    assert [each.check for each in refused.refusals] == [Check.MINIMUM]
    assert not bureau.manifest.accepted


def test_an_earlier_version_without_a_date_is_known_by_its_content(
    bureau: Bureau, files: dict[str, Path]
) -> None:
    first = files[OWN].read_bytes()
    bureau.refresh()
    for keys in (("own-1", "own-2", "own-3"), ("own-1", "own-2", "own-4")):
        files[OWN].write_bytes(own(*keys))
        assert not bureau.refresh().refused
    files[OWN].write_bytes(first)
    refused = by_source(bureau.refresh())[OWN]
    assert [(each.check, each.reason) for each in refused.refusals] == [
        (Check.OLDER, "a version that was in use before, and was left")
    ]


def lose(bureau: Bureau) -> None:
    shutil.rmtree(bureau.folder / "state")


def damage(bureau: Bureau) -> None:
    for path in (bureau.folder / "state").rglob("*"):
        if path.suffix in {".json", ".msgpack"}:
            path.write_bytes(b"{")


@pytest.mark.parametrize("harm", [lose, damage])
def test_a_lost_state_is_made_good_from_the_snapshot_in_use(
    bureau: Bureau, files: dict[str, Path], harm: Callable[[Bureau], None]
) -> None:
    bureau.refresh()
    before = bureau.manifest
    harm(bureau)
    files[UN].write_bytes(a_list(range(1, 12)))
    files[OWN].write_bytes(own("own-1", "own-2", "own-3"))
    refused = by_source(bureau.refresh())[UN]
    assert [each.check for each in refused.refusals] == [Check.DROP, Check.GONE]
    assert {name: len(found) for name, found in bureau.entities().items()} == {OWN: 3, UN: 20}
    assert bureau.manifest.provenance[1] == before.provenance[1]


def test_what_was_published_and_not_kept_stays_published(
    bureau: Bureau, files: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    bureau.refresh()
    files[UN].write_bytes(a_list(range(1, 22)))
    with monkeypatch.context() as killed:
        killed.setattr("lists.refresh.keep", lambda *_: None)
        bureau.refresh()
    files[OWN].write_bytes(own("own-1", "own-2", "own-3"))
    report = bureau.refresh(OWN)
    assert report.delta.counts() == {OWN: Counts(added=1)}
    assert {name: len(found) for name, found in bureau.entities().items()} == {OWN: 3, UN: 21}


def test_what_was_rolled_back_does_not_come_back_by_itself(
    bureau: Bureau, files: dict[str, Path]
) -> None:
    bureau.refresh()
    good = bureau.in_use
    files[UN].write_bytes(a_list(range(1, 25)))
    bureau.refresh()
    bureau.in_use = good  # as `lists rollback` would have it
    refused = by_source(bureau.refresh())[UN]
    assert [each.reason for each in refused.refusals] == [
        "a version that was in use before, and was left"
    ]
    assert len(bureau.entities()[UN]) == 20
    files[UN].write_bytes(a_list(range(1, 24)))
    assert not bureau.refresh().refused
    assert len(bureau.entities()[UN]) == 23
    files[UN].write_bytes(a_list(range(1, 25)))
    assert bureau.refresh().refused


def test_places_of_what_could_not_be_read_name_the_file_alone(
    bureau: Bureau, files: dict[str, Path]
) -> None:
    files[OWN].write_bytes(own("own-1") + b"\n{")
    bureau.sources[OWN] = msgspec.structs.replace(bureau.sources[OWN], allowed_unparsed=0.5)
    bureau.refresh()
    row = next(row for row in bureau.manifest.sources if row.unparsed)
    assert row.unparsed_reasons[0].places == ("own.jsonl line 2",)
    files[UN].write_bytes(b"<CONSOLIDATED_LIST>")
    (refusal,) = by_source(bureau.refresh())[UN].refusals
    assert refusal.reason.startswith("un.xml line 1: not well-formed XML")


def test_new_versions_with_one_id_in_common_are_refused_both(
    bureau: Bureau, files: dict[str, Path]
) -> None:
    bureau.refresh()
    before = bureau.entities()
    files[UN].write_bytes(a_list(range(1, 22)))
    files[OWN].write_bytes(own("own-1", "own-2", "un-sc-QDi.21"))
    report = bureau.refresh()
    assert [
        (each.source, *((fault.check, fault.reason) for fault in each.refusals))
        for each in report.outcomes
    ] == [
        (OWN, (Check.DUPLICATE, "the id 'un-sc-QDi.21' is also in un-sc")),
        (UN, (Check.DUPLICATE, "the id 'un-sc-QDi.21' is also in own")),
    ]
    assert bureau.entities() == before


def test_a_source_must_not_speak_for_another(bureau: Bureau, files: dict[str, Path]) -> None:
    bureau.refresh()
    files[OWN].write_bytes(own("own-1").replace(b'"own"]', b'"un-sc"]'))
    (fault,) = by_source(bureau.refresh())[OWN].refusals
    assert (fault.check, fault.reason) == (
        Check.OWNER,
        "holds entities of other sources: un-sc",
    )


def test_a_fault_of_a_loader_is_a_refusal_of_its_source_alone(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    def faulty(spec: SourceSpec, progress: Progress) -> LoadedList:
        if spec.kind == "ftm":
            raise ZeroDivisionError("a name: Imran Kuartz")
        return load(spec, progress)

    monkeypatch.setattr("lists.refreshing.intake.load", faulty)
    outcome = by_source(bureau.refresh())[OWN]
    (fault,) = outcome.refusals
    assert fault.check is Check.PARSE
    assert fault.reason.startswith("a fault of ours: ZeroDivisionError in faulty, line")
    assert outcome.loaded is None
    assert list(bureau.entities()) == [UN]


def test_a_source_that_is_described_no_more_goes_only_if_that_is_meant(bureau: Bureau) -> None:
    bureau.refresh()
    del bureau.sources[OWN]
    with pytest.raises(ConfigError, match="own: in the snapshot in use, and not described"):
        bureau.refresh()
    report = bureau.refresh(accepted={OWN: "the agreement ended"})
    assert report.delta.counts() == {OWN: Counts(removed=2)}
    assert list(bureau.entities()) == [UN]
    (accepted,) = bureau.manifest.accepted
    assert accepted.what == ("gone: not described any more",)


def test_where_nothing_is_sound_nothing_is_published(
    bureau: Bureau, files: dict[str, Path]
) -> None:
    for path in files.values():
        path.unlink()
    report = bureau.refresh()
    assert report.refused
    assert report.published is None
    assert {each.refusals[0].reason for each in report.outcomes} == {
        f"{path}: No such file or directory" for path in files.values()
    }


def test_a_folder_of_files_is_one_source(tmp_path: Path, sdn_folder: Path) -> None:
    bureau = Bureau(
        tmp_path / "bureau",
        {"us-ofac-sdn": source(str(sdn_folder), loader="ofac-sdn-csv", minimum_entities=1)},
    )
    assert statuses(bureau.refresh()) == {"us-ofac-sdn": Status.FRESH}
    assert statuses(bureau.refresh()) == {"us-ofac-sdn": Status.UNCHANGED}
    with (sdn_folder / "alt.csv").open("a") as file:
        file.write('103,9,aka,"PALE STAR",-0- \n')
    report = bureau.refresh()
    assert report.delta.counts() == {"us-ofac-sdn": Counts(changed=1)}


def test_several_files_are_one_source(tmp_path: Path, sdn_folder: Path) -> None:
    paths = sorted(str(path) for path in sdn_folder.iterdir())
    bureau = Bureau(
        tmp_path / "bureau",
        {"us-ofac-sdn": source(*paths, loader="ofac-sdn-csv", minimum_entities=1)},
    )
    assert statuses(bureau.refresh()) == {"us-ofac-sdn": Status.FRESH}
    (provenance,) = bureau.manifest.provenance
    assert provenance.urls == tuple(paths)


def test_one_refresh_at_a_time(bureau: Bureau) -> None:
    with bureau.state.lock(), pytest.raises(BuildError, match="another refresh is running"):
        bureau.refresh()


def test_a_state_folder_that_cannot_be_written_is_an_error(bureau: Bureau) -> None:
    (bureau.folder / "state").write_text("a file")
    with pytest.raises(BuildError, match="state: cannot be written"):
        bureau.refresh()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"fill": {"shoeSizes": 0.5}}, "no fill rate is called shoeSizes; known are birthDates"),
        ({"every": "often"}, "'often' is no duration; write 90s, 30m, 6h or 3d"),
        ({"max_age": "-1d"}, "'-1d' is no duration"),
        ({"loader": ""}, "un-sc: no kind of list is called ''; known are"),
    ],
)
def test_a_source_that_is_described_wrongly_is_an_error(
    bureau: Bureau, change: dict[str, object], message: str
) -> None:
    bureau.sources[UN] = msgspec.structs.replace(bureau.sources[UN], **change)
    with pytest.raises(ConfigError, match=message):
        bureau.refresh()


@pytest.mark.parametrize("source_id", ["../un-sc", "", "a b", "/etc"])
def test_an_id_that_is_no_name_of_a_folder_is_an_error(bureau: Bureau, source_id: str) -> None:
    bureau.sources[source_id] = bureau.sources[UN]
    with pytest.raises(ConfigError, match="is no id of a source"):
        bureau.refresh()


def test_unknown_sources_are_an_error(bureau: Bureau) -> None:
    with pytest.raises(ConfigError, match="no source with files is called un-cs; described are"):
        bureau.refresh("un-cs")
    with pytest.raises(ConfigError, match="no source with files is called un-cs"):
        bureau.refresh(accepted={"un-cs": "x"})


@pytest.mark.parametrize(
    ("addresses", "names"),
    [
        (
            ["https://a.example/exports/SDN.CSV", "https://a.example/ALT.CSV"],
            ["SDN.CSV", "ALT.CSV"],
        ),
        (["https://a.example/list?token=x/y", "https://b.example/list"], ["list", "1-list"]),
        (
            ["https://a.example/", "https://a.example/..", "/x/a b.csv"],
            ["a.example", "file", "a_b.csv"],
        ),
    ],
)
def test_names_of_files_come_from_their_addresses(addresses: list[str], names: list[str]) -> None:
    assert file_names(addresses) == list(zip(addresses, names, strict=True))
