"""Writes docs/reference.md from the code: commands, settings, topics, access rules and metrics.

`python -m tools.reference --write`, or `--check`, which fails where the file is out of step.
"""

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
from prometheus_client import CollectorRegistry

from config.settings import Settings, descriptions
from sharing.agreement import Agreement
from sharing.fields import Tier
from sharing.handling import Handling
from sharing.partner import Partner
from sharing.policy import make_policy
from sharing.scope import Scope
from streams.access import rules
from streams.cli import main as portcullis
from streams.metrics import Metrics
from streams.refresh_metrics import RefreshMetrics
from streams.topics import DAY_MS, MIB, all_topics

DOCUMENT = Path(__file__).parent.parent / "docs" / "reference.md"


def document() -> str:
    """The whole file."""
    parts = (
        "# Reference",
        "Written from the code by `make docs`.",
        "## Commands",
        _table(("command", "does"), _commands(portcullis, "portcullis")),
        "`portcullis COMMAND --help` teaches each with an example.",
        "## Settings",
        (
            "An option beats the environment (`PORTCULLIS_<NAME>` in capitals), that beats "
            "the settings file (`--settings FILE` or `PORTCULLIS_SETTINGS`), the file beats the "
            "default. `portcullis config show` prints what is in force and where it came from."
        ),
        _table(("setting", "default", "meaning"), _settings()),
        "## Topics",
        "As `portcullis topics create` makes them, for a partner `<partner>`.",
        _table(("topic", "kept", "largest message", "kept so long because"), _topics()),
        "## Access rules",
        (
            "As `portcullis topics create` makes them; `…` stands for any ending. What is not here "
            "is denied."
        ),
        _table(("principal", "on", "may", "while"), _access()),
        "## Metrics",
        "Answered by `/metrics` of every worker, beside the `process_*` of the client library.",
        _table(("metric", "kind", "labels", "meaning"), _metrics(Metrics)),
        "Of `lists refresh`: in the file of `--metrics-file`, or at `/metrics` with `--watch`.",
        _table(("metric", "kind", "labels", "meaning"), _metrics(RefreshMetrics)),
    )
    return "\n\n".join(parts) + "\n"


def _commands(group: click.Group, prefix: str) -> Iterator[tuple[str, str]]:
    for name, command in sorted(group.commands.items()):
        if isinstance(command, click.Group):
            yield from _commands(command, f"{prefix} {name}")
        else:
            yield f"`{prefix} {name}`", command.get_short_help_str(limit=100)


def _settings() -> Iterator[tuple[str, str, str]]:
    defaults = Settings()
    for name, meaning in descriptions().items():
        value = getattr(defaults, name)
        yield f"`{name}`", f"`{value}`" if str(value) else "", meaning


def _topics() -> Iterator[tuple[str, str, str, str]]:
    for topic in all_topics(["<partner>"]):
        days, size = topic.retention_ms // DAY_MS, topic.max_message_bytes // MIB
        yield f"`{topic.name}`", f"{days} days", f"{size} MiB", topic.why


def _access() -> Iterator[tuple[str, str, str, str]]:
    """The rules of a partner, and what an agreement in force adds to them."""
    now = datetime(2026, 1, 2, tzinfo=UTC)
    partners = [Partner(id="<partner>"), Partner(id="<other>")]
    agreement = Agreement(
        id="any",
        grantor="<other>",
        recipient="<partner>",
        scope=Scope(),
        max_detail=Tier.HIT,
        allow=None,
        handling=Handling(),
        valid_from=now - timedelta(days=1),
        valid_until=now + timedelta(days=1),
    )
    always = rules(make_policy(partners, []), Settings(), now)
    found = rules(make_policy(partners, [agreement]), Settings(), now)
    operations: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for rule in sorted(found):
        if "<other>" in rule.principal + rule.name:
            continue
        condition = "not suspended" if "<partner>" in rule.principal else ""
        if rule not in always:
            condition = "an agreement lets it see something, and not suspended"
        name = f"{rule.resource} `{rule.name}{'…' if rule.prefixed else ''}`"
        operations[f"`{rule.principal}`", name, condition].append(rule.operation)
    for (principal, name, condition), allowed in operations.items():
        yield principal, name, ", ".join(allowed), condition


def _metrics(
    kind: type[Metrics] | type[RefreshMetrics],
) -> Iterator[tuple[str, str, str, str]]:
    registry = CollectorRegistry()
    metrics = kind(registry)
    labels = {
        metric.describe()[0].name: ", ".join(metric._labelnames)  # noqa: SLF001 - not told otherwise
        for metric in vars(metrics).values()
        if metric is not registry
    }
    for family in registry.collect():
        if family.name not in labels:
            continue  # of the client library, and not the same on every system
        suffix = "_total" if family.type == "counter" else ""
        yield f"`{family.name}{suffix}`", family.type, labels[family.name], family.documentation


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = (head, ("---",) * len(head), *rows)
    return "\n".join(
        "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in lines
    )


def main(arguments: list[str]) -> int:
    """Write or check; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tools.reference", description=__doc__)
    action = parser.add_mutually_exclusive_group(required=True)
    action.add_argument("--write", action="store_true")
    action.add_argument("--check", action="store_true")
    if parser.parse_args(arguments).write:
        DOCUMENT.write_text(document(), encoding="utf-8")
        return 0
    if DOCUMENT.exists() and DOCUMENT.read_text(encoding="utf-8") == document():
        return 0
    sys.stderr.write("docs/reference.md is out of step with the code; run `make docs`\n")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
