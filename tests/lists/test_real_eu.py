"""The loaders of the UN, EU and UK lists on real files, against separate counts of their keys."""

import csv
import gzip
import os
from collections import Counter
from io import StringIO
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from lists.build import LoadedList, SourceSpec, load
from lists.link import link
from matchers.identifiers import canonical
from matchers.model import Kind, ListedEntity, ListedNameType, Scheme

DATA = Path(os.environ.get("PORTCULLIS_REALDATA", "../shared/data"))
TABLE = Path(__file__).parent / "real/eu.tsv"
ROWS = list(csv.DictReader(StringIO(TABLE.read_text()), delimiter="\t"))
UN_2026 = ROWS[1]["file"]
EU_2016 = ROWS[2]["file"]
JOURNAL = ROWS[3]["file"]
CONLIST = ROWS[4]["file"]
VALID_FLOOR = 0.98
SHORT = 2

pytestmark = [
    pytest.mark.realdata,
    pytest.mark.skipif(not DATA.is_dir(), reason=f"no real lists at {DATA} (PORTCULLIS_REALDATA)"),
]


@pytest.fixture(scope="module")
def loaded() -> dict[str, LoadedList]:
    return {
        row["file"]: load(SourceSpec(kind=row["kind"], path=DATA / row["file"]), lambda *_: None)
        for row in ROWS
    }


def entities(part: LoadedList) -> list[ListedEntity]:
    return [entity for _, entity in part.entities]


def text_of(path: Path) -> str:
    content = path.read_bytes()
    content = gzip.decompress(content) if path.suffix == ".gz" else content
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252")


def parsed(path: Path) -> ET.Element:
    return ET.fromstring(text_of(path))  # noqa: S314 - a file of our own data folder


def separate_count(kind: str, path: Path) -> int:
    """How many designations the file holds by its own keys, counted without a loader."""
    match kind:
        case "un-xml":
            return len({each.text for each in parsed(path).iter("REFERENCE_NUMBER")})
        case "eu-fsf-xml":
            return len({each.get("Id") for each in parsed(path).iter("ENTITY")})
        case "eu-oj-csv":
            return len(journal_keys(path))
        case _:
            rows = list(csv.reader(StringIO(text_of(path), newline="")))
            return len({row[rows[1].index("Group ID")] for row in rows[2:]})


def journal_rows(folder: Path) -> list[dict[str, str]]:
    """All rows, those of regulations first, then those of amendments by their CELEX numbers."""
    rows = [
        row
        for path in sorted(folder.glob("*/*.csv*"))
        for row in csv.DictReader(StringIO(text_of(path), newline=""))
    ]
    return sorted(rows, key=lambda row: row.get("amendmentCelex") or "")


def journal_keys(folder: Path) -> set[tuple[str, str, str]]:
    """Regulation, annex, and number or name of each entry, those that an amendment repeats once."""
    keys: set[tuple[str, str, str]] = set()
    for row in journal_rows(folder):
        annex = row.get("celex") or row["amendedCelex"], row["annex"]
        name = (*annex, row["name"].casefold())
        if row.get("amendmentCelex") and row["recordId"] and name in keys:
            keys.remove(name)
        keys.add((*annex, row["recordId"]) if row["recordId"] else name)
    return keys


@pytest.mark.parametrize("row", ROWS, ids=lambda row: Path(row["file"]).name)
def test_every_designation_is_an_entity(loaded: dict[str, LoadedList], row: dict[str, str]) -> None:
    part = loaded[row["file"]]
    count = len({entity.id for entity in entities(part)})
    unparsed = sum(each.count for reasons in part.unparsed.values() for each in reasons)
    assert (count, unparsed) == (int(row["entities"]), int(row["unparsed"]))
    assert count + unparsed == separate_count(row["kind"], DATA / row["file"])


@pytest.mark.parametrize("row", ROWS, ids=lambda row: Path(row["file"]).name)
def test_identifiers_are_valid(loaded: dict[str, LoadedList], row: dict[str, str]) -> None:
    stated = [each for entity in entities(loaded[row["file"]]) for each in entity.identifiers]
    valid = sum(canonical(identifier) is not None for identifier in stated)
    assert valid / len(stated) >= VALID_FLOOR


