"""`portcullis lists keys`: the keys that sign snapshots, and those that are trusted."""

from datetime import UTC, datetime
from pathlib import Path

import click
import msgspec

from config.resolve import Resolved
from streams.cli.common import FAILED, fail, out, settings_options


@click.group("keys")
def keys() -> None:
    """Make, renew and trust the keys that snapshots of lists are signed with.

    Whoever publishes lists has one private key (setting signing_key). Every host that uses lists
    trusts public keys (setting trusted_keys), several at once while a key is being renewed.

    \b
    The first time:
      portcullis lists keys create --name lists-2026          where lists are published
      portcullis lists keys trust signing-key.pem.pub         on every host that uses them
    Renewing it, about once a year:
      portcullis lists keys rotate --name lists-2027          makes the next key
      portcullis lists keys trust signing-key.pem.next.pub    on every host
      portcullis lists keys rotate --finish                   signs with it from now on
      portcullis lists keys trust --remove ID_OF_THE_OLD      on every host, once it has new lists
    """  # noqa: D301 - click's mark for a paragraph that is not wrapped


@keys.command("create")
@click.option("--name", required=True, help="What to call the key, such as lists-2026.")
@click.option("--dry-run", is_flag=True, help="Say what would be made, and make nothing.")
@settings_options("signing_key")
def create_command(resolved: Resolved, name: str, *, dry_run: bool) -> None:
    """Make a private key, readable by its owner only, and its public key beside it.

    The private key goes nowhere: no store, no log line and no message ever holds it. Back it up
    where other secrets are.

    \b
    Example:
      portcullis lists keys create --name lists-2026 --signing-key /etc/portcullis/signing-key.pem
    """  # noqa: D301 - click's mark for a paragraph that is not wrapped
    _make(_private(resolved), name, dry_run=dry_run)


@keys.command("rotate")
@click.option("--name", help="What to call the next key.")
@click.option("--finish", is_flag=True, help="Sign with the next key from now on.")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
@settings_options("signing_key")
def rotate_command(resolved: Resolved, name: str | None, *, finish: bool, dry_run: bool) -> None:
    """Renew the signing key in two steps, so that no host ever meets a key it does not trust.

    Without --finish the next key is made beside the present one, which goes on signing. Have every
    host trust the next one. Then --finish puts it in the place of the present one, which is
    removed.

    \b
    Example:
      portcullis lists keys rotate --name lists-2027
      portcullis lists keys rotate --finish
    """  # noqa: D301 - click's mark for a paragraph that is not wrapped
    from lists.snapshots.keys import next_file, read_private_key, take_next

    private = _private(resolved)
    if finish == bool(name):
        raise click.UsageError("give --name to make the next key, or --finish to sign with it")
    read_private_key(private)
    if name:
        _make(next_file(private), name, dry_run=dry_run)
        return
    read_private_key(next_file(private))
    if dry_run:
        out.print(f"would sign with {next_file(private)}, and remove {private}", markup=False)
        return
    taken = take_next(private)
    out.print(f"{taken.id}  {taken.name}\nsigns from now on; publish the lists", markup=False)


@keys.command("trust")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--remove", metavar="ID", help="Trust this key no longer; the first 16 digits do.")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
@settings_options("trusted_keys")
def trust_command(
    resolved: Resolved, files: tuple[Path, ...], remove: str | None, *, dry_run: bool
) -> None:
    """Trust the public keys in FILES on this host, or no longer trust one.

    Whoever has the private key can then decide what is screened against here, so compare the id
    with the one that `lists keys create` printed, over another way than the file came by. Workers
    look at the trusted keys whenever they meet new lists; none has to be restarted.

    \b
    Example:
      portcullis lists keys trust signing-key.pem.pub
      portcullis lists keys trust --remove 5f0e3a9c1b2d4e6f
    """  # noqa: D301 - click's mark for a paragraph that is not wrapped
    from lists.snapshots.keys import read_public_keys, trust, trust_no_longer

    place = Path(resolved.settings.trusted_keys).expanduser()
    if bool(files) == bool(remove):
        raise click.UsageError("name files of public keys to trust, or one key to --remove")
    would = "would be " if dry_run else ""
    for file in files:
        for key in read_public_keys(file).values():
            if not dry_run:
                trust(key, place)
            out.print(f"{key.id}  {key.name}  {would}trusted", markup=False)
    if remove:
        for key in trust_no_longer(remove, place, dry_run=dry_run):
            out.print(f"{key.id}  {key.name}  {would}trusted no longer", markup=False)


@keys.command("list")
@click.option("--json", "as_json", is_flag=True, help="JSON instead of lines.")
@settings_options("signing_key", "trusted_keys")
def list_command(resolved: Resolved, *, as_json: bool) -> None:
    """List the keys that are trusted here, and say which of them signs here.

    \b
    Example:
      portcullis lists keys list
    """  # noqa: D301 - click's mark for a paragraph that is not wrapped
    from lists.snapshots.keys import key_id, read_private_key, read_public_keys

    private = _private(resolved)
    signing = key_id(read_private_key(private).public_key()) if private.exists() else None
    trusted = read_public_keys(Path(resolved.settings.trusted_keys).expanduser())
    if as_json:
        told = [
            {"id": key.id, "name": key.name, "created": key.created} for key in trusted.values()
        ]
        click.echo(msgspec.json.encode({"trusted": told, "signing": signing}).decode())
        return
    for key in trusted.values():
        signs = "  signs here" if key.id == signing else ""
        out.print(f"{key.id}  {key.name}  {key.created}{signs}", markup=False)
    if signing is not None and signing not in trusted:
        out.print(f"{signing}  signs here, and is not trusted here", markup=False)
    if not trusted:
        fail(f"no key is trusted here: {resolved.settings.trusted_keys} holds none", FAILED)


def _private(resolved: Resolved) -> Path:
    return Path(resolved.settings.signing_key).expanduser()


def _make(private: Path, name: str, *, dry_run: bool) -> None:
    from lists.snapshots.keys import create_key, public_file

    if dry_run:
        out.print(f"would make {private} and {public_file(private)}", markup=False)
        return
    made = create_key(private, name, datetime.now(UTC))
    out.print(f"{made.id}  {made.name}", markup=False)
    out.print(f"private key {private}: keep it here, and back it up", markup=False)
    out.print(
        f"public key  {public_file(private)}: copy it to every host that uses the lists, and there:"
        f"\n  portcullis lists keys trust {public_file(private).name}",
        markup=False,
    )
