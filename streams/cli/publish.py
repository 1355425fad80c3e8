"""`portcullis publish`: put events on their partners' topics."""

from typing import BinaryIO

import click

from config.resolve import Resolved
from streams.cli.common import BAD_LINES, FAILED, err, fail, out, settings_options


@click.command()
@settings_options("bootstrap")
@click.option(
    "--partner", metavar="ID", help="Publisher of lines that are no CloudEvents and name none."
)
@click.option("--dry-run", is_flag=True, help="Check every line; publish nothing.")
@click.argument("file", type=click.File("rb"))
def publish(resolved: Resolved, partner: str | None, file: BinaryIO, *, dry_run: bool) -> None:
    """Publish events, one JSON document a line: a CloudEvent, or data beside "type" and "id".

    A CloudEvent goes to the topic of the partner in its `source`. A line that cannot be an event is
    reported and the rest goes on; the exit status is then 3.

    \b
    Example:
      portcullis publish --bootstrap localhost:9092 --partner nordland-customs events.ndjson
    """  # noqa: D301 - click's mark for a paragraph that is not wrapped
    from streams.broker.publishing import Publisher

    publisher = Publisher(resolved.settings, dry_run=dry_run)
    for number, line in enumerate(file, start=1):
        if line.strip():
            problem = publisher.publish(line, partner)
            if problem is not None:
                err.print(f"line {number}: {problem}", markup=False)
    publisher.flush()
    verb = "would be published" if dry_run else "published"
    for topic, count in sorted(publisher.published.items()):
        out.print(f"{topic}: {count} {verb}")
    if publisher.failures:
        fail(f"the broker refused {len(publisher.failures)}: {publisher.failures[0]}", FAILED)
    if publisher.refused:
        fail(f"{publisher.refused} lines are no events", BAD_LINES)
