"""`python -m bench COMMAND`: the product in figures."""

import sys

import click
import msgspec
from rich.console import Console
from rich.table import Table

from bench.chaos.command import chaos
from bench.fit import main as fit
from bench.growth import growth
from bench.latency import measure_latency
from bench.loop import measure_loop
from bench.options import AS_JSON, SEED
from bench.pairs_command import pairs
from bench.peers import peers
from bench.quality.command import quality
from bench.rescreen import rescreen
from bench.retrieval import retrieval
from bench.speed import speed
from bench.swap import swap


@click.group(epilog="Example: python -m bench quality --json > quality.json")
def main() -> None:
    """Measure matching on labelled cases, its speed, that of the loop, and how it stands faults."""


BOOTSTRAP = click.option(
    "--bootstrap", metavar="HOST:PORT", help="A Kafka to use; without it one is started."
)


@main.command()
@AS_JSON
@SEED
@BOOTSTRAP
@click.option("--rounds", default=5, show_default=True, help="Rounds that are measured.")
@click.option("--events", default=20_000, show_default=True, help="Events in a round.")
@click.option("--batch-events", type=int, help="Most events in a batch; else as in the settings.")
def loop(
    *,
    as_json: bool,
    seed: int,
    bootstrap: str | None,
    rounds: int,
    events: int,
    batch_events: int | None,
) -> None:
    """Events a second of the loop on one core, exactly once, with matching stubbed out."""
    done = measure_loop(rounds, events, seed, bootstrap, batch_events)
    if as_json:
        sys.stdout.write(msgspec.json.encode(done).decode() + "\n")
        return
    table = Table("round", "events", "a batch", "seconds", "events a second", "CPU s a 1,000")
    for number, one in enumerate(done, start=1):
        table.add_row(
            str(number),
            f"{one.events:,}",
            f"{one.events / one.batches:,.0f}",
            f"{one.seconds:.2f}",
            f"{one.events_a_second:,.0f}",
            f"{one.cpu_seconds_a_thousand_events:.4f}",
        )
    Console().print(table)


@main.command()
@AS_JSON
@SEED
@BOOTSTRAP
@click.option("--seconds", default=30.0, show_default=True, help="How long events are offered.")
def latency(*, as_json: bool, seed: int, bootstrap: str | None, seconds: float) -> None:
    """From event to readable alert at half of what one worker sustains, with real matching."""
    done = measure_latency(seconds, seed, bootstrap)
    if as_json:
        sys.stdout.write(msgspec.json.encode(done).decode() + "\n")
        return
    table = Table("full load", "offered", "events", "alerts", "p50", "p99", "longest")
    table.add_row(
        f"{done.full_load:,.0f}/s",
        f"{done.load:,.0f}/s",
        f"{done.events:,}",
        f"{done.alerts:,}",
        f"{done.p50:.0f} ms",
        f"{done.p99:.0f} ms",
        f"{done.longest:.0f} ms",
    )
    Console().print(table)


for command in (quality, pairs, retrieval, speed, growth, swap, rescreen, peers, chaos):
    main.add_command(command)
main.add_command(fit, "fit")


@main.command("all")
@click.pass_context
def everything(context: click.Context) -> None:
    """Run quality, retrieval, speed, peers, loop and latency, one after the other."""
    for command in (quality, pairs, retrieval, speed, peers, loop, latency):
        context.invoke(command)


if __name__ == "__main__":
    main()
