"""`portcullis partners`: who takes part, and cutting one off."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec
from rich.table import Table

from config.resolve import Resolved
from config.settings import Settings
from streams.cli.changes import NO_ACCESS_CONTROL, now, said_embedded, show_changes
from streams.cli.common import USAGE, err, fail, out, settings_options
from streams.cli.show import cell

if TYPE_CHECKING:
    from sharing.policy import Policy
    from streams.provision import Change


@click.group()
def partners() -> None:
    """List partners, suspend one, and let it in again."""


@partners.command("list")
@settings_options("partners")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def list_(resolved: Resolved, *, as_json: bool) -> None:
    """List the partners, whether each may read alerts now, and who is suspended and why.

    \b
    Example:
      portcullis partners list --partners partners
    """  # noqa: D301 - click's mark for a paragraph that is not wrapped
    from sharing.policy import load_policy

    rows = _rows(load_policy(Path(resolved.settings.partners)), now())
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(rows)))
        return
    table = Table("partner", "principal", "reads alerts", "suspended since", "why")
    for row in rows:
        reads = "yes" if row["readsAlerts"] else "no"
        suspended = (str(row["suspendedSince"] or ""), str(row["why"] or ""))
        cells = (str(row["partner"]), str(row["principal"]), reads, *suspended)
        table.add_row(*(cell(text) for text in cells))
    out.print(table)


@partners.command()
@settings_options("bootstrap", "partners")
@click.argument("partner", metavar="ID")
@click.option("--why", required=True, metavar="TEXT", help="The reason, kept with the mark.")
@click.option(
    "--access/--no-access", default=True, help="Take rules and login away at the brokers."
)
@click.option("--dry-run", is_flag=True, help="Say what would be done; do nothing.")
def suspend(resolved: Resolved, partner: str, why: str, *, access: bool, dry_run: bool) -> None:
    """Cut a partner off at once: it gets no alert, reads nothing, and cannot log in any more.

    Writes suspensions/<ID>.yaml into the policy folder, which workers take up within seconds, and
    takes the partner's access rules and login away at the brokers. Its events that were not
    screened yet wait until `resume`.

    \b
    Example:
      portcullis partners suspend southland-customs --why "keys lost, case 17" --dry-run
    """  # noqa: D301 - click's mark for a paragraph that is not wrapped
    from sharing.policy import make_policy
    from sharing.suspension import Suspension, suspension_file, write_suspension

    settings = resolved.settings
    policy = _policy_with(settings, partner)
    mark = suspension_file(Path(settings.partners), partner)
    if partner in policy.suspended:
        out.print(f"{partner} is suspended already, in {mark}", markup=False)
    else:
        suspension = Suspension(partner=partner, since=now(), why=why)
        if not dry_run:
            write_suspension(Path(settings.partners), suspension)
        out.print(f"{'would mark' if dry_run else 'marked'} {partner} in {mark}", markup=False)
        policy = make_policy(
            policy.partners.values(),
            policy.agreements,
            [*policy.suspended.values(), suspension],
        )
    if access and not said_embedded(settings):
        _withdraw(settings, policy, partner, dry_run=dry_run)


@partners.command()
@settings_options("partners")
@click.argument("partner", metavar="ID")
@click.option("--dry-run", is_flag=True, help="Say what would be done; do nothing.")
def resume(resolved: Resolved, partner: str, *, dry_run: bool) -> None:
    """Take the mark of a suspension away; `topics create` then gives access, with a new password.

    \b
    Example:
      portcullis partners resume southland-customs
      portcullis topics create --settings admin.yaml --secrets-dir passwords
    """  # noqa: D301 - click's mark for a paragraph that is not wrapped
    from sharing.suspension import suspension_file

    settings = resolved.settings
    if partner not in _policy_with(settings, partner).suspended:
        fail(f"{partner} is not suspended", USAGE)
    mark = suspension_file(Path(settings.partners), partner)
    if not dry_run:
        mark.unlink()
    out.print(f"{'would remove' if dry_run else 'removed'} {mark}", markup=False)
    out.print("next: `portcullis topics create --secrets-dir DIR` gives it access again")


def _policy_with(settings: Settings, partner: str) -> "Policy":
    """The policy, in which the partner has to be."""
    from sharing.policy import load_policy

    policy = load_policy(Path(settings.partners))
    if partner not in policy.partners:
        fail(f"{partner} is no partner; there are {', '.join(sorted(policy.partners))}", USAGE)
    return policy


def _withdraw(settings: Settings, policy: "Policy", partner: str, *, dry_run: bool) -> None:
    from streams.broker.administration import Administration
    from streams.broker.provisioning import access_changes, withdrawal

    changes: list[Change] | None
    with Administration(settings) as administration:
        changes = access_changes(administration, policy, settings, now())
        if changes is None:
            err.print(NO_ACCESS_CONTROL)
            return
        changes = withdrawal(changes, policy.partners[partner].broker_principal)
        if not dry_run:
            administration.apply(changes)
    show_changes(changes)


def _rows(policy: "Policy", instant: datetime) -> list[dict[str, object]]:
    from streams.access import receives_alerts

    return [
        {
            "partner": partner.id,
            "principal": partner.broker_principal,
            "readsAlerts": receives_alerts(partner.id, policy, instant),
            "suspendedSince": suspension.since if suspension else None,
            "why": suspension.why if suspension else None,
        }
        for partner in sorted(policy.partners.values(), key=lambda each: each.id)
        for suspension in (policy.suspended.get(partner.id),)
    ]
