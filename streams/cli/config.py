"""`portcullis config show`: the settings in force."""

import click
import msgspec
from rich.table import Table

from config.resolve import Resolved
from config.settings import descriptions
from streams.cli.common import out, settings_options


@click.group()
def config() -> None:
    """Show the settings in force."""


@config.command()
@settings_options("bootstrap", "snapshot", "partners", "delivery", "web_port", "allow_unsigned")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.option("--meanings", is_flag=True, help="Say what each setting means.")
def show(resolved: Resolved, *, as_json: bool, meanings: bool) -> None:
    """Show every setting: its value, where that came from, and on request what it means.

    A secret is shown as ***, whether it came from a file or from the environment.

    \b
    Example:
      PORTCULLIS_WEB_PORT=7070 portcullis config show
    """  # noqa: D301 - click's mark for a paragraph that is not wrapped
    values = msgspec.to_builtins(resolved.settings, enc_hook=str)  # a secret is shown as ***
    if as_json:
        rows = {
            name: {"value": value, "origin": resolved.origins[name]}
            for name, value in values.items()
        }
        click.echo(msgspec.json.format(msgspec.json.encode(rows)))
        return
    table = Table("setting", "value", "from", *(["meaning"] if meanings else []))
    described = descriptions()
    for name, value in values.items():
        meaning = [described[name]] if meanings else []
        table.add_row(name, str(value), resolved.origins[name], *meaning)
    out.print(table)
