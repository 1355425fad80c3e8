"""`portcullis worker`: screen events from Kafka until told to stop."""

import click

from config.resolve import Resolved
from streams.cli.common import as_service, settings_options


@click.command()
@settings_options(
    "bootstrap",
    "snapshot",
    "partners",
    "delivery",
    "web_port",
    "allow_unsigned",
    "trusted_keys",
    "snapshot_cache",
    "sources",
    "secret_file",
)
def worker(resolved: Resolved) -> None:
    """Screen events from Kafka, publish screenings, alerts and dead letters.

    Runs until SIGTERM or SIGINT, which end it after the batch in hand. Says so when it is
    ready; /healthz, /readyz and /metrics answer on --web-port.

    \b
    Example:
      portcullis worker --bootstrap localhost:9092 --snapshot redis://localhost:6379/0 \\
          --partners partners --trusted-keys trusted-keys
    \b
    With lists built here, unsigned, to try things on:
      portcullis lists build --source ofac-sdn-csv=sdn/ --out snapshot
      portcullis worker --bootstrap localhost:9092 --snapshot file://snapshot \\
          --partners partners --allow-unsigned
    """  # noqa: D301 - click's mark for a paragraph that is not wrapped
    from streams.process import forbid_core_dumps
    from streams.worker import run_worker

    forbid_core_dumps()
    as_service(resolved.settings)
    run_worker(resolved.settings)
