"""Fit: the scorecard's points for names, from labelled cases (`python -m bench.fit --cases DIR`).

For every kind an additive, monotone model (`bench.fitting.model`) is fitted to pairs of a case with
an expected entity and of ordinary parties with the likeliest wrong ones. Its scale then comes from
false alarms: log-odds are 0 where one ordinary party in a hundred has a match, and a point more
where e times fewer have one. So a score says the same of a person and of a vessel. False alarms are
those of parties that the model has not seen: of five models, each fitted without one fifth of the
parties. No case shares an entity with a case of another fifth.
"""

import hashlib
import sys
import zlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import click
import msgspec
import numpy as np
from numpy.typing import NDArray

from bench.cases import Case, read_cases, read_universe
from bench.fitting.model import Model, best_scores, fit, knots
from bench.fitting.rows import Rows, collect, of_kind
from bench.fitting.slips import slips
from bench.options import CASES, ERRORS, UNIVERSE, steps
from matchers.features import NAME_FEATURES
from matchers.index import Index
from matchers.model import Kind, ListedEntity
from matchers.scorecard import KindCard, Line, Scorecard, scorecard

FOLDS: Final = 5
KINDS: Final = (Kind.PERSON, Kind.ORGANIZATION, Kind.VESSEL)
EXACT_TIER: Final = 3.0
"""Points that equal names get beyond what the fit gives them (docs/decisions/0009)."""

LEAST_TIER: Final = 2.6
"""The same in log-odds: more than it takes from one false alarm in a hundred to one in a thousand.
"""

_EXACT: Final = NAME_FEATURES.index("exact")
_AT: Final = (0.03, 0.02, 0.01, 0.005, 0.003, 0.002, 0.001)
"""Shares of false alarms that the scale of log-odds is taken from."""

_EASY_WEIGHT: Final = 0.2
"""What a case counts whose names are equal after normalising."""

HEADER: Final = """\
# Points for each claim, in log-odds. A claim's points are read off straight lines between the
# [value, points] given, and stay level beyond both ends. A score is 1 / (1 + e^-(sum of points)).
# Within a claim points only ever rise with agreement. The bases and the points of names are fitted:
#   python -m bench.fit --cases DIR --out matchers/scorecard.yaml
# Log-odds are 0 where one ordinary party in a hundred has a match, one more where e times fewer do.
# The points of other facts: docs/matching.md.
"""


class Fitted(NamedTuple):
    """A kind's points, and the scores of all cases by models that have not seen them."""

    card: KindCard
    same: NDArray[np.float64]
    others: NDArray[np.float64]


def fit_kind(
    same: Rows,
    others: Rows,
    folds: NDArray[np.int64],
    other_folds: NDArray[np.int64],
    weights: NDArray[np.float64],
) -> Fitted:
    """The points of one kind. `folds` and `other_folds` say which fifth a case belongs to.

    Cases of weight 0 are scored, and not learnt from.
    """
    learnt = same.only(weights[same.cases] > 0)
    lines = knots(learnt, others)
    same_scores = np.full(len(folds), -np.inf)
    other_scores = np.full(len(other_folds), -np.inf)
    for fold in range(FOLDS):
        model = fit(
            learnt.only(folds[learnt.cases] != fold),
            others.only(other_folds[others.cases] != fold),
            lines,
            weights,
        )
        for scores, rows, of in ((same_scores, same, folds), (other_scores, others, other_folds)):
            held = rows.only(of[rows.cases] == fold)
            np.maximum(
                scores, best_scores(held.cases, _tiered(model, held), len(scores)), out=scores
            )
    base, slope = scale(other_scores[other_scores > -np.inf])
    whole = fit(learnt, others, lines, weights)
    names = _with_tier(whole.lines(slope), slope)
    before = base + slope * best_scores(others.cases, _tiered(whole, others), len(other_folds))
    after = best_scores(others.cases, line_points(names, others), len(other_folds))
    # Steps that were raised raise the scores of all: the base takes that back.
    card = KindCard(base=round(_hundredth(before) - _hundredth(after), 3), names=names)
    return Fitted(card, base + slope * same_scores, base + slope * other_scores)


def _hundredth(scores: NDArray[np.float64]) -> float:
    falling = -np.sort(-scores[scores > -np.inf])
    return float(falling[max(0, round(0.01 * len(falling)) - 1)])


def line_points(names: Mapping[str, Line], rows: Rows) -> NDArray[np.float64]:
    """The sum of the points of each row, read off the lines of a scorecard."""
    points = np.zeros(len(rows.cases))
    for column, name in enumerate(NAME_FEATURES):
        at, worth = zip(*names[name], strict=True)
        points += np.interp(rows.values[:, column], at, worth)
    return points


