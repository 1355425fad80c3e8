"""`python -m bench quality|retrieval|speed|loop|latency|chaos|all|fit`: the product in figures."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import msgspec
from rich.console import Console
from rich.progress import Progress, TaskID
from rich.table import Table

from bench import quality as measure
from bench.cases import DATA, read_cases, read_universe, screener
from bench.chaos.command import chaos
from bench.fit import as_yaml, fitted
from bench.latency import measure_latency
from bench.loop import measure_loop
from bench.retrieval import candidate_recall
from bench.speed import measure_speed, sampled_parties
from matchers.index import Index
from matchers.model import Kind
from matchers.scorecard import scorecard

ERRORS = Console(stderr=True)


class Steps:
    """Progress on a terminal's standard error, one bar a step."""

    def __init__(self, bars: Progress) -> None:
        self._bars = bars
        self._bar: TaskID | None = None

    def start(self, name: str, total: int | None = None) -> "Steps":
        """Begin a step of `total` parts, or of unknown length."""
        self._bar = self._bars.add_task(name, total=total)
        return self

    def __call__(self, done: int) -> None:
        """Move on by `done` parts."""
        if self._bar is not None:
            self._bars.advance(self._bar, done)


@contextmanager
def steps() -> Iterator[Steps]:
    """Bars for the steps of one run."""
    with Progress(console=ERRORS, disable=not ERRORS.is_terminal, transient=True) as bars:
        yield Steps(bars)


CASES = click.option(
    "--cases",
    type=click.Path(path_type=Path),
    default=DATA / "eval",
    show_default=True,
    help="Folder with dev_positives.jsonl.gz and dev_negatives.jsonl.gz.",
)
UNIVERSE = click.option(
    "--universe",
    type=click.Path(path_type=Path),
    default=DATA / "universe.ftm.jsonl.gz",
    show_default=True,
    help="FollowTheMoney JSON lines with the entities that the cases are about.",
)
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of tables.")
SEED = click.option("--seed", default=1, show_default=True, help="Seed of every sample.")


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


@main.command()
@CASES
@UNIVERSE
@AS_JSON
def retrieval(cases: Path, universe: Path, *, as_json: bool) -> None:
    """How often an expected entity is among the best 10, 20 and 50 candidates, before scoring."""
    with steps() as progress:
        gate = [case for case in read_cases(cases, "dev_positives") if case.in_gate]
        index = Index.build(read_universe(universe))
        result = candidate_recall(index, gate, progress.start("gate set", len(gate)))
    if as_json:
        sys.stdout.write(msgspec.json.encode(result).decode() + "\n")
        return
    table = Table("gate set, among the best", "share of cases")
    for name, share in result.at.items():
        table.add_row(name, f"{share:.3f}")
    Console().print(table, f"{result.cases:,} cases, {result.microseconds:.0f} µs a query")


@main.command()
@CASES
@UNIVERSE
@AS_JSON
@SEED
@click.option("--parties", default=3_000, show_default=True, help="Parties screened in each run.")
@click.option(
    "--compared", default=100, show_default=True, help="Parties that rapidfuzz searches for too."
)
def speed(
    cases: Path, universe: Path, *, as_json: bool, seed: int, parties: int, compared: int
) -> None:
    """Parties a second on one core, none seen before; rapidfuzz on the same names; growth."""
    with steps() as progress:
        labelled = read_cases(cases, "dev_positives") + read_cases(cases, "dev_negatives")
        entities = read_universe(universe)
        result = measure_speed(
            entities,
            sampled_parties(labelled, parties, seed),
            compared=compared,
            progress=progress.start,
        )
    if as_json:
        sys.stdout.write(msgspec.json.encode(result).decode() + "\n")
        return
    table = Table("entities", "names", "index built in", "loaded in", "parties a second", "p99")
    for run in result.runs:
        table.add_row(
            f"{run.entities:,}",
            f"{run.names:,}",
            f"{run.built_in:.1f} s",
            f"{run.loaded_in:.2f} s",
            f"{run.parties_a_second:,.0f}",
            f"{run.p99_milliseconds:.1f} ms",
        )
    Console().print(
        table,
        f"rapidfuzz extract with WRatio, same names: {result.rapidfuzz_a_second:.1f} parties a "
        f"second; this is {result.times_rapidfuzz:,.0f} times as fast",
    )


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


main.add_command(chaos)


@main.command("all")
@click.pass_context
def everything(context: click.Context) -> None:
    """Run quality, retrieval, speed, loop and latency, one after the other."""
    for command in (quality, retrieval, speed, loop, latency):
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
