"""The `portcullis` command: one module a group of commands, gathered here."""

import click

from streams.cli import (
    backtest,
    config,
    dead_letters,
    demo,
    embedded,
    explain,
    lists,
    partners,
    publish,
    refresh,
    rescreen,
    screening,
    suppressions,
    tail,
    thresholds,
    topics,
    worker,
)
from streams.cli.common import Commands


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="portcullis")
def main() -> None:
    """Screen trade and payment events against denied-party lists, and alert who may know.

    \b
    Begin here:
      portcullis demo                             the whole path on made-up data
      portcullis lists build --help               make a snapshot of real lists
      portcullis screen --help                    screen names or events from a file
      portcullis embedded --help                  a broker and a worker to try things on

    \b
    Exit status: 0 done, 1 failed, 2 usage or settings, 3 done with bad input lines,
    4 a service could not be reached, 5 refused (check, signature, permission).
    """  # noqa: D301 - click's mark for a paragraph that is not wrapped


lists.lists.add_command(refresh.refresh_command)
lists.lists.add_command(refresh.diff_command)

for command in (
    demo.demo,
    embedded.embedded,
    worker.worker,
    topics.topics,
    partners.partners,
    publish.publish,
    tail.alerts,
    tail.screenings,
    dead_letters.dead_letters,
    rescreen.rescreen,
    lists.lists,
    suppressions.suppressions,
    screening.screen,
    screening.compare,
    explain.explain,
    thresholds.thresholds,
    backtest.backtest,
    config.config,
):
    main.add_command(command)
