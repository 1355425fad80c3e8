"""The Denied Persons List of the Bureau of Industry and Security, as tab-separated text.

Columns are those of the bureau's own file, which has a header: a person has a row for each address
and each order, and no key. Entries go by the same keys as in the Consolidated Screening List, of
which this list is a part, so that a snapshot takes one or the other.
"""

import re
from collections.abc import Iterator, Sequence

from lists.loaders.csl_entry import to_entity
from lists.loaders.csl_rows import CslRecord, CslRow, by_entry
from lists.loaders.loader import Loader, single_file
from lists.reading.addresses import address
from lists.reading.files import SourceFile
from lists.reading.rows import decoded, headed_rows
from matchers.model import Address

_LIST = "Denied Persons List (DPL) - Bureau of Industry and Security"
_TEXTS = {
    "name": "name",
    "expiration_date": "end_date",
    "standard_order": "standard_order",
    "action": "remarks",
    "fr_citation": "federal_register_notice",
}
"""Columns by the names that the Consolidated Screening List gives them."""
_ADDRESS = ("street_address", "city", "state", "country", "postal_code")
_REQUIRED = ("Name", "Street_Address", "City", "Country", "Effective_Date")
_US_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)


def parse(files: Sequence[SourceFile]) -> Iterator[tuple[str, CslRecord]]:
    """Each person with all rows; raises LoadError for what is not text with the list's columns."""
    (file,) = files
    text = decoded(file, ("utf-8-sig", "cp1252"))
    yield from by_entry(
        (place, _row(cells)) for place, cells in headed_rows(file, text, _REQUIRED, delimiter="\t")
    )


def _row(cells: dict[str, str]) -> CslRow:
    texts = {field: " ".join(cells.get(column, "").split()) for column, field in _TEXTS.items()}
    known = {*_TEXTS, *_ADDRESS, "effective_date"}
    return CslRow(
        texts={
            **texts,
            "source": _LIST,
            "start_date": _iso(cells.get("effective_date", "")),
            "end_date": _iso(texts["end_date"]),
        },
        lists={},
        addresses=tuple(filter(Address().__ne__, [_address(cells)])),
        others=tuple(
            f"{(field or 'more').replace('_', ' ').capitalize()}: {said}"
            for field, said in cells.items()
            if field not in known and said
        ),
    )


def _iso(date: str) -> str:
    """`06/29/2003` as `2003-06-29`; other text as it is."""
    found = _US_DATE.fullmatch(date)
    return f"{found[3]}-{found[1]:0>2}-{found[2]:0>2}" if found else date


def _address(cells: dict[str, str]) -> Address:
    street, city, state, country, code = (cells.get(column, "") for column in _ADDRESS)
    return address((street, state, code), city, country)


BIS_DPL_TXT = Loader(kind="bis-dpl-txt", files=single_file, parse=parse, to_entity=to_entity)
"""The `bis-dpl-txt` loader: the Denied Persons List as the bureau's text file."""
