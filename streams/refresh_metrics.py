"""Every metric of `lists refresh`, in one place; those of workers are in `metrics`."""

from datetime import datetime
from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Gauge, write_to_textfile

from lists.refresh import Report
from lists.refreshing.outcome import Outcome, Status
from lists.refreshing.refusal import Check


class RefreshMetrics:
    """What a refresh found, registered with `registry`."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.registry = registry
        self.refused = Gauge(
            "portcullis_refresh_refused",
            "1 while the newest version of a source is refused by a check; the last good one stays",
            ["source", "check"],
            registry=registry,
        )
        self.refusals = Counter(
            "portcullis_refresh_refusals_total",
            "Versions of a source that a check refused",
            ["source", "check"],
            registry=registry,
        )
        self.confirmed = Gauge(
            "portcullis_refresh_confirmed_timestamp_seconds",
            "When the publisher of a source last gave or confirmed the version that is in use",
            ["source"],
            registry=registry,
        )
        self.entities = Gauge(
            "portcullis_refresh_entities",
            "Listed entities of a source after the last refresh",
            ["source"],
            registry=registry,
        )
        self.unparsed = Gauge(
            "portcullis_refresh_unparsed_records",
            "Records of a source that became no entity",
            ["source"],
            registry=registry,
        )
        self.runs = Counter(
            "portcullis_refresh_runs_total",
            "Refreshes, by how they ended: done, refused (a source was) or failed",
            ["result"],
            registry=registry,
        )
        for result in ("done", "refused", "failed"):  # from the start, so that a rise is seen
            self.runs.labels(result)
        self.last_run = Gauge(
            "portcullis_refresh_last_run_timestamp_seconds",
            "When the last refresh ended, whatever came of it",
            registry=registry,
        )
        self.seconds = Gauge(
            "portcullis_refresh_seconds", "How long the last refresh took", registry=registry
        )
        self.version = Gauge(
            "portcullis_refresh_published_version",
            "Version of the lists that were published last",
            registry=registry,
        )

    def note(self, report: Report, ended: datetime, seconds: float) -> None:
        """Take up what a refresh found."""
        for outcome in report.outcomes:
            self._note(outcome)
        if report.published is not None:
            self.version.set(report.published.version)
        self._end("refused" if report.refused else "done", ended, seconds)

    def failed(self, ended: datetime, seconds: float) -> None:
        """Take up that a refresh published nothing for a fault."""
        self._end("failed", ended, seconds)

    def _end(self, result: str, ended: datetime, seconds: float) -> None:
        self.runs.labels(result).inc()
        self.last_run.set(ended.timestamp())
        self.seconds.set(seconds)

    def _note(self, outcome: Outcome) -> None:
        source = outcome.source
        if outcome.status is not Status.LEFT:
            refusing = {refusal.check for refusal in outcome.refusals}
            for check in Check:
                self.refused.labels(source, check.value).set(check in refusing)
                self.refusals.labels(source, check.value).inc(check in refusing)
        self.entities.labels(source).set(len(outcome.entities))
        self.unparsed.labels(source).set(outcome.unparsed)
        if outcome.kept is not None:
            confirmed = datetime.fromisoformat(outcome.kept.confirmed)
            self.confirmed.labels(source).set(confirmed.timestamp())


def write_metrics(metrics: RefreshMetrics, file: Path) -> None:
    """Write them where node_exporter's textfile collector reads them (`*.prom`)."""
    write_to_textfile(str(file), metrics.registry)
