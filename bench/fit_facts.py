"""Points of birth dates and countries, from labelled cases; and what these facts are worth.

The points of a fact are the logarithm of how much more often it is found between a party and its
own entry than between a party that is on no list and the entries whose names come nearest:

    points(fact) = ln P(fact | same) - ln P(fact | near in name, another)

`Near` are the best matches by name of a share of the parties on no list, as many as a review would
ever meet. Both shares are shrunk to what they are in common, so that few cases say little. The
result is printed with its counts; whoever keeps `matchers/scorecard.yaml` takes it over.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import click
import msgspec
import numpy as np

from bench.cases import DATA, Case, batches, read_cases, read_universe, screener
from matchers.birth_dates import MEANING
from matchers.corroborate import corroborate
from matchers.model import ListedEntity, Match, Party
from matchers.scorecard import scorecard
from matchers.screener import Screener

FAMILIES: Final[Mapping[str, tuple[str, ...]]] = {
    "birth date": tuple(MEANING),
    "country": ("country_shared", "country_of_address", "country_related", "country_different"),
    "flag": ("flag_same", "flag_different"),
}
"""Facts that exclude each other."""

NEAR_SHARE: Final = 0.1
"""Share of the parties on no list, by the score of their best match, whose matches are near."""

SHRINK: Final = 10.0
"""Cases that the common share counts for on each side."""

FEWEST: Final = 10
"""Cases of a fact on both sides together, below which it gets no points here."""

_MATCHES: Final = 20
_NEAREST: Final = 3
"""Matches read of a case: an expected entity has to be among them; and of one on no list."""

_BATCH: Final = 100
_CHOSEN_BY_DATE: Final = "dobgated_hard"
"""A set whose cases were chosen for their birth dates: it says nothing of how often they agree."""


class Fact(msgspec.Struct, frozen=True):
    """One fact: how often it was found on each side, and the points that this makes, if any."""

    family: str
    name: str
    same: int
    other: int
    points: float | None


class Gain(msgspec.Struct, frozen=True):
    """Recall of a set at 1 % false alarms, name and kind only, and with facts on both sides."""

    set: str
    cases: int
    without: float
    given: float


def best_matches(
    screener: Screener, cases: Sequence[Case], party: Callable[[Case], Party]
) -> Iterator[tuple[Case, tuple[Match, ...]]]:
    """Each case with its best matches, whatever their scores."""
    for batch in batches(cases, _BATCH):
        parties = [party(case) for case in batch]
        limit = _MATCHES if batch[0].expect else _NEAREST
        found = screener.screen(parties, min_score=0, limit=limit)
        for case, screened in zip(batch, found, strict=True):
            yield case, screened.matches


def found_facts(case: Case, entity: ListedEntity) -> list[str]:
    """The facts between a case, with all that it states, and an entity."""
    lines = corroborate(case.party_with_facts, entity, scorecard())
    return [line.feature for line in lines]


def points(same: Counter[str], other: Counter[str]) -> list[Fact]:
    """The points of every fact, by family."""
    facts = []
    for family, names in FAMILIES.items():
        of_same, of_other = (sum(side[name] for name in names) for side in (same, other))
        for name in names:
            common = (same[name] + other[name] + 1) / (of_same + of_other + len(names))
            shares = [
                (side[name] + SHRINK * common) / (total + SHRINK)
                for side, total in ((same, of_same), (other, of_other))
            ]
            value = round(float(np.log(shares[0] / shares[1])), 1) + 0.0
            enough = same[name] + other[name] >= FEWEST
            facts.append(Fact(family, name, same[name], other[name], value if enough else None))
    return facts


class Screenings(NamedTuple):
    """Every case's own score by name and kind only, and the facts found on either side."""

    scores: dict[str, float]
    same: Counter[str]
    other: Counter[str]


