"""Which metrics and labels an expression of PromQL uses, and whether they exist."""

import promql_parser
from promql_parser import AggModifierType, AggregateExpr, Expr, VectorSelector

from tools.dashboards.queries import Metric, known

_OF_THE_TARGET = {"job", "instance"}


def used(expression: str) -> set[str]:
    """The metrics that an expression reads; raises AssertionError for a name or label not there."""
    names: set[str] = set()
    labels: set[str] = set()
    grouped: set[str] = set()

    def visit(node: Expr) -> None:
        if isinstance(node, VectorSelector):
            assert node.name is not None, expression
            metric, more = _metric(node.name)
            names.add(metric.name)
            has = {*metric.labels, *more, *_OF_THE_TARGET}
            labels.update(has)
            asked = {matcher.name for matcher in node.matchers.matchers}
            assert asked <= has, f"{node.name} has no {asked - has}: {expression}"
            assert 'job="portcullis"' in expression
        if isinstance(node, AggregateExpr) and node.modifier is not None:
            assert node.modifier.type == AggModifierType.By, expression
            grouped.update(node.modifier.labels)

    promql_parser.walk(promql_parser.parse(expression), visit)
    assert grouped <= labels, f"none has {grouped - labels}: {expression}"
    return names


_METRICS = known()
_UP = Metric("up", "gauge", (), "of Prometheus itself")


def _metric(name: str) -> tuple[Metric, set[str]]:
    """The metric of a series' name, and the labels that the kind of series adds."""
    if name == "up":
        return _UP, set()
    for suffix, labels in (("_bucket", {"le"}), ("_sum", set()), ("_count", set())):
        base = _METRICS.get(name.removesuffix(suffix))
        if name.endswith(suffix) and base is not None and base.kind == "histogram":
            return base, labels
    assert name in _METRICS, f"there is no metric {name}"
    assert _METRICS[name].kind != "histogram", f"{name} is a histogram: ask for its parts"
    return _METRICS[name], set()
