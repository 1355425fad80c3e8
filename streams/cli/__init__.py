"""The `portcullis` command: one module a group of commands, gathered here."""

import click

from streams.cli import lists, screening


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="portcullis")
def main() -> None:
    """Screen trade and payment events against denied-party lists, and alert who may know."""


for command in (lists.lists, screening.screen, screening.compare, screening.explain):
    main.add_command(command)
