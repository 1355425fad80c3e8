"""Pairs of parties, the same or not: how well one threshold on `compare` tells them apart."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import click
import msgspec
from rich.console import Console
from rich.table import Table

from bench.cases import Case, read_cases, read_universe
from bench.options import AS_JSON, CASES, SEED, UNIVERSE, print_json, steps
from bench.quality.outcomes import Measured, Outcome
from bench.retrieval import sampled
from matchers.index import Index
from matchers.model import Kind, ListedEntity, ListedNameType, Party, PartyName
from matchers.screener import Screener


class Pair(msgspec.Struct, frozen=True):
    """Two parties as events give them, and whether they are the same."""

    left: Party
    right: Party
    match: bool


class Best(msgspec.Struct, frozen=True):
    """The threshold with the best F1 (harmonic mean of precision and recall), and these."""

    pairs: int
    matches: int
    threshold: float
    f1: float
    precision: float
    recall: float


def best_f1(scores: Sequence[float], matches: Sequence[bool]) -> Best:
    """The score from which on calling a pair the same gives the best F1; the highest of equals."""
    ranked = sorted(zip(scores, matches, strict=True), reverse=True)
    wanted = sum(matches)
    best = Best(pairs=len(ranked), matches=wanted, threshold=1.0, f1=0.0, precision=0.0, recall=0.0)
    found = 0
    for number, (score, match) in enumerate(ranked, start=1):
        found += match
        if number < len(ranked) and ranked[number][0] == score:
            continue
        f1 = 2 * found / (number + wanted)
        if f1 > best.f1:
            best = msgspec.structs.replace(
                best, threshold=score, f1=f1, precision=found / number, recall=found / wanted
            )
    return best


def compared(
    screener: Screener, pairs: Sequence[Pair], progress: Callable[[int], None]
) -> dict[str, Best]:
    """Best F1 over all pairs and by kind of the left party, with kinds as given and unknown.

    By kind each has a threshold of its own; the floors are about one for all.
    """
    results = {}
    for said in ("kinds given", "kinds unknown"):
        scores = []
        for pair in pairs:
            shown = pair if said == "kinds given" else _of_unknown_kind(pair)
            scores.append(screener.compare(shown.left, shown.right).score)
            progress(1)
        for kind in (None, *Kind):
            rows = [n for n, pair in enumerate(pairs) if kind is None or pair.left.kind is kind]
            if any(pairs[n].match for n in rows):
                name = f"{said}, {kind or 'all'}"
                results[name] = best_f1([scores[n] for n in rows], [pairs[n].match for n in rows])
    return results


def read_pairs(file: Path) -> list[Pair]:
    """The pairs of an NDJSON file; a click error where it cannot be read."""
    try:
        with file.open("rb") as lines:
            return [msgspec.json.decode(line, type=Pair) for line in lines]
    except (OSError, msgspec.MsgspecError) as error:
        raise click.ClickException(
            f"{file}: {error}; give lines such as "
            '{"left": {"kind": "person", "names": [{"value": "A B"}]}, "right": ..., "match": true}'
        ) from error


def pairs_of(outcomes: Sequence[Outcome], entities: Mapping[str, ListedEntity]) -> Iterator[Pair]:
    """Pairs that labelled cases make: with the expected entity, and with whoever is not meant.

    Not meant is the best match of a party on no list, and a best match that is not expected and
    was born in another year.
    """
    for outcome in outcomes:
        case, best = outcome.case, outcome.best
        if case.expect:
            found = outcome.wanted.entity_id if outcome.wanted else case.expect[0]
            yield Pair(left=case.party, right=_as_party(entities[found]), match=True)
        if best is None or best.entity_id in case.expect:
            continue
        other = entities[best.entity_id]
        if not case.expect or _born_apart(case, other):
            yield Pair(left=case.party, right=_as_party(other), match=False)


def _born_apart(case: Case, entity: ListedEntity) -> bool:
    ours = {date[:4] for date in case.query.birth_date}
    theirs = {date.start[:4] for date in entity.birth_dates}
    return bool(ours and theirs) and ours.isdisjoint(theirs)


def _as_party(entity: ListedEntity) -> Party:
    """An entity by its kind and its names, weak aliases excepted where there are others."""
    names = [name for name in entity.names if name.type is not ListedNameType.WEAK]
    return Party(
        kind=entity.kind,
        names=tuple(PartyName(value=name.value) for name in names or entity.names),
    )


def _of_unknown_kind(pair: Pair) -> Pair:
    left, right = (
        msgspec.structs.replace(party, kind=Kind.UNKNOWN) for party in (pair.left, pair.right)
    )
    return Pair(left=left, right=right, match=pair.match)


@click.command(epilog="Example: python -m bench pairs --pairs labelled.ndjson")
@CASES
@UNIVERSE
@AS_JSON
@SEED
@click.option("--count", default=1_000, show_default=True, help="Cases of either side to sample.")
@click.option(
    "--pairs",
    "file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="NDJSON of {left, right, match} to compare, without lists, in place of the cases.",
)
def pairs(
    cases: Path, universe: Path, *, as_json: bool, seed: int, count: int, file: Path | None
) -> None:
    """Best F1 of `compare` on labelled pairs, with one threshold for all kinds."""
    with steps() as progress:
        if file is not None:
            screener, labelled = Screener.builtin(), read_pairs(file)
        else:
            entities = read_universe(universe)
            progress.start("index")
            measured = Measured(Index.build(entities))
            chosen = [
                each
                for name in ("dev_positives", "dev_negatives")
                for each in sampled(read_cases(cases, name), count, seed)
            ]
            outcomes = list(measured.outcomes(chosen, progress.start("screened", len(chosen))))
            labelled = list(pairs_of(outcomes, {entity.id: entity for entity in entities}))
            screener = measured.screener
        found = compared(screener, labelled, progress.start("compared", 2 * len(labelled)))
    if as_json:
        print_json(found)
        return
    table = Table("best F1", "pairs", "same", "F1", "precision", "recall", "from score")
    for name, best in found.items():
        shares = (f"{each:.3f}" for each in (best.f1, best.precision, best.recall, best.threshold))
        table.add_row(name, f"{best.pairs:,}", f"{best.matches:,}", *shares)
    Console().print(table)