def scale(alarms: NDArray[np.float64]) -> tuple[float, float]:
    """Base and slope that make scores of ordinary parties say how rare they are, in log-odds."""
    falling = -np.sort(-alarms)
    at = np.array([falling[max(0, round(share * len(falling)) - 1)] for share in _AT])
    hundredth = at[_AT.index(0.01)]
    rarer = np.log(0.01 / np.array(_AT))
    slope = float(((at - hundredth) @ rarer) / ((at - hundredth) @ (at - hundredth)))
    return -slope * float(hundredth), slope


def _tiered(model: Model, rows: Rows) -> NDArray[np.float64]:
    return model.score(rows.values) + EXACT_TIER * (rows.values[:, _EXACT] > 0)


def _with_tier(
    lines: dict[str, tuple[tuple[float, float], ...]], slope: float
) -> dict[str, tuple[tuple[float, float], ...]]:
    tier = max(EXACT_TIER * slope, LEAST_TIER)
    raised = tuple(
        (value, round(points + tier * (value > 0), 3)) for value, points in lines["exact"]
    )
    return {**lines, "exact": raised}


def linked_folds(cases: Sequence[Case]) -> NDArray[np.int64]:
    """The fold of every case; cases that expect a common entity, however indirectly, share one."""
    leader: dict[str, str] = {}

    def find(entity: str) -> str:
        while leader.setdefault(entity, entity) != entity:
            leader[entity] = leader[leader[entity]]
            entity = leader[entity]
        return entity

    for case in cases:
        for entity in case.expect[1:]:
            leader[find(entity)] = find(case.expect[0])
    return np.array([_fold(find(case.expect[0])) for case in cases], dtype=np.int64)


def _fold(text: str) -> int:
    return zlib.crc32(text.encode()) % FOLDS


def weight_of(case: Case) -> float:
    """What a case counts in the fit; 0 for names that have nothing in common with a listed one."""
    if "band:disjoint" in case.tags:
        return 0.0
    if case.set == "crosslist_easy":
        return _EASY_WEIGHT
    return float(case.query.kind is not Kind.VESSEL or case.set == "slips")


class Study(NamedTuple):
    """The pairs of all cases: what a fit learns from, and is measured by."""

    cases: Sequence[Case]
    negatives: Sequence[Case]
    same: Rows
    others: Rows

    @staticmethod
    def of(
        entities: Sequence[ListedEntity],
        positives: Sequence[Case],
        negatives: Sequence[Case],
        progress: Callable[[int], None],
    ) -> "Study":
        """Measure every pair that counts; slips of the hand are added to the positive cases."""
        index = Index.build(entities)
        cases = [*positives, *slips(entities)]
        same, others = collect(index, cases, progress), collect(index, negatives, progress)
        return Study(cases, negatives, same, others)

    def without(self, claim: str) -> "Study":
        """The same pairs, knowing nothing of one claim."""
        column = NAME_FEATURES.index(claim)
        same, others = self.same.values.copy(), self.others.values.copy()
        same[:, column] = others[:, column] = 0.0
        return self._replace(
            same=self.same._replace(values=same), others=self.others._replace(values=others)
        )

    def fitted(self, card: Scorecard) -> tuple[Scorecard, dict[str, float]]:
        """The scorecard with the points of names fitted, and the recall of held-out cases."""
        weights = np.array([weight_of(case) for case in self.cases])
        folds = linked_folds(self.cases)
        other_folds = np.array([_fold(case.qid) for case in self.negatives], dtype=np.int64)
        kinds = {}
        same = np.full(len(self.cases), -np.inf)
        others = np.full(len(self.negatives), -np.inf)
        for kind in KINDS:
            found = fit_kind(
                self.same.only(of_kind(self.same, kind)),
                self.others.only(of_kind(self.others, kind)),
                folds,
                other_folds,
                weights,
            )
            kinds[kind] = found.card
            np.maximum(same, found.same, out=same)
            np.maximum(others, found.others, out=others)
        return (
            msgspec.structs.replace(card, kinds=kinds),
            recalls(self.cases, same, others),
        )

    def recalls(self, card: Scorecard) -> dict[str, float]:
        """The recall that a scorecard as it is has on all cases."""
        return recalls(
            self.cases,
            _card_scores(card, self.same, len(self.cases)),
            _card_scores(card, self.others, len(self.negatives)),
        )


