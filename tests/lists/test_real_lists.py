"""The loaders on publishers' real files: their counts, and nothing that goes unaccounted."""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from lists.build import LoadedList, SourceSpec, load, merge
from matchers.identifiers import canonical
from matchers.model import Kind, ListedEntity, ListedNameType, Scheme

DATA = Path(os.environ.get("PORTCULLIS_REALDATA", "../shared/data"))
OFAC = SourceSpec(kind="ofac-sdn-csv", path=DATA / "lists/ofac_sdn/2022-01")
UN = SourceSpec(kind="un-xml", path=DATA / "lists/un/un_consolidated_2026-08.xml.gz")
UNIVERSE = SourceSpec(kind="ftm", path=DATA / "universe.ftm.jsonl.gz")

pytestmark = [
    pytest.mark.realdata,
    pytest.mark.skipif(not DATA.is_dir(), reason=f"no real lists at {DATA} (PORTCULLIS_REALDATA)"),
]


@pytest.fixture(scope="module")
def loaded() -> dict[str, LoadedList]:
    return {source.kind: load(source, lambda *_: None) for source in (OFAC, UN, UNIVERSE)}


def entities(part: LoadedList) -> Sequence[ListedEntity]:
    return [entity for _, entity in part.entities]


def test_all_entries_are_read_and_their_ids_do_not_collide(loaded: dict[str, LoadedList]) -> None:
    counts = {kind: len(part.entities) for kind, part in loaded.items()}
    assert counts == {"ofac-sdn-csv": 9044, "un-xml": 1011, "ftm": 51533}
    assert len(merge(loaded.values())) == 9044 + 1011 + 51533


def test_whatever_is_not_read_has_its_place_and_reason(loaded: dict[str, LoadedList]) -> None:
    assert loaded["un-xml"].unparsed == loaded["ftm"].unparsed == {}
    (orphan,) = loaded["ofac-sdn-csv"].unparsed["us-ofac-sdn"]
    assert orphan.count == 1
    assert orphan.places[0].endswith("add.csv.gz line 13625")


def test_ofac_states_what_its_files_hold(loaded: dict[str, LoadedList]) -> None:
    found = entities(loaded["ofac-sdn-csv"])
    assert Counter(entity.kind for entity in found) == {
        Kind.PERSON: 4643,
        Kind.ORGANIZATION: 3701,
        Kind.VESSEL: 420,
        Kind.AIRCRAFT: 280,
    }
    names = Counter(name.type for entity in found for name in entity.names)
    assert names[ListedNameType.STRONG] + names[ListedNameType.FORMER] == 12_409  # rows of alt.csv
    assert names[ListedNameType.WEAK] > 2_400
    valid = Counter(
        identifier.scheme
        for entity in found
        for identifier in entity.identifiers
        if canonical(identifier) is not None
    )
    assert valid[Scheme.IMO] >= 500
    assert valid[Scheme.PASSPORT] >= 1_500
    assert valid[Scheme.WALLET] >= 120
    people = [entity for entity in found if entity.kind is Kind.PERSON]
    assert sum(bool(entity.birth_dates) for entity in people) / len(people) > 0.9
    left = [text for entity in found for text in entity.remarks]
    assert not [text for text in left if text.startswith(("DOB", "POB", "a.k.a.", "MMSI"))]


def test_un_states_what_its_file_holds(loaded: dict[str, LoadedList]) -> None:
    found = entities(loaded["un-xml"])
    assert Counter(entity.kind for entity in found) == {
        Kind.PERSON: 736,
        Kind.ORGANIZATION: 274,
        Kind.VESSEL: 1,
    }
    names = Counter(name.type for entity in found for name in entity.names)
    assert names[ListedNameType.WEAK] >= 623
    assert names[ListedNameType.ORIGINAL] >= 378
    assert sum(len(entity.identifiers) for entity in found) == 536
    assert all(entity.listed_on for entity in found)


@pytest.mark.parametrize("file", ["UN_consolidated_2026-02-27.xml.gz"])
def test_another_date_of_the_un_list(file: str) -> None:
    part = load(SourceSpec(kind="un-xml", path=DATA / "lists/un" / file), lambda *_: None)
    assert (len(part.entities), part.unparsed) == (1003, {})


def test_comments_of_2026_continue_remarks(tmp_path: Path) -> None:
    (tmp_path / "sdn_comments.csv").symlink_to(
        (DATA / "lists/ofac_sdn/2026-08/sdn_comments.csv").resolve()
    )
    (tmp_path / "sdn.csv").write_text(
        '18647,A,-0- ,X,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"Digital Currency Address - TRX TN"\n'
    )
    part = load(SourceSpec(kind="ofac-sdn-csv", path=tmp_path), lambda *_: None)
    ((_, entity),) = part.entities
    assert len(entity.identifiers) > 5
    assert {identifier.scheme for identifier in entity.identifiers} == {Scheme.WALLET}
    assert {bad.reason for bad in part.unparsed["us-ofac-sdn"]} == {
        "sdn_comments.csv row for a number that sdn.csv lacks"
    }


def test_two_processes_build_the_same_digest(tmp_path: Path) -> None:
    digests = set()
    for seed, order in (("1", (OFAC, UN)), ("2", (UN, OFAC))):
        sources = [f"--source={source.kind}={source.path}" for source in order]
        out = tmp_path / seed
        subprocess.run(  # noqa: S603 - our own command on paths of this test
            [sys.executable, "-m", "streams.cli", "lists", "build", *sources, f"--out={out}"],
            check=True,
            capture_output=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        )
        digests.add((out / "current").read_text())
    assert len(digests) == 1
