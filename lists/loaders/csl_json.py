"""The Consolidated Screening List as JSON: one object with the entries under `results`."""

from collections.abc import Iterator, Sequence

import msgspec

from lists.errors import LoadError
from lists.loaders.csl_entry import to_entity
from lists.loaders.csl_rows import IN_FIELDS, LISTS, CslRecord, CslRow, by_entry
from lists.loaders.loader import Loader, single_file
from lists.loaders.ofac_statements import Statement
from lists.reading.addresses import address
from lists.reading.files import SourceFile
from matchers.model import Address

_BOM = b"\xef\xbb\xbf"
_ADDRESS = ("address", "city", "state", "postal_code", "country")
_ID = ("type", "number", "country", "issue_date", "expiration_date")


class _File(msgspec.Struct):
    """As much of the file as is read: the entries, each still as its bytes."""

    results: list[msgspec.Raw]


_file = msgspec.json.Decoder(_File)
_entry = msgspec.json.Decoder(dict[str, object])


def parse(files: Sequence[SourceFile]) -> Iterator[tuple[str, CslRecord]]:
    """Each entry; raises LoadError for what is not JSON, or no object with `results`."""
    (file,) = files
    yield from by_entry(_rows(file))


def _rows(file: SourceFile) -> Iterator[tuple[str, CslRow | str]]:
    try:
        entries = _file.decode(file.content.removeprefix(_BOM)).results
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise LoadError(
            f"{file.path}: not the Consolidated Screening List as JSON ({error}); it is cut, "
            "damaged or another file"
        ) from error
    for number, raw in enumerate(entries, start=1):
        yield f"{file.path} result {number}", _row(raw)


def _row(raw: msgspec.Raw) -> CslRow | str:
    """One entry; or what is wrong with it."""
    try:
        return _read(_entry.decode(raw))
    except UnicodeDecodeError:
        return "not UTF-8"
    except (msgspec.DecodeError, RecursionError):
        return "no JSON object, or one nested too deep"


def _read(entry: dict[str, object]) -> CslRow:
    known = IN_FIELDS | LISTS | {"addresses", "ids"}
    return CslRow(
        texts={field: _text(entry[field]) for field in IN_FIELDS if field in entry},
        lists={field: _texts(entry[field]) for field in LISTS if field in entry},
        addresses=tuple(filter(Address().__ne__, map(_address, _items(entry.get("addresses"))))),
        ids=tuple(map(_id, _items(entry.get("ids")))),
        others=tuple(
            f"{field}: {said}"
            for field in entry
            if field not in known and (said := _said(entry[field]))
        ),
    )


def _text(value: object) -> str:
    """A value as text; empty for none. White space is collapsed."""
    if value is None:
        return ""
    if isinstance(value, str):
        return " ".join(value.split())
    return msgspec.json.encode(value).decode()


def _said(value: object) -> str:
    return "" if value in ([], {}) else _text(value)


def _items(value: object) -> list[object]:
    """The items of a list; a single value is one, and nothing is none."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _texts(value: object) -> tuple[str, ...]:
    return tuple(filter(None, map(_text, _items(value))))


def _fields(value: object, names: Sequence[str]) -> tuple[dict[str, str], str]:
    """The fields of an object; and, as one text, what else it says, or all where it is none."""
    if not isinstance(value, dict):
        return {}, _text(value)
    said = {str(name): _text(part) for name, part in value.items()}
    rest = (f"{name} {text}" for name, text in said.items() if name not in names and text)
    return said, "; ".join(rest)


def _address(value: object) -> Address:
    said, rest = _fields(value, _ADDRESS)
    lines = (said.get(name, "") for name in ("address", "state", "postal_code"))
    return address((*lines, rest), said.get("city", ""), said.get("country", ""))


def _id(value: object) -> Statement:
    said, rest = _fields(value, _ID)
    dates = (("issued", said.get("issue_date")), ("expires", said.get("expiration_date")))
    return Statement(
        label=said.get("type", ""),
        value=said.get("number", ""),
        country=said.get("country", ""),
        more=(*(f"{word} {date}" for word, date in dates if date), *([rest] if rest else [])),
    )


CSL_JSON = Loader(kind="csl-json", files=single_file, parse=parse, to_entity=to_entity)
"""The `csl-json` loader: the Consolidated Screening List as the publisher's JSON file."""
