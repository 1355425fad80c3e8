"""`portcullis lists verify` and `rollback`: published snapshots, checked and gone back to."""

import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from config.resolve import Resolved
from streams.cli.common import FAILED, Refused, fail, out, settings_options, who

if TYPE_CHECKING:
    from lists.pointer import Pointer
    from lists.store import SnapshotStore


@click.command("verify")
@click.argument("url", metavar="URL")
@click.option("--version", type=click.IntRange(1), help="This version instead of the current one.")
@settings_options("trusted_keys")
def verify_command(resolved: Resolved, url: str, version: int | None) -> None:
    """Check a snapshot of a store as a worker would: signature, files, expiry.

    URL is a folder, file://DIR, redis://HOST:PORT/DB or rediss://HOST:PORT/DB. Everything is
    fetched and read; nothing of it is kept. Exit status 5 where a worker would refuse it.

    \b
    Example:
      portcullis lists verify redis://localhost:6379/0
    """  # noqa: D301 - click's mark for a paragraph that is not wrapped
    from lists.cache import SnapshotCache
    from lists.checking import checked
    from lists.keys import read_public_keys
    from lists.pointer import LOCAL_VERSION
    from lists.signing import verify
    from lists.snapshot import load_snapshot
    from lists.store import open_folder, open_store

    store = open_store(url, resolved.settings)
    pointer = _pointer(store, url, version)
    if pointer.version == LOCAL_VERSION:
        manifest = open_folder(url).load(pointer).manifest
        out.print(f"a local build, unsigned; its {len(manifest.files)} files are whole")
        return
    place = Path(resolved.settings.trusted_keys).expanduser()
    trusted = read_public_keys(place)
    signed = store.signed(pointer)
    key = verify(signed, trusted)
    out.print(f"signature  {key.name} ({key.id})", markup=False)
    manifest = checked(signed, pointer, trusted, datetime.now(UTC))
    out.print(f"version    {manifest.version}, created {manifest.created}")
    out.print(f"expires    {manifest.expires}")
    with tempfile.TemporaryDirectory(prefix="portcullis-") as aside:
        folder = SnapshotCache(Path(aside)).fetch(store, manifest, signed).folder
        loaded = load_snapshot(folder, manifest)
    size = sum(manifest.sizes.values()) / 2**20
    out.print(f"files      {len(manifest.files)} whole, {size:,.1f} MiB")
    out.print(f"content    {manifest.content_digest}, {len(loaded.entities):,} entities")


@click.command("rollback")
@click.argument("version", type=click.IntRange(1))
@click.option("--why", metavar="TEXT", required=True, help="The reason, kept in the manifest.")
@click.option("--dry-run", is_flag=True, help="Say what would be published, and publish nothing.")
@settings_options("snapshot", "signing_key", "trusted_keys", "snapshot_cache")
def rollback_command(resolved: Resolved, version: int, why: str, *, dry_run: bool) -> None:
    """Publish the content of an older VERSION again, under a new version.

    Workers never use a version older than one they have used, so going back is going on. Who did
    it, why and when stand in the new manifest. Lists keep the age that they had in that version:
    those older than their maximum age mark alerts. A refresh takes a list up again once its
    publisher has another version than the one that was left; --accept-drop takes that one.

    \b
    Example:
      portcullis lists rollback 41 --why "version 42 lost half of a list" \\
          --snapshot redis://localhost:6379/0 --dry-run
    """  # noqa: D301 - click's mark for a paragraph that is not wrapped
    from lists.cache import SnapshotCache
    from lists.keys import read_private_key, read_public_keys
    from lists.rollback import find, roll_back
    from lists.snapshot import Rollback
    from lists.store import open_store
    from streams.logs import get_logger

    settings = resolved.settings
    if not why.strip():
        raise click.UsageError("say why, for those who read the record")
    key = read_private_key(Path(settings.signing_key).expanduser())
    trusted = read_public_keys(Path(settings.trusted_keys).expanduser())
    store = open_store(settings.snapshot, settings)
    found = find(store, version, trusted)
    told = f"version {version}: {found.entities:,} entities, created {found.created}"
    if dry_run:
        out.print(f"would publish anew {told}")
        return
    now = datetime.now(UTC).isoformat(timespec="seconds")
    record = Rollback(of=version, who=who(), why=why, when=now)
    memory = SnapshotCache(Path(settings.snapshot_cache).expanduser())
    published = roll_back(store, found, key, record, trusted=trusted, memory=memory)
    get_logger(__name__).warning(
        "rolled back",
        store=settings.snapshot,
        version=published.version,
        of=version,
        who=record.who,
        why=why,
    )
    out.print(f"published as version {published.version} {told}")


def _pointer(store: "SnapshotStore", url: str, version: int | None) -> "Pointer":
    """The pointer to a kept version, or to the current one."""
    if version is None:
        current = store.current()
        if current is None:
            fail(f"{url} holds no snapshot", FAILED)
        return current
    for each in store.published():
        if each.version == version:
            return each
    raise Refused(f"version {version} is not kept in {url}")
