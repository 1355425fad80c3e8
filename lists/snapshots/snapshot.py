"""The snapshot: every listed entity and the index over them, immutable, with a manifest.

A snapshot is a folder:

    manifest.json     what it holds and the SHA-256 of each file below
    manifest.sig      of a published one: the signature over the bytes of manifest.json
    entities.jsonl    one ListedEntity a line, by id
    index/NAME.npy    the arrays of the index, mapped into memory as they are

`content_digest` is the SHA-256 over the lines `<SHA-256 of the file>  <its name>` of entities and
index in the order of their names: what `sha256sum` prints. The same lists give the same digest.
"""

import hashlib
import shutil
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from lists.errors import SnapshotError
from lists.link import Conflict
from lists.snapshots.pointer import Pointer
from lists.unparsed import UnparsedReason
from matchers.index import Index
from matchers.model import ListedEntity, Struct
from matchers.reader import reading_version

MANIFEST = "manifest.json"
SIGNATURE = "manifest.sig"
ENTITIES = "entities.jsonl"
INDEX = "index"

CONFLICTS_KEPT = 100
"""How many conflicts a manifest names; the others are counted."""

_PORTION_BYTES = 64 * 1024
_REST = 6.0
"""Between two portions it rests for so many times as long as one took."""


class SourceRow(Struct, frozen=True):
    """What one loader brought for one source id. Counts are of entities and what they state.

    `identifiers` are all that the list states; `invalid_identifiers` of them fail the check of
    their scheme, so that screening cannot use them. `unparsed` records became no entity.
    """

    loader: str
    id: str
    entities: int
    names: int
    weak_aliases: int
    identifiers: int
    invalid_identifiers: int
    birth_dates: int
    unparsed: int
    unparsed_reasons: tuple[UnparsedReason, ...] = ()


class InputFile(Struct, frozen=True):
    """A file that a build read: its loader, its name, and the SHA-256 of its content unzipped."""

    loader: str
    name: str
    sha256: str


class Provenance(Struct, frozen=True):
    """Where a published snapshot has the content of one source from. Instants are ISO 8601.

    `fetched_at` is when the publisher last said that this is what it has: an answer that nothing
    has changed counts. It is what the age of a list is told from. `published_at` is what the
    publisher states, where it does. `digest` is the SHA-256 of what was fetched, of several files
    over the lines of `content_digest`; `parser` the version of what read it.
    """

    id: str
    urls: tuple[str, ...]
    fetched_at: str
    digest: str
    parser: str
    published_at: str | None = None


class Rollback(Struct, frozen=True):
    """That old content was published anew: of which version, by whom, why, and when (ISO 8601)."""

    of: int
    who: str
    why: str
    when: str


class Accepted(Struct, frozen=True):
    """That an operator let a version of a source pass: which checks, why, who, when (ISO 8601)."""

    source: str
    what: tuple[str, ...]
    why: str
    who: str
    when: str


class Manifest(Struct, frozen=True):
    """What a snapshot holds. `version` is 0 for a local build; instants are in ISO 8601.

    `previous` is the content digest of the snapshot before it. `sizes` are the bytes of each of its
    `files`; a published snapshot states them, says in `provenance` where each source is from, and
    is not taken up after `expires`. `accepted` is what was let pass of the versions that it holds.
    `conflicting` pairs of entries share what would link them and contradict each other; the first
    ones by id stand in `conflicts`. `matcher` tells which code laid out the index: names that
    other code reads otherwise would not be found in it.
    """

    version: int
    content_digest: str
    created: str
    entities: int
    names: int
    sources: tuple[SourceRow, ...]
    inputs: tuple[InputFile, ...]
    files: dict[str, str]
    previous: str | None = None
    matcher: str = ""
    conflicting: int = 0
    conflicts: tuple[Conflict, ...] = ()
    sizes: dict[str, int] = msgspec.field(default_factory=dict)
    expires: str | None = None
    provenance: tuple[Provenance, ...] = ()
    rollback: Rollback | None = None
    accepted: tuple[Accepted, ...] = ()

    @property
    def pointer(self) -> Pointer:
        """What points to this snapshot."""
        return Pointer(version=self.version, content_digest=self.content_digest)


class Snapshot(msgspec.Struct, frozen=True):
    """A loaded snapshot: its manifest, its entities by position, and the index over them."""

    manifest: Manifest
    entities: Sequence[ListedEntity]
    index: Index


def content_digest(files: Mapping[str, str]) -> str:
    """The digest of a snapshot whose files (name to SHA-256) are `files`."""
    lines = "".join(f"{files[name]}  {name}\n" for name in sorted(files))
    return hashlib.sha256(lines.encode()).hexdigest()


def write_content(
    folder: Path, entities: Sequence[ListedEntity], arrays: Mapping[str, NDArray[np.generic]]
) -> dict[str, str]:
    """Write entities and index arrays into the empty `folder`; return name to SHA-256."""
    (folder / ENTITIES).write_bytes(
        msgspec.json.Encoder(order="deterministic").encode_lines(entities)
    )
    (folder / INDEX).mkdir()
    for name, array in arrays.items():
        np.save(folder / INDEX / f"{name}.npy", array, allow_pickle=False)
    return content_files(folder)


