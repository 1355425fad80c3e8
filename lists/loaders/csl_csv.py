"""The Consolidated Screening List as CSV: a header, and `; ` between the values of one cell."""

import re
from collections.abc import Iterator, Sequence

from lists.loaders.csl_entry import to_entity
from lists.loaders.csl_rows import IN_FIELDS, LISTS, CslRecord, CslRow, by_entry
from lists.loaders.loader import Loader, single_file
from lists.loaders.ofac_statements import Statement
from lists.reading.addresses import address
from lists.reading.files import SourceFile
from lists.reading.labels import is_known
from lists.reading.rows import decoded, headed_rows
from matchers.model import Address

_BETWEEN = ";"
_COUNTRY = re.compile(r"[A-Z]{2}")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_FEATURES = frozenset({"website", "email address", "gender", "phone number", "target type"})
_ENDS_LABEL = (":", "-", "#", "No", "No.")
_CODED_NUMBER = 3
"""Parts of an identifier that has a country: country, number and label."""


def parse(files: Sequence[SourceFile]) -> Iterator[tuple[str, CslRecord]]:
    """Each entry; raises LoadError for what is not CSV with the columns `source` and `name`."""
    (file,) = files
    yield from by_entry(
        (place, _row(cells))
        for place, cells in headed_rows(file, decoded(file), ("source", "name"))
    )


def _row(cells: dict[str, str]) -> CslRow:
    known = IN_FIELDS | LISTS | {"addresses", "ids"}
    return CslRow(
        texts={field: " ".join(cells[field].split()) for field in IN_FIELDS if field in cells},
        lists={field: _values(cells[field]) for field in LISTS if field in cells},
        addresses=tuple(map(_address, _values(cells.get("addresses", "")))),
        ids=tuple(map(_id, _values(cells.get("ids", "")))),
        others=tuple(
            f"{field or 'more'}: {said}"
            for field, said in cells.items()
            if field not in known and said
        ),
    )


def _values(cell: str) -> tuple[str, ...]:
    return tuple(filter(None, (value.strip() for value in cell.split(_BETWEEN))))


def _address(text: str) -> Address:
    """`street, town, CC`: which part is the town cannot be told, so that all is one line."""
    line, _, last = text.rpartition(",")
    if _COUNTRY.fullmatch(last.strip()):
        return address([line.strip()], "", last.strip())
    return address([text], "", "")


def _id(text: str) -> Statement:
    """`US, 12-3456789, Tax ID No.`, or the label first and the country last."""
    parts = [part.strip() for part in text.split(",")]
    if _is_label(parts[0]) and not _is_label(parts[-1]):
        label, *values = parts
        values = values[-1:] + values[:-1] if values and _coded(values[-1]) else values
        parts = [*values, label]
    *values, label = parts
    country = ""
    if len(parts) >= _CODED_NUMBER and _coded(values[0]):
        country = values.pop(0)
    dates = [value for value in values if _DATE.fullmatch(value)]
    return Statement(
        label=label,
        value=", ".join(value for value in values if value not in dates),
        country=country,
        more=tuple(dates),
    )


def _coded(part: str) -> bool:
    return _COUNTRY.fullmatch(part) is not None


def _is_label(part: str) -> bool:
    return is_known(part) or part.casefold() in _FEATURES or part.endswith(_ENDS_LABEL)


CSL_CSV = Loader(kind="csl-csv", files=single_file, parse=parse, to_entity=to_entity)
"""The `csl-csv` loader: the Consolidated Screening List as the publisher's CSV file."""
