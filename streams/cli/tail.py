"""`portcullis alerts tail` and `screenings tail`: read what a partner may read."""

from collections.abc import Callable
from typing import Any

import click
import msgspec

from config.resolve import Resolved
from streams import topics
from streams.cli.common import err, out, settings_options
from streams.cli.show import alert_panel, screening_line


@click.group()
def alerts() -> None:
    """Read a partner's alerts."""


@click.group()
def screenings() -> None:
    """Read the outcomes of a partner's own events."""


def _tail_options(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in (
        click.option(
            "--until-idle", type=float, metavar="SECONDS", help="End when nothing came for so long."
        ),
        click.option("--json", "as_json", is_flag=True, help="One JSON document a line."),
        click.option("--from-beginning", is_flag=True, help="Start with the oldest record kept."),
        click.option("--partner", required=True, metavar="ID", help="Whose topic."),
    ):
        command = option(command)
    return settings_options("bootstrap")(command)


@alerts.command("tail")
@_tail_options
def alerts_tail(
    resolved: Resolved, partner: str, until_idle: float | None, **options: bool
) -> None:
    """Print a partner's alerts as they arrive.

    \b
    Example:
      portcullis alerts tail --bootstrap localhost:9092 --partner nordland-customs --from-beginning
    """  # noqa: D301 - click's mark for a paragraph that is not wrapped
    _tail(resolved, topics.alerts(partner), partner, until_idle, alert_panel, **options)


@screenings.command("tail")
@_tail_options
def screenings_tail(
    resolved: Resolved, partner: str, until_idle: float | None, **options: bool
) -> None:
    """Print the outcome of each of a partner's own events as they arrive.

    \b
    Example:
      portcullis screenings tail --bootstrap localhost:9092 --partner nordland-customs --json
    """  # noqa: D301 - click's mark for a paragraph that is not wrapped
    _tail(resolved, topics.screenings(partner), partner, until_idle, screening_line, **options)


def _tail(
    resolved: Resolved,
    topic: str,
    partner: str,
    until_idle: float | None,
    draw: Callable[[dict[str, Any]], object],
    *,
    as_json: bool,
    from_beginning: bool,
) -> None:
    from streams.access import partner_group
    from streams.broker.reading import TopicReader

    reader = TopicReader(
        resolved.settings, [topic], from_beginning=from_beginning, group=partner_group(partner)
    )
    try:
        for record in reader.until_idle(until_idle):
            if as_json:
                click.echo(record.value or b"null")
                continue
            try:
                document = msgspec.json.decode(record.value or b"", type=dict[str, Any])
            except msgspec.MsgspecError as error:
                place = f"{record.topic}/{record.partition}/{record.offset}"
                err.print(f"{place} is no document of a worker: {error}", markup=False)
                continue
            out.print(draw(document))
    except KeyboardInterrupt:
        return
    finally:
        reader.close()
