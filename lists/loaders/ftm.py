"""FollowTheMoney JSON lines: one entity a line, of any dataset.

Schemata and properties are those of https://followthemoney.tech/explorer/. Parties become listed
entities; sanctions, addresses, documents and links, which stand in lines of their own, join the
parties that they are about. What makes an entity of a party is in `ftm_entity`.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from typing import Annotated, TypeVar

import msgspec
from msgspec import Meta

from lists.errors import Unparsable
from lists.loaders.ftm_entity import FtmRecord, entity_of
from lists.loaders.loader import Loader, single_file
from lists.reading.files import SourceFile
from matchers.model import ListedEntity

_ENDS = {
    "Sanction": ("entity",),
    "Passport": ("holder",),
    "Identification": ("holder",),
    "Ownership": ("owner", "asset"),
    "Directorship": ("director", "organization"),
    "Membership": ("member", "organization"),
    "Employment": ("employee", "employer"),
    "Family": ("person", "relative"),
    "Associate": ("person", "associate"),
    "Representation": ("agent", "client"),
    "Succession": ("predecessor", "successor"),
    "UnknownLink": ("subject", "object"),
}
"""Schemata whose records join parties, and the properties that name those parties."""
_ADDRESS = "Address"
"""The schema whose records are named by the parties, in their property `addressEntity`."""


_T = TypeVar("_T")

MAX_ENDS = 100
"""A record about more parties joins none: what each of them kept of it would grow as the square."""


class _References(msgspec.Struct, frozen=True):
    address_entity: list[str] = msgspec.field(default_factory=list, name="addressEntity")


class _Outline(msgspec.Struct, frozen=True):
    """As much of a line as joining needs: far quicker to read than the whole."""

    id: Annotated[str, Meta(min_length=1, max_length=255)]
    schema: str
    properties: _References


class FtmEntry(msgspec.Struct, frozen=True):
    """One line with the records that join its party; or with what is wrong, if `fault` says."""

    line: bytes
    joined: tuple[FtmRecord, ...] = ()
    fault: str = ""


_outline = msgspec.json.Decoder(_Outline)
_whole = msgspec.json.Decoder(FtmRecord)


Lines = Callable[[], Iterator[tuple[str, bytes]]]
"""The lines of a list that are not blank, with their places; as often as they are asked for."""


def parse(files: Sequence[SourceFile]) -> Iterator[tuple[str, FtmEntry]]:
    """Each line that is not blank and joins no other, with those that join it."""
    (file,) = files
    return entries(lambda: placed_lines(file))


def entries(lines: Lines) -> Iterator[tuple[str, FtmEntry]]:
    """Each line that joins no other, with those that join it.

    Reads the lines twice, so that it holds no more than the joining records in memory.
    """
    joining = {
        number: (place, *entry)
        for number, (place, line) in enumerate(lines())
        if (entry := _joining(line))
    }
    by_party: dict[str, list[FtmRecord]] = defaultdict(list)
    for *_, record in joining.values():
        ends = _ends(record)
        for party in ends if len(ends) <= MAX_ENDS else ():
            by_party[party].append(record)
    addresses = {record.id: record for *_, record in joining.values() if record.schema == _ADDRESS}
    joined: set[str] = set()
    for number, (place, line) in enumerate(lines()):
        if number not in joining:
            outline = read_line(line, _outline)
            found: list[FtmRecord] = []
            if outline is not None:
                found += by_party.get(outline.id, ())
                references = outline.properties.address_entity
                found += (
                    addresses[reference] for reference in references if reference in addresses
                )
            joined.update(record.id for record in found)
            yield place, FtmEntry(line=line, joined=tuple(found))
    for place, line, record in joining.values():
        if record.id not in joined:
            fault = f"{record.schema} of a party that is not in this file"
            if len(_ends(record)) > MAX_ENDS:
                fault = f"{record.schema} of more than {MAX_ENDS} parties"
            yield place, FtmEntry(line=line, fault=fault)


def placed_lines(file: SourceFile) -> Iterator[tuple[str, bytes]]:
    """The lines that are not blank, with their places."""
    for number, line in enumerate(BytesIO(file.content), start=1):
        if not line.isspace():
            yield file.place(number), line


def _joining(line: bytes) -> tuple[bytes, FtmRecord] | None:
    """The line and its record where it is of a schema that joins parties."""
    outline = read_line(line, _outline)
    if outline is None or (outline.schema not in _ENDS and outline.schema != _ADDRESS):
        return None
    record = read_line(line, _whole)
    return None if record is None else (line, record)


def _ends(record: FtmRecord) -> list[str]:
    """The ids of the parties that a record joins."""
    properties = _ENDS.get(record.schema, ())
    return [party for prop in properties for party in record.properties.get(prop, ())]


def read_line(line: bytes, decoder: "msgspec.json.Decoder[_T]") -> "_T | None":
    """The line as the decoder reads it; None where it does not: `to_entity` then says why."""
    try:
        return decoder.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def to_entity(entry: FtmEntry) -> ListedEntity:
    """The listed entity of one line; raises Unparsable. Its source is the first dataset."""
    try:
        record = _whole.decode(entry.line)
    except UnicodeDecodeError as error:
        raise Unparsable("not UTF-8") from error
    except msgspec.ValidationError as error:
        raise Unparsable(f"not a FollowTheMoney entity: {error}") from error
    except (msgspec.DecodeError, RecursionError) as error:
        raise Unparsable("not JSON") from error
    if entry.fault:
        raise Unparsable(entry.fault, record.datasets[0])
    return entity_of(record, entry.joined)


FTM = Loader(kind="ftm", files=single_file, parse=parse, to_entity=to_entity)
"""The `ftm` loader: one file of FollowTheMoney JSON lines, such as an OpenSanctions export."""
