"""What changed between real versions of lists."""

import gzip
import os
from collections.abc import Mapping
from pathlib import Path

import pytest
from lxml import etree

from lists.build import SourceSpec, load
from lists.delta import Counts, Delta, delta
from matchers.model import ListedEntity

DATA = Path(os.environ.get("PORTCULLIS_REALDATA", "../shared/data")) / "lists"
UN = ("UN_consolidated_2026-02-27.xml.gz", "un_consolidated_2026-08.xml.gz")
SEEN = (
    *("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME", "NAME_ORIGINAL_SCRIPT"),
    *("QUALITY", "ALIAS_NAME", "UN_LIST_TYPE"),
    *("TYPE_OF_DATE", "DATE", "YEAR", "FROM_YEAR", "TO_YEAR"),
    *("TYPE_OF_DOCUMENT", "NUMBER", "ISSUING_COUNTRY", "COUNTRY_OF_ISSUE"),
)
"""Leaves of the UN's file that become what screening sees; nationalities and countries beside."""

pytestmark = [
    pytest.mark.realdata,
    pytest.mark.skipif(not DATA.is_dir(), reason=f"no real lists at {DATA} (PORTCULLIS_REALDATA)"),
]


def entities(kind: str, path: Path) -> list[ListedEntity]:
    found = load(SourceSpec(kind=kind, path=path), lambda *_: None)
    return [entity for _, entity in found.entities]


@pytest.fixture(scope="module")
def un() -> Delta:
    old, new = (entities("un-xml", DATA / "un" / name) for name in UN)
    return delta(old, new)


def seen(name: str) -> Mapping[str, frozenset[tuple[str, ...]]]:
    """By reference number what an entry states of all this, read without our loader."""
    with gzip.open(DATA / "un" / name) as file:
        root = etree.fromstring(file.read())
    found = {}
    for entry in root.iter("INDIVIDUAL", "ENTITY"):
        facts = {
            (group.tag, *(" ".join(str(leaf.text).split()) for leaf in group if _is_fact(leaf)))
            for group in entry
            if len(group) and _holds(group)
        }
        facts |= {
            (leaf.tag, " ".join(str(leaf.text).split()))
            for leaf in entry
            if leaf.tag in SEEN and leaf.text and leaf.text.strip()
        }
        found[str(entry.findtext("REFERENCE_NUMBER")).strip()] = frozenset(facts)
    return found


def _holds(group: etree._Element) -> bool:
    endings = ("ALIAS", "DATE_OF_BIRTH", "DOCUMENT", "NATIONALITY", "ADDRESS")
    return str(group.tag).endswith(endings) and any(_is_fact(leaf) for leaf in group)


def _is_fact(leaf: etree._Element) -> bool:
    parent = leaf.getparent()
    assert parent is not None
    if not (leaf.text and leaf.text.strip()):
        return False
    if str(parent.tag).endswith("ADDRESS"):
        return leaf.tag == "COUNTRY"
    return leaf.tag in SEEN or (leaf.tag == "VALUE" and parent.tag == "NATIONALITY")


def test_un_what_came_and_went(un: Delta) -> None:
    assert un.counts() == {"un-sc": Counts(added=16, removed=8, changed=26, editorial=969)}


def test_un_material_are_those_whose_facts_differ_in_the_files(un: Delta) -> None:
    """A reading of the files alone finds one more: an address now in Türkiye, then in Turkey."""
    old, new = map(seen, UN)
    differing = {f"un-sc-{key}" for key in old.keys() & new.keys() if old[key] != new[key]}
    material = {each.id for each in un.changed}
    assert (material - differing, differing - material) == (set(), {"un-sc-QDi.341"})


@pytest.mark.parametrize(
    ("old", "new", "counts"),
    [
        ("2024-04-26", "2024-05-01", Counts(added=298)),
        ("2024-05-01", "2024-05-02", Counts(added=7)),
        ("2024-05-02", "2024-05-03", Counts(removed=8)),
    ],
)
def test_ofac(tmp_path: Path, old: str, new: str, counts: Counts) -> None:
    versions = []
    for date in (old, new):
        folder = tmp_path / date
        folder.mkdir()
        real = (DATA / f"ofac_sdn/history/sdn_{date}.csv.gz").resolve()
        (folder / "sdn.csv.gz").symlink_to(real)
        versions.append(entities("ofac-sdn-csv", folder))
    assert delta(*versions).counts() == {"us-ofac-sdn": counts}
