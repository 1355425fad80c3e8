"""The loaders of the United States' lists on publishers' real files, against separate counts."""

import csv
import gzip
import json
import os
import re
import time
from collections import Counter
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from lists.build import LoadedList, SourceSpec, load
from matchers.identifiers import canonical
from matchers.model import ListedEntity, ListedNameType

DATA = Path(os.environ.get("PORTCULLIS_REALDATA", "../shared/data"))
TABLE = Path(__file__).parent / "real/us.tsv"
ROWS = list(csv.DictReader(StringIO(TABLE.read_text()), delimiter="\t"))
VALID_FLOOR = 0.98

pytestmark = [
    pytest.mark.realdata,
    pytest.mark.skipif(not DATA.is_dir(), reason=f"no real lists at {DATA} (PORTCULLIS_REALDATA)"),
]


def text_of(path: Path) -> str:
    content = path.read_bytes()
    return (gzip.decompress(content) if path.suffix == ".gz" else content).decode("utf-8-sig")


def folded(name: str) -> str:
    return re.sub(r"[\W_]", "", name).casefold()


def ofac_rows(path: Path) -> Iterator[list[str]]:
    return (row for row in csv.reader(StringIO(text_of(path), newline="")) if len(row) > 1)


def separate_count(kind: str, path: Path) -> int:
    """How many entries the file holds by its own keys, counted without a loader."""
    match kind:
        case "ofac-sdn-csv":
            path = path / "sdn.csv.gz" if path.is_dir() else path
            return len({(row[0], row[1]) for row in ofac_rows(path)})
        case "ofac-cons-csv":
            return len({row[0] for row in ofac_rows(path / "cons_prim.csv")})
        case "ofac-xml":
            root = ET.fromstring(text_of(path))  # noqa: S314 - a file of our own data folder
            entries = [element for element in root if element.tag.endswith("}sdnEntry")]
            assert len(entries) == int(root.findtext("{*}publshInformation/{*}Record_Count") or 0)
            return len({entry.findtext("{*}uid") for entry in entries})
        case "csl-csv":
            rows = csv.DictReader(StringIO(text_of(path), newline=""))
            return len({(row["source"], row["entity_number"] or keyless(row)) for row in rows})
        case _:
            rows = csv.DictReader(StringIO(text_of(path), newline=""), delimiter="\t")
            return len({(folded(row["Name"]), row["Country"]) for row in rows})


def keyless(row: dict[str, str]) -> tuple[str, frozenset[str]]:
    parts = (part.strip() for part in row["addresses"].split(";"))
    countries = (re.search(r"(?:^|, )([A-Z]{2})$", part) for part in parts)
    return folded(row["name"]), frozenset(found[1] for found in countries if found)


def loaded(kind: str, path: Path, folder: Path) -> LoadedList:
    """The file through its loader; a history file alone becomes a folder with it."""
    if kind == "ofac-sdn-csv" and path.is_file():
        (folder / "sdn.csv.gz").symlink_to(path.resolve())
        path = folder
    return load(SourceSpec(kind=kind, path=path), lambda *_: None)


def entities(part: LoadedList) -> list[ListedEntity]:
    return [entity for _, entity in part.entities]


@pytest.mark.parametrize("row", ROWS, ids=[row["file"] for row in ROWS])
def test_every_file_is_read_whole(row: dict[str, str], tmp_path: Path) -> None:
    path = DATA / row["file"]
    part = loaded(row["kind"], path, tmp_path)
    found = entities(part)
    assert len(found) == int(row["entities"]) == separate_count(row["kind"], path)
    assert len({entity.id for entity in found}) == len(found)
    unparsed = [reason for reasons in part.unparsed.values() for reason in reasons]
    assert sum(reason.count for reason in unparsed) == int(row["unparsed"])
    identifiers = [identifier for entity in found for identifier in entity.identifiers]
    valid = sum(canonical(identifier) is not None for identifier in identifiers)
    assert valid >= VALID_FLOOR * len(identifiers)


@pytest.mark.parametrize(
    ("old", "new", "added", "removed"),
    [
        ("2024-04-26", "2024-05-01", 298, 0),
        ("2024-05-01", "2024-05-02", 7, 0),
        ("2024-05-02", "2024-05-03", 0, 8),
    ],
)
def test_days_of_the_sdn_list(tmp_path: Path, old: str, new: str, added: int, removed: int) -> None:
    ids = []
    for date in (old, new):
        (tmp_path / date).mkdir()
        path = DATA / f"lists/ofac_sdn/history/sdn_{date}.csv.gz"
        part = loaded("ofac-sdn-csv", path, tmp_path / date)
        ids.append({entity.id for entity in entities(part)})
    assert (len(ids[1] - ids[0]), len(ids[0] - ids[1])) == (added, removed)


