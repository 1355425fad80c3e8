"""Plots as SVG: recall against false alarms, and the shapes of the scorecard.

The same figures give the same bytes: no dates, and identifiers from a fixed seed.
"""

import io
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure

from bench.cases import Case
from bench.quality.outcomes import Outcome
from matchers.model import Kind
from matchers.scorecard import Scorecard

_SETTINGS: Final[dict[Any, Any]] = {
    "svg.hashsalt": "portcullis",
    "svg.fonttype": "none",
    "font.size": 9,
}
_RATES: Final = np.geomspace(0.0005, 0.1, 60)

SETS: Final[dict[str, Callable[[Case], bool]]] = {
    "easy": lambda case: case.set == "crosslist_easy",
    "hard primary": lambda case: case.set == "crosslist_hard_primary",
    "hard alias": lambda case: case.set == "crosslist_hard_alias",
    "same birth date": lambda case: case.set == "dobgated_hard",
    "gate": lambda case: case.in_gate,
}
KINDS: Final[dict[str, Callable[[Case], bool]]] = {
    "gate, persons": lambda case: case.in_gate and case.query.kind is Kind.PERSON,
    "gate, organizations": lambda case: case.in_gate and case.query.kind is Kind.ORGANIZATION,
    "gate, across scripts": lambda case: case.in_gate and "xscript" in case.tags,
}


def recall_plots(positives: Sequence[Outcome], negatives: Sequence[Outcome]) -> dict[str, bytes]:
    """Recall against false alarms by set and by kind: name of the file to its content."""
    falling = np.sort([each.score for each in negatives])[::-1]
    places = np.maximum(0, np.round(_RATES * len(falling)).astype(int) - 1)
    limits = falling[places]
    plots = {"recall-by-set.svg": SETS, "recall-by-kind.svg": KINDS}
    return {file: _recall_plot(positives, limits, groups) for file, groups in plots.items()}


def shape_plots(card: Scorecard) -> dict[str, bytes]:
    """The points of each claim about names, a plot for each kind."""
    plots = {}
    for kind, of_kind in card.kinds.items():
        count = len(of_kind.names)
        rows = (count + 3) // 4
        with mpl.rc_context(_SETTINGS):
            figure = Figure(figsize=(10, 2.1 * rows), layout="constrained")
            figure.suptitle(f"{kind}: points by value of the claim, base {of_kind.base}")
            axes = figure.subplots(rows, 4, squeeze=False, sharey=True).ravel()
            for axis, (name, line) in zip(axes, of_kind.names.items(), strict=False):
                axis.plot(*zip(*line, strict=True), color="#1f4e79")
                axis.axhline(0, color="#999999", linewidth=0.5)
                axis.set_title(name)
            for axis in axes[count:]:
                axis.set_visible(False)
            plots[f"shapes-{kind}.svg"] = _svg(figure)
    return plots


def _recall_plot(
    positives: Sequence[Outcome],
    limits: np.ndarray[tuple[int], np.dtype[np.float64]],
    groups: Mapping[str, Callable[[Case], bool]],
) -> bytes:
    with mpl.rc_context(_SETTINGS):
        figure = Figure(figsize=(6.5, 4), layout="constrained")
        axis = figure.subplots()
        for name, holds in groups.items():
            scores = np.array([each.score for each in positives if holds(each.case)])
            if len(scores):
                axis.plot(100 * _RATES, [(scores >= limit).mean() for limit in limits], label=name)
        axis.set(xscale="log", xlabel="false alarms, % of parties on no list", ylabel="recall")
        axis.set_xticks([0.1, 0.3, 1, 3, 10], ["0.1", "0.3", "1", "3", "10"])
        axis.grid(visible=True, alpha=0.3)
        axis.legend(loc="lower right")
        return _svg(figure)


def _svg(figure: Figure) -> bytes:
    file = io.BytesIO()
    figure.savefig(file, format="svg", metadata={"Date": None, "Creator": None})
    lines = file.getvalue().splitlines()
    return b"\n".join(line.rstrip() for line in lines) + b"\n"
