"""What commands share that change things at the brokers."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click
import msgspec
from rich.table import Table

from config.settings import Settings
from streams.cli.common import out
from streams.cli.show import cell

if TYPE_CHECKING:
    from streams.provision import Change

NO_ACCESS_CONTROL = (
    "these brokers have no access control (no authorizer): logins and access rules are left alone, "
    "and whoever reaches the brokers reads everything"
)


def now() -> datetime:
    """The time by which agreements are in force or not."""
    return datetime.now(UTC)


def said_embedded(settings: Settings) -> bool:
    """Whether the broker is an embedded one, which needs none of this; says so."""
    from streams.broker.embedded import is_embedded

    if not is_embedded(settings):
        return False
    click.echo("the embedded broker makes topics on first use, for all: nothing to do", err=True)
    return True


def show_changes(changes: "Sequence[Change]", *, as_json: bool = False) -> None:
    """Draw what is to be done, or has been."""
    if as_json:
        rows = [
            {
                "action": change.action,
                "subject": change.subject,
                "found": change.found,
                "wanted": change.wanted,
            }
            for change in changes
        ]
        click.echo(msgspec.json.format(msgspec.json.encode(rows)))
        return
    if not changes:
        out.print("nothing to do: all is as it ought to be")
        return
    table = Table("change", "what", "found", "wanted")
    for change in changes:
        table.add_row(
            change.action, *(cell(text) for text in (change.subject, change.found, change.wanted))
        )
    out.print(table)
