"""PromQL over the product's own metrics: a name or label that does not exist cannot be written."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from prometheus_client import CollectorRegistry

from streams.metrics import Metrics
from streams.refresh_metrics import RefreshMetrics
from streams.rescreen_metrics import RescreenMetrics

WORKERS = 'job="portcullis", instance=~"$instance"'
"""Which series a panel shows: those of the workers chosen at the top of the dashboard."""

_RATE = "[$__rate_interval]"
_OF_THE_CLIENT_LIBRARY = {
    "process_cpu_seconds_total": "Processor time of a worker",
    "process_resident_memory_bytes": "Memory that a worker holds",
    "process_open_fds": "Files and sockets that a worker has open",
    "process_start_time_seconds": "When a worker started",
}


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric as Prometheus stores it: `kind` is counter, gauge or histogram."""

    name: str
    kind: str
    labels: tuple[str, ...]
    meaning: str


@dataclass(frozen=True, slots=True)
class Query:
    """An expression, how its series are named, and what its metrics mean."""

    expression: str
    legend: str
    meaning: str
    instant: bool = False


_Kind = Callable[[CollectorRegistry], object]

OF_A_WORKER: Final[tuple[_Kind, ...]] = (Metrics,)
OF_ALL: Final[tuple[_Kind, ...]] = (Metrics, RefreshMetrics, RescreenMetrics)


def known(kinds: Iterable[_Kind] = OF_ALL) -> Mapping[str, Metric]:
    """Every metric of a worker, a refresh and a rescreening, or of some of them, by name."""
    found = {
        name: Metric(name, "counter" if name.endswith("_total") else "gauge", (), meaning)
        for name, meaning in _OF_THE_CLIENT_LIBRARY.items()
    }
    ours = [vars(kind(CollectorRegistry())) for kind in kinds]
    for attribute, metric in (pair for metrics in ours for pair in metrics.items()):
        if attribute.startswith("_") or isinstance(metric, CollectorRegistry):
            continue
        (family,) = metric.describe()
        name = f"{family.name}_total" if family.type == "counter" else family.name
        labels = tuple(metric._labelnames)  # noqa: SLF001 - not told otherwise
        found[name] = Metric(name, family.type, labels, family.documentation)
    return found


_KNOWN = known()


def _metric(name: str, kind: str, by: tuple[str, ...]) -> Metric:
    metric = _KNOWN[name]
    if metric.kind != kind:
        raise ValueError(f"{name} is a {metric.kind}, not a {kind}")
    if unknown := set(by) - {*metric.labels, "instance"}:
        raise ValueError(f"{name} has no label {', '.join(sorted(unknown))}")
    return metric


def _legend(by: tuple[str, ...], otherwise: str) -> str:
    return " ".join(f"{{{{{label}}}}}" for label in by) or otherwise


def _by(by: tuple[str, ...]) -> str:
    return f" by ({', '.join(by)})" if by else ""


def rate(name: str, *by: str, legend: str = "all", where: str = "") -> Query:
    """How fast a counter grows, a second, summed over all but the labels `by`."""
    metric = _metric(name, "counter", by)
    expression = f"sum{_by(by)} (rate({name}{{{WORKERS}{where}}}{_RATE}))"
    return Query(expression, _legend(by, legend), metric.meaning)


def increase(name: str, *by: str) -> Query:
    """By how much a counter grew in each interval of a panel: for what ought to be rare."""
    counted = rate(name, *by)
    return Query(
        counted.expression.replace("(rate(", "(increase("), counted.legend, counted.meaning
    )


def share(part: str, *others: str, legend: str = "share") -> Query:
    """What share one counter has of itself and others."""
    meaning = _metric(part, "counter", ()).meaning
    # A counter with labels is not there before its first event.
    terms = [f"({rate(name).expression} or vector(0))" for name in (part, *others)]
    whole = " + ".join(terms)
    return Query(f"{terms[0]} / ({whole} > 0)", legend, f"{meaning}, as a share of all messages")


def quantile(of: float, name: str, *by: str) -> Query:
    """A quantile of a histogram over all workers."""
    metric = _metric(name, "histogram", by)
    inner = f"sum by ({', '.join(('le', *by))}) (rate({name}_bucket{{{WORKERS}}}{_RATE}))"
    legend = _legend((*by,), "")
    return Query(
        f"histogram_quantile({of}, {inner})", f"p{of * 100:g} {legend}".strip(), metric.meaning
    )


def mean(name: str, *by: str) -> Query:
    """The mean of a histogram."""
    metric = _metric(name, "histogram", by)
    total = f"sum{_by(by)} (rate({name}_sum{{{WORKERS}}}{_RATE}))"
    count = f"sum{_by(by)} (rate({name}_count{{{WORKERS}}}{_RATE}))"
    return Query(f"{total} / ({count} > 0)", _legend(by, "mean"), metric.meaning)


def value(
    name: str, *by: str, over: str = "max", legend: str = "all", instant: bool = False
) -> Query:
    """A gauge as it is, joined by `over` (sum, max, min, count) over all but the labels `by`."""
    metric = _metric(name, "gauge", by)
    expression = f"{over}{_by(by)} ({name}{{{WORKERS}}})"
    return Query(expression, _legend(by, legend), metric.meaning, instant)


def age(name: str, *by: str) -> Query:
    """How long ago the moment is that a gauge holds, in seconds."""
    metric = _metric(name, "gauge", by)
    expression = f"time() - max{_by(by)} ({name}{{{WORKERS}}})"
    return Query(expression, _legend(by, "all"), metric.meaning)