def _card_scores(card: Scorecard, rows: Rows, count: int) -> NDArray[np.float64]:
    """The best score of every case by a scorecard, in log-odds."""
    scores = np.full(count, -np.inf)
    for kind in KINDS:
        of = rows.only(of_kind(rows, kind))
        points = card.kinds[kind].base + line_points(card.kinds[kind].names, of)
        points += card.facts["weak_alias"] * of.weak
        np.maximum(scores, best_scores(of.cases, points, count), out=scores)
    return scores


def recalls(
    cases: Sequence[Case], same: NDArray[np.float64], others: NDArray[np.float64]
) -> dict[str, float]:
    """Recall at 0.3, 1 and 3 % of false alarms: of the gate set, and of each set."""
    falling = -np.sort(-others)
    found = {}
    for share in (0.003, 0.01, 0.03):
        limit = falling[round(share * len(falling)) - 1]
        for group in ("gate", *sorted({case.set for case in cases})):
            members = np.array(
                [case.in_gate if group == "gate" else case.set == group for case in cases]
            )
            if members.any():
                found[f"{group} @ {share:.1%}"] = float(np.mean(same[members] >= limit))
    return found


def as_yaml(card: Scorecard, sources: Mapping[str, str]) -> str:
    """The scorecard as its file has it, a claim a line; `sources` are digests of what it is of."""
    lines = [HEADER.rstrip(), "# Fitted to:"]
    lines += [f"#   {name}: SHA-256 {digest}" for name, digest in sources.items()]
    lines += [f"version: {card.version}", "kinds:"]
    for kind in KINDS:
        lines += [f"  {kind}:", f"    base: {card.kinds[kind].base:g}", "    names:"]
        for name in NAME_FEATURES:
            shown = ", ".join(f"[{v:g}, {points:g}]" for v, points in card.kinds[kind].names[name])
            lines.append(f"      {name}: [{shown}]")
    lines.append("facts:")
    lines += [f"  {name}: {points:.1f}" for name, points in card.facts.items()]
    return "\n".join(lines) + "\n"


def worse(new: Mapping[str, float], old: Mapping[str, float]) -> list[str]:
    """In what a fit is worse than another by more than a case in a hundred, in words."""
    return [
        f"{name}: {value:.3f}, before {old[name]:.3f}"
        for name, value in new.items()
        if name in old and value < old[name] - 0.01
    ]


@click.command(epilog="Example: python -m bench.fit --cases DIR --out matchers/scorecard.yaml")
@CASES
@UNIVERSE
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="File to write, such as matchers/scorecard.yaml; standard output without it.",
)
@click.option("--earns", is_flag=True, help="Fit once more without each claim: what it earns.")
@click.option("--anyway", is_flag=True, help="Write a scorecard even if it is worse.")
def main(cases: Path, universe: Path, out: Path | None, *, earns: bool, anyway: bool) -> None:
    """Fit the scorecard's points for names to the labelled cases; refuse one that is worse.

    Shown is the recall of cases held out, and of all cases by the new scorecard and the one in use.
    The latter two are compared: both may have seen every case.
    """
    with steps() as progress:
        positives = read_cases(cases, "dev_positives")
        negatives = read_cases(cases, "dev_negatives")
        entities = read_universe(universe)
        study = Study.of(entities, positives, negatives, progress.start("cases"))
        progress.start("fit")
        card, found = study.fitted(scorecard())
        after, before = study.recalls(card), study.recalls(scorecard())
        _show(found, after, before)
        if earns:
            for name in NAME_FEATURES:
                _show_without(name, found, study.without(name).fitted(scorecard())[1])
    losses = worse(after, before)
    if losses and not anyway:
        raise click.ClickException(
            "the scorecard in use is better, so nothing is written (--anyway writes): "
            + "; ".join(losses)
        )
    sources = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in (
            cases / "dev_positives.jsonl.gz",
            cases / "dev_negatives.jsonl.gz",
            universe,
        )
    }
    text = as_yaml(card, sources)
    if out is None:
        sys.stdout.write(text)
    else:
        out.write_text(text, encoding="utf-8")


def _show(
    found: Mapping[str, float], after: Mapping[str, float], before: Mapping[str, float]
) -> None:
    for name, value in found.items():
        ERRORS.print(
            f"{name:36} held out: {value:.3f}   new: {after[name]:.3f}   in use: {before[name]:.3f}"
        )


def _show_without(name: str, whole: Mapping[str, float], left: Mapping[str, float]) -> None:
    told = ", ".join(f"{key} {whole[key] - left[key]:+.3f}" for key in whole if "gate" in key)
    ERRORS.print(f"{name} earns {told}")


if __name__ == "__main__":
    main()
