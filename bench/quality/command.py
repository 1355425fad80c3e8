"""`python -m bench quality`."""

from collections.abc import Sequence
from pathlib import Path

import click
import msgspec

from bench.cases import read_cases, read_universe
from bench.options import AS_JSON, CASES, SEED, UNIVERSE, print_json, steps
from bench.quality.exact import exact_identifiers, exact_names
from bench.quality.examples import Example, alarms, misses
from bench.quality.measure import thresholds
from bench.quality.outcomes import Measured
from bench.quality.report import Parts, show, summed_up
from matchers.index import Index

_FILE = click.Path(path_type=Path, dir_okay=False, writable=True)


@click.command(
    epilog="Example: python -m bench quality --misses misses.jsonl --alarms alarms.jsonl"
)
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
@click.option("--misses", "misses_file", type=_FILE, help="Write who is missed at 1 %, as NDJSON.")
@click.option(
    "--alarms", "alarms_file", type=_FILE, help="Write the false alarms at 1 %, as NDJSON."
)
def quality(
    cases: Path,
    universe: Path,
    *,
    as_json: bool,
    seed: int,
    exact: int,
    misses_file: Path | None,
    alarms_file: Path | None,
) -> None:
    """Recall at 0.1, 0.3, 1 and 3 % of false alarms, by set, kind and script."""
    with steps() as progress:
        positives = read_cases(cases, "dev_positives")
        negatives = read_cases(cases, "dev_negatives")
        entities = read_universe(universe)
        progress.start("index")
        measured = Measured(Index.build(entities))
        same = list(measured.outcomes(positives, progress.start("positives", len(positives))))
        others = list(measured.outcomes(negatives, progress.start("negatives", len(negatives))))
        limit = thresholds(others)["1.0%"]
        by_id = {entity.id: entity for entity in entities}
        missed, alarmed = list(misses(same, limit, by_id)), list(alarms(others, limit, by_id))
        _write(misses_file, missed)
        _write(alarms_file, alarmed)
        screener = measured.screener
        parts = Parts(
            positives=same,
            negatives=others,
            misses=missed,
            alarms=alarmed,
            names=exact_names(screener, entities, exact, seed, progress.start("names", exact)),
            identifiers=exact_identifiers(
                screener, entities, exact, seed, progress.start("identifiers", exact)
            ),
        )
        result = summed_up(parts)
    if as_json:
        print_json(result)
    else:
        show(result)


def _write(file: Path | None, examples: Sequence[Example]) -> None:
    if file is not None:
        lines = (msgspec.json.encode(example) + b"\n" for example in examples)
        file.write_bytes(b"".join(lines))
