"""`python -m bench quality`."""

from collections.abc import Sequence
from pathlib import Path

import click
import msgspec

from bench.options import AS_JSON, CASES, SEED, UNIVERSE, print_json, steps
from bench.quality.examples import Example, alarms, misses
from bench.quality.freeze import freeze
from bench.quality.manipulated import Missed, missed
from bench.quality.report import show, summed_up
from bench.quality.run import GROUPS, Sizes, run

_FILE = click.Path(path_type=Path, dir_okay=False, writable=True)


@click.command(epilog="Example: python -m bench quality --only facts --misses misses.jsonl")
@CASES
@UNIVERSE
@AS_JSON
@SEED
@click.option(
    "--exact",
    default=2_000,
    show_default=True,
    help="Listed names, and listed identifiers, screened to see that each finds its entity.",
)
@click.option("--loo", default=2_000, show_default=True, help="Cases whose alias is left out.")
@click.option(
    "--only",
    type=click.Choice(GROUPS),
    multiple=True,
    help="Measure this beside the labelled cases, and nothing else; may be given again.",
)
@click.option("--misses", "misses_file", type=_FILE, help="Write who is missed at 1 %, as NDJSON.")
@click.option(
    "--alarms", "alarms_file", type=_FILE, help="Write the false alarms at 1 %, as NDJSON."
)
@click.option(
    "--freeze",
    "frozen",
    is_flag=True,
    help="Write docs/quality.json, docs/quality.md and config/operating_points.yaml.",
)
def quality(
    cases: Path,
    universe: Path,
    *,
    as_json: bool,
    seed: int,
    exact: int,
    loo: int,
    only: tuple[str, ...],
    misses_file: Path | None,
    alarms_file: Path | None,
    frozen: bool,
) -> None:
    """Recall at 0.1, 0.3, 1 and 3 % of false alarms, by set, kind and script; and the rest.

    Beside the labelled cases by name and kind: with the facts that they state, manipulated listed
    names, aliases that are left out, and that exact names and identifiers are found.
    """
    if frozen and only:
        raise click.UsageError("--freeze writes the whole report: leave --only out")
    with steps() as progress:
        parts = run(
            cases, universe, Sizes(exact=exact, left_out=loo, seed=seed), only or GROUPS, progress
        )
    result = summed_up(parts)
    _write(
        misses_file,
        [
            *missed(parts.manipulated_missed, parts.limit),
            *misses(parts.positives, parts.limit, parts.entities),
        ],
    )
    _write(alarms_file, list(alarms(parts.negatives, parts.limit, parts.entities)))
    if frozen:
        freeze(result, parts, cases, universe, Path())
    if as_json:
        print_json(result)
    else:
        show(result)


def _write(file: Path | None, examples: Sequence[Example | Missed]) -> None:
    if file is not None:
        lines = (msgspec.json.encode(example) + b"\n" for example in examples)
        file.write_bytes(b"".join(lines))
