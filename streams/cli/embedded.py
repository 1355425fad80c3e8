"""`portcullis embedded`: a broker and a worker on this machine, with nothing else installed."""

from pathlib import Path

import click

from streams.cli.common import out


@click.command()
@click.option("--snapshot", metavar="URL", help="Lists: file://DIR. Default: the sample lists.")
@click.option("--partners", metavar="DIR", help="Partners and agreements. Default: the examples.")
@click.option("--sources", metavar="FILE", help="Owners of lists. Default: those of the product.")
@click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("portcullis-data"),
    show_default=True,
    help="Folder for what comes out, the snapshot of the samples, and the secret.",
)
def embedded(snapshot: str | None, partners: str | None, sources: str | None, data: Path) -> None:
    """Run a broker and a worker until Ctrl-C, and print where they are.

    The broker keeps records in memory only, about 5 MB a partition. So that nothing that came out
    is lost with it, every screening, alert and dead letter is appended to a file in --data.

    \b
    Example, in two terminals:
      portcullis embedded
      portcullis publish --bootstrap HOST:PORT events.ndjson     (HOST:PORT as printed)
    """  # noqa: D301 - click's mark for a paragraph that is not wrapped
    from streams.local.embedded_mode import run_embedded

    run_embedded(snapshot, partners, sources, data, tell=out.print)
