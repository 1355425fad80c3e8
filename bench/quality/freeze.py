"""The frozen report: a change of scoring shows as its diff."""

from pathlib import Path

import msgspec

from bench.quality.measure import Groups
from bench.quality.operating import as_yaml, digest, operating_points
from bench.quality.report import Quality, remarks, tables
from bench.quality.run import Parts
from matchers.scorecard import scorecard

HEAD = """\
# Quality, measured

Written by `python -m bench quality --freeze`; docs/matching.md says what is measured. Name and kind
only unless said otherwise; development half of the labelled cases. ± is half a 95 % interval
(Wilson's). Figures of aliases left out, of manipulated and of exact names are of seeded samples.

![Recall against false alarms, by set](plots/recall-by-set.svg)
![Recall against false alarms, by kind](plots/recall-by-kind.svg)
"""


def freeze(result: Quality, parts: Parts, cases: Path, universe: Path, root: Path) -> None:
    """Write docs/quality.{json,md}, docs/plots and config/operating_points.yaml below `root`."""
    from bench.quality.plots import recall_plots, shape_plots  # only `dev` installs matplotlib

    plots = root / "docs" / "plots"
    plots.mkdir(exist_ok=True)
    drawn = recall_plots(parts.positives, parts.negatives) | shape_plots(scorecard())
    for name, content in drawn.items():
        (plots / name).write_bytes(content)
    points = operating_points(
        parts.positives,
        parts.negatives,
        digest(cases / "dev_positives.jsonl.gz", cases / "dev_negatives.jsonl.gz"),
        digest(universe),
    )
    (root / "docs" / "quality.json").write_bytes(as_json(result))
    (root / "docs" / "quality.md").write_text(as_markdown(result), encoding="utf-8")
    (root / "config" / "operating_points.yaml").write_text(as_yaml(points), encoding="utf-8")


def as_json(result: Quality) -> bytes:
    """The result as indented JSON, rounded to four places."""
    rounded = _rounded(msgspec.to_builtins(result))
    return msgspec.json.format(msgspec.json.encode(rounded), indent=1) + b"\n"


def as_markdown(result: Quality) -> str:
    """The result as tables."""
    parts = [HEAD, *(_table(title, groups) for title, groups in tables(result).items())]
    return "\n".join([*parts, *(f"- {line}" for line in remarks(result))]) + "\n"


def _table(title: str, groups: Groups) -> str:
    rates = list(next(iter(groups.values())))
    rows = [[title, "cases", *rates], ["---"] * (len(rates) + 2)]
    for group, shares in groups.items():
        of = next(iter(shares.values())).of
        rows.append([group, f"{of:,}", *map(str, shares.values())])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows) + "\n"


def _rounded(value: object) -> object:
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, dict):
        return {name: _rounded(each) for name, each in value.items()}
    return [_rounded(each) for each in value] if isinstance(value, list) else value
