"""`portcullis worker`: screen events from Kafka until told to stop."""

import logging
from typing import Literal

import click

from config.resolve import Resolved
from streams.cli.common import out, settings_options


@click.command()
@settings_options(
    "bootstrap",
    "snapshot",
    "partners",
    "delivery",
    "web_port",
    "allow_unsigned",
    "sources",
    "secret_file",
)
def worker(resolved: Resolved) -> None:
    """Screen events from Kafka, publish screenings, alerts and dead letters.

    Runs until SIGTERM or SIGINT, which end it after the batch in hand. Prints one line when it is
    ready; /healthz, /readyz and /metrics answer on --web-port.

    \b
    Example:
      portcullis lists build --source ofac-sdn-csv=sdn/ --out snapshot
      portcullis worker --bootstrap localhost:9092 --snapshot file://snapshot \\
          --partners partners --allow-unsigned
    """  # noqa: D301 - click's mark for a paragraph that is not wrapped
    from streams.process import forbid_core_dumps
    from streams.worker import run_worker

    forbid_core_dumps()
    configure_logging(resolved.settings.log_level)
    run_worker(resolved.settings, on_ready=lambda line: out.print(line, markup=False))


def configure_logging(level: Literal["debug", "info", "warning", "error"]) -> None:
    """Log lines with their time to standard error; Faust's and mode's only from warnings on."""
    logging.basicConfig(
        level=level.upper(), format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    for chatty in ("faust", "mode", "aiohttp"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    for doubled in ("faust.worker", "streams.worker"):
        # They log a fault with its traceback; the same fault ends the command with its message.
        logging.getLogger(doubled).setLevel(logging.CRITICAL + 1)
