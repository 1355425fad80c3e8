"""Small published snapshots to test with."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lists.snapshots.cache import SnapshotCache
from lists.snapshots.keys import create_key, public_file, read_private_key
from lists.snapshots.pointer import Pointer
from lists.snapshots.publishing import publish
from lists.snapshots.snapshot import Manifest, Snapshot, SourceRow, content_digest, write_content
from lists.snapshots.store import SnapshotStore
from lists.snapshots.taking import Taker
from matchers.index import Index
from matchers.model import Kind, ListedEntity, ListedName
from matchers.reader import reading_version

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def content(folder: Path, *names: str) -> Manifest:
    """Write a snapshot of persons of these names into `folder`, which is made."""
    folder.mkdir(parents=True)
    entities = [
        ListedEntity(
            id=f"made-up-{number}",
            source="made-up",
            kind=Kind.PERSON,
            names=(ListedName(value=name),),
        )
        for number, name in enumerate(names)
    ]
    files = write_content(folder, entities, Index.build(entities).arrays())
    return Manifest(
        version=0,
        content_digest=content_digest(files),
        created=NOW.isoformat(),
        entities=len(entities),
        names=len(entities),
        sources=(
            SourceRow(
                loader="ftm",
                id="made-up",
                entities=len(entities),
                names=len(entities),
                weak_aliases=0,
                identifiers=0,
                invalid_identifiers=0,
                birth_dates=0,
                unparsed=0,
            ),
        ),
        inputs=(),
        files=files,
        matcher=reading_version(),
    )


@dataclass
class House:
    """A publisher with a key, a store, and a host that takes snapshots from it."""

    folder: Path
    store: SnapshotStore
    lifetime: timedelta = timedelta(days=1)

    def __post_init__(self) -> None:
        self.trusted = self.folder / "trusted"
        self.trusted.mkdir(parents=True)
        self.key = self.new_key("own")
        self._built: dict[tuple[str, ...], tuple[Path, Manifest]] = {}
        self.memory = SnapshotCache(self.folder / "publisher")
        self.cache = SnapshotCache(self.folder / "cache")
        self.taker = Taker(self.store, self.cache, self.trusted)

    def new_key(self, name: str, *, trust: bool = True) -> Ed25519PrivateKey:
        """Make a key, trusted by the host or not."""
        file = self.folder / f"{name}.pem"
        create_key(file, name, NOW)
        if trust:
            (self.trusted / f"{name}.pub").write_bytes(public_file(file).read_bytes())
        return read_private_key(file)

    def built(self, *names: str) -> tuple[Path, Manifest]:
        """Build a snapshot of persons of these names, once."""
        if names not in self._built:
            folder = self.folder / "built" / str(len(self._built))
            self._built[names] = folder, content(folder, *names)
        return self._built[names]

    def publish(self, *names: str, key: Ed25519PrivateKey | None = None) -> Manifest:
        """Publish a snapshot of persons of these names."""
        folder, manifest = self.built(*names)
        return publish(
            self.store,
            folder,
            manifest,
            key or self.key,
            memory=self.memory,
            lifetime=self.lifetime,
        )

    def take(self, pointer: Pointer | None = None) -> Snapshot:
        """What a worker that starts anew does: take a snapshot, the current one, and use it."""
        wanted = pointer or self.store.current()
        assert wanted is not None
        taken = self.taker.take(wanted)
        snapshot = taken.load()
        self.taker.remember(taken.manifest)
        return snapshot
