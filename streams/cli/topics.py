"""`portcullis topics`: what the configured partners need at the brokers, topics and access."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from config.resolve import Resolved
from config.settings import Settings
from streams.cli.changes import NO_ACCESS_CONTROL, now, said_embedded, show_changes
from streams.cli.common import REFUSED, Refused, as_service, err, fail, out, settings_options

if TYPE_CHECKING:
    from streams.broker.administration import Administration
    from streams.provision import Change


@click.group()
def topics() -> None:
    """Create and check the topics, logins and access rules of an installation."""


def _options(command: Callable[..., Any]) -> Callable[..., Any]:
    access = click.option(
        "--access/--no-access",
        default=None,
        help="Look after logins and access rules too. Default: where the brokers have any.",
    )
    return settings_options("bootstrap", "partners", "partitions", "replication")(access(command))


@topics.command()
@_options
@click.option("--dry-run", is_flag=True, help="Say what would be done; do nothing.")
@click.option(
    "--secrets-dir",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for the passwords of new logins, one file each, mode 0600.",
)
def create(
    resolved: Resolved, *, access: bool | None, dry_run: bool, secrets_dir: Path | None
) -> None:
    """Make what the configured partners need, and mend what is otherwise than it ought to be.

    Creates topics, adds partitions, sets how topics are kept; never deletes one. Adds logins and
    access rules, and takes away rules of partners, workers and operator, or on their topics and
    groups, that nothing calls for. Needs the login of an administrator of the brokers.

    \b
    Example:
      portcullis topics create --bootstrap localhost:9092 --partners partners --dry-run
      portcullis topics create --settings admin.yaml --secrets-dir passwords
    """  # noqa: D301 - click's mark for a paragraph that is not wrapped
    from streams.broker.administration import Administration
    from streams.provision import AddLogin, Replicate

    settings = resolved.settings
    if said_embedded(settings):
        return
    with Administration(settings) as administration:
        changes = _changes(administration, settings, access=access)
        if dry_run:
            show_changes(changes)
            return
        logins = [change.subject for change in changes if isinstance(change, AddLogin)]
        if logins and secrets_dir is None:
            raise click.UsageError(
                f"there are no logins yet for {', '.join(logins)}; name a folder for their "
                "passwords with --secrets-dir, or leave logins and rules alone with --no-access"
            )
        administration.apply(changes, secrets_dir)
    show_changes(changes)
    if logins:
        out.print(f"passwords of {len(logins)} new logins are in {secrets_dir}")
    if left := [change.subject for change in changes if isinstance(change, Replicate)]:
        fail(f"left to be done by hand: {', '.join(left)}", REFUSED)


@topics.command()
@_options
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def plan(resolved: Resolved, *, access: bool | None, as_json: bool) -> None:
    """Show what `create` would do, and do nothing.

    \b
    Example:
      portcullis topics plan --bootstrap localhost:9092 --partners partners
    """  # noqa: D301 - click's mark for a paragraph that is not wrapped
    show_changes(_found(resolved, access=access), as_json=as_json)


@topics.command()
@_options
def check(resolved: Resolved, *, access: bool | None) -> None:
    """Check that all is as it ought to be; name each difference, with exit status 5.

    \b
    Example:
      portcullis topics check --bootstrap localhost:9092 --partners partners
    """  # noqa: D301 - click's mark for a paragraph that is not wrapped
    changes = _found(resolved, access=access)
    for change in changes:
        err.print(f"{change.subject}: {change.found}, not {change.wanted}", markup=False)
    if changes:
        fail(f"{len(changes)} differences; `portcullis topics create` mends them", REFUSED)
    out.print("all is as it ought to be")


@topics.command()
@settings_options("bootstrap", "partners")
@click.option(
    "--interval",
    type=click.FloatRange(0.5, 50),
    default=10.0,
    show_default=True,
    metavar="SECONDS",
    help="How often to look.",
)
def watch(resolved: Resolved, interval: float) -> None:
    """Keep access rules in step with the policy as agreements begin and end, until SIGTERM.

    Prints a line for each rule given or taken away. A broker that is away, or a policy that cannot
    be used, is logged and tried again. Logins and topics are left to `create`.

    \b
    Example:
      portcullis topics watch --settings admin.yaml --partners partners
    """  # noqa: D301 - click's mark for a paragraph that is not wrapped
    from streams.access_watch import AccessWatch
    from streams.process import forbid_core_dumps, stop_on_signals

    forbid_core_dumps()
    if said_embedded(resolved.settings):
        return
    as_service(resolved.settings)
    stopping = stop_on_signals()
    AccessWatch(resolved.settings, now, _tell).run(stopping, interval)


def _tell(change: "Change") -> None:
    rule = change.wanted if change.action == "allow" else change.found
    click.echo(f"{now():%Y-%m-%dT%H:%M:%SZ} {change.action} {change.subject}: {rule}")


def _found(resolved: Resolved, *, access: bool | None) -> "list[Change]":
    from streams.broker.administration import Administration

    if said_embedded(resolved.settings):
        return []
    with Administration(resolved.settings) as administration:
        return _changes(administration, resolved.settings, access=access)


def _changes(
    administration: "Administration", settings: Settings, *, access: bool | None
) -> "list[Change]":
    from sharing.policy import load_policy
    from streams.broker.provisioning import access_changes, topic_changes

    policy = load_policy(Path(settings.partners))
    changes = topic_changes(administration, policy, settings)
    if access is False:
        return changes
    of_access = access_changes(administration, policy, settings, now())
    if of_access is None:
        if access:
            raise Refused(NO_ACCESS_CONTROL)
        err.print(NO_ACCESS_CONTROL)
    return changes + (of_access or [])
