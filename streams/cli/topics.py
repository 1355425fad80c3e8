"""`portcullis topics`: the topics that the configured partners need."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from config.settings import Resolved
from streams.cli.common import REFUSED, err, fail, out, settings_options
from streams.topics import Topic, all_topics

if TYPE_CHECKING:
    from kafka.admin import KafkaAdminClient

_EMBEDDED = "the embedded broker makes topics on first use: nothing to do"


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
    settings = resolved.settings
    wanted = _wanted(settings.partners)
    if _is_embedded(settings.bootstrap):
        out.print(_EMBEDDED)
        return
    admin = _admin(settings.bootstrap)
    existing = set(admin.list_topics())
    missing = [topic for topic in wanted if topic.name not in existing]
    for topic in missing:
        out.print(f"{'would create' if dry_run else 'create'} {topic.name}")
    if missing and not dry_run:
        admin.create_topics(
            {
                topic.name: {
                    "num_partitions": partitions,
                    "replication_factor": replication,
                    "configs": _config(topic),
                }
                for topic in missing
            }
        )
    out.print(f"{len(wanted) - len(missing)} of {len(wanted)} topics were there already")


@topics.command()
@settings_options("bootstrap", "partners")
def check(resolved: Resolved) -> None:
    """Check that every topic exists; exit status 5 if one does not.

    \b
    Example:
      portcullis topics check --bootstrap localhost:9092 --partners partners
    """  # noqa: D301 - click's mark for a paragraph that is not wrapped
    settings = resolved.settings
    wanted = _wanted(settings.partners)
    if _is_embedded(settings.bootstrap):
        out.print(_EMBEDDED)
        return
    existing = set(_admin(settings.bootstrap).list_topics())
    missing = [topic.name for topic in wanted if topic.name not in existing]
    for name in missing:
        err.print(f"missing: {name}")
    if missing:
        fail("topics are missing; `portcullis topics create` makes them", REFUSED)
    out.print(f"all {len(wanted)} topics are there")


def _wanted(directory: str) -> list[Topic]:
    from sharing.policy import load_policy

    return all_topics(load_policy(Path(directory)).partners)


def _is_embedded(bootstrap: str) -> bool:
    from streams.embedded import is_embedded

    return is_embedded(bootstrap)


def _admin(bootstrap: str) -> "KafkaAdminClient":
    from kafka.admin import KafkaAdminClient

    return KafkaAdminClient(bootstrap_servers=bootstrap, client_id="portcullis-topics")


def _config(topic: Topic) -> dict[str, str]:
    return {
        "retention.ms": str(topic.retention_ms),
        "max.message.bytes": str(topic.max_message_bytes),
        "cleanup.policy": "delete",
    }
