"""The snapshot: every listed entity and the index over them, immutable, with a manifest.

A snapshot is a folder:

    manifest.json     what it holds and the SHA-256 of each file below
    entities.jsonl    one ListedEntity a line, by id
    index/NAME.npy    the arrays of the index, mapped into memory as they are

`content_digest` is the SHA-256 over the lines `<SHA-256 of the file>  <its name>` of entities and
index in the order of their names: what `sha256sum` prints. The same lists give the same digest.
"""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from lists.errors import SnapshotError
from lists.link import Conflict
from lists.unparsed import UnparsedReason
from matchers.index import Index
from matchers.model import ListedEntity, Struct

MANIFEST = "manifest.json"
ENTITIES = "entities.jsonl"
INDEX = "index"

CONFLICTS_KEPT = 100
"""How many conflicts a manifest names; the others are counted."""


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


class Manifest(Struct, frozen=True):
    """What a snapshot holds. `version` is 0 for a local build; `created` is an ISO 8601 instant.

    `conflicting` pairs of entries share what would link them and contradict each other; the first
    ones by id stand in `conflicts`.
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
    conflicting: int = 0
    conflicts: tuple[Conflict, ...] = ()


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
    return {name: _sha256(folder / name) for name in _content_names(folder)}


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the manifest beside the content, readable by people too."""
    text = msgspec.json.format(msgspec.json.encode(manifest), indent=2)
    (folder / MANIFEST).write_bytes(text + b"\n")


def read_manifest(folder: Path) -> Manifest:
    """The manifest of the snapshot in `folder`; raises SnapshotError."""
    path = folder / MANIFEST
    try:
        return msgspec.json.decode(path.read_bytes(), type=Manifest)
    except OSError as error:
        raise SnapshotError(f"{path}: cannot be read ({error.strerror})") from error
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise SnapshotError(f"{path}: not a snapshot manifest ({error})") from error


def load_snapshot(folder: Path) -> Snapshot:
    """Verify the snapshot in `folder` against its manifest and load it, the index as a map.

    Raises SnapshotError, which names the file with the digest it has and the one it should have.
    """
    manifest = read_manifest(folder)
    try:
        _verify(folder, manifest)
        entities = msgspec.json.Decoder(ListedEntity).decode_lines((folder / ENTITIES).read_bytes())
        # Copy on write: nothing is ever written to the file, and matching is compiled once for
        # mapped arrays and for those that were just built, since both may be written to.
        arrays = {
            Path(name).stem: np.load(folder / name, mmap_mode="c", allow_pickle=False)
            for name in manifest.files
            if name != ENTITIES
        }
        index = Index.from_arrays(arrays, entities)
    except (OSError, ValueError, KeyError) as error:
        raise SnapshotError(
            f"{folder}: not readable, or of a form that this version does not know ({error}); "
            "build the snapshot again"
        ) from error
    return Snapshot(manifest, entities, index)


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
        actual = _sha256(folder / name)
        if actual != digest:
            raise SnapshotError(
                f"{folder / name}: SHA-256 is {actual}, expected {digest}; "
                "the file was changed or cut; build or fetch the snapshot again"
            )


def _content_names(folder: Path) -> list[str]:
    """The files of a snapshot by their names within it, but for the manifest."""
    names = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return sorted(name for name in names if name != MANIFEST)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
