"""Snapshots of the entities of a benchmark, as the product writes them."""

from collections.abc import Sequence
from pathlib import Path

from lists.build import LoadedList, describe
from lists.snapshots.snapshot import Manifest, write_content, write_manifest
from matchers.index import Index
from matchers.model import ListedEntity


def write_snapshot(folder: Path, entities: Sequence[ListedEntity], index: Index) -> Manifest:
    """Write a local snapshot of the index over `entities` into `folder`, which is made."""
    folder.mkdir()
    files = write_content(folder, entities, index.arrays())
    found = tuple(("", entity) for entity in entities)
    loaded = LoadedList(kind="ftm", files=(), entities=found, unparsed={})
    manifest = describe([loaded], files, previous=None)
    write_manifest(folder, manifest)
    return manifest
