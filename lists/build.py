"""Build one snapshot of many lists: `build` tells the story."""

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from operator import attrgetter
from pathlib import Path

from lists.errors import BuildError, LoadError
from lists.link import Conflict, link
from lists.loaders import LOADERS
from lists.loaders.loader import Unread
from lists.reading.files import SourceFile, read_file
from lists.snapshots.folder_store import FolderStore
from lists.snapshots.pointer import LOCAL_VERSION
from lists.snapshots.snapshot import (
    CONFLICTS_KEPT,
    InputFile,
    Manifest,
    SourceRow,
    content_digest,
    write_content,
    write_manifest,
)
from lists.unparsed import Tally, UnparsedReason
from matchers.identifiers import canonical
from matchers.index import Index
from matchers.model import ListedEntity, ListedNameType, Struct
from matchers.reader import reading_version

Progress = Callable[[str, int, int], None]
"""Called with the step, how much of it is done, and how much there is (0: not known)."""


class SourceSpec(Struct, frozen=True):
    """A list to build from: the kind of loader, and the file or folder."""

    kind: str
    path: Path

    @staticmethod
    def parse(text: str) -> "SourceSpec":
        """Read `KIND=PATH`; raises BuildError for another form or an unknown kind."""
        kind, separator, path = text.partition("=")
        if not (kind and separator and path):
            raise BuildError(f"{text!r} is not of the form KIND=PATH")
        if kind not in LOADERS:
            raise BuildError(f"no kind of list is called {kind!r}; known are {', '.join(LOADERS)}")
        return SourceSpec(kind=kind, path=Path(path))


class LoadedList(Struct, frozen=True):
    """What one source brought: its entities with their places, and by source id what was not read.

    Whatever the file holds, the latter stays small: reasons with counts and a few places.
    """

    kind: str
    files: tuple[InputFile, ...]
    entities: tuple[tuple[str, ListedEntity], ...]
    unparsed: dict[str, tuple[UnparsedReason, ...]]

    @property
    def unparsed_count(self) -> int:
        """How many records became no entity."""
        return sum(each.count for reasons in self.unparsed.values() for each in reasons)


def build(sources: Sequence[SourceSpec], out: Path, *, progress: Progress) -> Manifest:
    """Load `sources`, index their entities, and make them the current snapshot in folder `out`.

    Raises LoadError for a list that cannot be read, BuildError for an entity id that comes twice
    or a folder that cannot be written. The snapshot that was there stays current until then.
    """
    store = FolderStore(out)
    with store.building() as folder:
        loaded = [load(source, progress) for source in sources]
        links = link(merge(loaded))
        entities = links.entities
        index = Index.build(entities, progress=lambda *done: progress("index", *done))
        progress("write", 0, 0)
        files = write_content(folder, entities, index.arrays())
        previous = store.previous(content_digest(files))
        manifest = describe(loaded, files, previous, links.conflicts)
        write_manifest(folder, manifest)
        store.publish(folder, manifest)
    return manifest


def load(source: SourceSpec, progress: Progress) -> LoadedList:
    """Read one list through its loader; raises LoadError, also where it yields no entity."""
    loader = LOADERS[source.kind]
    files = [read_file(path) for path in loader.files(source.path)]
    entities: list[tuple[str, ListedEntity]] = []
    tally = Tally()
    for number, outcome in enumerate(loader.entities(files)):
        if isinstance(outcome, Unread):
            tally.add(outcome)
        else:
            entities.append(outcome)
        if number % 1000 == 0:
            progress(f"{source.kind} {source.path.name}", number, 0)
    unparsed = tally.by_source()
    if not entities:
        first = next((rows[0] for rows in unparsed.values()), None)
        why = f"{first.places[0]}: {first.reason}" if first else "it is empty"
        raise LoadError(f"{source.path}: not one entity of kind {source.kind} in it ({why})")
    return LoadedList(
        kind=source.kind,
        files=tuple(_input_file(source.kind, file) for file in files),
        entities=tuple(entities),
        unparsed=unparsed,
    )


def merge(loaded: Iterable[LoadedList]) -> list[ListedEntity]:
    """All entities by id: entries stay entries. Raises BuildError for an id that comes twice."""
    places: dict[str, str] = {}
    entities: list[ListedEntity] = []
    for part in loaded:
        for place, entity in part.entities:
            if entity.id in places:
                raise BuildError(
                    f"the entity id {entity.id!r} comes twice: {places[entity.id]} and {place}; "
                    "leave one of the lists out, or mend it"
                )
            places[entity.id] = place
            entities.append(entity)
    return sorted(entities, key=attrgetter("id"))


def describe(
    loaded: Sequence[LoadedList],
    files: dict[str, str],
    previous: str | None,
    conflicts: Sequence[Conflict] = (),
) -> Manifest:
    """The manifest of what was loaded and written."""
    rows = tuple(_rows(loaded))
    return Manifest(
        version=LOCAL_VERSION,
        content_digest=content_digest(files),
        created=dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        entities=sum(row.entities for row in rows),
        names=sum(row.names for row in rows),
        sources=rows,
        inputs=tuple(file for part in loaded for file in part.files),
        files=files,
        previous=previous,
        matcher=reading_version(),
        conflicting=len(conflicts),
        conflicts=tuple(conflicts[:CONFLICTS_KEPT]),
    )


def _rows(loaded: Sequence[LoadedList]) -> list[SourceRow]:
    """One row per loader and source id, in the order of both."""
    entities: dict[tuple[str, str], list[ListedEntity]] = defaultdict(list)
    unparsed: dict[tuple[str, str], list[UnparsedReason]] = defaultdict(list)
    for part in loaded:
        for _, entity in part.entities:
            entities[part.kind, entity.source].append(entity)
        for source_id, reasons in part.unparsed.items():
            unparsed[part.kind, source_id].extend(reasons)
    return [
        _row(*key, entities.get(key, ()), unparsed.get(key, ()))
        for key in sorted(entities.keys() | unparsed.keys())
    ]


def _row(
    kind: str,
    source: str,
    entities: Sequence[ListedEntity],
    unparsed: Sequence[UnparsedReason],
) -> SourceRow:
    identifiers = [identifier for entity in entities for identifier in entity.identifiers]
    names = [name for entity in entities for name in entity.names]
    return SourceRow(
        loader=kind,
        id=source,
        entities=len(entities),
        names=len(names),
        weak_aliases=sum(name.type is ListedNameType.WEAK for name in names),
        identifiers=len(identifiers),
        invalid_identifiers=sum(canonical(identifier) is None for identifier in identifiers),
        birth_dates=sum(len(entity.birth_dates) for entity in entities),
        unparsed=sum(reason.count for reason in unparsed),
        unparsed_reasons=tuple(unparsed),
    )


def _input_file(kind: str, file: SourceFile) -> InputFile:
    digest = hashlib.sha256(file.content).hexdigest()
    return InputFile(loader=kind, name=Path(file.path).name, sha256=digest)
