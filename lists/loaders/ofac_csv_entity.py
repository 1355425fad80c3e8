"""The listed entity of a row of OFAC's legacy CSV files and of the rows that continue it."""

import re
from collections.abc import Iterator, Sequence

from lists.errors import Unparsable
from lists.loaders.ofac_remarks import parse_remarks
from lists.loaders.ofac_statements import tail_number
from lists.reading.addresses import address
from lists.reading.keys import digest_key
from lists.reading.rows import Row
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

_KINDS = {
    "": Kind.ORGANIZATION,
    "individual": Kind.PERSON,
    "vessel": Kind.VESSEL,
    "aircraft": Kind.AIRCRAFT,
}
_ALIAS_TYPES = {
    "aka": ListedNameType.STRONG,
    "nka": ListedNameType.STRONG,
    "fka": ListedNameType.FORMER,
}
_BETWEEN_PROGRAMMES = re.compile(r"[\[\]]\s*[\[\]]?\s*")

_VESSEL_COLUMNS = ("Vessel type", "Tonnage", "Gross registered tonnage", "Flag", "Vessel owner")
_FLAG = _VESSEL_COLUMNS.index("Flag")


class OfacRecord(Struct, frozen=True):
    """One entry with the rows of the other files that continue it.

    `shared_with`: names of other entries under the same number; `first`: of them, this is the one
    that keeps the number and the joined rows.
    """

    source: str
    row: Row
    aliases: tuple[Row, ...] = ()
    addresses: tuple[Row, ...] = ()
    comments: tuple[Row, ...] = ()
    shared_with: tuple[str, ...] = ()
    first: bool = True


class BadRow(Struct, frozen=True):
    """A row of any of the files that cannot be used, and why."""

    source: str
    reason: str


def to_entity(record: OfacRecord | BadRow) -> ListedEntity:
    """The listed entity of one record; raises Unparsable."""
    if isinstance(record, BadRow):
        raise Unparsable(record.reason, record.source)
    number, name, kind_text, programmes, title, call_sign, *vessel, remarks_text = record.row
    if not number.isascii() or not number.isdigit():
        raise Unparsable("the number of the entry is not a number", record.source)
    if not name:
        raise Unparsable("no name", record.source)
    kind = _KINDS.get(kind_text, Kind.UNKNOWN)
    # Comments go on where remarks break off, in the middle of a word where need be.
    remarks = parse_remarks(remarks_text + "".join(row[1] for row in record.comments))
    addresses = tuple(_address(row) for row in record.addresses)
    flag = country_codes(vessel[_FLAG])
    return ListedEntity(
        id=f"{record.source}-{number}" + ("" if record.first else f"-{digest_key(name)}"),
        source=record.source,
        kind=kind,
        names=_names(name, record.aliases, remarks.weak_aliases),
        identifiers=(
            *([Identifier(scheme=Scheme.CALL_SIGN, value=call_sign)] if call_sign else []),
            *tail_number(kind, name),
            *remarks.identifiers,
        ),
        birth_dates=remarks.birth_dates,
        birth_places=remarks.birth_places,
        gender=remarks.gender,
        built=remarks.built,
        countries=tuple(dict.fromkeys((*remarks.countries, *flag))),
        addresses=tuple(filter(Address().__ne__, addresses)),
        programmes=tuple(filter(None, _BETWEEN_PROGRAMMES.split(programmes))),
        remarks=(
            *([] if kind_text in _KINDS else [f"Type: {kind_text}"]),
            *([f"Title: {title}"] if title else []),
            *(
                f"{label}: {text}"
                for position, (label, text) in enumerate(zip(_VESSEL_COLUMNS, vessel, strict=True))
                if text and not (position == _FLAG and flag)
            ),
            *remarks.rest,
            *(f"Address: {row[5]}" for row in record.addresses if row[5]),
            *(f"Alias {row[3]}: {row[4]}" for row in record.aliases if row[4]),
            *_shared(number, record),
        ),
        relations=remarks.relations,
    )


def _shared(number: str, record: OfacRecord) -> Iterator[str]:
    """What is said of a number that the publisher uses for several parties."""
    for other in record.shared_with:
        kept = "kept here" if record.first else "kept there"
        yield (
            f"Number {number} is also that of {other}: aliases and addresses under it are {kept} "
            "and may be of either"
        )


def _names(
    primary: str, aliases: Sequence[Row], weak_aliases: Sequence[str]
) -> tuple[ListedName, ...]:
    return (
        ListedName(value=primary),
        *(
            ListedName(value=row[3], type=_ALIAS_TYPES.get(row[2].lower(), ListedNameType.STRONG))
            for row in aliases
            if row[3]
        ),
        *(ListedName(value=value, type=ListedNameType.WEAK) for value in weak_aliases),
    )


def _address(row: Row) -> Address:
    """The address of a row of ADD.CSV."""
    _, _, street, town, country, _ = row
    return address([street], town, country)