def by_name(
    screener: Screener,
    entities: Mapping[str, ListedEntity],
    positives: Sequence[Case],
    negatives: Sequence[Case],
) -> Screenings:
    """Screen by name and kind only, and count the facts of own entries and of near ones."""
    found = Screenings({}, Counter(), Counter())
    for case, matches in best_matches(screener, positives, lambda case: case.party):
        own = [match for match in matches if match.entity_id in case.expect]
        found.scores[case.qid] = own[0].score if own else 0.0
        if own and case.set != _CHOSEN_BY_DATE:
            found.same.update(found_facts(case, entities[own[0].entity_id]))
    near: list[tuple[Case, tuple[Match, ...]]] = []
    for case, matches in best_matches(screener, negatives, lambda case: case.party):
        found.scores[case.qid] = matches[0].score if matches else 0.0
        near.append((case, matches))
    least = _reached([found.scores[case.qid] for case in negatives], NEAR_SHARE)
    for case, matches in near:
        for match in matches:
            if match.score >= least:
                found.other.update(found_facts(case, entities[match.entity_id]))
    return found


def gains(
    screener: Screener,
    positives: Sequence[Case],
    negatives: Sequence[Case],
    plain: Mapping[str, float],
) -> list[Gain]:
    """Recall of every set and of the gate, without facts and with those of the scorecard."""
    given = dict(plain)
    for cases in (positives, negatives):
        stating = [case for case in cases if case.party_with_facts != case.party]
        for case, matches in best_matches(screener, stating, lambda case: case.party_with_facts):
            wanted = (m.score for m in matches if not case.expect or m.entity_id in case.expect)
            given[case.qid] = max(wanted, default=0.0)
    return _gains(positives, negatives, plain, given)


def _reached(scores: Sequence[float], share: float) -> float:
    falling = sorted(scores, reverse=True)
    return falling[max(0, round(share * len(falling)) - 1)]


def _gains(
    positives: Sequence[Case],
    negatives: Sequence[Case],
    plain: Mapping[str, float],
    given: Mapping[str, float],
) -> list[Gain]:
    limits = [_reached([side[case.qid] for case in negatives], 0.01) for side in (plain, given)]
    sets = sorted({case.set for case in positives})
    groups = {name: [case for case in positives if case.set == name] for name in sets}
    groups["gate"] = [case for case in positives if case.in_gate]
    return [
        Gain(
            name,
            len(cases),
            *(
                round(sum(side[case.qid] >= limit for case in cases) / len(cases), 4)
                for side, limit in zip((plain, given), limits, strict=True)
            ),
        )
        for name, cases in groups.items()
    ]


@click.command()
@click.option("--cases", type=click.Path(path_type=Path), default=DATA / "eval", show_default=True)
@click.option(
    "--universe",
    type=click.Path(path_type=Path),
    default=DATA / "universe.ftm.jsonl.gz",
    show_default=True,
)
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
def main(cases: Path, universe: Path, *, as_json: bool) -> None:
    """Print the points of birth dates and countries, and recall with and without these facts.

    \b
    Example:
      python -m bench.fit_facts --cases ../shared/data/eval
    """  # noqa: D301 - click's mark for a paragraph that is not wrapped
    entities = read_universe(universe)
    screening = screener(entities)
    positives, negatives = (read_cases(cases, f"dev_{side}") for side in ("positives", "negatives"))
    found = by_name(screening, {entity.id: entity for entity in entities}, positives, negatives)
    facts = points(found.same, found.other)
    if not as_json:
        click.echo(f"{'fact':26} {'same':>7} {'other':>7} {'points':>7}")
        for fact in facts:
            value = "too few" if fact.points is None else f"{fact.points:+7.1f}"
            click.echo(f"{fact.name:26} {fact.same:7,} {fact.other:7,} {value}")
    gained = gains(screening, positives, negatives, found.scores)
    if as_json:
        click.echo(msgspec.json.encode({"facts": facts, "gains": gained}))
        return
    click.echo(f"\n{'recall at 1 % of':26} {'cases':>7} {'name':>7} {'facts':>7}")
    for gain in gained:
        click.echo(f"{gain.set:26} {gain.cases:7,} {gain.without:7.3f} {gain.given:7.3f}")


if __name__ == "__main__":
    main()
