"""Canada's Consolidated Canadian Autonomous Sanctions List, XML.

One flat `record` a party, of the regulations under the Special Economic Measures Act and the
Justice for Victims of Corrupt Foreign Officials Act. What identifies an entry is its place in law:
the regulations (`Country`), their schedule, and the item in it.
"""

import re
from collections.abc import Iterator, Sequence

from lists.errors import Unparsable
from lists.loaders.ca_aliases import aliases
from lists.loaders.loader import Loader, single_file
from lists.reading.dates import birth_dates, partial_date
from lists.reading.files import SourceFile
from lists.reading.xml import children, local, records, text
from matchers.model import (
    Identifier,
    Kind,
    ListedEntity,
    ListedName,
    Scheme,
    Struct,
)

SOURCE = "ca-sema"
_NAME = "EntityOrShip"
_IMO = "ShipIMONumber"
_BIRTH = "DateOfBirthOrShipBuildDate"
_TITLE = "TitleOrShip"
_LISTED = "DateOfListing"
_READ = frozenset({"Country", "Schedule", "Item", "GivenName", "LastName", _NAME, "Aliases", _IMO})
"""Fields that are kept whole elsewhere than in remarks."""
_NOT_IN_KEY = re.compile(r"[^\w.]+")
_LONGEST_KEY = 200


class CaRecord(Struct, frozen=True):
    """One record: its fields with text."""

    fields: tuple[tuple[str, str], ...]
    key: str

    def get(self, name: str) -> str:
        """The text of the first field of this name; empty where there is none."""
        return next((text for field, text in self.fields if field == name), "")


def parse(files: Sequence[SourceFile]) -> Iterator[tuple[str, CaRecord]]:
    """Each record; raises LoadError as `lists.reading.xml.records` does."""
    (file,) = files
    for place, element in records(file, roots={"data-set"}, tags={"record"}):
        stated = tuple((local(field), text(field)) for field in children(element))
        fields = tuple((field, value) for field, value in stated if value)
        yield place, CaRecord(fields=fields, key=_key(dict(fields)))


def _key(fields: dict[str, str]) -> str:
    """Regulations, schedule and item in lower case, such as `russia-1-part-1-12`; or empty."""
    regulations, _, _ = fields.get("Country", "").partition(" / ")
    item = fields.get("Item", "")
    parts = (regulations, fields.get("Schedule", ""), item)
    if not regulations or not item or sum(map(len, parts)) > _LONGEST_KEY:
        return ""
    return _NOT_IN_KEY.sub("-", " ".join(filter(None, parts)).lower()).strip("-")


def to_entity(record: CaRecord) -> ListedEntity:
    """The listed entity of one record; raises Unparsable."""
    if not record.key:
        raise Unparsable("no Country and Item, or too long ones, to tell the entry by", SOURCE)
    kind = _kind(record)
    primary = record.get(_NAME) or f"{record.get('GivenName')} {record.get('LastName')}".strip()
    if not primary:
        raise Unparsable("no name", SOURCE)
    stated = record.get(_BIRTH)
    born = birth_dates(stated) if kind is Kind.PERSON else ()
    built = partial_date(stated) if kind is Kind.VESSEL else None
    listed_on = partial_date(record.get(_LISTED))
    imo = record.get(_IMO)
    kept = _READ | ({_BIRTH} if born or built else set()) | ({_LISTED} if listed_on else set())
    return ListedEntity(
        id=f"{SOURCE}-{record.key}",
        source=SOURCE,
        kind=kind,
        names=(ListedName(value=primary), *aliases(record.get("Aliases"), kind)),
        identifiers=(Identifier(scheme=Scheme.IMO, value=imo),) if imo else (),
        birth_dates=born,
        built=built[:4] if built else None,
        programmes=(record.get("Country"),),
        legal_basis=(_provision(record),),
        listed_on=listed_on,
        remarks=tuple(f"{field}: {value}" for field, value in record.fields if field not in kept),
    )


def _kind(record: CaRecord) -> Kind:
    """A ship is what has an IMO number; a person's name stands in parts."""
    if record.get(_IMO):
        return Kind.VESSEL
    return Kind.ORGANIZATION if record.get(_NAME) else Kind.PERSON


def _provision(record: CaRecord) -> str:
    schedule = record.get("Schedule")
    return f"{f'Schedule {schedule}, ' if schedule else ''}item {record.get('Item')}"


CA_XML = Loader(kind="ca-xml", files=single_file, parse=parse, to_entity=to_entity)
"""The `ca-xml` loader: Canada's consolidated autonomous sanctions list, one XML file."""
