"""Rows of the United States Consolidated Screening List, and which of them are one entry.

The list joins those of the Departments of Commerce, State and the Treasury; fields are those that
the International Trade Administration documents for its search and downloads
(https://developer.trade.gov/). Lists of the Treasury give numbers. The others give no key that
lasts: their entries go by a digest of list, name and countries, and rows that agree in all three
are one entry with all that they say.
"""

import re
from collections.abc import Iterable, Iterator

from lists.loaders.ofac_statements import Statement
from lists.reading.keys import digest_key
from matchers.model import Address, Struct

_CODE = re.compile(r"\(([A-Z][A-Z-]{1,9})(?: List)?\)")
_BARE_CODE = re.compile(r"[A-Z][A-Z-]{1,9}")
_NUMBER = re.compile(r"\d{1,12}", re.ASCII)
LABELLED = {
    "title": "Title",
    "end_date": "End date",
    "standard_order": "Standard order",
    "license_requirement": "License requirement",
    "license_policy": "License policy",
    "vessel_type": "Vessel type",
    "gross_tonnage": "Tonnage",
    "gross_registered_tonnage": "Gross registered tonnage",
    "vessel_owner": "Vessel owner",
}
"""Fields that become remarks, and under which label."""
IN_FIELDS = frozenset(
    {"source", "entity_number", "type", "name", "federal_register_notice", "start_date"}
    | {"call_sign", "vessel_flag", "remarks", "source_list_url", "source_information_url"}
    | {"id", "_id", *LABELLED}
)
"""Fields of one text that have a place; `id` and `_id` are row keys that do not last."""
LISTS = frozenset(
    {"programs", "alt_names", "citizenships", "nationalities", "dates_of_birth"}
    | {"places_of_birth"}
)
"""Fields of several texts."""


class CslRow(Struct, frozen=True):
    """One row: its texts, lists of texts, addresses and identifiers, and what else it says."""

    texts: dict[str, str]
    lists: dict[str, tuple[str, ...]]
    addresses: tuple[Address, ...] = ()
    ids: tuple[Statement, ...] = ()
    others: tuple[str, ...] = ()

    def text(self, field: str) -> str:
        """The text of a field; empty where it is not stated."""
        return self.texts.get(field, "")

    def all(self, field: str) -> tuple[str, ...]:
        """The texts of a field; none where it is not stated."""
        return self.lists.get(field, ())

    @property
    def code(self) -> str | None:
        """The code of the list that the row is from; None where its name has none."""
        source = self.text("source")
        coded = _CODE.search(source) or _BARE_CODE.fullmatch(source)
        return None if coded is None else coded[coded.re.groups]

    @property
    def programme(self) -> str:
        """The code of the list that the row is from; its whole name where it has no code."""
        return self.code or self.text("source")

    @property
    def key(self) -> str:
        """What the row's entry goes by within this source."""
        code = self.code or digest_key(self.text("source"))
        number = self.text("entity_number")
        if number:
            return f"{code}-{number}"
        countries = {address.country for address in self.addresses if address.country}
        digest = digest_key(self.programme, self.text("name"), *sorted(countries))
        return f"{code}-{digest}"


class CslRecord(Struct, frozen=True):
    """One entry: its rows; or why there is none."""

    rows: tuple[CslRow, ...] = ()
    fault: str = ""


def by_entry(rows: Iterable[tuple[str, CslRow | str]]) -> Iterator[tuple[str, CslRecord]]:
    """The rows with their places as entries; a text in the place of a row is what is wrong with it.

    Rows without a number that have one key are one entry; a number that comes again is a fault.
    """
    entries: dict[str, tuple[str, list[CslRow]]] = {}
    for place, row in rows:
        fault = row if isinstance(row, str) else _fault(row)
        if isinstance(row, str) or fault:
            yield place, CslRecord(fault=fault)
            continue
        _, same = entries.setdefault(row.key, (place, []))
        if same and row.text("entity_number"):
            fault = "repeats the list and the number of an earlier entry"
            yield place, CslRecord(fault=fault)
        else:
            same.append(row)
    for place, same in entries.values():
        yield place, CslRecord(rows=tuple(same))


def _fault(row: CslRow) -> str:
    missing = [field for field in ("name", "source") if not row.text(field)]
    if missing:
        return f"no {missing[0]}"
    number = row.text("entity_number")
    odd = number and _NUMBER.fullmatch(number) is None
    return "the number of the entry is not a number" if odd else ""