def test_the_un_list_states_what_its_file_holds(loaded: dict[str, LoadedList]) -> None:
    found = entities(loaded[UN_2026])
    kinds = Counter(entity.kind for entity in found)
    assert kinds == {Kind.PERSON: 736, Kind.ORGANIZATION: 274, Kind.VESSEL: 1}
    stated = sum(bool((each.text or "").strip()) for each in parsed(DATA / UN_2026).iter("NUMBER"))
    numbers = Counter(each.scheme for entity in found for each in entity.identifiers)
    assert numbers.total() - numbers[Scheme.IMO] >= stated
    assert numbers[Scheme.IMO] == 17
    assert all(entity.listed_on for entity in found)


def test_the_older_eu_layout_states_what_its_file_holds(loaded: dict[str, LoadedList]) -> None:
    found = entities(loaded[EU_2016])
    assert Counter(entity.kind for entity in found) == {Kind.PERSON: 319, Kind.ORGANIZATION: 276}
    root = parsed(DATA / EU_2016)
    names = {(entry.get("Id"), name.text) for entry in root for name in entry.iter("WHOLENAME")}
    assert sum(len(entity.names) for entity in found) == len(names)
    born = {entry.get("Id") for entry in root if any(each.text for each in entry.iter("DATE"))}
    assert sum(bool(entity.birth_dates) for entity in found) == len(born)


def test_the_journal_states_what_its_rows_hold(loaded: dict[str, LoadedList]) -> None:
    found = entities(loaded[JOURNAL])
    rows = journal_rows(DATA / JOURNAL)
    assert Counter(bool(row.get("celex")) for row in rows) == {True: 8017, False: 417}
    ships = {row["imoNumber"] for row in rows if row["imoNumber"].isdigit()}
    listed = {
        each.value for entity in found for each in entity.identifiers if each.scheme is Scheme.IMO
    }
    assert listed >= ships  # some stand in other columns
    people = [entity for entity in found if entity.kind is Kind.PERSON]
    born = sum(bool(row["birthDate"]) for row in rows if row["schema"] == "Person")
    assert sum(bool(entity.birth_dates) for entity in people) / born >= 0.98
    assert sum(entity.listed_on is not None for entity in found) / len(found) >= 0.96


def test_an_amendment_replaces_the_entry_of_its_number(loaded: dict[str, LoadedList]) -> None:
    by_id = {entity.id: entity for entity in entities(loaded[JOURNAL])}
    ship = by_id["eu-oj-32014R0833-XLII-629"]
    assert [name.type for name in ship.names] == [ListedNameType.PRIMARY, ListedNameType.FORMER]
    assert "32026R1848" in ship.legal_basis


def test_the_retired_uk_list_states_what_its_rows_hold(loaded: dict[str, LoadedList]) -> None:
    found = entities(loaded[CONLIST])
    assert Counter(entity.kind for entity in found) == {
        Kind.PERSON: 1426,
        Kind.ORGANIZATION: 655,
        Kind.VESSEL: 25,
    }
    rows = list(csv.DictReader(StringIO(text_of(DATA / CONLIST).split("\n", 1)[1], newline="")))
    born = {row["Group ID"] for row in rows if row["DOB"]}
    assert sum(bool(entity.birth_dates) for entity in found) == len(born)
    former = sum(name.type is ListedNameType.FORMER for entity in found for name in entity.names)
    assert 0 < former <= sum(row["Alias Type"] == "FKA" for row in rows)


def test_un_references_link_the_lists(loaded: dict[str, LoadedList]) -> None:
    links = link([*entities(loaded[UN_2026]), *entities(loaded[CONLIST])])
    linked = [entity for entity in links.entities if entity.source == "gb-fcdo" and entity.linked]
    assert len(linked) > 550
    alike = sum(bool(words(entity) & words(other)) for entity, other in _pairs(links.entities))
    assert alike / len(linked) > 0.97  # they share a word of a name, though names never link
    assert 0 < len(links.conflicts) < 20


def words(entity: ListedEntity) -> set[str]:
    return {
        word
        for name in entity.names
        for word in name.value.casefold().replace("-", " ").replace("’", "'").split()
        if len(word) > SHORT
    }


def _pairs(found: tuple[ListedEntity, ...]) -> list[tuple[ListedEntity, ListedEntity]]:
    by_id = {entity.id: entity for entity in found}
    return [
        (entity, by_id[entity.linked[0]])
        for entity in found
        if entity.source == "gb-fcdo" and entity.linked
    ]