def content_files(folder: Path) -> dict[str, str]:
    """The files of the content in `folder` with the SHA-256 of each."""
    return {name: file_digest(folder / name) for name in _content_names(folder)}


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the manifest beside the content, readable by people too."""
    (folder / MANIFEST).write_bytes(encode_manifest(manifest))


def encode_manifest(manifest: Manifest) -> bytes:
    """The bytes of a manifest, as they are stored and signed."""
    return msgspec.json.format(msgspec.json.encode(manifest), indent=2) + b"\n"


def decode_manifest(content: bytes, place: object) -> Manifest:
    """The manifest in `content`, which lies at `place`; raises SnapshotError."""
    try:
        return msgspec.json.decode(content, type=Manifest)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise SnapshotError(f"{place}: not a snapshot manifest ({error})") from error


def read_manifest(folder: Path) -> Manifest:
    """The manifest of the snapshot in `folder`; raises SnapshotError."""
    path = folder / MANIFEST
    try:
        content = path.read_bytes()
    except OSError as error:
        raise SnapshotError(f"{path}: cannot be read ({error.strerror})") from error
    return decode_manifest(content, path)


def copy_content(folder: Path, target: Path, manifest: Manifest) -> None:
    """Copy entities and index of a snapshot into the empty folder `target`."""
    (target / INDEX).mkdir()
    for name in manifest.files:
        shutil.copyfile(folder / name, target / name)


def load_snapshot(
    folder: Path, manifest: Manifest | None = None, *, verified: bool = False
) -> Snapshot:
    """Verify the snapshot in `folder` and load it, the index as a map.

    An index that another version of the matcher laid out is not used: one is built of the entities,
    which takes as long as it did then.

    `manifest` is the one that it has to agree with, None for its own; what was `verified` while it
    was written is not read once more for that. Raises SnapshotError, which names the file with the
    digest it has and the one it should have.
    """
    manifest = manifest or read_manifest(folder)
    try:
        if not verified:
            _verify(folder, manifest)
        entities = _decode_entities((folder / ENTITIES).read_bytes())
        index = _index(folder, manifest, entities)
    except (OSError, ValueError, KeyError) as error:
        raise SnapshotError(
            f"{folder}: not readable, or of a form that this version does not know ({error}); "
            "build the snapshot again"
        ) from error
    return Snapshot(manifest, entities, index)


def _index(folder: Path, manifest: Manifest, entities: Sequence[ListedEntity]) -> Index:
    """The index as it lies there, mapped; built anew where other code laid it out."""
    if manifest.matcher != reading_version():
        return Index.build(entities)
    # Copy on write: nothing is ever written to the file, and matching is compiled once for
    # mapped arrays and for those that were just built, since both may be written to.
    arrays = {
        Path(name).stem: np.load(folder / name, mmap_mode="c", allow_pickle=False)
        for name in manifest.files
        if name != ENTITIES
    }
    return Index.from_arrays(arrays, entities)


def _decode_entities(content: bytes) -> list[ListedEntity]:
    """The entities of a file, decoded portion by portion.

    Decoding holds Python's lock: all at once, 50,000 entities would keep the thread that screens
    from working for 0.4 s. Between portions it has its turn, and most of the core.
    """
    decoder, entities, start = msgspec.json.Decoder(ListedEntity), list[ListedEntity](), 0
    lines = memoryview(content)
    while start < len(content):
        end = content.find(b"\n", min(start + _PORTION_BYTES, len(content) - 1)) + 1
        end = end or len(content)
        begun = time.perf_counter()
        entities += decoder.decode_lines(lines[start:end])
        start = end
        rest_after(time.perf_counter() - begun)
    return entities


def rest_after(seconds: float) -> None:
    """Rest after a portion of loading that took so long: whoever screens has most of the core."""
    time.sleep(_REST * seconds)


def _verify(folder: Path, manifest: Manifest) -> None:
    expected = content_digest(manifest.files)
    if expected != manifest.content_digest:
        raise SnapshotError(
            f"{folder / MANIFEST}: its files give the content digest {expected}, "
            f"it says {manifest.content_digest}; build or fetch the snapshot again"
        )
    present = set(_content_names(folder))
    if present != manifest.files.keys():
        differing = ", ".join(sorted(present ^ manifest.files.keys()))
        raise SnapshotError(f"{folder}: files missing or not in the manifest: {differing}")
    for name, digest in manifest.files.items():
        actual = file_digest(folder / name)
        if actual != digest:
            raise SnapshotError(
                f"{folder / name}: SHA-256 is {actual}, expected {digest}; "
                "the file was changed or cut; build or fetch the snapshot again"
            )


def _content_names(folder: Path) -> list[str]:
    """The files of a snapshot by their names within it, but for the manifest."""
    names = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return sorted(name for name in names if name not in (MANIFEST, SIGNATURE))


def file_digest(path: Path) -> str:
    """The SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
