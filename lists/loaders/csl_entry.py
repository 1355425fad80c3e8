"""The listed entity of an entry of the United States Consolidated Screening List.

Each list that it joins is a programme of its own, under the code that the list's name has in
brackets: SDN, SSI, EL, DPL ...
"""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import TypeVar

from lists.errors import Unparsable
from lists.loaders.csl_names import Names, plain_name, read_name
from lists.loaders.csl_rows import LABELLED, CslRecord, CslRow
from lists.loaders.ofac_remarks import Remarks, parse_remarks
from lists.loaders.ofac_statements import Statement, read_statements, tail_number
from lists.reading.dates import birth_dates, partial_date
from matchers.model import (
    Identifier,
    Kind,
    ListedEntity,
    ListedName,
    ListedNameType,
    Scheme,
)

SOURCE = "us-csl"
_T = TypeVar("_T")
_KINDS = {
    "individual": Kind.PERSON,
    "entity": Kind.ORGANIZATION,
    "vessel": Kind.VESSEL,
    "aircraft": Kind.AIRCRAFT,
}


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
    for field, label in LABELLED.items():
        if row.text(field):
            yield f"{label}: {row.text(field)}"
    if row.text("type") and row.text("type").casefold() not in _KINDS:
        yield f"Type: {row.text('type')}"


def _once(groups: Iterable[Iterable[_T]]) -> tuple[_T, ...]:
    """Everything in the groups once, in order."""
    return tuple(dict.fromkeys(chain.from_iterable(groups)))
