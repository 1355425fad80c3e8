"""`python -m bench pairs`."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import click
import msgspec
import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from bench.cases import read_cases, read_universe
from bench.options import AS_JSON, CASES, SEED, UNIVERSE, print_json, steps
from bench.pairs import Pair, Told, by_kind, pairs_of_cases, read_pairs, scores
from bench.retrieval import sampled

POSITIVE_SETS: Final = ("crosslist_easy", "dobgated_hard")
"""Sets beside the gate whose cases make pairs."""


@click.command(epilog="Example: python -m bench pairs --pairs labelled.ndjson")
@CASES
@UNIVERSE
@AS_JSON
@SEED
@click.option(
    "--pairs",
    "file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help='NDJSON of {"left": party, "right": party, "match": true}; else made from the cases.',
)
@click.option("--count", default=2_000, show_default=True, help="Cases of each sort made pairs of.")
@click.option(
    "--errors",
    type=click.Path(path_type=Path, dir_okay=False, writable=True),
    help="Write the pairs on the wrong side of the threshold, as NDJSON.",
)
def pairs(
    cases: Path,
    universe: Path,
    *,
    as_json: bool,
    seed: int,
    file: Path | None,
    count: int,
    errors: Path | None,
) -> None:
    """Best F1 on labelled pairs of names under one threshold for all kinds."""
    with steps() as progress:
        if file is not None:
            labelled = read_pairs(file)
        else:
            same = [
                case
                for case in read_cases(cases, "dev_positives")
                if case.in_gate or case.set in POSITIVE_SETS
            ]
            others = read_cases(cases, "dev_negatives")
            labelled = list(
                pairs_of_cases(
                    sampled(same, count, seed),
                    sampled(others, count, seed),
                    read_universe(universe),
                    seed,
                    progress.start("pairs", 2 * count),
                )
            )
        if not labelled:
            raise click.ClickException("no pairs: give a file that has some with --pairs")
        found = np.array(list(scores(labelled, progress.start("scores", len(labelled)))))
    groups = by_kind(labelled, found)
    if errors is not None:
        errors.write_bytes(b"".join(_wrong(labelled, found, groups["all"].threshold)))
    if as_json:
        print_json(groups)
    else:
        _show(groups)


def _wrong(
    labelled: Sequence[Pair], found: NDArray[np.float64], threshold: float
) -> Iterator[bytes]:
    for pair, score in zip(labelled, found.tolist(), strict=True):
        if (score >= threshold) != pair.match:
            line = {"score": round(score, 4), "threshold": round(threshold, 4)}
            yield msgspec.json.encode(line | msgspec.structs.asdict(pair)) + b"\n"


def _show(groups: Mapping[str, Told]) -> None:
    table = Table("pairs", "", "same", "F1", "precision", "recall")
    for group, each in groups.items():
        shares = (f"{share:.3f}" for share in (each.f1, each.precision, each.recall))
        table.add_row(group, f"{each.pairs:,}", f"{each.matches:,}", *shares)
    console = Console()
    console.print(table)
    console.print(f"threshold {groups['all'].threshold:.4f}, the same for all kinds")
