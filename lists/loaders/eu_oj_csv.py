"""Designations of the European Union as the annexes of its regulations print them, CSV.

A folder of transcribed annexes: files with a `celex` column hold a regulation's annexes as they
stand (by convention in `consolidated/`), files with `amendedCelex` and `amendmentCelex` hold the
entries that a later regulation puts into them (in `amendments/`). One row is one entry; a row of an
amendment replaces the entry of its number or name, or is a new one.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from lists.errors import LoadError, Unparsable
from lists.loaders.eu_oj_entity import entity
from lists.loaders.eu_oj_record import OjRecord, Row
from lists.loaders.loader import Loader
from lists.reading.files import SourceFile
from lists.reading.keys import digest_key, folded
from lists.reading.rows import decoded, headed_rows
from matchers.model import ListedEntity, Struct

SOURCE = "eu-oj"
_FOLDERS = ("consolidated", "amendments")
_REQUIRED = ("annex", "recordId", "schema", "name")
_SAME_PARTY = ("imonumber", "inncode", "registrationnumber", "taxnumber", "passportnumber")
_SHORTEST_WORD = 3
_NAMED = "name "

Key = tuple[str, str, str]
"""Regulation, annex, and number of the record; where it has none, its name."""


class BadRow(Struct, frozen=True):
    """A row that became part of no designation, and why."""

    reason: str


class _Annexes:
    """The designations so far, by key; amendments are applied to them one by one."""

    def __init__(self) -> None:
        self.found: dict[Key, tuple[str, OjRecord]] = {}
        self._named: dict[Key, set[Key]] = defaultdict(set)
        self._amended: dict[Key, str] = {}

    def consolidate(self, place: str, row: Row) -> str | None:
        """Add a row of a regulation; the reason where it cannot be added."""
        key = _key(row, row["celex"])
        if key not in self.found:
            self._put(key, place, row)
        elif _name(row) == _name(self.found[key][1].rows[0]):
            self._join(key, row)  # one entry, printed twice or under two measures
        else:
            return "its number is that of an earlier record of the annex"
        return None

    def amend(self, place: str, row: Row) -> str | None:
        """Apply a row of an amendment; the reason where it cannot be applied."""
        key = _key(row, row["amendedcelex"])
        was = self._entry_of(key, row)
        if was is not None and self._amended.get(was) == row["amendmentcelex"]:
            self._join(was, row)
            return None
        if was is not None:
            if not _same_party(row, self.found[was][1]):
                return "its number is that of another party in the annex that it amends"
            self._remove(was)
            key = key if row["recordid"] else was  # a number that is known stays
        self._put(key, place, row)
        self._amended[key] = row["amendmentcelex"]
        return None

    def _entry_of(self, key: Key, row: Row) -> Key | None:
        """The entry that a row amends: of its number, or, one of them having none, of its name."""
        if key in self.found:
            return key
        named = (*key[:2], _name(row))
        if row["recordid"]:
            return named if named in self.found else None
        numbered = self._named.get(named, set())
        return next(iter(numbered)) if len(numbered) == 1 else None

    def _put(self, key: Key, place: str, row: Row) -> None:
        self.found[key] = (place, OjRecord(key=_id(key), rows=(row,)))
        self._named[(*key[:2], _name(row))].add(key)

    def _remove(self, key: Key) -> None:
        _, record = self.found.pop(key)
        self._named[(*key[:2], _name(record.rows[0]))].discard(key)

    def _join(self, key: Key, row: Row) -> None:
        place, record = self.found[key]
        self.found[key] = (place, OjRecord(key=record.key, rows=(*record.rows, row)))


def files(folder: Path) -> Sequence[Path]:
    """The CSV files of `folder` and of its folders for regulations and amendments.

    Raises LoadError where there are none, or one comes both plain and gzipped.
    """
    if not folder.is_dir():
        raise LoadError(f"{folder}: no such folder; this kind of list is a folder of CSV files")
    found: dict[tuple[Path, str], Path] = {}
    for place in (folder, *(folder / name for name in _FOLDERS)):
        for path in sorted(place.iterdir()) if place.is_dir() else ():
            name = path.name.lower().removesuffix(".gz")
            if not name.endswith(".csv"):
                continue
            if (place, name) in found:
                raise LoadError(f"{place}: has {name} both plain and gzipped; keep one")
            found[place, name] = path
    if not found:
        raise LoadError(f"{folder}: has no CSV file, nor has {' or '.join(_FOLDERS)} in it")
    return tuple(found.values())


def parse(files: Sequence[SourceFile]) -> Iterator[tuple[str, OjRecord | BadRow]]:
    """Each designation with the place of the row that it stands in now, and each bad row.

    Amendments are applied in the order of their CELEX numbers, which rise with their dates. Raises
    LoadError for what is not UTF-8 CSV text with the columns that are needed.
    """
    annexes = _Annexes()
    amendments: list[tuple[str, str, Row]] = []
    for file in files:
        for place, row in headed_rows(file, decoded(file), _REQUIRED):
            cells = {"recordid": "", "annex": "", "name": "", **row}
            if cells.get("amendmentcelex") and cells.get("amendedcelex"):
                amendments.append((cells["amendmentcelex"], place, cells))
            elif not cells.get("celex"):
                yield place, BadRow(reason="no CELEX number of a regulation")
            elif reason := annexes.consolidate(place, cells):
                yield place, BadRow(reason=reason)
    for _, place, row in sorted(amendments, key=lambda each: each[0]):
        if reason := annexes.amend(place, row):
            yield place, BadRow(reason=reason)
    yield from annexes.found.values()


def to_entity(record: OjRecord | BadRow) -> ListedEntity:
    """The listed entity of one designation; raises Unparsable."""
    if isinstance(record, BadRow):
        raise Unparsable(record.reason, SOURCE)
    return entity(record, SOURCE)


def _key(row: Row, celex: str) -> Key:
    return celex, row["annex"], row["recordid"] or _name(row)


def _name(row: Row) -> str:
    """The name as keys hold it: not to be mistaken for a number, blind to case and punctuation."""
    return _NAMED + folded(row["name"])


def _id(key: Key) -> str:
    """The key in an id: records without a number have a digest of their name in its place."""
    celex, annex, record = key
    if record.startswith(_NAMED):
        record = digest_key(*key)
    return f"{celex}-{annex}-{record}"


def _same_party(row: Row, record: OjRecord) -> bool:
    """Whether a row may be about the party of a record: a word of their names, or a number."""
    names = [_words(each) for each in (row, *record.rows)]
    if any(names[0] & others for others in names[1:]):
        return True
    return any(
        row.get(column) and row.get(column) == other.get(column)
        for other in record.rows
        for column in _SAME_PARTY
    )


def _words(row: Row) -> set[str]:
    text = " ".join((row["name"], row.get("alias", ""), row.get("previousname", ""))).casefold()
    return {word for word in text.split() if len(word) >= _SHORTEST_WORD}


EU_OJ_CSV = Loader(kind="eu-oj-csv", files=files, parse=parse, to_entity=to_entity)
"""The `eu-oj-csv` loader: a folder of annexes and amendments."""
