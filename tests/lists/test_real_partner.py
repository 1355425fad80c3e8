"""The loaders of the lists of Canada and Australia on real files, against a separate count."""

import csv
import gzip
import os
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from lists.build import SourceSpec, load
from matchers.identifiers import canonical
from matchers.model import Scheme

DATA = Path(os.environ.get("PORTCULLIS_REALDATA", "../shared/data"))
with (Path(__file__).parent / "real/partner.tsv").open() as table:
    ROWS = list(csv.DictReader(table, delimiter="\t"))

pytestmark = [
    pytest.mark.realdata,
    pytest.mark.skipif(not DATA.is_dir(), reason=f"no real lists at {DATA} (PORTCULLIS_REALDATA)"),
]


def places_in_law(path: Path) -> int:
    """The distinct regulations, schedules and items of Canada's file."""
    root = ET.fromstring(gzip.decompress(path.read_bytes()))  # noqa: S314 - a file that the tester trusts
    names = ("Country", "Schedule", "Item")
    return len({tuple((record.findtext(name) or "").strip() for name in names) for record in root})


def references(path: Path) -> int:
    """The distinct numbers in the first column of Australia's sheet: plain, or `2a` as text."""
    main = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    with zipfile.ZipFile(path) as archive:
        texts = ET.fromstring(archive.read("xl/sharedStrings.xml"))  # noqa: S314 - as above
        shared = ["".join(item.itertext()) for item in texts]
        sheet = ET.fromstring(archive.read("xl/worksheets/sheet1.xml"))  # noqa: S314 - as above
    numbers = set()
    for cell in sheet.iter(f"{main}c"):
        if re.fullmatch(r"A\d+", cell.get("r", "")) and cell.get("r") != "A1":
            value = cell.findtext(f"{main}v") or ""
            text = shared[int(value)] if cell.get("t") == "s" else value
            numbers.add(text.rstrip("abcdefghijklmnopqrstuvwxyz"))
    return len(numbers)


SEPARATE: dict[str, Callable[[Path], int]] = {"ca-xml": places_in_law, "au-xlsx": references}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["file"])
def test_every_key_of_the_file_is_an_entity(row: dict[str, str]) -> None:
    path = DATA / row["file"]
    loaded = load(SourceSpec(kind=row["kind"], path=path), lambda *_: None)
    unparsed = sum(each.count for rows in loaded.unparsed.values() for each in rows)
    assert (len(loaded.entities), unparsed) == (int(row["entities"]), int(row["unparsed"]))
    assert len(loaded.entities) == SEPARATE[row["kind"]](path)
    identifiers = [each for _, entity in loaded.entities for each in entity.identifiers]
    assert {each.scheme for each in identifiers} >= {Scheme.IMO}
    assert not [each for each in identifiers if canonical(each) is None]
