"""`portcullis topics`: the topics that the configured partners need."""

from pathlib import Path

import click

from config.settings import Resolved
from streams.cli.common import REFUSED, err, fail, out, settings_options
from streams.topics import Topic, all_topics


@click.group()
def topics() -> None:
    """Create and check the topics of an installation."""


@topics.command()
@settings_options("bootstrap", "partners")
@click.option("--partitions", type=click.IntRange(1, 1000), default=4, show_default=True)
@click.option("--replication", type=click.IntRange(1, 9), default=1, show_default=True)
@click.option("--dry-run", is_flag=True, help="Say what would be created; create nothing.")
def create(resolved: Resolved, partitions: int, replication: int, *, dry_run: bool) -> None:
    """Create the topics that the configured partners need and that do not exist.

    \b
    Example:
      portcullis topics create --bootstrap localhost:9092 --partners partners --dry-run
    """  # noqa: D301 - click's mark for a paragraph that is not wrapped
    from streams.broker.provisioning import create_topics, missing_topics

    bootstrap = resolved.settings.bootstrap
    wanted = _wanted(resolved.settings.partners)
    if _said_embedded(bootstrap):
        return
    if dry_run:
        made = missing_topics(bootstrap, wanted)
    else:
        made = create_topics(bootstrap, wanted, partitions=partitions, replication=replication)
    for topic in made:
        out.print(f"{'would create' if dry_run else 'created'} {topic.name}")
    out.print(f"{len(wanted) - len(made)} of {len(wanted)} topics were there already")


@topics.command()
@settings_options("bootstrap", "partners")
def check(resolved: Resolved) -> None:
    """Check that every topic exists; exit status 5 if one does not.

    \b
    Example:
      portcullis topics check --bootstrap localhost:9092 --partners partners
    """  # noqa: D301 - click's mark for a paragraph that is not wrapped
    from streams.broker.provisioning import missing_topics

    wanted = _wanted(resolved.settings.partners)
    if _said_embedded(resolved.settings.bootstrap):
        return
    missing = missing_topics(resolved.settings.bootstrap, wanted)
    for topic in missing:
        err.print(f"missing: {topic.name}")
    if missing:
        fail("topics are missing; `portcullis topics create` makes them", REFUSED)
    out.print(f"all {len(wanted)} topics are there")


def _wanted(directory: str) -> list[Topic]:
    from sharing.policy import load_policy

    return all_topics(load_policy(Path(directory)).partners)


def _said_embedded(bootstrap: str) -> bool:
    from streams.broker.embedded import is_embedded

    if not is_embedded(bootstrap):
        return False
    out.print("the embedded broker makes topics on first use: nothing to do")
    return True
