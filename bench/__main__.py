"""`python -m bench COMMAND`: the product in figures."""

import sys
from pathlib import Path

import click
import msgspec
from rich.console import Console
from rich.table import Table

from bench import quality as measure
from bench.cases import read_cases, read_universe, screener
from bench.chaos.command import chaos
from bench.fit import as_yaml, fitted
from bench.growth import growth
from bench.latency import measure_latency
from bench.loop import measure_loop
from bench.options import AS_JSON, CASES, SEED, UNIVERSE, steps
from bench.peers import peers
from bench.retrieval import retrieval
from bench.speed import speed
from matchers.index import Index
from matchers.model import Kind
from matchers.scorecard import scorecard


@click.group(epilog="Example: python -m bench quality --json > quality.json")
def main() -> None:
    """Measure matching on labelled cases, its speed, that of the loop, and how it stands faults."""


@main.command()
@CASES
@UNIVERSE
@AS_JSON
@SEED
@click.option(
    "--exact",
    default=5_000,
    show_default=True,
    help="Listed names, and listed identifiers, screened to see that each finds its entity.",
)
def quality(cases: Path, universe: Path, *, as_json: bool, seed: int, exact: int) -> None:
    """Recall at 0.1, 0.3, 1 and 3 % of false alarms, by set, kind and script."""
    with steps() as progress:
        positives = read_cases(cases, "dev_positives")
        negatives = read_cases(cases, "dev_negatives")
        entities = read_universe(universe)
        progress.start("index")
        screen = screener(entities)
        alarms = measure.best_scores(screen, negatives, progress.start("negatives", len(negatives)))
        scores = measure.best_scores(screen, positives, progress.start("positives", len(positives)))
        limits = measure.thresholds(alarms)
        result = measure.Quality(
            thresholds=limits,
            recall=measure.recall(positives, scores, limits),
            names=measure.exact_names(
                screen, entities, exact, seed, progress.start("names", exact)
            ),
            identifiers=measure.exact_identifiers(
                screen, entities, exact, seed, progress.start("identifiers", exact)
            ),
        )
    if as_json:
        sys.stdout.write(msgspec.json.encode(result).decode() + "\n")
    else:
        _show(result)


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


for command in (retrieval, speed, growth, peers, chaos):
    main.add_command(command)


@main.command("all")
@click.pass_context
def everything(context: click.Context) -> None:
    """Run quality, retrieval, speed, peers, loop and latency, one after the other."""
    for command in (quality, retrieval, speed, peers, loop, latency):
        context.invoke(command)


@main.command()
@CASES
@UNIVERSE
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="File to write, such as matchers/scorecard.yaml; standard output without it.",
)
def fit(cases: Path, universe: Path, out: Path | None) -> None:
    """Fit the scorecard's points for names to the labelled cases."""
    with steps() as progress:
        positives = [
            case
            for case in read_cases(cases, "dev_positives")
            if case.query.kind is not Kind.VESSEL and "band:disjoint" not in case.tags
        ]
        negatives = read_cases(cases, "dev_negatives")
        index = Index.build(read_universe(universe))
        progress.start("cases", 2 * (len(positives) + len(negatives)))
        text = as_yaml(fitted(index, scorecard(), positives, negatives, progress))
    if out is None:
        sys.stdout.write(text)
    else:
        out.write_text(text, encoding="utf-8")


def _show(result: measure.Quality) -> None:
    table = Table("recall at false alarms of", "cases", *result.thresholds)
    for group, recall in result.recall.items():
        shown = [f"{value:.3f}" for value in recall.at.values()]
        table.add_row(group, f"{recall.cases:,}", *shown)
    table.add_section()
    table.add_row("threshold", "", *(f"{value:.4f}" for value in result.thresholds.values()))
    console = Console()
    console.print(table)
    for what, exact in (("names", result.names), ("identifiers", result.identifiers)):
        found = exact.screened - len(exact.missed)
        console.print(f"exact listed {what}: {found:,} of {exact.screened:,} found")
        for missed in exact.missed[:20]:
            console.print(f"  missed {missed}", markup=False)


if __name__ == "__main__":
    main()
