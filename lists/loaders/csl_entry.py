"""An entry of the United States Consolidated Screening List, and what it becomes.

The list joins those of the Departments of Commerce, State and the Treasury; fields are those that
the International Trade Administration documents for its search and downloads
(https://developer.trade.gov/). Each joined list is a programme of its own, under the code that its
name has in brackets: SDN, SSI, EL, DPL ...

Lists of the Treasury give numbers. The others give no key that lasts: their entries go by a digest
of list, name and countries, and rows that agree in all three are one entry with all that they say.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import TypeVar

from lists.errors import Unparsable
from lists.loaders.csl_names import Names, plain_name, read_name
from lists.loaders.ofac_remarks import Remarks, parse_remarks
from lists.loaders.ofac_statements import Statement, read_statements, tail_number
from lists.reading.dates import birth_dates, partial_date
from lists.reading.keys import digest_key
from lists.reading.territories import country_codes
from matchers.model import (
    Address,
    Identifier,
    Kind,
    ListedEntity,
    ListedName,
    ListedNameType,
    Scheme,
    Struct,
)

SOURCE = "us-csl"
_T = TypeVar("_T")
_KINDS = {
    "individual": Kind.PERSON,
    "entity": Kind.ORGANIZATION,
    "vessel": Kind.VESSEL,
    "aircraft": Kind.AIRCRAFT,
}
_CODE = re.compile(r"\(([A-Z][A-Z-]{1,9})(?: List)?\)")
_BARE_CODE = re.compile(r"[A-Z][A-Z-]{1,9}")
_REMARKS = {
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
    | {"id", "_id", *_REMARKS}
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
    def programme(self) -> str:
        """The code of the list that the row is from; its whole name where it has no code."""
        source = self.text("source")
        coded = _CODE.search(source) or _BARE_CODE.fullmatch(source)
        if coded is None:
            return source
        return coded[coded.re.groups]

    @property
    def key(self) -> str:
        """What the row's entry goes by within this source."""
        number = self.text("entity_number")
        if number:
            return f"{self.programme}-{number}"
        countries = {address.country for address in self.addresses if address.country}
        digest = digest_key(self.programme, self.text("name"), *sorted(countries))
        return f"{self.programme}-{digest}"


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
        if isinstance(row, str):
            yield place, CslRecord(fault=row)
        elif not row.text("name") or not row.text("source"):
            missing = "source" if row.text("name") else "name"
            yield place, CslRecord(fault=f"no {missing}")
        elif row.key not in entries:
            entries[row.key] = place, [row]
        elif row.text("entity_number"):
            yield place, CslRecord(fault="repeats the list and the number of an earlier entry")
        else:
            entries[row.key][1].append(row)
    for place, same in entries.values():
        yield place, CslRecord(rows=tuple(same))


def to_entity(record: CslRecord) -> ListedEntity:
    """The listed entity of one entry; raises Unparsable."""
    if record.fault:
        raise Unparsable(record.fault, SOURCE)
    first, *others = map(_entity, record.rows)
    if not others:
        return first
    same = (first, *others)
    return ListedEntity(
        id=first.id,
        source=SOURCE,
        kind=first.kind,
        names=_once(entity.names for entity in same),
        identifiers=_once(entity.identifiers for entity in same),
        birth_dates=_once(entity.birth_dates for entity in same),
        birth_places=_once(entity.birth_places for entity in same),
        gender=first.gender,
        built=first.built,
        countries=_once(entity.countries for entity in same),
        addresses=_once(entity.addresses for entity in same),
        programmes=_once(entity.programmes for entity in same),
        legal_basis=_once(entity.legal_basis for entity in same),
        listed_on=min((entity.listed_on for entity in same if entity.listed_on), default=None),
        remarks=_once(
            (*entity.remarks, *([f"Start date: {entity.listed_on}"] if entity.listed_on else []))
            for entity in same
        ),
        relations=_once(entity.relations for entity in same),
        source_url=first.source_url,
    )