def test_the_number_used_twice_has_both_its_parties() -> None:
    part = load(SourceSpec(kind="ofac-sdn-csv", path=DATA / "lists/ofac_sdn/2022-01"), print)
    first, second = (
        entity for entity in entities(part) if entity.id.startswith("us-ofac-sdn-2677")
    )
    assert (len(first.names), len(second.names)) == (6, 1)
    assert all("Number 2677 is also that of" in entity.remarks[-1] for entity in (first, second))


def test_aliases_and_addresses_of_2026_are_read_whole(tmp_path: Path) -> None:
    """There is no SDN.CSV of that day: entries with made-up names carry what belongs to them."""
    folder = DATA / "lists/ofac_sdn/2026-08"
    rows = {name: list(ofac_rows(folder / f"{name}.csv.gz")) for name in ("alt", "add")}
    numbers = {row[0] for table in rows.values() for row in table}
    empty = ",-0- " * 10
    (tmp_path / "sdn.csv").write_text("".join(f"{number},N{number}{empty}\n" for number in numbers))
    for name in rows:
        (tmp_path / f"{name}.csv.gz").symlink_to((folder / f"{name}.csv.gz").resolve())
    part = load(SourceSpec(kind="ofac-sdn-csv", path=tmp_path), lambda *_: None)
    found = entities(part)
    assert (len(found), part.unparsed) == (len(numbers), {})
    assert sum(len(entity.names) - 1 for entity in found) == len(rows["alt"])
    stated = sum(any(cell.strip() != "-0-" for cell in row[2:5]) for row in rows["add"])
    assert sum(len(entity.addresses) for entity in found) == stated


def test_xml_and_csv_of_the_consolidated_list_say_the_same() -> None:
    """The two files are of different days, so that a few entries differ in a name or number."""
    folder = DATA / "lists/ofac_cons"
    spec = SourceSpec(kind="ofac-xml", path=folder / "consolidated_2025-03-28.xml.gz")
    xml = {entity.id: entity for entity in entities(load(spec, lambda *_: None))}
    spec = SourceSpec(kind="ofac-cons-csv", path=folder)
    table = {entity.id: entity for entity in entities(load(spec, lambda *_: None))}
    both = xml.keys() & table.keys()
    assert (len(both), len(xml.keys() ^ table.keys())) == (442, 1)
    for field, most in {
        "names": 7,
        "identifiers": 14,
        "programmes": 12,
        "birth_dates": 0,
        "birth_places": 0,
        "gender": 0,
        "countries": 0,
        "kind": 0,
    }.items():
        pairs = [(getattr(xml[key], field), getattr(table[key], field)) for key in both]
        differing = sum(
            set(left) != set(right) if isinstance(left, tuple) else left != right
            for left, right in pairs
        )
        assert differing <= most, field


def test_the_whole_screening_list_in_its_documented_layout(tmp_path: Path) -> None:
    """The file at hand is a compaction of other makers; its entries are put in the real layout."""
    path = DATA / "lists/csl/csl_2026-07-31_compact_seelpeed.json.gz"
    compact = json.loads(text_of(path))
    tables = compact["tables"]
    results = [
        {
            "name": entry["n"],
            "alt_names": entry.get("a"),
            "source": tables["sources"][entry["s"]],
            "type": entry.get("t"),
            "entity_number": entry.get("e"),
            "programs": [tables["programmes"][entry["pg"]]] if "pg" in entry else [],
            "addresses": [{"country": country} for country in entry.get("c", [])],
            "federal_register_notice": entry.get("fr"),
        }
        for entry in compact["entries"]
    ]
    target = tmp_path / "consolidated.json"
    target.write_text(json.dumps({"results": results}))
    started = time.process_time()
    part = load(SourceSpec(kind="csl-json", path=target), lambda *_: None)
    assert time.process_time() - started < 30  # a few seconds on a machine that does nothing else
    found = entities(part)
    keys = {
        (entry["s"], entry.get("e") or (folded(entry["n"]), frozenset(entry.get("c", []))))
        for entry in compact["entries"]
    }
    assert (len(found), part.unparsed) == (len(keys), {})
    lists = Counter(entity.programmes[0] for entity in found)
    assert len(lists) == len(compact["countsBySource"])
    assert lists["SDN"] == 19181
    affiliated = [entity for entity in found if "Affiliated Entity:" in entity.names[0].value]
    assert len(affiliated) == sum(
        "Affiliated Entity:" in entry["n"] for entry in compact["entries"]
    )
    for entity in affiliated:
        assert entity.relations[0].startswith("Affiliated Entity: ")
        named = [name for name in entity.names if name.type is ListedNameType.STRONG]
        assert len(named) >= 2