def _entity(row: CslRow) -> ListedEntity:
    kind = _KINDS.get(row.text("type").casefold(), Kind.UNKNOWN)
    # Only the Treasury's remarks have the forms that are read; those of the others are plain.
    of_treasury = bool(row.text("entity_number"))
    remarks = parse_remarks(row.text("remarks")) if of_treasury else Remarks()
    stated = read_statements(_statements(row), kind)
    names = _names(row)
    dates = {said: birth_dates(said) for said in row.all("dates_of_birth")}
    start = row.text("start_date")
    listed_on = partial_date(start)
    return ListedEntity(
        id=f"{SOURCE}-{row.key}",
        source=SOURCE,
        kind=kind,
        names=(*names.names, *_weak(remarks)),
        identifiers=(
            *_call_sign(row),
            *tail_number(kind, row.text("name")),
            *stated.identifiers,
            *remarks.identifiers,
        ),
        birth_dates=(*chain.from_iterable(dates.values()), *remarks.birth_dates),
        birth_places=(*row.all("places_of_birth"), *remarks.birth_places),
        gender=stated.gender or remarks.gender,
        built=stated.built or remarks.built,
        countries=tuple(dict.fromkeys((*stated.countries, *remarks.countries))),
        addresses=row.addresses,
        programmes=tuple(dict.fromkeys((row.programme, *row.all("programs")))),
        legal_basis=tuple(filter(None, [row.text("federal_register_notice")])),
        listed_on=listed_on,
        remarks=(
            *([f"Start date: {start}"] if start and listed_on is None else []),
            *(f"DOB {said}" for said, understood in dates.items() if not understood),
            *_labelled(row),
            *stated.remarks,
            *(remarks.rest if of_treasury else filter(None, [row.text("remarks")])),
            *row.others,
        ),
        relations=(*names.relations, *remarks.relations),
        source_url=row.text("source_information_url") or row.text("source_list_url") or None,
    )


def _names(row: CslRow) -> Names:
    read = plain_name if row.text("entity_number") else read_name
    primary = read(row.text("name"), ListedNameType.PRIMARY)
    others = [
        read(name.strip().removeprefix("and "), ListedNameType.STRONG)
        for stated in row.all("alt_names")
        for name in stated.split(";")
    ]
    return Names(
        names=_once(found.names for found in (primary, *others)),
        relations=_once(found.relations for found in (primary, *others)),
    )


def _weak(remarks: Remarks) -> Iterator[ListedName]:
    return (ListedName(value=name, type=ListedNameType.WEAK) for name in remarks.weak_aliases)


def _call_sign(row: CslRow) -> Iterator[Identifier]:
    if row.text("call_sign"):
        yield Identifier(scheme=Scheme.CALL_SIGN, value=row.text("call_sign"))


def _statements(row: CslRow) -> Iterator[Statement]:
    """What the row states under a label: its identifiers, flag, and countries of its people."""
    yield from row.ids
    if row.text("vessel_flag"):
        yield Statement(label="Vessel flag", value=row.text("vessel_flag"))
    for field, label in (("nationalities", "nationality"), ("citizenships", "citizenship")):
        for country in row.all(field):
            yield Statement(label=label, value=country)


def _labelled(row: CslRow) -> Iterator[str]:
    for field, label in _REMARKS.items():
        if row.text(field):
            yield f"{label}: {row.text(field)}"
    if row.text("type") and row.text("type").casefold() not in _KINDS:
        yield f"Type: {row.text('type')}"


def _once(groups: Iterable[Iterable[_T]]) -> tuple[_T, ...]:
    """Everything in the groups once, in order."""
    return tuple(dict.fromkeys(chain.from_iterable(groups)))


def address(lines: Iterable[str], town: str, country: str) -> Address:
    """An address; a country that is not understood stays as its last line."""
    codes = country_codes(country)
    return Address(
        lines=tuple(filter(None, (*lines, "" if codes else country))),
        town=town or None,
        country=codes[0] if codes else None,
    )
